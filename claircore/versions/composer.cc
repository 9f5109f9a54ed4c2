#include "claircore/versions/composer.h"

#include <compare>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "claircore/internal/status_macros.h"
#include "claircore/versions/composer_parse.h"
#include "claircore/versions/sort_key.h"
#include "claircore/versions/text.h"

namespace claircore::versions {
namespace {

// Marks of a key: branches, then the kinds of elements in their order.
constexpr char kBranch = '\x01';
constexpr char kKind = '\x02';  // from kOther to kEnd
constexpr char kPatch = kAboveNumbers;

}  // namespace

absl::StatusOr<std::weak_ordering> Composer::Compare(std::string_view a, std::string_view b) const {
  ComposerParts x, y;
  CLAIRCORE_RETURN_IF_ERROR(ParseComposer(a, x));
  CLAIRCORE_RETURN_IF_ERROR(ParseComposer(b, y));
  if (x.branch != y.branch) return Newer(y.branch);
  if (x.branch) return CompareBytes(x.name, y.name);
  ComposerReader p(x), q(y);
  while (true) {
    const ComposerToken s = p.Next();
    const ComposerToken t = q.Next();
    if (s.kind != t.kind) return s.kind <=> t.kind;
    if (s.kind == ComposerToken::kEnd) return std::weak_ordering::equivalent;
    if (s.kind != ComposerToken::kNumber) continue;
    if (auto c = CompareNumbers(s.number, t.number); c != 0) return c;
  }
}

absl::StatusOr<bool> Composer::AppendSortKey(std::string_view version, std::string& key) const {
  ComposerParts parts;
  CLAIRCORE_RETURN_IF_ERROR(ParseComposer(version, parts));
  if (parts.branch) {
    key.push_back(kBranch);
    AppendAnyText(parts.name, key);
    return true;
  }
  ComposerReader reader(parts);
  while (true) {
    const ComposerToken token = reader.Next();
    if (token.kind == ComposerToken::kNumber) {
      AppendNumber(token.number, key);
      continue;
    }
    key.push_back(token.kind == ComposerToken::kPatch ? kPatch
                                                      : static_cast<char>(kKind + token.kind));
    if (token.kind == ComposerToken::kEnd) return true;
  }
}

}  // namespace claircore::versions
