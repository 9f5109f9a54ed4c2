#include "tests/matching/reports.h"

#include <algorithm>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace claircore::inline v0::testing {

namespace {

// The most versions of one package that are kept to choose from.
constexpr size_t kVersions = 200;

bool IsVersion(const std::string& v) { return !v.empty() && v != "0"; }

}  // namespace

ReportMaker::ReportMaker(const std::vector<UpdaterAdvisories>& all) {
  std::map<std::string, std::map<std::string, Known>> by_ns;
  std::set<std::string> other;
  for (const UpdaterAdvisories& updater : all) {
    for (const Advisory& advisory : updater.advisories) {
      for (const Affected& affected : advisory.affected) {
        const std::string& ns = affected.key.ns;
        if (ns != "PyPI" && ns != "npm" && !ns.starts_with("Alpine:v")) {
          other.insert(affected.key.name);
          continue;
        }
        Known& known = by_ns[ns][affected.key.name];
        known.name = affected.key.name;
        const auto keep = [](std::vector<std::string>& list, const std::string& version) {
          if (IsVersion(version) && list.size() < kVersions) list.push_back(version);
        };
        for (const std::string& version : affected.versions) keep(known.affected, version);
        for (const VersionRange& range : affected.ranges) {
          keep(known.affected, range.introduced);
          keep(known.affected, range.last_affected);
          keep(known.fixed, range.fixed);
        }
      }
    }
  }
  for (auto& [ns, packages] : by_ns) {
    std::vector<Known> list;
    for (auto& [name, known] : packages) {
      if (!known.affected.empty() || !known.fixed.empty()) list.push_back(std::move(known));
    }
    if (ns == "PyPI") {
      pypi_ = std::move(list);
    } else if (ns == "npm") {
      npm_ = std::move(list);
    } else {
      alpine_.emplace_back(ns.substr(std::string("Alpine:v").size()), std::move(list));
    }
  }
  for (const std::string& name : other) {
    if (!by_ns["PyPI"].contains(name) && !by_ns["npm"].contains(name)) strangers_.push_back(name);
  }
  if (strangers_.empty()) strangers_ = {"attrs", "click", "six", "wheel"};
}

std::shared_ptr<const IndexReport> ReportMaker::Make(size_t packages, unsigned seed) const {
  std::mt19937 random(seed);
  const auto below = [&](size_t n) { return static_cast<size_t>(random() % n); };
  auto report = std::make_shared<IndexReport>();
  report->success = true;
  report->state = "IndexFinished";
  const auto* release = alpine_.empty() ? nullptr : &alpine_[below(alpine_.size())];
  Distribution distribution;
  distribution.id = "1";
  distribution.did = "alpine";
  distribution.name = "Alpine Linux";
  distribution.version_id = release == nullptr ? "3.18.0" : release->first + ".1";
  report->distributions["1"] = distribution;
  Repository repository;
  repository.id = "1";
  repository.name = "pypi";
  report->repositories["1"] = repository;
  for (size_t i = 1; i <= packages; ++i) {
    Package package;
    package.id = std::to_string(i);
    package.kind = PackageKind::kBinary;
    package.type = below(2) == 0 ? "apk" : below(12) == 0 ? "npm" : "pypi";
    if (package.type == "apk" && (release == nullptr || release->second.empty())) {
      package.type = "pypi";
    }
    const std::vector<Known>& known = package.type == "apk"   ? release->second
                                      : package.type == "npm" ? npm_
                                                              : pypi_;
    if (below(10) < 6 && !known.empty()) {
      const Known& chosen = known[below(known.size())];
      package.name = chosen.name;
      // Most packages are up to date: five in six stand at a version with the newest fixes. Feeds
      // list versions from old to new.
      const bool fixed = chosen.affected.empty() || (!chosen.fixed.empty() && below(6) != 0);
      const std::vector<std::string>& versions = fixed ? chosen.fixed : chosen.affected;
      const size_t newest = versions.size() / (fixed ? 8 : 2) + 1;
      package.version = versions[versions.size() - 1 - below(newest)];
      if (package.type == "apk" && below(6) == 0) {
        const size_t revision = package.version.rfind("-r");
        package.version = package.version.substr(0, revision) + "_rc1-r0";  // before its fix
      }
    } else {
      package.name = strangers_[below(strangers_.size())];
      package.version = std::to_string(below(9)) + "." + std::to_string(below(20)) + ".0";
    }
    if (package.type == "apk") {
      Package source;
      source.name = package.name;
      source.version = package.version;
      source.kind = PackageKind::kSource;
      package.source = std::make_shared<const Package>(std::move(source));
      package.name += "-libs";
    }
    Environment environment;
    environment.distribution_id = "1";
    environment.package_db = package.type == "apk" ? "lib/apk/db/installed" : "python:usr/lib";
    if (package.type == "pypi") environment.repository_ids = {"1"};
    report->environments[package.id] = {environment};
    report->packages[package.id] = std::move(package);
  }
  return report;
}

}  // namespace claircore::inline v0::testing
