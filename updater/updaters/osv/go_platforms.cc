#include "updater/updaters/osv/go_platforms.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace claircore::update {
namespace {

constexpr size_t kMaxImports = 1'000;
constexpr size_t kMaxNames = 64;

bool IsName(std::string_view text) {
  return !text.empty() && text.size() <= 16 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  });
}

// "(linux|darwin)"; "" for any; nothing where a name cannot be one.
std::optional<std::string> OneOf(const JsonObject& import, std::string_view key) {
  std::vector<std::string> names;
  bool broken = false;
  ForEachJson(import, key, [&](JsonElement element) {
    std::string_view name;
    broken = broken || element.get(name) != simdjson::SUCCESS || !IsName(name) ||
             names.size() >= kMaxNames;
    if (!broken) names.emplace_back(name);
  });
  if (broken) return std::nullopt;
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "(" : "|") + name;
  if (!text.empty()) text += ")";
  return text;
}

}  // namespace

std::string GoPlatforms(const JsonObject& ecosystem_specific) {
  std::vector<std::string> patterns;
  bool anywhere = false;
  size_t imports = 0;
  ForEachJson(ecosystem_specific, "imports", [&](JsonElement element) {
    JsonObject import;
    if (anywhere || ++imports > kMaxImports || element.get(import) != simdjson::SUCCESS) {
      anywhere = true;
      return;
    }
    const std::optional<std::string> os = OneOf(import, "goos");
    const std::optional<std::string> arch = OneOf(import, "goarch");
    if (!os || !arch || (os->empty() && arch->empty())) {
      anywhere = true;
      return;
    }
    std::string pattern = os->empty() ? "" : "^" + *os;
    pattern += "/";
    if (!arch->empty()) pattern += *arch + "$";
    patterns.push_back(std::move(pattern));
  });
  if (anywhere || patterns.empty()) return "";
  std::sort(patterns.begin(), patterns.end());
  patterns.erase(std::unique(patterns.begin(), patterns.end()), patterns.end());
  std::string all = "^$";
  for (const std::string& pattern : patterns) all += "|" + pattern;
  return all;
}

}  // namespace claircore::update
