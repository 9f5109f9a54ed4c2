#include "indexer/scanners/python/editable.h"

#include <simdjson.h>

#include <cstddef>
#include <utility>

#include "absl/status/statusor.h"
#include "claircore/base/path.h"
#include "claircore/package.h"
#include "indexer/scanners/text/fields.h"

namespace claircore::scanners {
namespace {

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string PercentDecode(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      const int high = HexDigit(text[i + 1]);
      const int low = HexDigit(text[i + 2]);
      if (high >= 0 && low >= 0) {
        out += static_cast<char>(high * 16 + low);
        i += 2;
        continue;
      }
    }
    out += text[i];
  }
  return out;
}

}  // namespace

std::optional<std::string> EditableFolder(std::string_view text, JsonReader& reader) {
  constexpr std::string_view kFile = "file://";
  const absl::StatusOr<simdjson::dom::object> document = reader.Read(text);
  simdjson::dom::object info;
  bool editable = false;
  if (!document.ok() || !ObjectMember(*document, "dir_info", info) ||
      info.at_key("editable").get_bool().get(editable) != simdjson::SUCCESS || !editable) {
    return std::nullopt;
  }
  std::string_view url = StringMember(*document, "url");
  if (!url.starts_with(kFile)) return std::nullopt;
  url.remove_prefix(kFile.size());
  if (url.starts_with("localhost/")) url.remove_prefix(url.find('/'));
  std::string folder = PercentDecode(url);
  while (folder.ends_with('/')) folder.pop_back();
  folder.erase(0, folder.find_first_not_of('/'));
  if (folder.empty()) return std::nullopt;
  return folder;
}

void EditableProjects::Add(std::string folder, std::string_view name) {
  names_[std::move(folder)].insert(FoldName(name));
}

bool EditableProjects::Has(std::string_view folder, std::string_view name) const {
  if (names_.empty()) return false;
  const std::string folded = FoldName(name);
  // The *.egg-info is in the project's folder or, with a src/ layout, further down.
  for (; !folder.empty(); folder = base::DirName(folder)) {
    const auto found = names_.find(folder);
    if (found != names_.end() && found->second.contains(folded)) return true;
  }
  return false;
}

}  // namespace claircore::scanners
