#ifndef CLAIRCORE_INDEXER_TEST_SCANNERS_H_
#define CLAIRCORE_INDEXER_TEST_SCANNERS_H_

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "claircore/distribution_detector.h"
#include "claircore/ecosystem.h"
#include "claircore/package_scanner.h"
#include "claircore/repository_scanner.h"

namespace claircore::internal {

// Reads every file of one name, in each layer. Its lines:
//   NAME VERSION [SOURCE]   a package; the file is its database
//   own PATH                the package of the line before owns it
//   problem TEXT            a Problem
// `hook` is called at the beginning of each scan; its status, if not OK, ends it after the first
// file.
class ListScanner final : public PackageScanner {
 public:
  using Hook = std::function<absl::Status(const Context&, const LayerView&)>;
  explicit ListScanner(std::string basename, std::string version = "1", Hook hook = nullptr)
      : basename_(std::move(basename)), version_(std::move(version)), hook_(std::move(hook)) {}

  ScannerId id() const override { return {"list." + basename_, version_}; }
  void Want(FileWants& wants) const override { wants.Basename(basename_, Keep::kContents); }
  absl::Status Scan(const Context& context, LayerView& layer, PackageSink& sink) const override;

  int scans() const { return scans_; }

 private:
  const std::string basename_, version_;
  const Hook hook_;
  mutable std::atomic<int> scans_ = 0;
};

// etc/release holds "ID VERSION_ID".
class ReleaseDetector final : public DistributionDetector {
 public:
  ScannerId id() const override { return {"release", "1"}; }
  void Want(FileWants& wants) const override { wants.Path("etc/release", Keep::kContents); }
  absl::Status Detect(const Context&, LayerView& layer, DistributionSink& sink) const override;
};

// etc/repos holds names.
class ReposScanner final : public RepositoryScanner {
 public:
  explicit ReposScanner(std::string name = "repos") : name_(std::move(name)) {}
  ScannerId id() const override { return {name_, "1"}; }
  void Want(FileWants& wants) const override { wants.Path("etc/repos", Keep::kContents); }
  absl::Status Scan(const Context&, LayerView& layer, RepositorySink& sink) const override;

 private:
  const std::string name_;
};

// An ecosystem "sys" of `db` files with release and repositories, and one "lang" of `pkg` files
// with the default repository "langs".
EcosystemSet TwoEcosystems(std::shared_ptr<const PackageScanner> sys = nullptr,
                           std::shared_ptr<const PackageScanner> lang = nullptr);

}  // namespace claircore::internal

#endif  // CLAIRCORE_INDEXER_TEST_SCANNERS_H_
