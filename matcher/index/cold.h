#ifndef MATCHER_INDEX_COLD_H_
#define MATCHER_INDEX_COLD_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

struct ZSTD_CCtx_s;
struct ZSTD_CDict_s;
struct ZSTD_DCtx_s;
struct ZSTD_DDict_s;

namespace claircore::matcher {

// No document of the cold part is larger; the builder refuses, the reader does not try.
inline constexpr size_t kMaxDocument = size_t{64} << 20;

// Compresses documents one by one, so that one can be read without its neighbours, with a
// dictionary learnt from the first of them, so that it costs little size. Deterministic. Memory:
// the samples, then only what is compressed.
class ColdWriter {
 public:
  ColdWriter();
  ~ColdWriter();

  // RESOURCE_EXHAUSTED above kMaxDocument.
  absl::Status Add(std::string_view document);
  struct Frame {
    size_t offset = 0;
    size_t size = 0;
    size_t plain_size = 0;
  };
  // Once, after the last Add(). `frames` in the order added.
  struct Result {
    std::string dictionary;
    std::string bytes;
    std::vector<Frame> frames;
  };
  absl::StatusOr<Result> Finish();

 private:
  absl::Status Train();
  absl::Status Compress(std::string_view document);

  Result result_;
  bool trained_ = false;
  std::string samples_;  // until trained_
  std::vector<size_t> sample_sizes_;
  std::unique_ptr<ZSTD_CCtx_s, size_t (*)(ZSTD_CCtx_s*)> context_;
  std::unique_ptr<ZSTD_CDict_s, size_t (*)(ZSTD_CDict_s*)> dictionary_;
};

// One thread's state for reading: costs too much to make anew for each document.
class ColdScratch {
 public:
  ColdScratch();
  ~ColdScratch();
  std::string& frame() { return frame_; }  // room for what is read of a file

 private:
  friend class ColdDictionary;
  std::unique_ptr<ZSTD_DCtx_s, size_t (*)(ZSTD_DCtx_s*)> context_;
  std::string frame_;
  std::string plain_;
};

// A dictionary made ready for reading. Immutable and thread-safe.
class ColdDictionary {
 public:
  // `bytes` may be empty: then there is none.
  explicit ColdDictionary(std::string_view bytes);
  ~ColdDictionary();
  // Valid until the next call with the same scratch. DATA_LOSS.
  absl::StatusOr<std::string_view> Decompress(std::string_view frame, size_t plain_size,
                                              ColdScratch& scratch) const;

 private:
  bool empty_;
  std::unique_ptr<ZSTD_DDict_s, size_t (*)(ZSTD_DDict_s*)> dictionary_;
};

}  // namespace claircore::matcher

#endif  // MATCHER_INDEX_COLD_H_
