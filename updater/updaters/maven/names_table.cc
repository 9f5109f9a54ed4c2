#include "updater/updaters/maven/names_table.h"

#include <zstd.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "claircore/codec/maven_names.h"
#include "claircore/internal/status_macros.h"

namespace claircore::update {
namespace {

constexpr size_t kMaxNameBytes = 1024;
constexpr size_t kMaxLineBytes = 4096;
constexpr size_t kMaxNames = 200'000'000;  // Maven Central has some 15 million files
constexpr size_t kMaxNamesOfRecord = 100'000;
constexpr int kMaxWindowLog = 27;

// "group:artifact:version" of what these consist of in Maven's repositories.
bool IsName(std::string_view name) {
  if (name.size() > kMaxNameBytes) return false;
  size_t parts = 1, part = 0;
  for (const char c : name) {
    if (c == ':') {
      if (part == 0) return false;
      ++parts;
      part = 0;
      continue;
    }
    if (c <= 0x20 || c >= 0x7f || c == '"' || c == '\\') return false;
    ++part;
  }
  return parts == 3 && part > 0;
}

// Cuts pieces of a text into lines.
class LineCutter {
 public:
  explicit LineCutter(absl::FunctionRef<absl::Status(std::string_view line)> line) : line_(line) {}

  absl::Status Add(std::string_view piece) {
    while (!piece.empty()) {
      const size_t end = piece.find('\n');
      Keep(piece.substr(0, end));
      if (end == std::string_view::npos) break;
      CLAIRCORE_RETURN_IF_ERROR(Finish());
      piece.remove_prefix(end + 1);
    }
    return absl::OkStatus();
  }
  absl::Status Finish() {
    if (rest_.empty()) return absl::OkStatus();
    if (rest_.back() == '\r') rest_.pop_back();
    const absl::Status status = line_(rest_);
    rest_.clear();
    return status;
  }

 private:
  // A line that goes on for ever is one broken line.
  void Keep(std::string_view text) {
    rest_.append(text.substr(0, std::min(text.size(), kMaxLineBytes - rest_.size())));
  }

  absl::FunctionRef<absl::Status(std::string_view line)> line_;
  std::string rest_;
};

// The bytes of `source`, decompressed if they are zstd's.
absl::Status Decompress(const Context& context, const RandomAccessSource& source,
                        absl::FunctionRef<absl::Status(std::string_view piece)> take) {
  std::string in(ZSTD_DStreamInSize(), '\0'), out(ZSTD_DStreamOutSize(), '\0');
  const std::unique_ptr<ZSTD_DStream, decltype(&ZSTD_freeDStream)> stream(ZSTD_createDStream(),
                                                                          &ZSTD_freeDStream);
  if (stream == nullptr) return absl::ResourceExhaustedError("no memory for zstd");
  ZSTD_DCtx_setParameter(stream.get(), ZSTD_d_windowLogMax, kMaxWindowLog);
  bool plain = false;
  size_t left = 0;  // of a frame, as zstd guesses: 0 between frames
  for (uint64_t at = 0;;) {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    CLAIRCORE_ASSIGN_OR_RETURN(const size_t n,
                               source.ReadAt(at, std::as_writable_bytes(std::span(in))));
    if (n == 0) break;
    constexpr std::string_view kMagic = "\x28\xb5\x2f\xfd";
    if (at == 0) plain = !std::string_view(in).substr(0, n).starts_with(kMagic);
    at += n;
    if (plain) {
      CLAIRCORE_RETURN_IF_ERROR(take(std::string_view(in).substr(0, n)));
      continue;
    }
    ZSTD_inBuffer input{in.data(), n, 0};
    for (bool more = true; more;) {
      ZSTD_outBuffer output{out.data(), out.size(), 0};
      left = ZSTD_decompressStream(stream.get(), &output, &input);
      if (ZSTD_isError(left)) {
        return absl::DataLossError(std::string("sha1.zst: ") + ZSTD_getErrorName(left));
      }
      CLAIRCORE_RETURN_IF_ERROR(take(std::string_view(out).substr(0, output.pos)));
      CLAIRCORE_RETURN_IF_ERROR(context.Check());
      more = input.pos < input.size || output.pos == output.size;
    }
  }
  return left == 0 ? absl::OkStatus() : absl::DataLossError("sha1.zst: cut off");
}

}  // namespace

absl::Status NamesWriter::Add(std::string_view sha1, std::string_view name) {
  const codec::MavenNameKey key = codec::SplitSha1(sha1);
  if (key.tag.empty() || !IsName(name)) {
    out_.Skip(key.tag.empty() ? "?" : sha1, key.tag.empty() ? "bad SHA-1" : "bad name");
    return absl::OkStatus();
  }
  if (sha1 < last_) return absl::DataLossError("names of Maven's archives: not sorted by SHA-1");
  if (sha1 == last_) {
    out_.Skip(sha1, "named twice");
    return absl::OkStatus();
  }
  if (++names_ > kMaxNames) return absl::ResourceExhaustedError("too many names of archives");
  if (!std::string_view(last_).starts_with(key.tag)) CLAIRCORE_RETURN_IF_ERROR(Flush());
  if (block_.size() >= kMaxNamesOfRecord) {
    return absl::ResourceExhaustedError("too many archives whose SHA-1s begin alike");
  }
  last_ = sha1;
  block_.emplace_back(key.rest, name);
  return absl::OkStatus();
}

absl::Status NamesWriter::Flush() {
  if (block_.empty()) return absl::OkStatus();
  EnrichmentRecord record{{last_.substr(0, codec::kMavenTagDigits)},
                          codec::MavenNamesToJson(block_)};
  block_.clear();
  return out_.Add(std::move(record));
}

absl::Status NamesWriter::Finish() {
  if (names_ == 0) return absl::DataLossError("no name of an archive");
  return Flush();
}

absl::Status ParseNamesTable(const Context& context, const RandomAccessSource& table,
                             EnrichmentSink& out) {
  NamesWriter writer(out);
  const auto add = [&](std::string_view line) {
    const size_t space = line.find(' ');
    return space == line.npos ? writer.Add("", "")
                              : writer.Add(line.substr(0, space), line.substr(space + 1));
  };
  LineCutter lines(add);
  CLAIRCORE_RETURN_IF_ERROR(
      Decompress(context, table, [&](std::string_view piece) { return lines.Add(piece); }));
  CLAIRCORE_RETURN_IF_ERROR(lines.Finish());
  return writer.Finish();
}

}  // namespace claircore::update
