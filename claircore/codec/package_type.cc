#include "claircore/codec/package_type.h"

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace claircore::codec {
namespace {

using Row = std::pair<std::string_view, std::string_view>;  // what is looked up, its purl type

constexpr Row kDetectors[] = {
    {"apk", "apk"},
    {"dpkg", "deb"},
    {"dpkg-distroless", "deb"},
    {"rpm", "rpm"},
    {"rhel-package-scanner", "rpm"},
    {"python", "pypi"},
    {"java", "maven"},
    {"nodejs", "npm"},
    {"gobin", "golang"},
    {"ruby", "gem"},
    {"rhel_containerscanner", "oci"},
    {"rhel_package_container_detector", "oci"},
};

// How claircore's scanners begin the names of their databases.
constexpr Row kDatabases[] = {
    {"bdb:", "rpm"},     {"ndb:", "rpm"},   {"sqlite:", "rpm"}, {"python:", "pypi"},
    {"maven:", "maven"}, {"jar:", "maven"}, {"file:", "maven"}, {"nodejs:", "npm"},
    {"go:", "golang"},   {"ruby:", "gem"},
};

// By Repository::key, else by its name.
constexpr Row kRepositories[] = {
    {"rhel-cpe-repository", "rpm"},
    {"rhel-repository-id", "rpm"},
    {"rhcc-container-repository", "oci"},
    {"Red Hat Container Catalog", "oci"},
    {"pypi", "pypi"},
    {"npm", "npm"},
    {"maven", "maven"},
    {"go", "golang"},
    {"rubygems", "gem"},
};

constexpr Row kSystems[] = {
    {"alpine", "apk"},   {"chainguard", "apk"}, {"wolfi", "apk"},   {"debian", "deb"},
    {"ubuntu", "deb"},   {"almalinux", "rpm"},  {"amzn", "rpm"},    {"azurelinux", "rpm"},
    {"centos", "rpm"},   {"fedora", "rpm"},     {"mariner", "rpm"}, {"ol", "rpm"},
    {"opensuse", "rpm"}, {"photon", "rpm"},     {"rhel", "rpm"},    {"rocky", "rpm"},
    {"sled", "rpm"},     {"sles", "rpm"},
};

std::string_view Find(std::span<const Row> rows, std::string_view wanted) {
  for (const auto& [text, type] : rows) {
    if (text == wanted) return type;
  }
  return {};
}

std::string_view OfDatabase(std::string_view database) {
  for (const auto& [begin, type] : kDatabases) {
    if (database.starts_with(begin)) return type;
  }
  // The others are paths in the image.
  const size_t slash = database.rfind('/');
  const std::string_view base = slash == database.npos ? database : database.substr(slash + 1);
  const std::string_view folder =
      slash == database.npos ? std::string_view() : database.substr(0, slash);
  if (base == "installed" && folder.ends_with("lib/apk/db")) return "apk";
  if (base == "status" || folder.ends_with("status.d")) return "deb";
  if (base.ends_with(".gemspec")) return "gem";
  if (base.starts_with("Dockerfile-") || base == "labels.json") return "oci";
  if (base == "package.json") return "npm";
  return {};
}

std::string_view OfDistribution(std::string_view did) {
  if (did.starts_with("opensuse")) did = "opensuse";
  return Find(kSystems, did);
}

std::string_view TypeOf(const IndexReport& report, const Package& package,
                        const std::vector<Environment>& environments) {
  std::string_view type = Find(kDetectors, package.detector.name);
  for (const Environment& e : environments) {
    if (type.empty()) type = OfDatabase(e.package_db);
  }
  for (const Environment& e : environments) {
    for (const std::string& id : e.repository_ids) {
      const auto it = report.repositories.find(id);
      if (!type.empty() || it == report.repositories.end()) continue;
      type = Find(kRepositories, it->second.key);
      if (type.empty()) type = Find(kRepositories, it->second.name);
    }
  }
  for (const Environment& e : environments) {
    const auto it = report.distributions.find(e.distribution_id);
    if (type.empty() && it != report.distributions.end()) type = OfDistribution(it->second.did);
  }
  return type;
}

}  // namespace

void DerivePackageTypes(IndexReport& report) {
  for (auto& [id, package] : report.packages) {
    if (!package.type.empty()) continue;
    const auto it = report.environments.find(id);
    package.type = TypeOf(
        report, package, it == report.environments.end() ? std::vector<Environment>() : it->second);
  }
}

}  // namespace claircore::codec
