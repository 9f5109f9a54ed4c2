#include "indexer/sinks.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "claircore/base/path.h"
#include "claircore/base/utf8.h"
#include "claircore/internal/guard.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"
#include "indexer/coalesce/canonical.h"
#include "indexer/walk/path_hash.h"

namespace claircore::internal {
namespace {

// A layer of nothing but broken files must not make a report of millions of lines.
constexpr size_t kMaxProblems = 1000;
constexpr size_t kMaxOthers = 10'000;  // distributions, repositories
constexpr size_t kMaxMessage = 1000;   // bytes
constexpr size_t kMaxPrograms = 100'000;

void MakeUtf8(std::string& text) {
  if (!base::IsUtf8(text)) text = base::ToUtf8(text);
}

void MakeUtf8(Package& p) {
  for (std::string* text : {&p.name, &p.version, &p.type, &p.arch, &p.module, &p.cpe, &p.package_db,
                            &p.repository_hint}) {
    MakeUtf8(*text);
  }
  if (p.normalized_version.has_value()) MakeUtf8(p.normalized_version->kind);
}

bool IsClean(const Package& p) {
  if (!p.id.empty() || p.source != nullptr || base::CleanPath(p.filepath) != p.filepath)
    return false;
  for (const std::string* text : {&p.name, &p.version, &p.type, &p.arch, &p.module, &p.cpe,
                                  &p.package_db, &p.filepath, &p.repository_hint}) {
    if (!base::IsUtf8(*text)) return false;
  }
  return !p.normalized_version.has_value() || base::IsUtf8(p.normalized_version->kind);
}

// What every sink does. One scan, one thread.
class Collector {
 public:
  Collector(const PlannedScanner& scanner, const ScanSetting& setting, const Digest& layer)
      : scanner_(scanner), setting_(setting), layer_(layer) {}

  void Report(std::string_view path, const absl::Status& why) {
    if (why.ok()) return;
    if (findings.problems.size() >= kMaxProblems) {
      ++dropped_;
      return;
    }
    std::string message = base::ToUtf8(ToStd(why.message()).substr(0, kMaxMessage));
    std::replace(message.begin(), message.end(), '\n', ' ');
    findings.problems.push_back({layer_, base::ToUtf8(base::CleanPath(path)), scanner_.id.name,
                                 absl::StatusCodeToString(why.code()), std::move(message)});
  }

  absl::StatusOr<LayerFindings> Finish(const Context& context) && {
    if (dropped_ > 0) {
      findings.problems.push_back({layer_, "", scanner_.id.name, "RESOURCE_EXHAUSTED",
                                   absl::StrCat(dropped_, " more problems were left out")});
    }
    CLAIRCORE_RETURN_IF_ERROR(SortFindings(context, findings));
    return std::move(findings);
  }

  const PlannedScanner& scanner() const { return scanner_; }
  const ScanSetting& setting() const { return setting_; }
  LayerFindings findings;
  std::stop_source full;  // stops the scan when there is no use in more

 private:
  const PlannedScanner& scanner_;
  const ScanSetting& setting_;
  const Digest& layer_;
  size_t dropped_ = 0;  // problems
};

class PackageCollector final : public PackageSink {
 public:
  explicit PackageCollector(Collector& to) : to_(to) {}

  size_t Add(Package package) override {
    const size_t number = added_++;
    // One more than allowed shows that there were too many: no more need be found.
    if (to_.findings.packages.size() > to_.setting().limits->max_packages) {
      to_.full.request_stop();
      return number;
    }
    package.id.clear();
    package.detector = {to_.scanner().id.name, to_.scanner().id.version, "package"};
    package.filepath = base::ToUtf8(base::CleanPath(package.filepath));
    MakeUtf8(package);
    if (package.source != nullptr) package.source = SourceOf(package.source);
    to_.findings.packages.push_back(std::move(package));
    return number;
  }

  void Database(std::string_view filepath) override {
    std::string path = base::ToUtf8(base::CleanPath(filepath));
    auto& databases = to_.findings.databases;
    if (databases.size() < to_.setting().limits->max_packages) databases.push_back(std::move(path));
  }

  void Own(size_t owner, std::string_view path) override {
    auto& owned = to_.findings.owned;
    if (owner >= to_.findings.packages.size()) return;
    if (owned.size() > to_.setting().limits->max_entries) return;
    const std::string clean = base::CleanPath(path);
    if (!to_.setting().wanted(clean)) return;
    if (owned.size() == to_.setting().limits->max_entries) {
      to_.Report("", absl::ResourceExhaustedError("more owned files than max_entries"));
    }
    owned.push_back({walk::PathHash(base::ToUtf8(clean)), static_cast<uint32_t>(owner)});
  }

