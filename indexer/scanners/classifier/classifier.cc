#include "indexer/scanners/classifier/classifier.h"

#include <algorithm>
#include <cstddef>

namespace claircore::scanners {
namespace {

bool HasWildcard(std::string_view name) { return name.find_first_of("*?") != name.npos; }

// Calls `visit` with each of the names, until it returns true. Returns whether it did.
template <typename Visit>
bool AnyName(std::string_view names, Visit visit) {
  while (!names.empty()) {
    const size_t space = names.find(' ');
    if (visit(names.substr(0, space))) return true;
    names.remove_prefix(space == names.npos ? names.size() : space + 1);
  }
  return false;
}

}  // namespace

Classifier::Classifier(const std::vector<std::span<const Program>>& tables) {
  for (const std::span<const Program> table : tables) {
    for (const Program& program : table) {
      matchers_.push_back(std::make_unique<const Matcher>(program, matchers_.size()));
      const Matcher* const matcher = matchers_.back().get();
      AnyName(program.files, [&](std::string_view name) {
        if (HasWildcard(name)) {
          by_wildcard_.emplace_back(name, matcher);
        } else {
          by_name_[name].push_back(matcher);
        }
        return false;
      });
    }
  }
}

std::vector<const Matcher*> Classifier::For(std::string_view base_name) const {
  std::vector<const Matcher*> matchers;
  if (const auto it = by_name_.find(base_name); it != by_name_.end()) matchers = it->second;
  const size_t named = matchers.size();
  for (const auto& [wildcard, matcher] : by_wildcard_) {
    if (MatchesWildcard(wildcard, base_name)) matchers.push_back(matcher);
  }
  if (matchers.size() == named) return matchers;
  const auto order = [](const Matcher* a, const Matcher* b) { return a->number() < b->number(); };
  std::sort(matchers.begin(), matchers.end(), order);
  matchers.erase(std::unique(matchers.begin(), matchers.end()), matchers.end());
  return matchers;
}

std::vector<std::string_view> Classifier::Names() const {
  std::vector<std::string_view> names;
  for (const auto& [name, matchers] : by_name_) names.push_back(name);
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<std::string_view> Classifier::Wildcards() const {
  std::vector<std::string_view> wildcards;
  for (const auto& [wildcard, matcher] : by_wildcard_) wildcards.push_back(wildcard);
  std::sort(wildcards.begin(), wildcards.end());
  wildcards.erase(std::unique(wildcards.begin(), wildcards.end()), wildcards.end());
  return wildcards;
}

bool MatchesWildcard(std::string_view wildcard, std::string_view text) {
  size_t w = 0;
  size_t t = 0;
  size_t star = wildcard.npos;  // the last one, and what it stands for so far
  size_t star_end = 0;
  while (t < text.size()) {
    if (w < wildcard.size() && wildcard[w] == '*') {
      star = w++;
      star_end = t;
    } else if (w < wildcard.size() && (wildcard[w] == '?' || wildcard[w] == text[t])) {
      ++w;
      ++t;
    } else if (star != wildcard.npos) {
      w = star + 1;
      t = ++star_end;
    } else {
      return false;
    }
  }
  while (w < wildcard.size() && wildcard[w] == '*') ++w;
  return w == wildcard.size();
}

bool IsFor(const Program& program, std::string_view base_name) {
  return AnyName(program.files, [&](std::string_view name) {
    return HasWildcard(name) ? MatchesWildcard(name, base_name) : name == base_name;
  });
}

}  // namespace claircore::scanners
