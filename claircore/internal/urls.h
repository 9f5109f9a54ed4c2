#ifndef CLAIRCORE_INTERNAL_URLS_H_
#define CLAIRCORE_INTERNAL_URLS_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace claircore::internal {

// `text`, a message say, with what may be secret cut out of each URL in it: the user and the
// password before the host, and what follows '?' or '#' (a signed link has its signature there).
// "http://u:p@h/x?sig=1" becomes "http://h/x?..". Everything that a person or a store may see of a
// URL goes through this.
std::string WithoutCredentials(std::string_view text);

// The same of a status' message.
absl::Status WithoutCredentials(const absl::Status& status);

}  // namespace claircore::internal

#endif  // CLAIRCORE_INTERNAL_URLS_H_
