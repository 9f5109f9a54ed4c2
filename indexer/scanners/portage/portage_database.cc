#include "indexer/scanners/portage/portage_database.h"

#include <cstddef>

namespace claircore::scanners {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Letters, digits and '_', and of `more` from the second on.
bool IsName(std::string_view text, std::string_view more) {
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (IsLetter(c) || IsDigit(c) || c == '_') continue;
    if (i == 0 || more.find(c) == std::string_view::npos) return false;
  }
  return !text.empty();
}

// Takes digits off the front; false if there are none.
bool TakeDigits(std::string_view& text) {
  size_t n = 0;
  while (n < text.size() && IsDigit(text[n])) ++n;
  text.remove_prefix(n);
  return n > 0;
}

// Takes "_alpha1" off the front; the number may be absent.
bool TakeSuffix(std::string_view& text) {
  for (std::string_view suffix : {"_alpha", "_beta", "_pre", "_rc", "_p"}) {
    if (!text.starts_with(suffix)) continue;
    text.remove_prefix(suffix.size());
    TakeDigits(text);
    return true;
  }
  return false;
}

bool IsRevision(std::string_view text) {
  if (!text.starts_with('r')) return false;
  text.remove_prefix(1);
  return TakeDigits(text) && text.empty();
}

bool Cut(std::string_view pf, PortageName& parts) {
  size_t dash = pf.rfind('-');
  if (dash == std::string_view::npos || dash == 0) return false;
  size_t end = pf.size();
  if (IsRevision(pf.substr(dash + 1))) {
    end = dash;
    dash = pf.rfind('-', dash - 1);
    if (dash == std::string_view::npos || dash == 0) return false;
  }
  if (!IsPortageVersion(pf.substr(dash + 1, end - dash - 1))) return false;
  parts.name = pf.substr(0, dash);
  parts.version = pf.substr(dash + 1);
  return true;
}

// Without the last word; false if there is none.
bool DropWord(std::string_view& text) {
  const size_t space = text.rfind(' ');
  if (space == std::string_view::npos) return false;
  text = text.substr(0, space);
  return true;
}

}  // namespace

bool IsPortageVersion(std::string_view text) {
  if (!TakeDigits(text)) return false;
  while (text.starts_with('.')) {
    text.remove_prefix(1);
    if (!TakeDigits(text)) return false;
  }
  if (!text.empty() && text.front() >= 'a' && text.front() <= 'z') text.remove_prefix(1);
  while (!text.empty()) {
    if (!TakeSuffix(text)) return false;
  }
  return true;
}

bool SplitPortageName(std::string_view pf, PortageName& parts) {
  PortageName ending;
  return Cut(pf, parts) && IsName(parts.name, "+-") && !Cut(parts.name, ending);
}

bool IsPortageCategory(std::string_view text) { return IsName(text, "+-."); }

std::string_view PortageContentsPath(std::string_view line) {
  const bool is_link = line.starts_with("sym ");
  if (!is_link && !line.starts_with("obj ")) return {};
  line.remove_prefix(4);
  if (is_link) {
    const size_t arrow = line.find(" -> ");
    return arrow == std::string_view::npos ? std::string_view() : line.substr(0, arrow);
  }
  return DropWord(line) && DropWord(line) ? line : std::string_view();
}

}  // namespace claircore::scanners
