// https://www.first.org/cvss/v2/guide, section 3.2.
#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "claircore/internal/cvss/metrics.h"

namespace claircore::internal::cvss {
namespace {

constexpr Metric kTable[] = {
    {"AV", "L,A,N", true},
    {"AC", "H,M,L", true},
    {"Au", "M,S,N", true},
    {"C", "N,P,C", true},
    {"I", "N,P,C", true},
    {"A", "N,P,C", true},
    {"E", "U,POC,F,H,ND", false, "ND"},
    {"RL", "OF,TF,W,U,ND", false, "ND"},
    {"RC", "UC,UR,C,ND", false, "ND"},
    {"CDP", "N,L,LM,MH,H,ND", false, "ND"},
    {"TD", "N,L,M,H,ND", false, "ND"},
    {"CR", "L,M,H,ND", false, "ND"},
    {"IR", "L,M,H,ND", false, "ND"},
    {"AR", "L,M,H,ND", false, "ND"},
};

double Weight(std::string_view value,
              std::initializer_list<std::pair<std::string_view, double>> w) {
  for (const auto& [name, weight] : w) {
    if (name == value) return weight;
  }
  return 1.0;  // ND
}

double Requirement(std::string_view v) { return Weight(v, {{"L", 0.5}, {"M", 1.0}, {"H", 1.51}}); }
double Loss(std::string_view v) { return Weight(v, {{"N", 0.0}, {"P", 0.275}, {"C", 0.660}}); }
double Round(double x) { return std::floor(x * 10 + 0.5 + 1e-9) / 10; }

double Base(const Values& v, double impact) {
  const double exploitability = 20 * Weight(v["AV"], {{"L", 0.395}, {"A", 0.646}, {"N", 1.0}}) *
                                Weight(v["AC"], {{"H", 0.35}, {"M", 0.61}, {"L", 0.71}}) *
                                Weight(v["Au"], {{"M", 0.45}, {"S", 0.56}, {"N", 0.704}});
  const double f = impact == 0 ? 0 : 1.176;
  // Low requirements can take the sum below zero, which the guide's scale does not have.
  return std::max(0.0, Round((0.6 * impact + 0.4 * exploitability - 1.5) * f));
}

}  // namespace

const std::span<const Metric> kV2Metrics = kTable;

absl::Status CheckV2Groups(const Values&, std::string_view text) {
  const auto count = [&](std::initializer_list<std::string_view> names) {
    return std::count_if(names.begin(), names.end(), [&](std::string_view n) {
      return text.find(n) != std::string_view::npos;
    });
  };
  const auto temporal = count({"/E:", "/RL:", "/RC:"});
  const auto environmental = count({"/CDP:", "/TD:", "/CR:", "/IR:", "/AR:"});
  if (temporal % 3 != 0) return absl::InvalidArgumentError("CVSS: incomplete temporal group");
  if (environmental % 5 != 0) {
    return absl::InvalidArgumentError("CVSS: incomplete environmental group");
  }
  return absl::OkStatus();
}

Scores ScoreV2(const Values& v) {
  const double c = Loss(v["C"]), i = Loss(v["I"]), a = Loss(v["A"]);
  Scores scores;
  scores.base = Base(v, 10.41 * (1 - (1 - c) * (1 - i) * (1 - a)));
  const double temporal_factor =
      Weight(v["E"], {{"U", 0.85}, {"POC", 0.9}, {"F", 0.95}, {"H", 1.0}}) *
      Weight(v["RL"], {{"OF", 0.87}, {"TF", 0.90}, {"W", 0.95}, {"U", 1.0}}) *
      Weight(v["RC"], {{"UC", 0.90}, {"UR", 0.95}, {"C", 1.0}});
  scores.overall = Round(scores.base * temporal_factor);
  if (v.AnyDefined(9, 14)) {
    const double impact = std::min(
        10.0, 10.41 * (1 - (1 - c * Requirement(v["CR"])) * (1 - i * Requirement(v["IR"])) *
                               (1 - a * Requirement(v["AR"]))));
    const double adjusted = Round(Base(v, impact) * temporal_factor);
    const double damage = Weight(
        v["CDP"], {{"N", 0.0}, {"L", 0.1}, {"LM", 0.3}, {"MH", 0.4}, {"H", 0.5}, {"ND", 0.0}});
    const double spread = Weight(v["TD"], {{"N", 0.0}, {"L", 0.25}, {"M", 0.75}, {"H", 1.0}});
    scores.overall = Round((adjusted + (10 - adjusted) * damage) * spread);
  }
  return scores;
}

}  // namespace claircore::internal::cvss
