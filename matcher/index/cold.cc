#include "matcher/index/cold.h"

#include <zdict.h>
#include <zstd.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "claircore/internal/status_macros.h"

namespace claircore::matcher {
namespace {

constexpr size_t kSampleBytes = size_t{6} << 20;
constexpr size_t kDictionaryBytes = size_t{64} << 10;
constexpr size_t kFewestSamples = 64;  // below, a dictionary is larger than what it saves
// A longer sample teaches the dictionary nothing that its beginning does not.
constexpr size_t kLongestSample = size_t{16} << 10;
constexpr int kLevel = 9;

}  // namespace

ColdWriter::ColdWriter()
    : context_(ZSTD_createCCtx(), ZSTD_freeCCtx), dictionary_(nullptr, ZSTD_freeCDict) {}
ColdWriter::~ColdWriter() = default;

absl::Status ColdWriter::Add(std::string_view document) {
  if (document.size() > kMaxDocument) {
    return absl::ResourceExhaustedError(
        absl::StrCat("one advisory takes ", document.size(), " bytes"));
  }
  if (trained_) return Compress(document);
  samples_.append(document);
  sample_sizes_.push_back(document.size());
  return samples_.size() < kSampleBytes ? absl::OkStatus() : Train();
}

absl::Status ColdWriter::Train() {
  trained_ = true;
  if (context_ == nullptr) return absl::ResourceExhaustedError("zstd: no memory");
  if (sample_sizes_.size() >= kFewestSamples) {
    std::string beginnings;
    std::vector<size_t> sizes;
    size_t at = 0;
    for (const size_t size : sample_sizes_) {
      sizes.push_back(std::min(size, kLongestSample));
      beginnings.append(samples_, at, sizes.back());
      at += size;
    }
    std::string dictionary(std::min(kDictionaryBytes, beginnings.size() / 8), '\0');
    const size_t made =
        ZDICT_trainFromBuffer(dictionary.data(), dictionary.size(), beginnings.data(), sizes.data(),
                              static_cast<unsigned>(sizes.size()));
    // Too little that repeats is no error: the documents do without.
    if (!ZDICT_isError(made)) {
      dictionary.resize(made);
      dictionary_.reset(ZSTD_createCDict(dictionary.data(), dictionary.size(), kLevel));
      if (dictionary_ == nullptr) return absl::ResourceExhaustedError("zstd: no memory");
      result_.dictionary = std::move(dictionary);
    }
  }
  const std::string samples = std::exchange(samples_, {});
  size_t at = 0;
  for (const size_t size : std::exchange(sample_sizes_, {})) {
    CLAIRCORE_RETURN_IF_ERROR(Compress(std::string_view(samples).substr(at, size)));
    at += size;
  }
  return absl::OkStatus();
}

absl::Status ColdWriter::Compress(std::string_view document) {
  std::string& out = result_.bytes;
  const size_t offset = out.size();
  const size_t bound = ZSTD_compressBound(document.size());
  if (out.capacity() < offset + bound) out.reserve(std::max(offset + bound, offset * 3 / 2));
  out.resize(offset + bound);
  const size_t n =
      dictionary_ != nullptr
          ? ZSTD_compress_usingCDict(context_.get(), out.data() + offset, bound, document.data(),
                                     document.size(), dictionary_.get())
          : ZSTD_compressCCtx(context_.get(), out.data() + offset, bound, document.data(),
                              document.size(), kLevel);
  if (ZSTD_isError(n)) return absl::InternalError(ZSTD_getErrorName(n));
  out.resize(offset + n);
  result_.frames.push_back({offset, n, document.size()});
  return absl::OkStatus();
}

absl::StatusOr<ColdWriter::Result> ColdWriter::Finish() {
  if (!trained_) CLAIRCORE_RETURN_IF_ERROR(Train());
  return std::move(result_);
}

ColdScratch::ColdScratch() : context_(ZSTD_createDCtx(), ZSTD_freeDCtx) {}
ColdScratch::~ColdScratch() = default;

ColdDictionary::ColdDictionary(std::string_view bytes)
    : empty_(bytes.empty()), dictionary_(nullptr, ZSTD_freeDDict) {
  if (!empty_) dictionary_.reset(ZSTD_createDDict(bytes.data(), bytes.size()));
}
ColdDictionary::~ColdDictionary() = default;

absl::StatusOr<std::string_view> ColdDictionary::Decompress(std::string_view frame,
                                                            size_t plain_size,
                                                            ColdScratch& scratch) const {
  if (plain_size > kMaxDocument) return absl::DataLossError("segment: document too large");
  if (scratch.context_ == nullptr) return absl::ResourceExhaustedError("zstd: no memory");
  if (!empty_ && dictionary_ == nullptr) return absl::DataLossError("segment: bad dictionary");
  // The frame says its size too. Only where both agree is memory taken.
  if (ZSTD_getFrameContentSize(frame.data(), frame.size()) != plain_size) {
    return absl::DataLossError("segment: damaged document");
  }
  scratch.plain_.resize(plain_size);
  const size_t n =
      empty_ ? ZSTD_decompressDCtx(scratch.context_.get(), scratch.plain_.data(), plain_size,
                                   frame.data(), frame.size())
             : ZSTD_decompress_usingDDict(scratch.context_.get(), scratch.plain_.data(), plain_size,
                                          frame.data(), frame.size(), dictionary_.get());
  if (ZSTD_isError(n) || n != plain_size) return absl::DataLossError("segment: damaged document");
  return std::string_view(scratch.plain_);
}

}  // namespace claircore::matcher
