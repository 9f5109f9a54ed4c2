#include "claircore/storage/memory/store_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"
#include "claircore/storage/internal/stored_file.h"
#include "claircore/storage/memory/blob.h"
#include "claircore/storage/memory/record_set.h"

namespace claircore::memory {
namespace {

constexpr std::string_view kMagic = "CLRSTORE";
constexpr size_t kHeaderBytes = 64;
constexpr size_t kBufferBytes = size_t{1} << 20;

void AppendU64(uint64_t value, std::string& out) {
  for (int i = 0; i < 8; ++i) out.push_back(static_cast<char>(value >> (8 * i)));
}

uint64_t ReadU64(std::string_view bytes, size_t at) {
  uint64_t value = 0;
  for (size_t i = 0; i < 8; ++i) {
    value |= uint64_t{static_cast<unsigned char>(bytes[at + i])} << (8 * i);
  }
  return value;
}

struct Header {
  uint64_t directory_offset, directory_size, directory_raw_size, file_size, generation;
};

absl::StatusOr<Header> ParseHeader(const SharedBytes& file) {
  std::string buffer;
  CLAIRCORE_ASSIGN_OR_RETURN(
      const std::string_view bytes,
      storage::BytesAt(file, 0, std::min<uint64_t>(file.size(), kHeaderBytes), buffer));
  if (bytes.size() < kHeaderBytes || !bytes.starts_with(kMagic)) {
    return Damaged(file, "this is no store of claircore");
  }
  // The version first: a later one may have another header.
  const auto version = static_cast<uint32_t>(ReadU64(bytes, 8));
  if (version != kStoreFileVersion) {
    return absl::FailedPreconditionError(
        absl::StrCat(internal::ToAbsl(file.name()), file.name().empty() ? "" : ": ",
                     "made by another version of claircore (its format is ", version,
                     ", this one's ", kStoreFileVersion, "); delete the file and update again"));
  }
  if (ReadU64(bytes, kHeaderBytes - 8) != StableHash(bytes.substr(0, kHeaderBytes - 8))) {
    return Damaged(file, "the header is damaged");
  }
  return Header{ReadU64(bytes, 16), ReadU64(bytes, 24), ReadU64(bytes, 32), ReadU64(bytes, 40),
                ReadU64(bytes, 48)};
}

// Whether [offset, offset + size) lies behind the header and within the file.
bool Within(uint64_t offset, uint64_t size, uint64_t file) {
  return offset >= kHeaderBytes && offset <= file && size <= file - offset;
}

bool ReferencesHold(const v1::Directory& d, uint64_t file) {
  bool good = true;
  const auto blob = [&](const v1::BlobRef& ref) { good &= Within(ref.offset(), ref.size(), file); };
  for (const v1::Block& block : d.blocks()) {
    blob(block.records());
    blob(block.terms());
  }
  for (const v1::Operation& operation : d.operations()) {
    for (uint32_t i : operation.blocks()) good &= i < static_cast<uint32_t>(d.blocks_size());
  }
  for (const v1::Layer& layer : d.layers()) {
    for (const v1::Findings& findings : layer.findings()) blob(findings.findings());
  }
  for (const v1::Manifest& manifest : d.manifests()) {
    blob(manifest.report());
    blob(manifest.names());
  }
  for (const v1::Segment& segment : d.segments()) {
    good &= Within(segment.offset(), segment.size(), file) && segment.offset() % 8 == 0;
  }
  return good;
}

}  // namespace

absl::StatusOr<StoreFile> ParseStoreFile(const SharedBytes& bytes) {
  CLAIRCORE_ASSIGN_OR_RETURN(const Header header, ParseHeader(bytes));
  if (header.file_size != bytes.size() ||
      !Within(header.directory_offset, header.directory_size, bytes.size())) {
    return Damaged(bytes, "the file is truncated");
  }
  // Owned by the caller, who outlives this call.
  const std::shared_ptr<const SharedBytes> borrowed(std::shared_ptr<const void>(), &bytes);
  const Blob blob(borrowed, header.directory_offset, header.directory_size,
                  header.directory_raw_size);
  CLAIRCORE_ASSIGN_OR_RETURN(const std::string raw, blob.Decompress());
  StoreFile file;
  file.generation = header.generation;
  if (raw.size() > static_cast<size_t>(std::numeric_limits<int>::max()) ||
      !file.directory.ParseFromArray(raw.data(), static_cast<int>(raw.size()))) {
    return Damaged(bytes, "the directory is damaged");
  }
  if (!ReferencesHold(file.directory, header.directory_offset)) {
    return Damaged(bytes, "the directory is damaged");
  }
  return file;
}

uint64_t GenerationOf(const std::string& path) {
  const auto file = storage::StoredFile::Open(path, FileReading::kOnTouch);
  if (!file.ok()) return 0;
  const absl::StatusOr<Header> header = ParseHeader(**file);
  return header.ok() ? header->generation : 0;
}

absl::StatusOr<std::unique_ptr<StoreFileWriter>> StoreFileWriter::Create(const std::string& path) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
  if (fd < 0) return absl::ErrnoToStatus(errno, absl::StrCat("writing ", path));
  auto writer = std::unique_ptr<StoreFileWriter>(new StoreFileWriter(path, fd));
  // The header's place; what stands there until Finish() is no store.
  CLAIRCORE_RETURN_IF_ERROR(writer->Write(std::string(kHeaderBytes, '\0')));
  return writer;
}

