#include "matcher/matchers/rpm_module.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace claircore::matcher {
namespace {

// The stream of `module` of which `text` speaks: "nodejs:22 security update" -> "22"; empty: none.
std::string_view StreamIn(std::string_view text, std::string_view module) {
  for (size_t at = text.find(module); at != text.npos; at = text.find(module, at + 1)) {
    const bool word = at == 0 || text[at - 1] == ' ' || text[at - 1] == '\n';
    const size_t begin = at + module.size() + 1;
    if (!word || begin >= text.size() || text[begin - 1] != ':') continue;
    const size_t end = std::min(text.find_first_of(" \n,;", begin), text.size());
    if (end > begin) return text.substr(begin, end - begin);
  }
  return {};
}

}  // namespace

Verdict JudgeModule(const Package& package, const VulnerabilityView& candidate) {
  const Verdict& by_range = candidate.by_range();
  if (by_range.kind != Verdict::Kind::kAffected) return by_range;
  const auto affected = candidate.affected();
  if (!affected.ok()) return {Verdict::Kind::kIndeterminate, "the advisory is damaged"};
  const std::string_view module = package.module;
  const std::string_view fixed = (*affected)->fixed_in_version;
  const bool modular = fixed.find(".module") != fixed.npos;
  if (fixed.empty() || (!modular && module.empty())) return by_range;
  if (modular == module.empty()) return {Verdict::Kind::kNotAffected, ""};
  const size_t colon = module.find(':');
  const auto advisory = candidate.advisory();
  if (!advisory.ok()) return {Verdict::Kind::kIndeterminate, "the advisory is damaged"};
  const std::string_view stream =
      StreamIn((*advisory)->description, module.substr(0, std::min(colon, module.size())));
  if (stream.empty()) {
    return {Verdict::Kind::kIndeterminate,
            "the advisory does not say which stream of the module it is for"};
  }
  if (colon == module.npos || stream != module.substr(colon + 1)) {
    return {Verdict::Kind::kNotAffected, ""};
  }
  return by_range;
}

}  // namespace claircore::matcher
