#ifndef EXAMPLES_CLAIRSCAN_COLUMNS_H_
#define EXAMPLES_CLAIRSCAN_COLUMNS_H_

#include <cstddef>
#include <ostream>
#include <string>
#include <vector>

namespace clairscan {

// What is printed on. In a pipe and in a file nothing is cut and nothing has a colour.
struct Screen {
  size_t width = 0;  // columns of the terminal; 0: as many as it takes
  bool colour = false;

  // What standard output is: a terminal has a width, and colours unless NO_COLOR is set or it is a
  // dumb one.
  static Screen Of(int fd);
};

// A table, a line each, its first line the heads; every line has as many cells. Two blanks between
// columns. Where the screen is too narrow, long cells of the columns `flexible` are cut with an
// ellipsis, the longest first. `colours` has the terminal's code for the first cell of each line,
// or is empty.
void PrintColumns(const std::vector<std::vector<std::string>>& lines,
                  const std::vector<size_t>& flexible, const std::vector<std::string>& colours,
                  const Screen& screen, std::ostream& out);

}  // namespace clairscan

#endif  // EXAMPLES_CLAIRSCAN_COLUMNS_H_
