#include "indexer/scanners/classifier/version_search.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "claircore/internal/strings.h"

namespace claircore::scanners {
namespace {

using internal::ToAbsl;

constexpr size_t kReach = VersionSearch::kBefore + VersionSearch::kAfter;
constexpr size_t kHead = 4;

re2::StringPiece ToPiece(std::string_view text) { return {text.data(), text.size()}; }

RE2::Options Bytes() {
  RE2::Options options(RE2::Latin1);
  options.set_dot_nl(true);
  options.set_log_errors(false);
  options.set_max_mem(256 << 10);
  return options;
}

// A pattern's expression, literal text, and expression.
std::array<std::string_view, 3> Split(std::string_view pattern) {
  const size_t open = pattern.find('`');
  const size_t close = pattern.rfind('`');
  return {pattern.substr(0, open), pattern.substr(open + 1, close - open - 1),
          pattern.substr(close + 1)};
}

bool IsProgram(std::string_view head) {
  constexpr std::string_view kMagic[] = {
      "\177ELF",           // ELF
      "\xcf\xfa\xed\xfe",  // Mach-O, 64 bits
      "\xca\xfe\xba\xbe",  // Mach-O, several architectures
      "!<ar",              // a static library
      "MZ",                // PE
  };
  return std::any_of(std::begin(kMagic), std::end(kMagic),
                     [&](std::string_view magic) { return head.starts_with(magic); });
}

// "3.11.2" and "python3.11"; not "python3" nor "python3.1".
bool AgreesWithName(std::string_view version, std::string_view base_name) {
  const size_t dot = version.find('.');
  if (dot == version.npos) return false;
  const size_t end = version.find_first_not_of("0123456789", dot + 1);
  const std::string_view numbers = version.substr(0, end);
  const size_t at = base_name.find(numbers);
  if (at == base_name.npos) return false;
  const std::string_view rest = base_name.substr(at + numbers.size());
  return rest.empty() || rest[0] < '0' || rest[0] > '9';
}

}  // namespace

Matcher::Matcher(const Program& program, size_t number)
    : program_(program), number_(number), literal_(Split(program.pattern)[1]) {}

const RE2& Matcher::regex() const {
  std::call_once(once_, [this] {
    const auto [before, literal, after] = Split(program_.pattern);
    const std::string quoted =
        absl::StrReplaceAll(RE2::QuoteMeta(ToPiece(literal)), {{"\\#", "\\d"}});
    regex_ =
        std::make_unique<const RE2>(absl::StrCat(ToAbsl(before), quoted, ToAbsl(after)), Bytes());
  });
  return *regex_;
}

std::string_view Matcher::Match(std::string_view window, size_t at) const {
  re2::StringPiece groups[2];
  for (size_t from = 0; from <= at;) {
    if (!regex().Match(ToPiece(window), from, window.size(), RE2::UNANCHORED, groups, 2)) break;
    const size_t end = groups[0].data() + groups[0].size() - window.data();
    if (end > at) return {groups[1].data(), groups[1].size()};
    from = end;  // that was an earlier one
  }
  return {};
}

VersionSearch::VersionSearch(std::vector<const Matcher*> matchers, std::string_view base_name,
                             uint64_t size)
    : state_(std::make_unique<State>()) {
  state_->base_name = base_name;
  for (const Matcher* matcher : matchers) state_->rows.push_back({matcher, {}, false});
  state_->left = size;
}

bool VersionSearch::Feed(std::string_view bytes) {
  if (state_ == nullptr) return false;
  State& s = *state_;
  s.left -= std::min<uint64_t>(s.left, bytes.size());
  // Texts that begin in the tail or near the beginning of `bytes` need bytes of both.
  const std::string_view near = bytes.substr(0, kReach);
  const size_t old_tail = s.tail.size();
  s.tail.append(near);
  if (!begun_ && s.tail.size() >= kHead && !Begin()) return false;
  if (s.tail.size() > kAfter) {
    const size_t last = s.tail.size() - kAfter;
    Search(s.tail, s.done, last);
    s.done = std::max(s.done, last);
  }
  if (bytes.size() > near.size()) {
    // The tail's texts are done up to kBefore into `bytes`.
    const size_t first = s.done - old_tail;
    const size_t last = bytes.size() - kAfter;
    Search(bytes, first, last);
    s.tail.assign(bytes.substr(bytes.size() - kReach));
    s.done = kBefore;
  } else if (s.done > kBefore) {
    s.tail.erase(0, s.done - kBefore);
    s.done = kBefore;
  }
  if (s.left == 0 || !Searching()) Finish();
  return state_ != nullptr;
}

void VersionSearch::Finish() {
  if (state_ == nullptr) return;
  if (begun_ || Begin()) Search(state_->tail, state_->done, state_->tail.size());
  if (state_ == nullptr) return;
  for (Row& row : state_->rows) {
    const Program* program = &row.matcher->program();
    if (!row.version.empty() && !Found(program->name)) {
      findings_.push_back({program, std::move(row.version)});
    }
  }
  gave_up_ = std::any_of(state_->rows.begin(), state_->rows.end(), [&](const Row& row) {
    return row.tries > kMaxTries && !Found(row.matcher->program().name);
  });
  state_.reset();
}

bool VersionSearch::Begin() {
  begun_ = true;
  if (!IsProgram(state_->tail)) {
    std::erase_if(state_->rows,
                  [](const Row& row) { return row.matcher->program().format == Format::kProgram; });
  }
  if (state_->rows.empty()) state_.reset();
  return state_ != nullptr;
}

void VersionSearch::Search(std::string_view bytes, size_t first, size_t last) {
  if (first >= last) return;
  for (Row& row : state_->rows) {
    if (!row.settled) SearchRow(row, bytes, first, last);
  }
}

void VersionSearch::SearchRow(Row& row, std::string_view bytes, size_t first, size_t last) {
  const Literal& literal = row.matcher->literal();
  // A text that begins before `last` may end after it.
  bytes = bytes.substr(0, std::min(bytes.size(), last + kAfter));
  for (size_t at = first; (at = literal.Find(bytes, at)) < last; ++at) {
    if (++row.tries > kMaxTries) {
      // A version may have been found, but not that it is the only one.
      row.version.clear();
      row.settled = true;
      return;
    }
    const size_t begin = at - std::min(at, kBefore);
    const std::string_view found =
        row.matcher->Match(bytes.substr(begin, at - begin + kAfter), at - begin);
    const Pick pick = row.matcher->program().pick;
    if (found.empty() || found == row.version) continue;
    if (pick == Pick::kNamed && !AgreesWithName(found, state_->base_name)) continue;
    const bool second = !row.version.empty();
    row.version = second ? std::string_view() : found;
    row.settled = second || pick != Pick::kOnly;
    if (row.settled) return;
  }
}

bool VersionSearch::Found(std::string_view name) const {
  return std::any_of(findings_.begin(), findings_.end(),
                     [&](const Finding& finding) { return finding.program->name == name; });
}

bool VersionSearch::Searching() const {
  bool searching = false;
  const std::vector<Row>& rows = state_->rows;
  for (size_t i = 0; i < rows.size() && !searching; ++i) {
    const bool beaten = std::any_of(rows.begin(), rows.begin() + i, [&](const Row& earlier) {
      return earlier.settled && !earlier.version.empty() &&
             earlier.matcher->program().name == rows[i].matcher->program().name;
    });
    searching = !rows[i].settled && !beaten;
  }
  return searching;
}

}  // namespace claircore::scanners
