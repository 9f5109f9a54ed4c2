#include "indexer/scanners/rhel/dockerfile_words.h"

#include <cctype>

#include "absl/status/status.h"
#include "claircore/internal/status_macros.h"

namespace claircore::scanners {
namespace {

constexpr int kMaxDepth = 16;  // of "${A:-${B:-..}}"

bool IsSpace(char c) { return c == ' ' || c == '\t'; }
bool IsNameStart(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool IsNamePart(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// One pass over a word; brackets recurse.
class Expander {
 public:
  Expander(std::string_view word, char escape, const DockerfileVariables& variables, size_t& budget)
      : word_(word), escape_(escape), variables_(variables), budget_(budget) {}

  absl::Status Run(std::string& out) { return Until('\0', 0, out); }

 private:
  bool AtEnd() const { return at_ == word_.size(); }
  char Peek() const { return word_[at_]; }

  absl::Status Append(std::string_view text, std::string& out) {
    if (text.size() > budget_) return absl::ResourceExhaustedError("values of more than 4 MiB");
    budget_ -= text.size();
    out += text;
    return absl::OkStatus();
  }

  // Up to the closing `end`, which is eaten; '\0' is the end of the word.
  absl::Status Until(char end, int depth, std::string& out) {
    if (depth > kMaxDepth) return absl::InvalidArgumentError("substitutions are nested too deep");
    while (!AtEnd()) {
      const char c = word_[at_++];
      if (end != '\0' && c == end) return absl::OkStatus();
      if (c == '\'' && end != '"') {
        const size_t close = word_.find('\'', at_);
        if (close == std::string_view::npos) return Unclosed();
        CLAIRCORE_RETURN_IF_ERROR(Append(word_.substr(at_, close - at_), out));
        at_ = close + 1;
      } else if (c == '"') {
        CLAIRCORE_RETURN_IF_ERROR(Until('"', depth + 1, out));
      } else if (c == '$') {
        CLAIRCORE_RETURN_IF_ERROR(Variable(depth, out));
      } else if (c == escape_ && !AtEnd()) {
        // Within double quotes it stands for itself before anything but these.
        const char next = word_[at_++];
        if (end == '"' && next != '"' && next != '$' && next != escape_) {
          CLAIRCORE_RETURN_IF_ERROR(Append({&c, 1}, out));
        }
        CLAIRCORE_RETURN_IF_ERROR(Append({&next, 1}, out));
      } else {
        CLAIRCORE_RETURN_IF_ERROR(Append({&c, 1}, out));
      }
    }
    return end == '\0' ? absl::OkStatus() : Unclosed();
  }

  // After the '$'.
  absl::Status Variable(int depth, std::string& out) {
    const bool braces = !AtEnd() && Peek() == '{';
    if (braces) ++at_;
    const size_t begin = at_;
    if (!AtEnd() && IsNameStart(Peek())) {
      while (!AtEnd() && IsNamePart(Peek())) ++at_;
    }
    const std::string_view name = word_.substr(begin, at_ - begin);
    if (!braces && name.empty()) return Append("$", out);
    const auto found = variables_.find(name);
    const std::string_view value =
        found == variables_.end() ? std::string_view() : std::string_view(found->second);
    if (!braces) return Append(value, out);
    if (AtEnd()) return Unclosed();
    if (name.empty()) return absl::InvalidArgumentError("a substitution without a name");
    if (Peek() == '}') {
      ++at_;
      return Append(value, out);
    }
    const bool colon = Peek() == ':';
    if (colon && ++at_ == word_.size()) return Unclosed();
    const char kind = word_[at_++];
    std::string other;
    if (kind != '-' && kind != '+' && kind != '?') {
      return absl::InvalidArgumentError("an unknown kind of substitution");
    }
    CLAIRCORE_RETURN_IF_ERROR(Until('}', depth + 1, other));
    const bool is_set = found != variables_.end() && !(colon && value.empty());
    if (kind == '?' && !is_set) {
      return absl::InvalidArgumentError("a variable that must be set is not");
    }
    if (kind == '+') return is_set ? Append(other, out) : absl::OkStatus();
    return Append(is_set ? value : std::string_view(other), out);
  }

  static absl::Status Unclosed() {
    return absl::InvalidArgumentError("a quote or brace without an end");
  }

  const std::string_view word_;
  const char escape_;
  const DockerfileVariables& variables_;
  size_t& budget_;
  size_t at_ = 0;
};

}  // namespace

std::vector<std::string_view> SplitDockerfileWords(std::string_view arguments, char escape) {
  std::vector<std::string_view> words;
  size_t at = 0;
  while (true) {
    while (at < arguments.size() && IsSpace(arguments[at])) ++at;
    if (at == arguments.size()) return words;
    const size_t begin = at;
    char quote = '\0';
    for (; at < arguments.size() && (quote != '\0' || !IsSpace(arguments[at])); ++at) {
      const char c = arguments[at];
      if (c == escape && quote != '\'' && at + 1 < arguments.size()) {
        ++at;
      } else if (quote != '\0') {
        if (c == quote) quote = '\0';
      } else if (c == '"' || c == '\'') {
        quote = c;
      }
    }
    words.push_back(arguments.substr(begin, at - begin));
  }
}

absl::StatusOr<std::string> ExpandDockerfileWord(std::string_view word, char escape,
                                                 const DockerfileVariables& variables,
                                                 size_t& budget) {
  std::string out;
  CLAIRCORE_RETURN_IF_ERROR(Expander(word, escape, variables, budget).Run(out));
  return out;
}

}  // namespace claircore::scanners
