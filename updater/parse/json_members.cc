#include "updater/parse/json_members.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"

namespace claircore::update {
namespace {

constexpr size_t kBuffer = 64 << 10;

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

class Splitter {
 public:
  Splitter(size_t levels, const JsonMemberLimits& limits,
           absl::FunctionRef<absl::Status(const JsonMember&)> visit)
      : levels_(levels), limits_(limits), visit_(visit) {}

  absl::Status Feed(std::string_view bytes) {
    for (size_t i = 0; i < bytes.size(); ++i) {
      if (state_ == State::kString) {
        // Most bytes are inside the strings of values: take a run of them at once.
        const size_t end = bytes.find_first_of("\"\\", i);
        const size_t run = (end == std::string_view::npos ? bytes.size() : end) - i;
        Capture(bytes.substr(i, run));
        offset_ += run;
        i += run;
        if (i == bytes.size()) break;
      }
      CLAIRCORE_RETURN_IF_ERROR(Byte(bytes[i]));
      ++offset_;
    }
    return absl::OkStatus();
  }

  absl::Status End() const {
    return state_ == State::kEnd ? absl::OkStatus() : Fault("the document breaks off");
  }

 private:
  enum class State {
    kStart,         // before the document's '{'
    kFirstKey,      // after '{': a key or '}'
    kFirstElement,  // after '[': a value or ']'
    kNextKey,       // after ',': a key
    kKey,           // inside a key
    kKeyEscape,     // after a backslash there
    kColon,         // after a key
    kValue,         // before a value
    kPlain,         // inside a value, outside its strings
    kString,        // inside a string of a value
    kStringEscape,  // after a backslash there
    kAfter,         // after a value: ',' or the container's end
    kEnd,           // after the document
  };

  absl::Status Byte(char c) {
    switch (state_) {
      case State::kString:
        if (c == '"') state_ = State::kPlain;
        if (c == '\\') state_ = State::kStringEscape;
        Capture(c);
        // A value that is one string ends with it.
        return c == '"' && depth_ == 0 ? Emit() : absl::OkStatus();
      case State::kStringEscape:
        Capture(c);
        state_ = State::kString;
        return absl::OkStatus();
      case State::kPlain:
        return Plain(c);
      case State::kKey:
        if (c == '"') {
          state_ = State::kColon;
          return absl::OkStatus();
        }
        if (c == '\\') state_ = State::kKeyEscape;
        return KeyByte(c);
      case State::kKeyEscape:
        state_ = State::kKey;
        return KeyByte(c);
      default:
        return IsSpace(c) ? absl::OkStatus() : Structure(c);
    }
  }

  // A byte outside keys and values.
  absl::Status Structure(char c) {
    switch (state_) {
      case State::kStart:
        if (c != '{') return Fault("an object was expected");
        return Open(c);
      case State::kFirstElement:
        if (c == ']') return Close();
        keys_.emplace_back();
        return BeginValue(c);
      case State::kFirstKey:
        if (c == '}') return Close();
        [[fallthrough]];
      case State::kNextKey:
        if (c != '"') return Fault("a key was expected");
        keys_.emplace_back();
        state_ = State::kKey;
        return absl::OkStatus();
      case State::kColon:
        if (c != ':') return Fault("':' was expected");
        state_ = State::kValue;
        return absl::OkStatus();
      case State::kValue:
        return BeginValue(c);
      case State::kAfter:
        if (c == (arrays_.back() ? ']' : '}')) return Close();
        if (c != ',') return Fault("',' or an end was expected");
        state_ = arrays_.back() ? State::kValue : State::kNextKey;
        if (arrays_.back()) keys_.emplace_back();
        return absl::OkStatus();
      default:
        return Fault("more text after the document");
    }
  }

  absl::Status BeginValue(char c) {
    if ((c == '{' || c == '[') && keys_.size() < levels_) return Open(c);
    if (c == ',' || c == '}' || c == ']' || c == ':') return Fault("a value was expected");
    value_.clear();
    too_long_ = false;
    depth_ = 0;
    state_ = State::kPlain;
    return Plain(c);
  }

  absl::Status Plain(char c) {
    if (c == '"') {
      Capture(c);
      state_ = State::kString;
      return absl::OkStatus();
    }
    if (c == '{' || c == '[') ++depth_;
    if (c == '}' || c == ']' || c == ',') {
      // A number or a word ends where the next thing begins.
      if (depth_ == 0) {
        CLAIRCORE_RETURN_IF_ERROR(Emit());
        return Structure(c);
      }
      if (c != ',') --depth_;
      Capture(c);
      return depth_ == 0 && c != ',' ? Emit() : absl::OkStatus();
    }
    if (depth_ == 0 && IsSpace(c)) return Emit();
    Capture(c);
    return absl::OkStatus();
  }

  absl::Status Emit() {
    state_ = State::kAfter;
    const absl::Status status =
        visit_({.keys = keys_, .value = too_long_ ? std::string_view() : value_});
    keys_.pop_back();
    return status;
  }

  absl::Status Open(char c) {
    arrays_.push_back(c == '[');
    state_ = c == '[' ? State::kFirstElement : State::kFirstKey;
    return absl::OkStatus();
  }

  absl::Status Close() {
    arrays_.pop_back();
    if (keys_.empty()) {
      state_ = State::kEnd;
    } else {
      keys_.pop_back();
      state_ = State::kAfter;
    }
    return absl::OkStatus();
  }

  absl::Status KeyByte(char c) {
    if (keys_.back().size() >= limits_.key_bytes) return Fault("a key is too long");
    keys_.back().push_back(c);
    return absl::OkStatus();
  }

  void Capture(char c) { Capture(std::string_view(&c, 1)); }
  void Capture(std::string_view bytes) {
    if (too_long_ || value_.size() + bytes.size() > limits_.value_bytes) {
      too_long_ = true;
    } else {
      value_ += bytes;
    }
  }

  absl::Status Fault(std::string_view what) const {
    return absl::DataLossError(
        absl::StrCat("JSON at byte ", offset_, ": ", internal::ToAbsl(what)));
  }

  const size_t levels_;
  const JsonMemberLimits& limits_;
  const absl::FunctionRef<absl::Status(const JsonMember&)> visit_;
  State state_ = State::kStart;
  std::vector<bool> arrays_;       // of the containers we are in: is it an array?
  std::vector<std::string> keys_;  // that led us here
  std::string value_;
  bool too_long_ = false;
  uint64_t depth_ = 0;  // of brackets inside the value
  uint64_t offset_ = 0;
};

}  // namespace

absl::Status ForEachJsonMember(const Context& context, const RandomAccessSource& document,
                               size_t levels, const JsonMemberLimits& limits,
                               absl::FunctionRef<absl::Status(const JsonMember&)> visit) {
  Splitter splitter(levels, limits, visit);
  std::vector<std::byte> buffer(kBuffer);
  for (uint64_t position = 0; position < document.size();) {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    CLAIRCORE_ASSIGN_OR_RETURN(const size_t n, document.ReadAt(position, buffer));
    if (n == 0) break;
    position += n;
    CLAIRCORE_RETURN_IF_ERROR(
        splitter.Feed(std::string_view(reinterpret_cast<const char*>(buffer.data()), n)));
  }
  return splitter.End();
}

bool IsPlainKey(std::string_view key) {
  return !key.empty() && key.find('\\') == std::string_view::npos &&
         std::ranges::none_of(key, [](char c) { return static_cast<unsigned char>(c) <= ' '; });
}

}  // namespace claircore::update
