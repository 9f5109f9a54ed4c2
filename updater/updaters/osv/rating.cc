#include "updater/updaters/osv/rating.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "claircore/cvss.h"
#include "claircore/severity.h"
#include "updater/parse/json.h"

namespace claircore::update {
namespace {

constexpr size_t kMaxVectors = 16;

std::string_view Word(const JsonObject& object) {
  for (const std::string_view place : {"database_specific", "ecosystem_specific"}) {
    bool found = false;
    const JsonObject child = JsonChild(object, place, found);
    if (!found) continue;
    for (const std::string_view key : {"severity", "urgency"}) {
      const std::string_view word = JsonString(child, key);
      // Some put a vector there.
      if (!word.empty() && word.size() <= 32 && NormalizeSeverity(word) != Severity::kUnknown) {
        return word;
      }
    }
  }
  return {};
}

}  // namespace

std::string OsvRating::Text() const {
  if (!word.empty()) return word;
  return cvss.empty() ? "" : cvss.front();
}

Severity OsvRating::Normalized() const {
  const Severity of_word = NormalizeSeverity(word);
  return of_word != Severity::kUnknown || cvss.empty() ? of_word : of_vector;
}

OsvRating ReadOsvRating(const JsonObject& object) {
  OsvRating rating;
  rating.word = std::string(Word(object));
  std::vector<std::pair<CvssScore, std::string>> vectors;
  ForEachJson(object, "severity", [&](JsonElement element) {
    JsonObject severity;
    if (element.get(severity) != simdjson::SUCCESS || vectors.size() >= kMaxVectors) return;
    const std::string_view type = JsonString(severity, "type");
    const std::string_view score = JsonString(severity, "score");
    if (!type.starts_with("CVSS")) {
      // "Ubuntu": a word.
      if (rating.word.empty() && score.size() <= 32) rating.word = std::string(score);
      return;
    }
    auto parsed = ParseCvss(score);
    if (parsed.ok()) {
      vectors.emplace_back(*std::move(parsed), score);
    } else {
      ++rating.broken_vectors;
    }
  });
  std::stable_sort(vectors.begin(), vectors.end(),
                   [](const auto& a, const auto& b) { return a.first.version > b.first.version; });
  if (!vectors.empty()) rating.of_vector = vectors.front().first.severity;
  for (auto& [score, text] : vectors) rating.cvss.push_back(std::move(text));
  return rating;
}

}  // namespace claircore::update
