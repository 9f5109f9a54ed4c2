#include "claircore/internal/urls.h"

#include "claircore/internal/strings.h"

namespace claircore::internal {
namespace {

constexpr std::string_view kMark = "://";

// A URL within a text ends at a blank, a quote or a bracket; a password that has one of these is
// not a URL's unless it is encoded.
bool EndsUrl(char c) {
  return static_cast<unsigned char>(c) <= ' ' ||
         std::string_view("\"'<>`").find(c) != std::string_view::npos;
}

// Where the user and password of an authority end; npos when it has none. `url` is what follows
// "://". A password with an unencoded '/', '?' or '#' in it was meant as one all the same.
size_t EndOfCredentials(std::string_view url) {
  const std::string_view authority = url.substr(0, url.find_first_of("/?#"));
  if (const size_t at = authority.rfind('@'); at != std::string_view::npos) return at;
  const size_t colon = authority.rfind(':');
  if (colon == std::string_view::npos) return std::string_view::npos;
  const std::string_view port = authority.substr(colon + 1);
  const bool is_port = !port.empty() && port.find_first_not_of("0123456789") == port.npos;
  const bool is_ipv6 = authority.ends_with(']');
  return is_port || is_ipv6 || port.empty() ? std::string_view::npos : url.rfind('@');
}

}  // namespace

std::string WithoutCredentials(std::string_view text) {
  std::string out;
  while (true) {
    const size_t mark = text.find(kMark);
    if (mark == std::string_view::npos) return out.append(text);
    const size_t begin = mark + kMark.size();
    out.append(text.substr(0, begin));
    text.remove_prefix(begin);
    size_t end = 0;
    while (end < text.size() && !EndsUrl(text[end])) ++end;
    std::string_view url = text.substr(0, end);
    text.remove_prefix(end);
    if (const size_t at = EndOfCredentials(url); at != std::string_view::npos) {
      url.remove_prefix(at + 1);
    }
    const size_t query = url.find_first_of("?#");
    out.append(url.substr(0, query));
    if (query == std::string_view::npos) continue;
    out.append(url.substr(query, 1)).append("..");
    // What a sentence has after the URL.
    for (const std::string_view tail : {":", ",", ";", ")"}) {
      if (url.ends_with(tail)) out.append(tail);
    }
  }
}

absl::Status WithoutCredentials(const absl::Status& status) {
  if (status.ok()) return status;
  const absl::string_view message = status.message();
  return absl::Status(status.code(),
                      WithoutCredentials(std::string_view(message.data(), message.size())));
}

}  // namespace claircore::internal
