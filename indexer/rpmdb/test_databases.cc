#include "indexer/rpmdb/test_databases.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "indexer/rpmdb/rpm_header.h"

namespace claircore::rpmdb {
namespace {

enum Type : uint32_t { kInt32 = 4, kString = 6, kBinary = 7, kStringArray = 8 };
constexpr uint32_t kImmutableRegion = 63;

void AppendEntry(std::string& to, uint32_t tag, uint32_t type, uint32_t offset, uint32_t count) {
  for (uint32_t value : {tag, type, offset, count}) AppendU32(to, value, true);
}

}  // namespace

void AppendU32(std::string& to, uint32_t value, bool big_endian) {
  to.append(4, '\0');
  PutU32(to, to.size() - 4, value, big_endian);
}

void PutU16(std::string& in, size_t at, uint16_t value, bool big_endian) {
  in[at] = static_cast<char>(big_endian ? value >> 8 : value);
  in[at + 1] = static_cast<char>(big_endian ? value : value >> 8);
}

void PutU32(std::string& in, size_t at, uint32_t value, bool big_endian) {
  for (size_t i = 0; i < 4; ++i) {
    in[at + (big_endian ? 3 - i : i)] = static_cast<char>(value >> (8 * i));
  }
}

HeaderBuilder& HeaderBuilder::Entry(uint32_t tag, uint32_t type, uint32_t count,
                                    std::string_view bytes, size_t alignment) {
  data_.resize((data_.size() + alignment - 1) / alignment * alignment);
  AppendEntry(index_, tag, type, static_cast<uint32_t>(data_.size()), count);
  data_.append(bytes);
  ++entries_;
  return *this;
}

HeaderBuilder& HeaderBuilder::String(uint32_t tag, std::string_view text) {
  return Entry(tag, kString, 1, std::string(text) + '\0');
}

HeaderBuilder& HeaderBuilder::Strings(uint32_t tag, const std::vector<std::string>& texts) {
  std::string bytes;
  for (const std::string& text : texts) bytes += text + '\0';
  return Entry(tag, kStringArray, static_cast<uint32_t>(texts.size()), bytes);
}

HeaderBuilder& HeaderBuilder::Numbers(uint32_t tag, const std::vector<uint32_t>& numbers) {
  std::string bytes;
  for (uint32_t number : numbers) AppendU32(bytes, number, true);
  return Entry(tag, kInt32, static_cast<uint32_t>(numbers.size()), bytes, 4);
}

HeaderBuilder& HeaderBuilder::Bytes(uint32_t tag, std::string_view bytes) {
  return Entry(tag, kBinary, static_cast<uint32_t>(bytes.size()), bytes);
}

HeaderBuilder& HeaderBuilder::EndRegion() {
  std::string entry;
  AppendEntry(entry, kImmutableRegion, kBinary, static_cast<uint32_t>(data_.size()), 16);
  ++entries_;
  AppendEntry(data_, kImmutableRegion, kBinary, uint32_t{0} - entries_ * 16, 16);
  index_ = entry + index_;
  region_ = true;
  return *this;
}

std::string HeaderBuilder::Build() const {
  std::string blob;
  AppendU32(blob, entries_, true);
  AppendU32(blob, static_cast<uint32_t>(data_.size()), true);
  return blob + index_ + data_;
}

std::string MakeHeader(const TestPackage& package) {
  HeaderBuilder header;
  header.String(1000, package.name).String(1001, package.version).String(1002, package.release);
  if (package.epoch != 0) header.Numbers(1003, {package.epoch});
  if (package.padding != 0) header.String(1005, std::string(package.padding, 'x'));
  if (!package.arch.empty()) header.String(1022, package.arch);
  if (!package.source_rpm.empty()) header.String(1044, package.source_rpm);
  if (!package.files.empty()) {
    std::vector<std::string> folders, names;
    std::vector<uint32_t> indexes;
    for (const auto& [folder, name] : package.files) {
      const auto at = std::find(folders.begin(), folders.end(), folder);
      indexes.push_back(static_cast<uint32_t>(at - folders.begin()));
      if (at == folders.end()) folders.push_back(folder);
      names.push_back(name);
    }
    header.Numbers(1116, indexes).Strings(1117, names).Strings(1118, folders);
  }
  if (!package.module.empty()) header.String(5096, package.module);
  header.EndRegion().Numbers(1008, {1700000000});  // when it was installed
  return header.Build();
}

absl::Status FakeVisitor::Record(uint32_t number, std::string_view header) {
  records.emplace_back(number, header);
  return absl::OkStatus();
}

std::vector<std::string> FakeVisitor::Names() const {
  std::vector<std::string> names;
  for (const auto& [number, blob] : records) {
    const auto header = RpmHeader::Parse(blob);
    names.push_back(std::to_string(number) + "=" +
                    (header.ok() ? std::string(header->String(RpmField::kName)) : "?"));
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace claircore::rpmdb
