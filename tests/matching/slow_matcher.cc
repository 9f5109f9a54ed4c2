#include "tests/matching/slow_matcher.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "claircore/internal/version_bound.h"

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
  const auto other = kOthers.find(p.type);
  if (other != kOthers.end() && (p.type != "maven" || p.name.find(':') != p.name.npos)) {
    wanted.insert({{other->second.ns, p.name, other->second.scheme}, p.version});
  }
  if (p.type == "pypi") wanted.insert({{"PyPI", FoldName(p.name), "pep440"}, p.version});
  for (const Distribution* d : distributions) {
    if (p.type == "deb" && d->did == "debian" && !d->version_id.empty()) {
      wanted.insert({{"Debian:" + d->version_id, name, "dpkg"}, version});
    }
    if (p.type == "deb" && d->did == "debian" && d->version_id.empty()) {
      static const std::map<std::string, std::string> kNumbers = {{"forky", "14"},
                                                                  {"trixie", "13"}};
      const auto number = kNumbers.find(d->version_code_name);
      for (const std::string& release :
           {number == kNumbers.end() ? d->version_code_name : number->second, std::string("sid")}) {
        wanted.insert({{"Debian:" + release, name, "dpkg"}, version});
      }
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

// A bound as the scheme reads it; "": it does not.
std::string Readable(const VersionScheme& scheme, const std::string& bound) {
  return scheme.Compare(bound, bound).ok() ? bound : internal::FillUpVersion(scheme, bound);
}

// -1, 0, 1, or nothing where a bound does not settle it.
std::optional<int> Order(const VersionScheme* scheme, const std::string& version,
                         const std::string& bound) {
  if (scheme == nullptr || version.empty()) return std::nullopt;
  const std::string readable = Readable(*scheme, bound);
  if (readable.empty()) {
    if (version == bound) return 0;
    return internal::CompareLeadingNumbers(version, bound);
  }
  const auto order = scheme->Compare(version, readable);
  if (!order.ok()) return std::nullopt;
  return *order < 0 ? -1 : *order > 0 ? 1 : 0;
}

bool LacksKey(const VersionScheme& scheme, const std::string& version) {
  std::string key;
  const auto has_key = scheme.AppendSortKey(version, key);
  return has_key.ok() && !*has_key;
}

// "2.6.0" of "2.6.0+cpu".
std::string Public(const VersionScheme* scheme, const std::string& version) {
  if (scheme == nullptr || scheme->name() != "pep440") return version;
  return version.substr(0, version.find('+'));
}

bool IsBranch(const VersionScheme* scheme, const std::string& version) {
  return scheme != nullptr && scheme->name() == "composer" && version.starts_with("dev-");
}

Answer InRange(const VersionScheme* scheme, const VersionRange& range, const std::string& version) {
  Answer in = kYes;
  if (!range.introduced.empty() && range.introduced != "0") {
    const auto order = Order(scheme, version, range.introduced);
    in = std::min(in, !order ? kMaybe : *order >= 0 ? kYes : kNo);
  }
  if (!range.fixed.empty()) {
    const auto order = Order(scheme, version, range.fixed);
    in = std::min(in, !order ? kMaybe : *order < 0 ? kYes : kNo);
  } else if (!range.last_affected.empty()) {
    const auto order = Order(scheme, version, range.last_affected);
    const auto open = Order(scheme, Public(scheme, version), range.last_affected);
    in = std::min(in, !order ? kMaybe : std::min(*order, open.value_or(1)) <= 0 ? kYes : kNo);
  } else if (!range.limit.empty()) {
    const auto order = Order(scheme, version, range.limit);
    in = std::min(in, !order ? kMaybe : *order < 0 ? kYes : kNo);
  }
  const bool all = (range.introduced.empty() || range.introduced == "0") && range.fixed.empty() &&
                   range.last_affected.empty() && range.limit.empty();
  return IsBranch(scheme, version) && !all ? kMaybe : in;
}

Answer Affects(const VersionScheme* scheme, const Affected& a, const std::string& version) {
  if (version.empty()) return kMaybe;
  if (a.ranges.empty() && a.versions.empty()) return kYes;
  const bool readable = scheme != nullptr && scheme->Compare(version, version).ok();
  Answer answer = kNo;
  for (const std::string& listed : a.versions) {
    if (listed == version) return kYes;
    if (!readable) {
      if (a.ranges.empty()) answer = kMaybe;  // else what the ranges say of its text counts
      continue;
    }
    for (const std::string& one : {version, Public(scheme, version)}) {
      const auto order = scheme->Compare(listed, one);
      if (order.ok() && *order == 0) return kYes;
    }
  }
  for (const VersionRange& range : a.ranges) {
    answer = std::max(answer, InRange(scheme, range, version));
  }
  return answer;
}

std::vector<std::string> Words(std::string name) {
  std::vector<std::string> words(1);
  name = FoldName(name);
  if (name.starts_with("lib")) name = name.substr(3);
  for (const char c : name) {
    if (c == '-') {
      words.emplace_back();
    } else {
      words.back() += c;
    }
  }
  return words;
}

// Whether a system package is called as what it owns, among other words.
bool NamedAfter(const Package& owner, const Package& owned) {
  if (owned.type == "golang" || owned.type == "cargo") return false;
  const std::vector<std::string> wanted =
      Words(owned.name.substr(owned.name.find_last_of("/:") + 1));
  const auto in = [&](const std::string& name) {
    const std::vector<std::string> words = Words(name);
    return std::search(words.begin(), words.end(), wanted.begin(), wanted.end()) != words.end();
  };
  return in(owner.name) || (owner.source != nullptr && in(owner.source->name));
}

bool HasConditions(const Affected& a) {
  return a.arch_op != ArchOp::kNone || !a.module.empty() || !a.cpe.empty() || !a.repository.empty();
}

// Which fix a row shows: `own` is the statement, `all` those of its advisory on the package.
std::string Fix(const VersionScheme* scheme, const Affected& own,
                const std::vector<const Affected*>& all, const std::string& version) {
  const auto names = [&](const VersionRange& r) { return r.fixed == own.fixed_in_version; };
  if (!own.fixed_in_version.empty() && std::none_of(own.ranges.begin(), own.ranges.end(), names)) {
    return own.fixed_in_version;
  }
  if (scheme == nullptr) return "";
  struct Known {
    std::string text, readable;
    bool by_text = false;  // the engine has no sort key of the range, and compares it with its like
  };
  Known holding, ahead, newest;
  std::vector<Known> all_known;
  const auto older = [&](const Known& a, const Known& b) {
    if (a.readable.empty() || b.readable.empty()) return !a.readable.empty();
    if (a.by_text != b.by_text) return false;
    const auto order = scheme->Compare(a.readable, b.readable);
    return order.ok() && *order < 0;
  };
  std::vector<const Affected*> sorted = all;
  std::stable_sort(sorted.begin(), sorted.end(), [](const Affected* a, const Affected* b) {
    return std::tie(a->ranges, a->fixed_in_version) < std::tie(b->ranges, b->fixed_in_version);
  });
  for (const Affected* one : sorted) {
    // Without a sort key of its own the version is compared with one statement at a time.
    if (one != &own && (LacksKey(*scheme, version) || HasConditions(*one) ||
                        one->status != AffectedStatus::kAffected)) {
      continue;
    }
    for (const VersionRange& range : one->ranges) {
      if (range.fixed.empty()) continue;
      const Known known{range.fixed, Readable(*scheme, range.fixed),
                        LacksKey(*scheme, range.introduced) || LacksKey(*scheme, range.fixed)};
      all_known.push_back(known);
      const auto better = [&](const Known& best) {
        return best.text.empty() || older(known, best);
      };
      if (newest.text.empty() || older(newest, known)) newest = known;
      if (InRange(scheme, range, version) == kYes) {
        if (better(holding)) holding = known;
      } else if (Order(scheme, version, range.fixed).value_or(0) < 0) {
        if (better(ahead)) ahead = known;
      }
    }
  }
  Known best = !holding.text.empty() ? holding : ahead;
  if (best.text.empty() && !scheme->Compare(version, version).ok()) best = newest;
  if (LacksKey(*scheme, version)) return best.text;
  // Of spellings of one version the first one names it.
  for (const Known& known : all_known) {
    const bool alike = known.by_text == best.by_text && !best.by_text && !best.readable.empty() &&
                       !known.readable.empty() && !older(known, best) && !older(best, known);
    if (known.text == best.text || alike) return known.text;
  }
  return best.text;
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
    text += " [" + r.introduced + ", " + r.fixed + "|" + r.last_affected + "|" + r.limit + "]";
  }
  return text + (line.fixed_in_version.empty() ? "" : " fix " + line.fixed_in_version) + "\n";
}

}  // namespace

