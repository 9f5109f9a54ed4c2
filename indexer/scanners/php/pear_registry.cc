#include "indexer/scanners/php/pear_registry.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <optional>
#include <string>

namespace claircore::scanners {
namespace {

// Walks a serialized value without ever trusting a count or a length that it states, and without
// recursion.
class SerializedReader {
 public:
  explicit SerializedReader(std::string_view text) : rest_(text) {}

  // "a:N:{". What is inside ends with TakeEnd().
  bool TakeArray() { return Take("a:") && TakeUntil(':').has_value() && Take("{"); }
  bool TakeEnd() { return Take("}"); }

  // "s:LENGTH:"BYTES";"
  std::optional<std::string_view> TakeString() {
    if (!Take("s:")) return std::nullopt;
    std::optional<std::string_view> bytes = TakeBytes();
    if (!bytes || !Take(";")) return std::nullopt;
    return bytes;
  }

  // Any value, however deep. False: the text is broken.
  bool Skip() {
    size_t depth = 0;
    do {
      if (rest_.starts_with("s:")) {
        if (!TakeString()) return false;
      } else if (rest_.starts_with("a:")) {
        if (!TakeArray()) return false;
        ++depth;
      } else if (Take("O:")) {
        if (!TakeBytes() || !Take(":") || !TakeUntil(':') || !Take("{")) return false;
        ++depth;
      } else if (depth > 0 && TakeEnd()) {
        --depth;
      } else if (!TakeUntil(';')) {  // N; b:1; i:7; d:0.5; r:1; R:1;
        return false;
      }
    } while (depth > 0);
    return true;
  }

 private:
  bool Take(std::string_view prefix) {
    if (!rest_.starts_with(prefix)) return false;
    rest_.remove_prefix(prefix.size());
    return true;
  }

  // What stands before the next `end`, which goes too; scalars and counts, so a few bytes.
  std::optional<std::string_view> TakeUntil(char end) {
    constexpr size_t kMaxScalar = 64;
    const size_t size = rest_.substr(0, kMaxScalar).find(end);
    if (size == std::string_view::npos) return std::nullopt;
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size + 1);
    return taken;
  }

  // LENGTH:"BYTES"
  std::optional<std::string_view> TakeBytes() {
    const std::optional<std::string_view> digits = TakeUntil(':');
    if (!digits) return std::nullopt;
    size_t size = 0;
    const auto parsed = std::from_chars(digits->data(), digits->data() + digits->size(), size);
    if (parsed.ec != std::errc() || parsed.ptr != digits->data() + digits->size()) {
      return std::nullopt;
    }
    if (!Take("\"") || size > rest_.size()) return std::nullopt;
    const std::string_view bytes = rest_.substr(0, size);
    rest_.remove_prefix(size);
    if (!Take("\"")) return std::nullopt;
    return bytes;
  }

  std::string_view rest_;
};

// Either a string or an array with the version of the code under "release".
bool ReadVersion(SerializedReader& reader, std::string& version) {
  if (!reader.TakeArray()) {
    const std::optional<std::string_view> text = reader.TakeString();
    if (text) version = std::string(*text);
    return text.has_value();
  }
  while (!reader.TakeEnd()) {
    const std::optional<std::string_view> key = reader.TakeString();
    if (key == "release") {
      const std::optional<std::string_view> text = reader.TakeString();
      if (!text) return false;
      version = std::string(*text);
    } else if ((!key && !reader.Skip()) || !reader.Skip()) {
      return false;
    }
  }
  return true;
}

bool ReadPackage(SerializedReader reader, ManifestPackage& package) {
  std::string old_name;
  std::string channel;
  if (!reader.TakeArray()) return false;
  while (!reader.TakeEnd()) {
    const std::optional<std::string_view> key = reader.TakeString();
    if (!key && !reader.Skip()) return false;  // a number
    std::string* text = key == "name"      ? &package.name
                        : key == "package" ? &old_name
                        : key == "channel" ? &channel
                                           : nullptr;
    if (text != nullptr) {
      const std::optional<std::string_view> value = reader.TakeString();
      if (!value) return false;
      *text = std::string(*value);
    } else if (key == "version") {
      if (!ReadVersion(reader, package.version)) return false;
    } else if (!reader.Skip()) {
      return false;
    }
  }
  if (package.name.empty()) package.name = std::move(old_name);
  if (!channel.empty()) package.repository_hint = "channel=" + channel;
  return true;
}

}  // namespace

absl::Status ReadPearRegistry(std::string_view, std::string_view text,
                              std::vector<ManifestPackage>& found) {
  ManifestPackage package;
  if (!ReadPackage(SerializedReader(text), package)) {
    return absl::DataLossError("no serialized PHP array with a package");
  }
  found.push_back(std::move(package));
  return absl::OkStatus();
}

}  // namespace claircore::scanners
