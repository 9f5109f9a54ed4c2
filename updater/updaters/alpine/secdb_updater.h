#ifndef UPDATER_UPDATERS_ALPINE_SECDB_UPDATER_H_
#define UPDATER_UPDATERS_ALPINE_SECDB_UPDATER_H_

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/updater.h"
#include "claircore/version_scheme.h"

namespace claircore::update {

// One secdb document. The member is named after its form: "secdb.json" or "secdb.yaml".
class SecdbUpdater final : public Updater {
 public:
  // `url` lacks its ".json"; ".yaml" is asked for where there is no such file.
  SecdbUpdater(std::string name, std::string ns, std::string url,
               std::shared_ptr<const VersionSchemeSet> schemes)
      : name_(std::move(name)),
        ns_(std::move(ns)),
        url_(std::move(url)),
        schemes_(std::move(schemes)) {}

  std::string_view name() const override { return name_; }
  absl::StatusOr<Fetched> Fetch(const Context& context, HttpClient& http,
                                const Fingerprint& previous, BlobWriter& out) override;
  absl::Status Parse(const Context& context, BlobReader& in, VulnerabilitySink& out) const override;

 private:
  const std::string name_, ns_, url_;
  const std::shared_ptr<const VersionSchemeSet> schemes_;
};

}  // namespace claircore::update

#endif  // UPDATER_UPDATERS_ALPINE_SECDB_UPDATER_H_