  void Program(std::string_view path, uint64_t size, std::string_view link_of) override {
    auto& programs = to_.findings.programs;
    if (programs.size() < kMaxPrograms) {
      programs.push_back(
          {base::ToUtf8(base::CleanPath(path)), size, base::ToUtf8(base::CleanPath(link_of))});
    } else if (!std::exchange(too_many_programs_, true)) {
      to_.Report("", absl::ResourceExhaustedError("more programs than can be listed"));
    }
  }

  void Report(std::string_view path, const absl::Status& why) override { to_.Report(path, why); }

 private:
  // Scanners share one source among its binaries, and so do we.
  std::shared_ptr<const Package> SourceOf(const std::shared_ptr<const Package>& source) {
    std::shared_ptr<const Package>& clean = sources_[source];
    if (clean == nullptr && IsClean(*source)) clean = source;  // nearly always
    if (clean == nullptr) {
      auto copy = std::make_shared<Package>(*source);
      copy->id.clear();
      copy->source = nullptr;
      copy->filepath = base::ToUtf8(base::CleanPath(copy->filepath));
      MakeUtf8(*copy);
      clean = std::move(copy);
    }
    return clean;
  }

  Collector& to_;
  size_t added_ = 0;
  bool too_many_programs_ = false;
  // Keys are kept alive, so that an address cannot come to mean another package.
  std::map<std::shared_ptr<const Package>, std::shared_ptr<const Package>> sources_;
};

class DistributionCollector final : public DistributionSink {
 public:
  explicit DistributionCollector(Collector& to) : to_(to) {}
  void Add(Distribution d) override {
    d.id.clear();
    for (std::string* text : {&d.did, &d.name, &d.version, &d.version_code_name, &d.version_id,
                              &d.arch, &d.cpe, &d.pretty_name}) {
      MakeUtf8(*text);
    }
    auto& all = to_.findings.distributions;
    if (all.size() < kMaxOthers) all.push_back(std::move(d));
  }
  void Report(std::string_view path, const absl::Status& why) override { to_.Report(path, why); }

 private:
  Collector& to_;
};

class RepositoryCollector final : public RepositorySink {
 public:
  explicit RepositoryCollector(Collector& to) : to_(to) {}
  void Add(Repository r) override {
    r.id.clear();
    for (std::string* text : {&r.name, &r.key, &r.uri, &r.cpe}) MakeUtf8(*text);
    auto& all = to_.findings.repositories;
    if (all.size() < kMaxOthers) all.push_back(std::move(r));
  }
  void Report(std::string_view path, const absl::Status& why) override { to_.Report(path, why); }

 private:
  Collector& to_;
};

absl::Status Run(const Context& context, const PlannedScanner& scanner, LayerView& layer,
                 Collector& collector) {
  switch (scanner.kind) {
    case ScannerKind::kPackage: {
      PackageCollector sink(collector);
      return scanner.packages->Scan(context, layer, sink);
    }
    case ScannerKind::kDistribution: {
      DistributionCollector sink(collector);
      return scanner.distributions->Detect(context, layer, sink);
    }
    case ScannerKind::kRepository: {
      RepositoryCollector sink(collector);
      return scanner.repositories->Scan(context, layer, sink);
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<LayerFindings> RunScanner(const Context& context, const PlannedScanner& scanner,
                                         const ScanSetting& setting, LayerView& layer) {
  const Digest digest = layer.digest();
  Collector collector(scanner, setting, digest);
  const Context until_full = context.WithStopToken(collector.full.get_token());
  const absl::Status status = Guarded([&] { return Run(until_full, scanner, layer, collector); });
  // Findings of a scan that was cut short must not be stored, whatever it returned.
  CLAIRCORE_RETURN_IF_ERROR(context.Check());
  if (collector.findings.packages.size() > setting.limits->max_packages) {
    return absl::ResourceExhaustedError(absl::StrCat(
        "layer ", digest.ToString(), ": scanner ", scanner.id.name,
        " found more packages than max_packages (", setting.limits->max_packages, ")"));
  }
  if (!status.ok()) {
    if (setting.on_error == IndexerOptions::OnScannerError::kFail) {
      return absl::Status(status.code(), absl::StrCat("layer ", digest.ToString(), ": scanner ",
                                                      scanner.id.name, ": ", status.message()));
    }
    collector.Report("", status);
  }
  return std::move(collector).Finish(context);
}

}  // namespace claircore::internal
