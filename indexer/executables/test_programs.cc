#include "indexer/executables/test_programs.h"

#include <algorithm>

namespace claircore::executables {
namespace {

constexpr size_t kPage = 4096;

// A header that is put together field by field.
class Bytes {
 public:
  explicit Bytes(bool big_endian) : big_endian_(big_endian) {}
  Bytes& Put(uint64_t value, size_t size) {
    text_ += Number(value, size, big_endian_);
    return *this;
  }
  Bytes& Text(std::string_view text, size_t size) {
    text_ += text;
    text_.resize(text_.size() + size - text.size());
    return *this;
  }
  const std::string& text() const { return text_; }

 private:
  const bool big_endian_;
  std::string text_;
};

void Align(std::string& file, size_t to) { file.resize((file.size() + to - 1) / to * to); }

// Blocks of at most 65,535 bytes (https://www.rfc-editor.org/rfc/rfc1951#section-3.2.4).
std::string Stored(std::string_view text) {
  std::string out;
  do {
    const size_t size = std::min<size_t>(text.size(), 0xffff);
    out += size == text.size() ? '\1' : '\0';
    out += Number(size, 2, false) + Number(~size & 0xffff, 2, false);
    out += text.substr(0, size);
    text.remove_prefix(size);
  } while (!text.empty());
  return out;
}

}  // namespace

std::string Number(uint64_t value, size_t size, bool big_endian) {
  std::string text;
  for (size_t i = 0; i < size; ++i) {
    const size_t byte = big_endian ? size - 1 - i : i;
    text += static_cast<char>(value >> (8 * byte));
  }
  return text;
}

ElfBuilder& ElfBuilder::Segment(int flags, uint64_t address, std::string_view bytes) {
  segments_.push_back({flags, address, std::string(bytes)});
  return *this;
}

ElfBuilder& ElfBuilder::Section(std::string_view name, std::string_view bytes) {
  sections_.push_back({std::string(name), std::string(bytes)});
  return *this;
}

ElfBuilder& ElfBuilder::Note(std::string_view bytes) {
  note_ = bytes;
  return *this;
}

ElfBuilder& ElfBuilder::Object() {
  object_ = true;
  return *this;
}

std::string ElfBuilder::Build() const {
  const size_t word = is_64_ ? 8 : 4;
  const size_t header = is_64_ ? 64 : 52;
  const size_t segment_size = is_64_ ? 56 : 32;
  const size_t segment_count = segments_.size() + (note_.empty() ? 0 : 1);
  std::string body(header + segment_count * segment_size, '\0');
  Bytes segments(big_endian_);
  if (!note_.empty()) {
    segments.Put(4, 4);
    if (is_64_) segments.Put(kRead, 4);
    segments.Put(body.size(), word).Put(0, word).Put(0, word);
    segments.Put(note_.size(), word).Put(note_.size(), word);
    if (!is_64_) segments.Put(kRead, 4);
    segments.Put(4, word);
  }
  body += note_;
  for (const Loaded& s : segments_) {
    Align(body, kPage);
    segments.Put(1, 4);
    if (is_64_) segments.Put(s.flags, 4);
    segments.Put(body.size(), word).Put(s.address, word).Put(s.address, word);
    segments.Put(s.bytes.size(), word).Put(s.bytes.size(), word);
    if (!is_64_) segments.Put(s.flags, 4);
    segments.Put(kPage, word);
    body += s.bytes;
  }
  Bytes sections(big_endian_);
  sections.Text("", is_64_ ? 64 : 40);
  std::string names(1, '\0');
  std::vector<Named> named = sections_;
  named.push_back({".shstrtab", ""});
  for (Named& s : named) {
    const size_t name = names.size();
    names += s.name + '\0';
    if (&s == &named.back()) s.bytes = names;
    sections.Put(name, 4).Put(1, 4).Put(0, word).Put(0, word);
    sections.Put(body.size(), word).Put(s.bytes.size(), word).Put(0, 8).Put(1, word).Put(0, word);
    body += s.bytes;
  }
  Align(body, 8);
  Bytes head(big_endian_);
  head.Text(std::string("\177ELF") + (is_64_ ? '\2' : '\1') + (big_endian_ ? '\2' : '\1') + '\1',
            16);
  head.Put(object_ ? 1 : 2, 2)
      .Put(62, 2)
      .Put(1, 4)
      .Put(0, word)
      .Put(header, word)
      .Put(body.size(), word);
  head.Put(0, 4).Put(header, 2).Put(segment_size, 2).Put(segment_count, 2);
  head.Put(is_64_ ? 64 : 40, 2).Put(named.size() + 1, 2).Put(named.size(), 2);
  body.replace(0, header, head.text());
  body.replace(header, segments.text().size(), segments.text());
  return body + sections.text();
}

std::string TestNote(std::string_view owner, uint32_t type, std::string_view description,
                     bool big_endian) {
  std::string note = Number(owner.size() + 1, 4, big_endian);
  note += Number(description.size(), 4, big_endian) + Number(type, 4, big_endian);
  note.append(owner).append(1, '\0');
  Align(note, 4);
  note += description;
  Align(note, 4);
  return note;
}

std::string TestPe(std::string_view name1, std::string_view bytes1, std::string_view name2,
                   std::string_view bytes2) {
  constexpr size_t kHeaders = 0x400;
  Bytes head(false);
  head.Text("MZ", 0x3c).Put(0x80, 4).Text("", 0x40).Text("PE", 4);
  head.Put(0x8664, 2).Put(2, 2).Put(0, 4).Put(0, 8).Put(112, 2).Put(0x22, 2);
  head.Put(0x20b, 2).Text("", 22).Put(0x400000, 8).Text("", 80);
  const size_t size1 = (bytes1.size() + 511) / 512 * 512;
  head.Text(name1, 8).Put(bytes1.size(), 4).Put(0x1000, 4).Put(size1, 4).Put(kHeaders, 4);
  head.Text("", 12).Put(0x60000020, 4);
  head.Text(name2, 8).Put(bytes2.size(), 4).Put(0x100000, 4);
  head.Put(bytes2.size(), 4).Put(kHeaders + size1, 4).Text("", 12).Put(0xc0000040, 4);
  std::string file = head.text();
  Align(file, kHeaders);
  file += bytes1;
  file.resize(kHeaders + size1);
  return file.append(bytes2);
}

std::string TestMachO(std::string_view section, std::string_view bytes, bool big_endian) {
  Bytes head(big_endian);
  head.Put(0xfeedfacf, 4).Put(0x1000007, 4).Put(3, 4).Put(2, 4).Put(1, 4).Put(152, 4).Put(0, 8);
  head.Put(0x19, 4).Put(152, 4).Text("__DATA", 16).Put(0x100000000, 8).Put(bytes.size(), 8);
  head.Put(kPage, 8).Put(bytes.size(), 8).Put(3, 4).Put(3, 4).Put(1, 4).Put(0, 4);
  head.Text(section, 16).Text("__DATA", 16).Put(0x100000000, 8).Put(bytes.size(), 8);
  head.Put(kPage, 4).Text("", 28);
  std::string file = head.text();
  Align(file, kPage);
  return file.append(bytes);
}

std::string StoredZlib(std::string_view text) {
  uint32_t a = 1, b = 0;
  for (const unsigned char c : text) {
    a = (a + c) % 65521;
    b = (b + a) % 65521;
  }
  return "\x78\x01" + Stored(text) + Number(uint64_t{b} << 16 | a, 4, true);
}

std::string StoredGzip(std::string_view text) {
  uint32_t crc = ~0u;
  for (const unsigned char c : text) {
    crc ^= c;
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
  }
  std::string out("\x1f\x8b\x08\0\0\0\0\0\0\xff", 10);
  return out + Stored(text) + Number(~crc, 4, false) + Number(text.size(), 4, false);
}

}  // namespace claircore::executables
