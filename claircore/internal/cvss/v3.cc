// https://www.first.org/cvss/v3.1/specification-document, section 7, and v3.0's, section 8.
#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "claircore/internal/cvss/metrics.h"

namespace claircore::internal::cvss {
namespace {

constexpr Metric kTable[] = {
    {"AV", "N,A,L,P", true}, {"AC", "L,H", true},  {"PR", "N,L,H", true}, {"UI", "N,R", true},
    {"S", "U,C", true},      {"C", "H,L,N", true}, {"I", "H,L,N", true},  {"A", "H,L,N", true},
    {"E", "X,H,F,P,U"},      {"RL", "X,U,W,T,O"},  {"RC", "X,C,R,U"},     {"CR", "X,H,M,L"},
    {"IR", "X,H,M,L"},       {"AR", "X,H,M,L"},    {"MAV", "X,N,A,L,P"},  {"MAC", "X,L,H"},
    {"MPR", "X,N,L,H"},      {"MUI", "X,N,R"},     {"MS", "X,U,C"},       {"MC", "X,N,L,H"},
    {"MI", "X,N,L,H"},       {"MA", "X,N,L,H"},
};
constexpr size_t kFirstEnvironmental = 11;

double Weight(std::string_view value,
              std::initializer_list<std::pair<std::string_view, double>> w) {
  for (const auto& [name, weight] : w) {
    if (name == value) return weight;
  }
  return 1.0;  // X
}

double Loss(std::string_view v) { return Weight(v, {{"N", 0.0}, {"L", 0.22}, {"H", 0.56}}); }
double Requirement(std::string_view v) { return Weight(v, {{"L", 0.5}, {"M", 1.0}, {"H", 1.5}}); }

double Exploitability(std::string_view av, std::string_view ac, std::string_view pr,
                      std::string_view ui, bool changed) {
  return 8.22 * Weight(av, {{"N", 0.85}, {"A", 0.62}, {"L", 0.55}, {"P", 0.2}}) *
         Weight(ac, {{"L", 0.77}, {"H", 0.44}}) *
         (changed ? Weight(pr, {{"N", 0.85}, {"L", 0.68}, {"H", 0.5}})
                  : Weight(pr, {{"N", 0.85}, {"L", 0.62}, {"H", 0.27}})) *
         Weight(ui, {{"N", 0.85}, {"R", 0.62}});
}

// 3.1 defines rounding up over integers, as 3.0's ceil trips over binary fractions.
double RoundUp(double x, bool v31) {
  if (!v31) return std::ceil(x * 10 - 1e-9) / 10;
  const auto i = static_cast<long>(std::lround(x * 100000));
  return i % 10000 == 0 ? i / 100000.0 : (std::floor(i / 10000.0) + 1) / 10.0;
}

double Combine(double impact, double exploitability, bool changed) {
  if (impact <= 0) return 0;
  return std::min((changed ? 1.08 : 1.0) * (impact + exploitability), 10.0);
}

}  // namespace

const std::span<const Metric> kV3Metrics = kTable;

Scores ScoreV3(const Values& v, bool v31) {
  const bool changed = v["S"] == "C";
  const double iss = 1 - (1 - Loss(v["C"])) * (1 - Loss(v["I"])) * (1 - Loss(v["A"]));
  const double impact =
      changed ? 7.52 * (iss - 0.029) - 3.25 * std::pow(iss - 0.02, 15) : 6.42 * iss;
  Scores scores;
  scores.base = RoundUp(
      Combine(impact, Exploitability(v["AV"], v["AC"], v["PR"], v["UI"], changed), changed), v31);

  const double temporal_factor =
      Weight(v["E"], {{"U", 0.91}, {"P", 0.94}, {"F", 0.97}, {"H", 1.0}}) *
      Weight(v["RL"], {{"O", 0.95}, {"T", 0.96}, {"W", 0.97}, {"U", 1.0}}) *
      Weight(v["RC"], {{"U", 0.92}, {"R", 0.96}, {"C", 1.0}});
  scores.overall = RoundUp(scores.base * temporal_factor, v31);
  // Without environmental metrics the environmental formula may still give another number, by its
  // own constants; the specification says to use it only when one of them is set.
  if (!v.AnyDefined(kFirstEnvironmental, kV3Metrics.size())) return scores;

  const auto modified = [&](std::string_view m, std::string_view plain) {
    return v[m] == "X" ? v[plain] : v[m];
  };
  const bool m_changed = modified("MS", "S") == "C";
  const double miss = std::min(1 - (1 - Requirement(v["CR"]) * Loss(modified("MC", "C"))) *
                                       (1 - Requirement(v["IR"]) * Loss(modified("MI", "I"))) *
                                       (1 - Requirement(v["AR"]) * Loss(modified("MA", "A"))),
                               0.915);
  double m_impact = 6.42 * miss;
  if (m_changed) {
    m_impact = 7.52 * (miss - 0.029) -
               3.25 * (v31 ? std::pow(miss * 0.9731 - 0.02, 13) : std::pow(miss - 0.02, 15));
  }
  const double m_exploitability =
      Exploitability(modified("MAV", "AV"), modified("MAC", "AC"), modified("MPR", "PR"),
                     modified("MUI", "UI"), m_changed);
  scores.overall =
      RoundUp(RoundUp(Combine(m_impact, m_exploitability, m_changed), v31) * temporal_factor, v31);
  return scores;
}

}  // namespace claircore::internal::cvss
