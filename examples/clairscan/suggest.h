#ifndef EXAMPLES_CLAIRSCAN_SUGGEST_H_
#define EXAMPLES_CLAIRSCAN_SUGGEST_H_

#include <string>
#include <string_view>
#include <vector>

namespace clairscan {

// "; did you mean NEAREST?", or "" where none of `words` is near enough to `mistyped` to be what
// its writer meant. Of equally near ones the first.
std::string DidYouMean(std::string_view mistyped, const std::vector<std::string>& words);

}  // namespace clairscan

#endif  // EXAMPLES_CLAIRSCAN_SUGGEST_H_
