#ifndef EXAMPLES_CLAIRSCAN_PRINTABLE_H_
#define EXAMPLES_CLAIRSCAN_PRINTABLE_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace clairscan {

// `text`, which comes from an image, a feed or a server, without what could move a terminal's
// cursor, break a line, or show other text than is there: control characters, bytes that are no
// UTF-8, marks of direction and characters that nobody sees become '?'. Everything that is printed
// goes through here.
std::string Printable(std::string_view text);

// The same for a message, which may have a URL in it: without the user, the password and what else
// may be secret there. Databases of older releases have such messages in them.
std::string Message(std::string_view text);

// As Printable() for a JSON document: those characters become "\u202e" and the like, which says the
// same. `json` is valid.
std::string PrintableJson(std::string_view json);

// The columns that `text` takes on a terminal; `text` is as Printable() leaves it.
size_t Width(std::string_view text);

// `text` in at most `width` columns: where it is longer, its beginning and an ellipsis.
std::string Cut(std::string_view text, size_t width);

}  // namespace clairscan

#endif  // EXAMPLES_CLAIRSCAN_PRINTABLE_H_
