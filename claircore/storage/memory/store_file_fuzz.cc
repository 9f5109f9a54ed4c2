#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string_view>

#include "claircore/storage/memory/blob.h"
#include "claircore/storage/memory/record_set.h"
#include "claircore/storage/memory/store_file.h"

namespace {

class Whole final : public claircore::SharedBytes {
 public:
  explicit Whole(std::string_view bytes) : bytes_(bytes) {}
  std::string_view in_place() const override { return bytes_; }

 private:
  const std::string_view bytes_;
};

}  // namespace

// The file of a store, read to its last block. Checksums would keep a fuzzer out, so the same bytes
// are also taken as a directory and as a block.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace memory = claircore::memory;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto whole = std::make_shared<Whole>(bytes);
  const auto file = memory::ParseStoreFile(*whole);
  if (file.ok()) {
    for (const memory::v1::Block& b : file->directory.blocks()) {
      const auto blob = [&](const memory::v1::BlobRef& ref) {
        return std::make_shared<const memory::Blob>(whole, ref.offset(), ref.size(),
                                                    ref.raw_size());
      };
      const memory::RecordBlock block(b.content_id(), b.count(), blob(b.records()),
                                      blob(b.terms()));
      (void)block.ForEach(
          [](uint32_t, std::string_view, std::string_view) { return absl::OkStatus(); });
      (void)block.DecodedTerms().status();
    }
  }
  const auto raw = memory::Blob::Compress(bytes);
  const memory::RecordBlock block("", 3, raw, raw);
  (void)block.ForEach(
      [](uint32_t, std::string_view, std::string_view) { return absl::OkStatus(); });
  (void)block.DecodedTerms().status();
  return 0;
}
