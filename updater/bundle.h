#ifndef UPDATER_BUNDLE_H_
#define UPDATER_BUNDLE_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/io.h"
#include "claircore/updater.h"

namespace claircore::update {

// The offline bundle: what updaters fetched, in one zstd file. Format: docs/bundle.md.

struct BundleEntry {
  std::string updater;
  Fingerprint fingerprint;
  std::chrono::sys_seconds date{};  // when it was fetched
};

// Writes a bundle through `write`, piece by piece. One thread; Finish() exactly once, at the end.
class BundleWriter {
 public:
  explicit BundleWriter(std::function<absl::Status(std::string_view bytes)> write);
  ~BundleWriter();
  // One updater with all its members.
  absl::Status Add(const Context& context, const BundleEntry& entry, BlobReader& members);
  absl::Status Finish();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// Takes the members of one updater, in order: Begin(), then Append() to the last one begun.
class BundleMembers {
 public:
  virtual ~BundleMembers() = default;
  virtual absl::Status Begin(std::string_view member) = 0;
  virtual absl::Status Append(std::span<const std::byte> bytes) = 0;
};

// Reads a bundle from its start; memory is bounded whatever the file says. One thread.
class BundleReader {
 public:
  // `bundle` must outlive this. DATA_LOSS when it is no bundle.
  static absl::StatusOr<std::unique_ptr<BundleReader>> Open(const Context& context,
                                                            const RandomAccessSource& bundle);
  ~BundleReader();
  // The next updater, or nothing after the last one; then the end of the file was checked too.
  absl::StatusOr<std::optional<BundleEntry>> Next();
  // Its members, once after each Next(). Only an OK return says that they are undamaged.
  absl::Status ReadMembers(BundleMembers& out);

 private:
  class Impl;
  explicit BundleReader(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace claircore::update

#endif  // UPDATER_BUNDLE_H_