void SlowMatcher::Add(const std::string& updater, const Advisory& advisory) {
  advisories_.push_back(std::make_shared<const Advisory>(advisory));
  const Advisory& kept = *advisories_.back();
  for (const Affected& affected : kept.affected) {
    statements_[affected.key].push_back({updater, &kept, &affected});
    namespaces_[{affected.key.ns, affected.key.scheme}].insert(updater);
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

// All that is said of one package in these environments.
SlowMatcher::Fate SlowMatcher::Judge(const IndexReport& report, const std::string& id,
                                     const std::vector<Environment>& environments,
                                     Lines& lines) const {
  const Package& package = report.packages.at(id);
  std::set<const Distribution*> distributions;
  for (const Environment& e : environments) {
    const auto it = report.distributions.find(e.distribution_id);
    if (it != report.distributions.end()) distributions.insert(&it->second);
  }
  struct Found {
    const Statement* statement;
    Answer answer;
    std::string version;
  };
  std::map<PackageKey, std::vector<Found>> found;
  std::set<PackageKey> keys;
  Fate fate;
  bool unreadable = false;
  for (const Wanted& wanted : Want(package, distributions)) {
    keys.insert(wanted.key);
    const auto data = namespaces_.find({wanted.key.ns, wanted.key.scheme});
    if (data != namespaces_.end()) fate.updaters.insert(data->second.begin(), data->second.end());
    const auto it = statements_.find(wanted.key);
    if (it == statements_.end()) continue;
    fate.named = true;
    const VersionScheme* scheme = schemes_.Find(wanted.key.scheme);
    const bool readable = scheme != nullptr && !wanted.version.empty() &&
                          scheme->Compare(wanted.version, wanted.version).ok();
    for (const Statement& statement : it->second) {
      const Answer answer =
          Affects(schemes_.Find(wanted.key.scheme), *statement.affected, wanted.version);
      if (answer != kNo) found[wanted.key].push_back({&statement, answer, wanted.version});
      unreadable = unreadable || (answer == kMaybe && !readable);
    }
  }
  for (const PackageKey& key : TakenFor(package)) {
    for (const Statement& statement : statements_.at(key)) {
      const Answer answer =
          Affects(schemes_.Find(key.scheme), *statement.affected, package.version);
      if (answer != kNo) found[key].push_back({&statement, answer, package.version});
    }
  }
  // (updater, advisory) -> its hits on the package, of which one line comes.
  std::map<std::pair<std::string, std::string>, std::vector<Line>> hits;
  std::vector<Line> doubts;
  for (const auto& [key, all] : found) {
    for (const auto& [statement, answer, version] : all) {
      const bool denial = statement->affected->status == AffectedStatus::kNotAffected;
      bool silenced = false;
      for (const auto& [other, other_answer, other_version] : all) {
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
        std::vector<const Affected*> of_advisory;
        for (const Statement& other : statements_.at(key)) {
          if (!denial && other.advisory == statement->advisory) {
            of_advisory.push_back(other.affected);
          }
        }
        line.fixed_in_version =
            Fix(schemes_.Find(key.scheme), *statement->affected, of_advisory, version);
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
      return std::tuple(a.fixed_in_version.empty(), a.ns, a.package, a.ranges, a.fixed_in_version) <
             std::tuple(b.fixed_in_version.empty(), b.ns, b.package, b.ranges, b.fixed_in_version);
    }));
  }
  if (unreadable) {
    fate = {{}, false, Unjudged::kUnreadableVersion};
  } else if (fate.updaters.empty()) {
    fate.reason = WhyNot(package, keys);
  }
  return fate;
}

// Of a jar without a group, the one artifact of that id, or several of one project: here those
// whose groups end alike.
std::vector<PackageKey> SlowMatcher::TakenFor(const Package& package) const {
  std::vector<PackageKey> keys;
  if (package.type != "maven" || package.name.find(':') != package.name.npos) return keys;
  for (const auto& [key, statements] : statements_) {
    const bool artifact = key.name.ends_with(":" + package.name);
    if (key.ns == "Maven" && key.scheme == "maven" && artifact) keys.push_back(key);
  }
  const auto group = [&](const PackageKey& key) {
    const std::string name = key.name.substr(0, key.name.find(':'));
    return name.substr(name.rfind('.') + 1);
  };
  for (const PackageKey& key : keys) {
    if (group(key) != group(keys[0])) return {};
  }
  return keys;
}

bool SlowMatcher::HasFamily(const std::string& ns) const {
  const std::string family = ns.substr(0, ns.find(':'));
  return std::any_of(namespaces_.begin(), namespaces_.end(), [&](const auto& entry) {
    const std::string& other = entry.first.first;
    return other == family || other.starts_with(family + ":");
  });
}

Unjudged SlowMatcher::WhyNot(const Package& package, const std::set<PackageKey>& wanted) const {
  if (package.type == "maven" && wanted.empty()) {
    return HasFamily("Maven") ? Unjudged::kNoGroup : Unjudged::kFeedNotLoaded;
  }
  if (wanted.empty()) return Unjudged::kNoMatcher;
  for (const PackageKey& key : wanted) {
    const bool exact = std::any_of(namespaces_.begin(), namespaces_.end(),
                                   [&](const auto& entry) { return entry.first.first == key.ns; });
    if (key.ns.find(':') != key.ns.npos && HasFamily(key.ns) && !exact) {
      return Unjudged::kReleaseUnknown;
    }
  }
  return Unjudged::kFeedNotLoaded;
}

Lines SlowMatcher::Match(const IndexReport& report, Fates* fates) const {
  Lines lines;
  std::map<std::string, Fate> by_id;
  for (const auto& [id, package] : report.packages) {
    const std::vector<Environment>& all = report.environments.at(id);
    if (std::none_of(all.begin(), all.end(), [&id = id](const Environment& e) {
          return !e.owner_id.empty() && e.owner_id != id;
        })) {
      by_id[id] = Judge(report, id, all, lines);
    }
  }
  // What others own waits until these have been judged; and those that wait for others that wait
  // come last.
  std::vector<std::string> waiting, last;
  for (const auto& [id, package] : report.packages) {
    if (by_id.contains(id)) continue;
    bool late = false;
    for (const Environment& e : report.environments.at(id)) {
      late = late || (e.owner_id != id && report.packages.contains(e.owner_id) &&
                      !by_id.contains(e.owner_id));
    }
    (late ? last : waiting).push_back(id);
  }
  waiting.insert(waiting.end(), last.begin(), last.end());
  for (const std::string& id : waiting) {
    const auto owned = [&](const Environment& e) {
      return !e.owner_id.empty() && e.owner_id != id;
    };
    std::vector<Environment> left;
    std::set<std::string> owners;  // their updaters
    bool all_owned = true, owners_judged = true;
    for (const Environment& e : report.environments.at(id)) {
      const auto owner = owned(e) ? by_id.find(e.owner_id) : by_id.end();
      const bool judged = owner != by_id.end() && !owner->second.updaters.empty();
      if (judged && (owner->second.named ||
                     NamedAfter(report.packages.at(e.owner_id), report.packages.at(id)))) {
        owners.insert(owner->second.updaters.begin(), owner->second.updaters.end());
        continue;
      }
      left.push_back(e);
      all_owned = all_owned && owned(e);
      owners_judged = owners_judged && judged;
    }
    if (left.empty()) {
      by_id[id] = {owners, false, {}};
      continue;
    }
    Fate fate = Judge(report, id, left, lines);
    if (fate.updaters.empty() && all_owned) {
      fate.reason = Unjudged::kOwnerUnjudged;
      for (const Environment& e : left) {
        if (!owners_judged) break;
        const Fate& owner = by_id.at(e.owner_id);
        fate.updaters.insert(owner.updaters.begin(), owner.updaters.end());
      }
      fate.named = false;
    }
    by_id[id] = fate;
  }
  if (fates == nullptr) return lines;
  for (const auto& [id, fate] : by_id) {
    std::string& text = (*fates)[id];
    text = fate.updaters.empty() ? std::string(UnjudgedName(fate.reason)) : "judged by";
    for (const std::string& updater : fate.updaters) text += " " + updater;
    if (!IsFinished(report)) text = UnjudgedName(Unjudged::kUnfinishedIndex);
  }
  return lines;
}

SlowMatcher::Fates FatesOf(const VulnerabilityReport& report) {
  SlowMatcher::Fates fates;
  const auto add = [&](const std::vector<std::string>& ids, const std::string& text) {
    for (const std::string& id : ids) {
      if (!fates.emplace(id, text).second) fates[id] = "said twice";
    }
  };
  for (const Coverage::Judged& group : report.coverage.judged) {
    std::string text = "judged by";
    for (const std::string& updater : group.updaters) text += " " + updater;
    add(group.package_ids, text);
  }
  for (const Coverage::NotJudged& group : report.coverage.not_judged) {
    add(group.package_ids, std::string(UnjudgedName(group.reason)));
  }
  return fates;
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