StoreFileWriter::~StoreFileWriter() {
  close(fd_);
  if (!finished_) unlink(path_.c_str());
}

absl::Status StoreFileWriter::Flush() {
  std::string_view rest = buffer_;
  while (!rest.empty()) {
    const ssize_t n = write(fd_, rest.data(), rest.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return absl::ErrnoToStatus(errno, absl::StrCat("writing ", path_));
    rest.remove_prefix(static_cast<size_t>(n));
  }
  offset_ += buffer_.size();
  buffer_.clear();
  return absl::OkStatus();
}

absl::Status StoreFileWriter::Write(std::string_view bytes) {
  buffer_.append(bytes);
  return buffer_.size() < kBufferBytes ? absl::OkStatus() : Flush();
}

uint64_t StoreFileWriter::Pad(uint64_t alignment) {
  const uint64_t end = offset_ + buffer_.size();
  const uint64_t begin = (end + alignment - 1) & ~(alignment - 1);
  buffer_.append(begin - end, '\0');
  return begin;
}

absl::StatusOr<uint64_t> StoreFileWriter::Add(std::string_view bytes, uint64_t alignment) {
  const uint64_t begin = Pad(alignment);
  CLAIRCORE_RETURN_IF_ERROR(Write(bytes));
  return begin;
}

absl::StatusOr<uint64_t> StoreFileWriter::Add(const SharedBytes& bytes, uint64_t alignment) {
  const uint64_t begin = Pad(alignment);
  std::string buffer;
  for (uint64_t at = 0; at < bytes.size(); at += kBufferBytes) {
    CLAIRCORE_ASSIGN_OR_RETURN(
        const std::string_view part,
        storage::BytesAt(bytes, at, std::min<uint64_t>(bytes.size() - at, kBufferBytes), buffer));
    CLAIRCORE_RETURN_IF_ERROR(Write(part));
  }
  return begin;
}

absl::Status StoreFileWriter::Finish(const v1::Directory& directory, uint64_t generation) {
  const auto blob = Blob::Compress(directory.SerializeAsString());
  std::string unused;
  CLAIRCORE_ASSIGN_OR_RETURN(const std::string_view stored, blob->Stored(unused));
  CLAIRCORE_ASSIGN_OR_RETURN(const uint64_t offset, Add(stored, 8));
  CLAIRCORE_RETURN_IF_ERROR(Flush());
  std::string header(kMagic);
  AppendU64(kStoreFileVersion, header);
  for (uint64_t n : {offset, blob->stored_size(), blob->raw_size(), offset_, generation}) {
    AppendU64(n, header);
  }
  AppendU64(StableHash(header), header);
  if (pwrite(fd_, header.data(), header.size(), 0) != static_cast<ssize_t>(header.size()) ||
      fsync(fd_) != 0) {
    return absl::ErrnoToStatus(errno, absl::StrCat("writing ", path_));
  }
  finished_ = true;
  return absl::OkStatus();
}

}  // namespace claircore::memory
