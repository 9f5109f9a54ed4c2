#include "tests/matching/slow_matcher.h"

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace claircore::inline v0::testing {
namespace {

enum Answer { kNo, kMaybe, kYes };

struct Wanted {
  PackageKey key;
  std::string version;
  friend bool operator<(const Wanted& a, const Wanted& b) {
    return std::tie(a.key, a.version) < std::tie(b.key, b.version);
  }
};

// Which keys a package has: written anew, so that the matchers are tested too.
std::set<Wanted> Want(const Package& p, const std::set<const Distribution*>& distributions) {
  std::set<Wanted> wanted;
  std::string name = p.name;
  std::string version = p.version;
  if (p.source != nullptr && !p.source->name.empty()) {
    name = p.source->name;
    if (!p.source->version.empty()) version = p.source->version;
  }
  if (p.type == "npm") wanted.insert({{"npm", p.name, "npm"}, p.version});
  static const std::map<std::string, PackageKey> kOthers = {{"golang", {"Go", "", "go"}},
                                                            {"cargo", {"crates.io", "", "cargo"}},
                                                            {"gem", {"RubyGems", "", "gem"}},
                                                            {"maven", {"Maven", "", "maven"}},
                                                            {"hackage", {"Hackage", "", "generic"}},
                                                            {"cran", {"CRAN", "", "cran"}},
                                                            {"opam", {"opam", "", "generic"}},
                                                            {"hex", {"Hex", "", "hex"}}};
  if (const auto other = kOthers.find(p.type); other != kOthers.end()) {
    wanted.insert({{other->second.ns, p.name, other->second.scheme}, p.version});
  }
  if (p.type == "pypi") wanted.insert({{"PyPI", FoldName(p.name), "pep440"}, p.version});
  for (const Distribution* d : distributions) {
    if (p.type == "deb" && d->did == "debian" && !d->version_id.empty()) {
      wanted.insert({{"Debian:" + d->version_id, name, "dpkg"}, version});
    }
    if (p.type == "deb" && d->did == "debian" && d->version_id.empty()) {
      wanted.insert({{"Debian:" + d->version_code_name, name, "dpkg"}, version});
    }
    if (p.type == "deb" && d->did == "ubuntu") {
      wanted.insert({{"Ubuntu:" + d->version_id, name, "dpkg"}, version});
    }
    if (p.type == "apk" && d->did == "alpine") {
      const std::string release =
          d->pretty_name == "Alpine Linux edge"
              ? "edge"
              : "v" + d->version_id.substr(0, d->version_id.find('.', d->version_id.find('.') + 1));
      wanted.insert({{"Alpine:" + release, name, "apk"}, version});
    }
    if (p.type == "apk" && d->did == "wolfi") wanted.insert({{"Wolfi", name, "apk"}, version});
    if (p.type == "apk" && d->did == "chainguard") {
      wanted.insert({{"Chainguard", name, "apk"}, version});
    }
  }
  return wanted;
}

absl::StatusOr<std::weak_ordering> Order(const VersionScheme* scheme, const std::string& a,
                                         const std::string& b) {
  if (scheme == nullptr) return absl::NotFoundError("no scheme");
  return scheme->Compare(a, b);
}

Answer Affects(const VersionScheme* scheme, const Affected& a, const std::string& version) {
  if (a.ranges.empty() && a.versions.empty()) return kYes;
  const bool readable = scheme != nullptr && scheme->Compare(version, version).ok();
  Answer answer = kNo;
  for (const std::string& listed : a.versions) {
    if (listed == version) return kYes;
    if (!readable) {
      answer = kMaybe;
      continue;
    }
    const auto order = scheme->Compare(listed, version);
    if (order.ok() && *order == 0) return kYes;
  }
  for (const VersionRange& range : a.ranges) {
    Answer in = kYes;
    if (!range.introduced.empty() && range.introduced != "0") {
      const auto order = Order(scheme, version, range.introduced);
      in = std::min(in, !order.ok() ? kMaybe : *order >= 0 ? kYes : kNo);
    }
    if (!range.fixed.empty()) {
      const auto order = Order(scheme, version, range.fixed);
      in = std::min(in, !order.ok() ? kMaybe : *order < 0 ? kYes : kNo);
    } else if (!range.last_affected.empty()) {
      const auto order = Order(scheme, version, range.last_affected);
      in = std::min(in, !order.ok() ? kMaybe : *order <= 0 ? kYes : kNo);
    }
    answer = std::max(answer, in);
  }
  return answer;
}

bool ShareName(const Advisory& a, const Advisory& b) {
  std::vector<std::string> names = a.aliases;
  names.push_back(a.name);
  const auto has = [&](const std::string& n) {
    return std::find(names.begin(), names.end(), n) != names.end();
  };
  return has(b.name) || std::any_of(b.aliases.begin(), b.aliases.end(), has);
}

std::string Text(const Line& line) {
  std::string text = line.package_id + ": " +
                     (line.kind == Line::Kind::kAffected      ? "affected by "
                      : line.kind == Line::Kind::kNotAffected ? "not affected by "
                                                              : "perhaps affected by ") +
                     line.name + " of " + line.updater + " " + line.ns + " " + line.package;
  for (const VersionRange& r : line.ranges) {
    text += " [" + r.introduced + ", " + r.fixed + "|" + r.last_affected + "]";
  }
  return text + "\n";
}

}  // namespace

void SlowMatcher::Add(const std::string& updater, const Advisory& advisory) {
  advisories_.push_back(std::make_shared<const Advisory>(advisory));
  const Advisory& kept = *advisories_.back();
  for (const Affected& affected : kept.affected) {
    statements_[affected.key].push_back({updater, &kept, &affected});
  }
}

size_t SlowMatcher::CountWithCandidates(const IndexReport& report) const {
  std::set<const Distribution*> distributions;
  for (const auto& [id, distribution] : report.distributions) distributions.insert(&distribution);
  size_t count = 0;
  for (const auto& [id, package] : report.packages) {
    const std::set<Wanted> wanted = Want(package, distributions);
    count += std::any_of(wanted.begin(), wanted.end(),
                         [&](const Wanted& w) { return statements_.contains(w.key); });
  }
  return count;
}

Lines SlowMatcher::Match(const IndexReport& report) const {
  Lines lines;
  for (const auto& [id, package] : report.packages) {
    std::set<const Distribution*> distributions;
    bool unowned = false;
    for (const Environment& e : report.environments.at(id)) {
      if (!e.owner_id.empty()) continue;
      unowned = true;
      const auto it = report.distributions.find(e.distribution_id);
      if (it != report.distributions.end()) distributions.insert(&it->second);
    }
    if (!unowned) continue;
    std::map<PackageKey, std::vector<std::pair<const Statement*, Answer>>> found;
    for (const Wanted& wanted : Want(package, distributions)) {
      const auto it = statements_.find(wanted.key);
      if (it == statements_.end()) continue;
      for (const Statement& statement : it->second) {
        const Answer answer =
            Affects(schemes_.Find(wanted.key.scheme), *statement.affected, wanted.version);
        if (answer != kNo) found[wanted.key].push_back({&statement, answer});
      }
    }
    // (updater, advisory) -> its hits on the package, of which one line comes.
    std::map<std::pair<std::string, std::string>, std::vector<Line>> hits;
    std::vector<Line> doubts;
    for (const auto& [key, all] : found) {
      for (const auto& [statement, answer] : all) {
        const bool denial = statement->affected->status == AffectedStatus::kNotAffected;
        bool silenced = false;
        for (const auto& [other, other_answer] : all) {
          silenced = silenced || (other_answer == kYes && !(denial && answer == kYes) &&
                                  other->affected->status == AffectedStatus::kNotAffected &&
                                  ShareName(*other->advisory, *statement->advisory));
        }
        if (silenced) continue;
        Line line{id, Line::Kind::kIndeterminate, statement->advisory->name, statement->updater};
        if (answer == kYes) {
          line.kind = denial ? Line::Kind::kNotAffected : Line::Kind::kAffected;
          line.ns = key.ns;
          line.package = key.name;
          line.ranges = statement->affected->ranges;
          line.fixed_in_version = statement->affected->fixed_in_version;
        }
        if (line.kind == Line::Kind::kAffected) {
          hits[{line.updater, line.name}].push_back(line);
        } else if (line.kind == Line::Kind::kIndeterminate) {
          doubts.push_back(line);
        } else {
          lines.insert(line);
        }
      }
    }
    for (const Line& line : doubts) {
      if (!hits.contains({line.updater, line.name})) lines.insert(line);
    }
    for (const auto& [advisory, all] : hits) {
      lines.insert(*std::min_element(all.begin(), all.end(), [](const Line& a, const Line& b) {
        return std::tuple(a.fixed_in_version.empty(), a.ns, a.package, a.ranges,
                          a.fixed_in_version) < std::tuple(b.fixed_in_version.empty(), b.ns,
                                                           b.package, b.ranges, b.fixed_in_version);
      }));
    }
  }
  return lines;
}

Lines LinesOf(const VulnerabilityReport& report) {
  Lines lines;
  const auto add = [&](const auto& packages, Line::Kind kind) {
    for (const auto& [package, ids] : packages) {
      for (const std::string& id : ids) {
        const Vulnerability& v = *report.vulnerabilities.at(id);
        lines.insert({package, kind, v.name, v.updater, v.ns, v.package->name, v.ranges,
                      v.fixed_in_version});
      }
    }
  };
  add(report.package_vulnerabilities, Line::Kind::kAffected);
  add(report.package_not_vulnerable, Line::Kind::kNotAffected);
  for (const Indeterminate& i : report.indeterminate) {
    lines.insert({i.package_id, Line::Kind::kIndeterminate, i.name, i.updater});
  }
  return lines;
}

std::string Difference(const Lines& expected, const Lines& actual) {
  std::string text;
  for (const Line& line : expected) {
    if (!actual.contains(line)) text += "missing: " + Text(line);
  }
  for (const Line& line : actual) {
    if (!expected.contains(line)) text += "too much: " + Text(line);
  }
  return text;
}

}  // namespace claircore::inline v0::testing
