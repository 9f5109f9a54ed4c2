#ifndef EXAMPLES_CLAIRSCAN_LINES_H_
#define EXAMPLES_CLAIRSCAN_LINES_H_

#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"

namespace clairscan {

// Reads `input` line by line in large steps, and writes what `answer` appends for each line, in
// large steps too: a million lines take about a second. `answer` gets the line without its end.
// False when reading or writing failed.
bool AnswerLines(int input, int output,
                 absl::FunctionRef<void(std::string_view line, std::string& out)> answer);

// Cuts "A<TAB>B". Without a tab, `second` is empty and the result false.
bool CutTab(std::string_view line, std::string_view& first, std::string_view& second);

}  // namespace clairscan

#endif  // EXAMPLES_CLAIRSCAN_LINES_H_
