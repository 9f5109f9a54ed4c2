#include "matcher/artifact_names.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <mutex>
#include <span>
#include <string_view>
#include <vector>

namespace claircore::matcher {
namespace {

// Domains, and parts of groups that many projects share. Sorted.
constexpr std::string_view kSharedParts[] = {
    "apache",    "api",         "ch",  "codehaus", "com", "commons", "de",
    "dev",       "eclipse",     "edu", "eu",       "fr",  "github",  "gitlab",
    "glassfish", "google",      "gov", "info",     "io",  "jakarta", "java",
    "javax",     "jboss",       "me",  "net",      "org", "plugins", "ru",
    "sf",        "sourceforge", "sun", "tools",    "uk"};

// Artifacts that anybody has. Sorted.
constexpr std::string_view kAnybodys[] = {
    "admin",    "agent",  "api",     "app",      "application", "auth",    "base",    "bom",
    "boot",     "cli",    "client",  "common",   "commons",     "config",  "core",    "data",
    "demo",     "engine", "example", "gateway",  "impl",        "lib",     "library", "main",
    "model",    "models", "parent",  "plugin",   "plugins",     "runtime", "sample",  "sdk",
    "security", "server", "service", "services", "shared",      "test",    "tests",   "tool",
    "tools",    "ui",     "util",    "utils",    "web",         "webapp"};

// Of one artifact, in groups of one project: it moved once or twice.
constexpr size_t kMaxGroups = 4;

bool Knows(std::span<const std::string_view> sorted, std::string_view word) {
  return std::binary_search(sorted.begin(), sorted.end(), word);
}

// Whether two groups seem to be of one project: they share a part that is not everybody's.
bool AreRelated(std::string_view a, std::string_view b) {
  const auto next = [](std::string_view& rest) {
    const size_t end = std::min(rest.find_first_of(".-_"), rest.size());
    const std::string_view part = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return part;
  };
  while (!a.empty()) {
    const std::string_view part = next(a);
    if (part.empty() || Knows(kSharedParts, part)) continue;
    for (std::string_view rest = b; !rest.empty();) {
      if (next(rest) == part) return true;
    }
  }
  return false;
}

std::string_view GroupOf(std::string_view name) { return name.substr(0, name.rfind(':')); }

}  // namespace

std::string_view ArtifactOf(std::string_view name) {
  const size_t colon = name.rfind(':');
  return colon == std::string_view::npos ? std::string_view() : name.substr(colon + 1);
}

const ArtifactNames::Table& ArtifactNames::TableOf(const CompiledIndex::Space& space) const {
  const std::lock_guard lock(mutex_);
  const auto [at, fresh] = tables_.try_emplace(&space);
  Table& table = at->second;
  if (!fresh) return table;
  for (const CompiledIndex::Place& place : space.places) {
    const Segment& segment = index_.segment(place.rank);
    segment.ForEachName(place.space, [&](std::string_view name) {
      const std::string_view artifact = ArtifactOf(name);
      if (!artifact.empty()) table.push_back({artifact, name});
    });
  }
  std::sort(table.begin(), table.end());
  table.erase(std::unique(table.begin(), table.end()), table.end());
  table.shrink_to_fit();
  return table;
}

void ArtifactNames::Find(std::string_view ns, std::string_view scheme, std::string_view artifact,
                         std::string_view like, std::vector<std::string_view>& names) const {
  names.clear();
  const CompiledIndex::Space* const space = index_.Find(ns, scheme);
  if (space == nullptr || artifact.empty()) return;
  const Table& table = TableOf(*space);
  const auto first = std::lower_bound(table.begin(), table.end(), Entry{artifact, {}});
  auto last = first;
  while (last != table.end() && last->artifact == artifact) ++last;
  if (like.empty()) {
    if (Knows(kAnybodys, artifact) || std::distance(first, last) > ptrdiff_t{kMaxGroups}) return;
    const bool of_one = std::all_of(first, last, [&](const Entry& entry) {
      return entry == *first || AreRelated(GroupOf(first->name), GroupOf(entry.name));
    });
    if (!of_one) return;
  }
  for (auto at = first; at != last; ++at) {
    if (at->name == like) return names.clear();
    const bool taken = like.empty() || AreRelated(GroupOf(like), GroupOf(at->name));
    if (taken && names.size() < kMaxGroups) names.push_back(at->name);
  }
}

}  // namespace claircore::matcher
