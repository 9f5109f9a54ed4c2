#ifndef CLAIRCORE_CODEC_JSON_WRITER_H_
#define CLAIRCORE_CODEC_JSON_WRITER_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/functional/function_ref.h"

namespace claircore::codec {

// Appends `text` as a JSON string with its quotes. Only what RFC 8259 demands is escaped; each byte
// that is no part of valid UTF-8 becomes U+FFFD.
void AppendJsonString(std::string_view text, std::string& out);

// Writes one JSON document, front to back. The caller keeps the grammar; commas and indentation are
// ours.
class JsonWriter {
 public:
  explicit JsonWriter(bool pretty) : pretty_(pretty) {}
  // Gives the document to `sink`, which must outlive it, piece by piece.
  JsonWriter(bool pretty, absl::FunctionRef<void(std::string_view)> sink)
      : pretty_(pretty), sink_(sink) {}

  void BeginObject() { Begin('{'); }
  void EndObject() { End('}'); }
  void BeginArray() { Begin('['); }
  void EndArray() { End(']'); }
  void Key(std::string_view key);
  void String(std::string_view text);
  void Bool(bool value);
  void Null();
  void Raw(std::string_view json);  // one whole, valid value

  // A key and a string; the second form writes nothing for an empty one.
  void Text(std::string_view key, std::string_view text) {
    Key(key);
    String(text);
  }
  void TextIfAny(std::string_view key, std::string_view text) {
    if (!text.empty()) Text(key, text);
  }

  std::string Take() && { return std::move(out_); }
  // The rest of it, where there is a sink.
  void Finish() &&;

 private:
  void Begin(char bracket);
  void End(char bracket);
  void Separate();  // before a value or a key
  void NewLine();

  static constexpr size_t kPiece = size_t{64} << 10;
  const bool pretty_;
  const std::optional<absl::FunctionRef<void(std::string_view)>> sink_;
  int depth_ = 0;
  bool first_ = true;       // nothing was written yet at this depth
  bool after_key_ = false;  // the next value belongs to a key
  std::string out_;
};

}  // namespace claircore::codec

#endif  // CLAIRCORE_CODEC_JSON_WRITER_H_
