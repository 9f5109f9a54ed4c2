#ifndef CLAIRCORE_STORAGE_MEMORY_INDEX_PART_H_
#define CLAIRCORE_STORAGE_MEMORY_INDEX_PART_H_

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "claircore/index_store.h"
#include "claircore/storage/memory/blob.h"

namespace claircore::memory {

class IndexPart final : public IndexStore {
 public:
  // `changed` is set by every call that changes something; it outlives this.
  explicit IndexPart(std::atomic<bool>* changed) : changed_(changed) {}

  absl::Status RegisterScanners(const Context& context,
                                std::span<const ScannerId> scanners) override;
  absl::StatusOr<std::vector<bool>> LayersScanned(const Context& context,
                                                  std::span<const Digest> layers,
                                                  std::span<const ScannerId> scanners) override;
  absl::Status PutLayerFindings(const Context& context, const Digest& layer,
                                std::span<const ScannerFindings> findings) override;
  absl::StatusOr<std::vector<LayerFindings>> GetLayerFindings(
      const Context& context, const Digest& layer, std::span<const ScannerId> scanners) override;
  absl::Status PutIndexReport(const Context& context, const Manifest& manifest,
                              const IndexReport& report, std::string_view state) override;
  absl::StatusOr<StoredReport> GetIndexReport(const Context& context,
                                              const Digest& manifest) override;
  absl::Status FindRecords(
      const Context& context, std::span<const std::string> names,
      absl::FunctionRef<absl::Status(const Digest& manifest, const IndexRecord& record)> visit)
      override;
  absl::StatusOr<std::vector<Digest>> DeleteManifests(const Context& context,
                                                      std::span<const Digest> manifests) override;

  struct StoredManifest {
    std::vector<Digest> layers;
    std::string state;
    std::shared_ptr<const Blob> report;
    std::shared_ptr<const Blob> names;  // folded, sorted, each ended by a newline
  };
  // All of it, for Save() and Load(). What is pointed to is immutable.
  struct Snapshot {
    std::map<Digest, std::map<ScannerId, std::shared_ptr<const Blob>>> layers;
    std::map<Digest, std::shared_ptr<const StoredManifest>> manifests;
  };
  Snapshot Take() const;
  void Restore(Snapshot snapshot);

 private:
  // Folded name -> manifests.
  using Names = std::map<std::string, std::set<Digest>, std::less<>>;

  // With mutex_ held. Reads the stored names when somebody first asks for one.
  absl::Status EnsureNames();
  void RemoveName(const Digest& manifest);

  std::atomic<bool>* const changed_;
  mutable std::mutex mutex_;
  // Guarded by mutex_, which is never held while a report is decoded or a caller is called.
  Snapshot stored_;
  bool names_ready_ = false;
  Names names_;
};

}  // namespace claircore::memory

#endif  // CLAIRCORE_STORAGE_MEMORY_INDEX_PART_H_
