#ifndef CLAIRCORE_INDEXER_SCANNERS_GRAALVM_SBOM_STREAM_H_
#define CLAIRCORE_INDEXER_SCANNERS_GRAALVM_SBOM_STREAM_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/executables/executable_stream.h"

namespace claircore::scanners {

// Looks for the SBOM that GraalVM's native-image puts among a program's writable data, compressed
// by gzip, while the bytes pass by
// (https://www.graalvm.org/latest/security-guide/native-image/sbom/). The symbols `sbom` and
// `sbom_length` lead to it, but to read them takes the whole file: the data are searched instead
// for a gzip stream, on a multiple of 8 as all of native-image's data, that unpacks to a CycloneDX
// document.
class SbomStream final : public executables::ExecutableStream {
 public:
  // What is kept of the stream. SBOMs take some ten thousand bytes.
  static constexpr size_t kMaxCompressed = size_t{4} << 20;

  using ExecutableStream::ExecutableStream;
  // Begins with the compressed document; other data may follow. Empty: there is none.
  const std::string& compressed() const { return compressed_; }

 private:
  bool Begin(const executables::Layout& layout, std::string_view head) override;
  bool Take(uint64_t offset, std::string_view bytes) override;
  bool Search(uint64_t offset, std::string_view bytes);
  bool Decide(bool at_end);

  std::vector<executables::Range> data_;
  std::string carry_;       // of a group of 8 bytes that is not complete
  uint64_t next_ = 0;       // the offset behind what was searched
  std::string candidate_;   // begins like a stream and has yet to be decided
  std::string compressed_;  // decided, and growing
  size_t tried_ = 0;
};

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_GRAALVM_SBOM_STREAM_H_
