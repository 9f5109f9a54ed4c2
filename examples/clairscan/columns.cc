#include "examples/clairscan/columns.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <numeric>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "examples/clairscan/printable.h"

namespace clairscan {
namespace {

constexpr size_t kGap = 2;
// Takes columns off the widest of `flexible`, down to `narrowest` each, until all fit.
void Shrink(const std::vector<size_t>& flexible, size_t narrowest, size_t screen,
            std::vector<size_t>& widths) {
  size_t total = std::accumulate(widths.begin(), widths.end(), kGap * (widths.size() - 1));
  while (total > screen) {
    size_t* widest = nullptr;
    size_t second = narrowest;
    for (size_t c : flexible) {
      if (widest == nullptr || widths[c] > *widest) {
        if (widest != nullptr) second = std::max(second, *widest);
        widest = &widths[c];
      } else {
        second = std::max(second, widths[c]);
      }
    }
    if (widest == nullptr || *widest <= narrowest) return;
    // Down to the next one at a stride; from there on they share, a column at a time.
    const size_t least = *widest > second ? second : *widest - 1;
    const size_t take = std::min(total - screen, *widest - least);
    *widest -= take;
    total -= take;
  }
}

// On a terminal where that is not enough all columns but the first give what they can.
void Fit(const std::vector<size_t>& flexible, size_t screen, std::vector<size_t>& widths) {
  Shrink(flexible, 8, screen, widths);
  std::vector<size_t> all(widths.size() - 1);
  std::iota(all.begin(), all.end(), 1);
  Shrink(all, 3, screen, widths);
}

}  // namespace

Screen Screen::Of(int fd) {
  Screen screen;
  if (isatty(fd) != 1) return screen;
  winsize size{};
  if (ioctl(fd, TIOCGWINSZ, &size) == 0) screen.width = size.ws_col;
  const char* no_color = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  screen.colour = (no_color == nullptr || *no_color == '\0') &&
                  (term != nullptr && std::string_view(term) != "dumb");
  return screen;
}

void PrintColumns(const std::vector<std::vector<std::string>>& lines,
                  const std::vector<size_t>& flexible, const std::vector<std::string>& colours,
                  const Screen& screen, std::ostream& out) {
  if (lines.empty()) return;
  std::vector<size_t> widths(lines.front().size());
  for (const auto& line : lines) {
    for (size_t c = 0; c < line.size(); ++c) widths[c] = std::max(widths[c], Width(line[c]));
  }
  if (screen.width > 0) Fit(flexible, screen.width, widths);
  for (size_t l = 0; l < lines.size(); ++l) {
    std::string text;
    for (size_t c = 0; c < lines[l].size(); ++c) {
      const std::string cell = Cut(lines[l][c], widths[c]);
      const bool coloured = c == 0 && screen.colour && !colours.empty() && !colours[l].empty();
      if (coloured) text += colours[l];
      text += cell;
      if (coloured) text += "\x1b[0m";
      if (c + 1 < lines[l].size()) text.append(widths[c] - Width(cell) + kGap, ' ');
    }
    out << text.erase(text.find_last_not_of(' ') + 1) << "\n";
  }
}

}  // namespace clairscan
