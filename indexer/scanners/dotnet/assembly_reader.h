#ifndef CLAIRCORE_INDEXER_SCANNERS_DOTNET_ASSEMBLY_READER_H_
#define CLAIRCORE_INDEXER_SCANNERS_DOTNET_ASSEMBLY_READER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/layer_scanner.h"
#include "indexer/scanners/dotnet/version_info.h"

namespace claircore::scanners {

// Finds the version resource of a .NET assembly while its bytes go by, so that nothing of the
// thousands of large DLLs of an image has to be kept
// (https://learn.microsoft.com/windows/win32/debug/pe-format). Holds three pieces of a file for a
// moment: its first 4 KiB, the first 64 KiB of its resources, and the version resource, of at most
// 64 KiB. Programs whose headers are elsewhere, or without .NET code, are no assemblies.
class AssemblyReader final : public StreamConsumer {
 public:
  explicit AssemblyReader(uint64_t file_size);

  bool Feed(std::string_view bytes) override;
  // After the last Feed(): absent for what is no .NET assembly or has no version resource;
  // DATA_LOSS for a broken one.
  absl::StatusOr<std::optional<VersionInfo>> Result() const;

 private:
  enum class Stage : uint8_t { kHead, kResources, kVersion, kDone };
  struct Section {
    uint64_t address = 0;   // in memory
    uint64_t position = 0;  // in the file
    uint64_t size = 0;      // of what is in the file
  };

  // Goes to the next stage: collects [begin, begin + size) of the file, from what is kept and from
  // what is to come.
  void Collect(Stage stage, uint64_t begin, uint64_t size);
  // The piece of this stage is complete.
  void Advance();
  void ReadHead();
  void ReadResources();
  void Finish(absl::Status status);
  // How many of the bytes from `begin` on are in `piece`, which starts at `start`.
  static std::string_view Kept(std::string_view piece, uint64_t start, uint64_t begin);

  const uint64_t file_size_;
  Stage stage_ = Stage::kHead;
  uint64_t position_ = 0;  // of the next byte fed
  uint64_t begin_ = 0;     // of the piece being collected
  uint64_t size_ = 0;
  std::string piece_;
  std::string head_;
  std::string resources_;
  uint64_t resources_begin_ = 0;
  Section section_;  // the one with the resources
  absl::Status status_;
  std::optional<VersionInfo> info_;
};

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_DOTNET_ASSEMBLY_READER_H_
