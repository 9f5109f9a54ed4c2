#include "claircore/testing/tar_builder.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>

namespace claircore::inline v0::testing {
namespace {

// The ustar header block; see pax(1p), "ustar Interchange Format".
constexpr size_t kBlock = 512;
constexpr size_t kNameField = 100;
constexpr uint64_t kMaxOctalSize = (uint64_t{1} << 33) - 1;  // eleven octal digits
using Header = std::array<char, kBlock>;

void PutText(Header& header, size_t offset, size_t width, std::string_view text) {
  std::memcpy(header.data() + offset, text.data(), std::min(width, text.size()));
}

void PutOctal(Header& header, size_t offset, size_t width, uint64_t value) {
  for (size_t i = width - 1; i-- > 0; value >>= 3) {
    header[offset + i] = static_cast<char>('0' + (value & 7));
  }
}

char TypeFlag(FileType type) {
  switch (type) {
    case FileType::kRegular:
      return '0';
    case FileType::kHardLink:
      return '1';
    case FileType::kSymlink:
      return '2';
    case FileType::kDirectory:
      return '5';
    case FileType::kOther:
      return '6';
  }
  return '0';
}

void AppendHeader(std::string& tar, std::string_view path, std::string_view link, char type,
                  uint32_t mode, uint64_t size, bool bad_checksum) {
  Header header{};
  PutText(header, 0, kNameField, path);
  PutOctal(header, 100, 8, mode);
  PutOctal(header, 108, 8, 0);  // uid
  PutOctal(header, 116, 8, 0);  // gid
  PutOctal(header, 124, 12, std::min(size, kMaxOctalSize));
  PutOctal(header, 136, 12, 0);  // mtime
  header[156] = type;
  PutText(header, 157, kNameField, link);
  PutText(header, 257, 8, std::string_view("ustar\00000", 8));
  PutOctal(header, 329, 8, 0);  // devmajor
  PutOctal(header, 337, 8, 0);  // devminor
  std::memset(header.data() + 148, ' ', 8);
  uint64_t sum = bad_checksum ? 1 : 0;
  for (char c : header) sum += static_cast<unsigned char>(c);
  PutOctal(header, 148, 7, sum);
  header[154] = '\0';
  tar.append(header.data(), header.size());
}

void AppendBody(std::string& tar, std::string_view bytes) {
  tar += bytes;
  tar.append((kBlock - bytes.size() % kBlock) % kBlock, '\0');
}

// "LENGTH key=value\n", where LENGTH counts its own digits.
void AppendPaxRecord(std::string& records, std::string_view key, std::string_view value) {
  const size_t rest = key.size() + value.size() + 3;
  size_t length = rest + 1;
  while (std::to_string(length).size() + rest != length) ++length;
  records += std::to_string(length) + ' ';
  records += key;
  records += '=';
  records += value;
  records += '\n';
}

void AppendEntry(std::string& tar, const TarEntry& entry) {
  std::string path = entry.path;
  if (entry.type == FileType::kDirectory && !path.ends_with('/')) path += '/';
  const std::string_view body =
      entry.type == FileType::kRegular ? std::string_view(entry.contents) : std::string_view();
  const uint64_t size = entry.claimed_size.value_or(body.size());
  std::string pax;
  if (path.size() > kNameField) AppendPaxRecord(pax, "path", path);
  if (entry.link_target.size() > kNameField) AppendPaxRecord(pax, "linkpath", entry.link_target);
  if (size > kMaxOctalSize) AppendPaxRecord(pax, "size", std::to_string(size));
  if (!pax.empty()) {
    AppendHeader(tar, "PaxHeaders/entry", "", 'x', 0644, pax.size(), false);
    AppendBody(tar, pax);
  }
  AppendHeader(tar, path, entry.link_target, TypeFlag(entry.type), entry.mode, size,
               entry.bad_checksum);
  AppendBody(tar, body);
}

}  // namespace

TarBuilder& TarBuilder::File(std::string path, std::string contents, uint32_t mode) {
  return Add({.path = std::move(path), .contents = std::move(contents), .mode = mode});
}

TarBuilder& TarBuilder::Dir(std::string path, uint32_t mode) {
  return Add({.path = std::move(path), .type = FileType::kDirectory, .mode = mode});
}

TarBuilder& TarBuilder::Symlink(std::string path, std::string target) {
  return Add({.path = std::move(path),
              .type = FileType::kSymlink,
              .link_target = std::move(target),
              .mode = 0777});
}

TarBuilder& TarBuilder::HardLink(std::string path, std::string target) {
  return Add(
      {.path = std::move(path), .type = FileType::kHardLink, .link_target = std::move(target)});
}

TarBuilder& TarBuilder::Whiteout(std::string_view path) {
  const size_t name = path.rfind('/') == path.npos ? 0 : path.rfind('/') + 1;
  return File(std::string(path.substr(0, name)) + ".wh." + std::string(path.substr(name)), "");
}

TarBuilder& TarBuilder::Opaque(std::string_view dir) {
  std::string path(dir);
  if (!path.empty() && !path.ends_with('/')) path += '/';
  return File(path + ".wh..wh..opq", "");
}

TarBuilder& TarBuilder::Add(TarEntry entry) {
  entries_.push_back(std::move(entry));
  return *this;
}

std::string TarBuilder::Build() const {
  std::string tar;
  for (const TarEntry& entry : entries_) AppendEntry(tar, entry);
  tar.append(2 * kBlock, '\0');
  return tar;
}

}  // namespace claircore::inline v0::testing
