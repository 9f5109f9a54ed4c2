#include "indexer/scanners/erlang/application_file.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>

#include "claircore/base/path.h"
#include "indexer/scanners/text/fields.h"

namespace claircore::scanners {
namespace {

// A part of an Erlang term. Numbers and operators are kOther: nothing here asks what they are.
struct Token {
  enum class Kind { kEnd, kOpen, kClose, kComma, kDot, kAtom, kString, kOther };
  Kind kind = Kind::kEnd;
  std::string_view text;  // of an atom or a string, without its quotes, escapes as they stand
};

bool IsWord(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '@' || static_cast<unsigned char>(c) >= 0x80;
}

class TokenReader {
 public:
  explicit TokenReader(std::string_view text) : rest_(text) {}

  Token Next() {
    SkipSpaceAndComments();
    if (rest_.empty()) return {};
    const char c = rest_[0];
    if (c == '"') return Quoted('"', Token::Kind::kString);
    if (c == '\'') return Quoted('\'', Token::Kind::kAtom);
    // A character: the next one is no quote and no bracket.
    if (c == '$') return Take(rest_.substr(1, 1) == "\\" ? 3 : 2, Token::Kind::kOther);
    if (c == '{' || c == '[' || c == '(') return Take(1, Token::Kind::kOpen);
    if (c == '}' || c == ']' || c == ')') return Take(1, Token::Kind::kClose);
    if (c == ',') return Take(1, Token::Kind::kComma);
    if (c == '.') return Take(1, Token::Kind::kDot);
    if (!IsWord(c)) return Take(1, Token::Kind::kOther);
    const size_t size = std::find_if_not(rest_.begin(), rest_.end(), IsWord) - rest_.begin();
    return Take(size, c >= 'a' && c <= 'z' ? Token::Kind::kAtom : Token::Kind::kOther);
  }

 private:
  void SkipSpaceAndComments() {
    while (!rest_.empty()) {
      if (rest_[0] == '%') {
        rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size()));
      } else if (static_cast<unsigned char>(rest_[0]) <= ' ') {
        rest_.remove_prefix(1);
      } else {
        return;
      }
    }
  }

  Token Take(size_t size, Token::Kind kind) {
    const std::string_view text = rest_.substr(0, size);
    rest_.remove_prefix(text.size());
    return {kind, text};
  }

  Token Quoted(char quote, Token::Kind kind) {
    for (size_t end = 1; end < rest_.size(); ++end) {
      if (rest_[end] == '\\') {
        ++end;
      } else if (rest_[end] == quote) {
        const std::string_view text = rest_.substr(1, end - 1);
        rest_.remove_prefix(end + 1);
        return {kind, text};
      }
    }
    rest_ = {};
    return {};
  }

  std::string_view rest_;
};

// Elixir's own and the tools', names that hex.pm gives to nobody.
constexpr std::string_view kNotOfHex[] = {"eex",    "elixir", "ex_unit", "hex",   "iex",
                                          "logger", "mix",    "rebar",   "rebar3"};

bool ReadApplication(TokenReader reader, ManifestPackage& package) {
  using Kind = Token::Kind;
  const auto atom = [&](Token& token) { return (token = reader.Next()).kind == Kind::kAtom; };
  const auto is = [&](Kind kind) { return reader.Next().kind == kind; };
  Token token;
  if (!is(Kind::kOpen) || !atom(token) || token.text != "application" || !is(Kind::kComma)) {
    return false;
  }
  if (!atom(token) || !is(Kind::kComma) || !is(Kind::kOpen)) return false;
  package.name = std::string(token.text);
  const auto* const end = std::end(kNotOfHex);
  if (std::find(std::begin(kNotOfHex), end, token.text) != end) package.type = "otp";

  // In the list, at depth 2, stand tuples {KEY, VALUE}.
  size_t depth = 2;
  size_t place = 0;  // in the tuple
  std::string_view key;
  while (depth > 0) {
    token = reader.Next();
    if (token.kind == Kind::kEnd) return false;
    if (token.kind == Kind::kOpen) {
      if (++depth == 3) place = 0;
    } else if (token.kind == Kind::kClose) {
      --depth;
    } else if (depth == 3) {
      if (place == 0) key = token.kind == Kind::kAtom ? token.text : "";
      if (place == 0 && key == "runtime_dependencies") package.type = "otp";
      if (place == 2 && key == "vsn" && token.kind == Kind::kString) {
        package.version = std::string(token.text);
      }
      ++place;
    }
  }
  return is(Kind::kDot);
}

}  // namespace

absl::Status ReadApplicationFile(std::string_view path, std::string_view text,
                                 std::vector<ManifestPackage>& found) {
  ManifestPackage package;
  if (!ReadApplication(TokenReader(text), package)) {
    return absl::DataLossError("no application resource file");
  }
  if (base::BaseName(path) != package.name + ".app") {
    return absl::DataLossError("names another application");
  }
  // None that anyone writes, and no version scheme would know them.
  if (package.version.find('\\') != std::string::npos) package.version.clear();
  found.push_back(std::move(package));
  return absl::OkStatus();
}

}  // namespace claircore::scanners
