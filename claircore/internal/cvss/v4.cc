// https://www.first.org/cvss/v4.0/specification-document, sections 7 and 8: a vector falls into a
// MacroVector (six equivalence classes, EQ1 to EQ6) whose score an expert panel has set; the score
// is then lowered in proportion to how far the vector is from the worst one of its class.
#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>
#include <vector>

#include "claircore/internal/cvss/metrics.h"

namespace claircore::internal::cvss {
namespace {

constexpr Metric kTable[] = {
    {"AV", "N,A,L,P", true}, {"AC", "L,H", true},
    {"AT", "N,P", true},     {"PR", "N,L,H", true},
    {"UI", "N,P,A", true},   {"VC", "H,L,N", true},
    {"VI", "H,L,N", true},   {"VA", "H,L,N", true},
    {"SC", "H,L,N", true},   {"SI", "H,L,N", true},
    {"SA", "H,L,N", true},   {"E", "X,A,P,U"},
    {"CR", "X,H,M,L"},       {"IR", "X,H,M,L"},
    {"AR", "X,H,M,L"},       {"MAV", "X,N,A,L,P"},
    {"MAC", "X,L,H"},        {"MAT", "X,N,P"},
    {"MPR", "X,N,L,H"},      {"MUI", "X,N,P,A"},
    {"MVC", "X,H,L,N"},      {"MVI", "X,H,L,N"},
    {"MVA", "X,H,L,N"},      {"MSC", "X,H,L,N"},
    {"MSI", "X,S,H,L,N"},    {"MSA", "X,S,H,L,N"},
    {"S", "X,N,P"},          {"AU", "X,N,Y"},
    {"R", "X,A,U,I"},        {"V", "X,D,C"},
    {"RE", "X,L,M,H"},       {"U", "X,Clear,Green,Amber,Red"},
};

// The metrics that count, worst value first: a value's place is its severity level in steps.
enum Dim { kAV, kPR, kUI, kAC, kAT, kVC, kVI, kVA, kSC, kSI, kSA, kCR, kIR, kAR, kE, kDims };
struct Dimension {
  std::string_view metric, modified, undefined, order;
};
constexpr Dimension kDimension[kDims] = {
    {"AV", "MAV", "", "NALP"}, {"PR", "MPR", "", "NLH"},  {"UI", "MUI", "", "NPA"},
    {"AC", "MAC", "", "LH"},   {"AT", "MAT", "", "NP"},   {"VC", "MVC", "", "HLN"},
    {"VI", "MVI", "", "HLN"},  {"VA", "MVA", "", "HLN"},  {"SC", "MSC", "", "SHLN"},
    {"SI", "MSI", "", "SHLN"}, {"SA", "MSA", "", "SHLN"}, {"CR", "", "H", "HML"},
    {"IR", "", "H", "HML"},    {"AR", "", "H", "HML"},    {"E", "", "A", "APU"},
};
using Levels = std::array<int, kDims>;

Levels LevelsOf(const Values& v, bool base_only) {
  Levels levels{};
  for (int d = 0; d < kDims; ++d) {
    const Dimension& dim = kDimension[d];
    std::string_view value = v[dim.metric];
    if (!base_only && !dim.modified.empty() && v[dim.modified] != "X") value = v[dim.modified];
    if (!dim.undefined.empty() && (base_only || value == "X")) value = dim.undefined;
    levels[d] = static_cast<int>(dim.order.find(value.front()));
  }
  return levels;
}

using Macro = std::array<int, 6>;

Macro MacroOf(const Levels& l) {
  Macro m{};
  const bool n_av = l[kAV] == 0, n_pr = l[kPR] == 0, n_ui = l[kUI] == 0;
  if (n_av && n_pr && n_ui) {
    m[0] = 0;
  } else {
    m[0] = (n_av || n_pr || n_ui) && l[kAV] != 3 ? 1 : 2;
  }
  m[1] = l[kAC] == 0 && l[kAT] == 0 ? 0 : 1;
  const bool h_vc = l[kVC] == 0, h_vi = l[kVI] == 0, h_va = l[kVA] == 0;
  m[2] = h_vc && h_vi ? 0 : (h_vc || h_vi || h_va ? 1 : 2);
  if (l[kSI] == 0 || l[kSA] == 0) {
    m[3] = 0;
  } else {
    m[3] = l[kSC] == 1 || l[kSI] == 1 || l[kSA] == 1 ? 1 : 2;
  }
  m[4] = l[kE];
  m[5] = (l[kCR] == 0 && h_vc) || (l[kIR] == 0 && h_vi) || (l[kAR] == 0 && h_va) ? 0 : 1;
  return m;
}

// Scores in tenths by EQ1, EQ2, EQ3 (rows) and EQ4, EQ5, EQ6 (columns); -1 where no vector falls.
constexpr int kScores[18][18] = {
    // EQ1 0, EQ2 0, EQ3 0
    {100, 99, 98, 95, 95, 92, 100, 96, 93, 87, 91, 81, 93, 90, 89, 80, 81, 68},
    // EQ1 0, EQ2 0, EQ3 1
    {98, 95, 95, 92, 90, 84, 93, 92, 89, 81, 81, 65, 88, 80, 78, 70, 69, 48},
    // EQ1 0, EQ2 0, EQ3 2
    {-1, 92, -1, 82, -1, 72, -1, 79, -1, 69, -1, 50, -1, 69, -1, 55, -1, 27},
    // EQ1 0, EQ2 1, EQ3 0
    {99, 97, 95, 92, 92, 85, 95, 91, 90, 83, 84, 71, 92, 81, 82, 71, 72, 53},
    // EQ1 0, EQ2 1, EQ3 1
    {95, 93, 92, 85, 85, 73, 92, 82, 80, 72, 70, 59, 84, 70, 71, 52, 50, 30},
    // EQ1 0, EQ2 1, EQ3 2
    {-1, 86, -1, 75, -1, 52, -1, 71, -1, 52, -1, 29, -1, 63, -1, 29, -1, 17},
    // EQ1 1, EQ2 0, EQ3 0
    {98, 95, 94, 87, 91, 81, 94, 89, 86, 74, 77, 64, 87, 75, 74, 63, 63, 49},
    // EQ1 1, EQ2 0, EQ3 1
    {94, 89, 88, 77, 76, 67, 86, 76, 74, 58, 59, 50, 72, 57, 57, 52, 52, 25},
    // EQ1 1, EQ2 0, EQ3 2
    {-1, 83, -1, 70, -1, 54, -1, 65, -1, 58, -1, 26, -1, 53, -1, 21, -1, 13},
    // EQ1 1, EQ2 1, EQ3 0
    {95, 90, 88, 76, 76, 70, 90, 77, 75, 62, 61, 53, 77, 66, 68, 59, 52, 30},
    // EQ1 1, EQ2 1, EQ3 1
    {89, 78, 76, 67, 62, 58, 74, 59, 57, 57, 47, 23, 61, 52, 57, 29, 24, 16},
    // EQ1 1, EQ2 1, EQ3 2
    {-1, 71, -1, 59, -1, 30, -1, 58, -1, 26, -1, 15, -1, 23, -1, 13, -1, 6},
    // EQ1 2, EQ2 0, EQ3 0
    {93, 87, 86, 72, 75, 58, 86, 74, 74, 61, 56, 34, 70, 54, 52, 40, 40, 22},
    // EQ1 2, EQ2 0, EQ3 1
    {85, 75, 74, 55, 62, 51, 72, 57, 55, 41, 46, 19, 53, 36, 34, 19, 19, 8},
    // EQ1 2, EQ2 0, EQ3 2
    {-1, 64, -1, 51, -1, 20, -1, 47, -1, 21, -1, 11, -1, 24, -1, 9, -1, 4},
    // EQ1 2, EQ2 1, EQ3 0
    {88, 75, 73, 53, 60, 50, 73, 55, 59, 40, 41, 20, 54, 43, 45, 22, 20, 11},
    // EQ1 2, EQ2 1, EQ3 1
    {75, 55, 58, 45, 40, 21, 61, 51, 48, 18, 20, 9, 46, 18, 17, 7, 8, 2},
    // EQ1 2, EQ2 1, EQ3 2
    {-1, 53, -1, 24, -1, 14, -1, 24, -1, 12, -1, 5, -1, 10, -1, 3, -1, 1},
};

std::optional<int> TenthsOf(const Macro& m) {
  constexpr Macro kSizes = {3, 2, 3, 3, 3, 2};
  for (size_t i = 0; i < m.size(); ++i) {
    if (m[i] >= kSizes[i]) return std::nullopt;
  }
  const int tenths = kScores[(m[0] * 2 + m[1]) * 3 + m[2]][(m[3] * 3 + m[4]) * 2 + m[5]];
  if (tenths < 0) return std::nullopt;
  return tenths;
}

// The worst vectors of each class, as severity levels of the dimensions it speaks of.
struct Worst {
  std::vector<Dim> dims;
  std::vector<std::vector<int>> levels;
};

Worst WorstOf(int eq, const Macro& m) {
  switch (eq) {
    case 0: {
      const std::vector<std::vector<int>> by_class[] = {
          {{0, 0, 0}}, {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}, {{3, 0, 0}, {1, 1, 1}}};
      return {{kAV, kPR, kUI}, by_class[m[0]]};
    }
    case 1: {
      const std::vector<std::vector<int>> by_class[] = {{{0, 0}}, {{1, 0}, {0, 1}}};
      return {{kAC, kAT}, by_class[m[1]]};
    }
    case 2: {
      Worst w{{kVC, kVI, kVA, kCR, kIR, kAR}, {}};
      if (m[2] == 0 && m[5] == 0) w.levels = {{0, 0, 0, 0, 0, 0}};
      if (m[2] == 0 && m[5] == 1) w.levels = {{0, 0, 1, 1, 1, 0}, {0, 0, 0, 1, 1, 1}};
      if (m[2] == 1 && m[5] == 0) w.levels = {{1, 0, 0, 0, 0, 0}, {0, 1, 0, 0, 0, 0}};
      if (m[2] == 1 && m[5] == 1) {
        w.levels = {{1, 0, 1, 0, 1, 0},
                    {1, 0, 0, 0, 1, 1},
                    {0, 1, 0, 1, 0, 1},
                    {0, 1, 1, 1, 0, 0},
                    {1, 1, 0, 0, 0, 1}};
      }
      if (m[2] == 2) w.levels = {{1, 1, 1, 0, 0, 0}};
      return w;
    }
    default: {
      const std::vector<std::vector<int>> by_class[] = {{{1, 0, 0}}, {{1, 1, 1}}, {{2, 2, 2}}};
      return {{kSC, kSI, kSA}, by_class[m[3]]};
    }
  }
}

// Steps from the first worst vector that is at least as bad in every dimension.
int Distance(const Levels& levels, const Worst& worst) {
  for (const std::vector<int>& w : worst.levels) {
    int distance = 0;
    bool dominated = true;
    for (size_t i = 0; i < worst.dims.size(); ++i) {
      const int step = levels[worst.dims[i]] - w[i];
      dominated &= step >= 0;
      distance += step;
    }
    if (dominated) return distance;
  }
  return 0;
}

// How many steps deep each class is, plus one.
int Depth(int eq, const Macro& m) {
  constexpr int kEq1[] = {1, 4, 5}, kEq2[] = {1, 2}, kEq4[] = {6, 5, 4};
  constexpr int kEq3Eq6[3][2] = {{7, 6}, {8, 8}, {10, 10}};
  if (eq == 0) return kEq1[m[0]];
  if (eq == 1) return kEq2[m[1]];
  if (eq == 2) return kEq3Eq6[m[2]][m[5]];
  return kEq4[m[3]];
}

// The score of the next less severe class along one EQ; EQ3 and EQ6 move together.
std::optional<int> NextLower(int eq, const Macro& m) {
  Macro next = m;
  if (eq != 2) {
    next[eq] += 1;
    return TenthsOf(next);
  }
  if (m[2] == 0 && m[5] == 0) {
    Macro left = m, right = m;
    left[5] += 1;
    right[2] += 1;
    return std::max(TenthsOf(left), TenthsOf(right));
  }
  if (m[5] == 1) {
    next[2] += 1;
  } else {
    next[5] += 1;
  }
  return TenthsOf(next);
}

double Score(const Levels& levels) {
  const auto none = [&](Dim d, int level) { return levels[d] == level; };
  if (none(kVC, 2) && none(kVI, 2) && none(kVA, 2) && none(kSC, 3) && none(kSI, 3) &&
      none(kSA, 3)) {
    return 0.0;
  }
  const Macro macro = MacroOf(levels);
  const double value = TenthsOf(macro).value_or(0) / 10.0;
  double lowered = 0;
  int classes = 0;
  for (int eq = 0; eq < 5; ++eq) {
    const std::optional<int> next = NextLower(eq, macro);
    if (!next.has_value()) continue;
    ++classes;
    if (eq == 4) continue;  // EQ5 has a single vector a class, so its distance is 0
    const double available = value - *next / 10.0;
    lowered += available * Distance(levels, WorstOf(eq, macro)) / Depth(eq, macro);
  }
  const double score = classes == 0 ? value : value - lowered / classes;
  return std::clamp(std::floor((score + 1e-6) * 10 + 0.5) / 10, 0.0, 10.0);
}

}  // namespace

const std::span<const Metric> kV4Metrics = kTable;

Scores ScoreV4(const Values& v) {
  return {Score(LevelsOf(v, /*base_only=*/true)), Score(LevelsOf(v, /*base_only=*/false))};
}

}  // namespace claircore::internal::cvss
