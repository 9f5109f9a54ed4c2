#include "indexer/scanners/java/pom.h"

#include <expat.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "claircore/base/path.h"
#include "indexer/scanners/java/archive_name.h"
#include "indexer/scanners/java/manifest.h"
#include "indexer/scanners/text/fields.h"
#include "indexer/scanners/text/lines.h"

namespace claircore::scanners {
namespace {

constexpr size_t kMaxProperties = 256;
constexpr int kMaxDepth = 64;

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// A value of a properties file without its escapes; those of letters that no name has stay.
std::string Unescape(std::string_view text) {
  std::string value;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && !IsLetter(text[i + 1])) ++i;
    value.push_back(text[i]);
  }
  return value;
}

std::string_view TrimXml(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

// Collects what stands in a project's own elements.
class PomReader {
 public:
  Coordinates own, parent;
  std::vector<std::pair<std::string, std::string>> properties;
  XML_Parser parser = nullptr;

  static void XMLCALL Start(void* self, const XML_Char* name, const XML_Char**) {
    static_cast<PomReader*>(self)->OnStart(name);
  }
  static void XMLCALL End(void* self, const XML_Char*) { static_cast<PomReader*>(self)->OnEnd(); }
  static void XMLCALL Text(void* self, const XML_Char* text, int size) {
    auto& reader = *static_cast<PomReader*>(self);
    if (reader.value_ == nullptr || reader.value_->size() > kMaxFieldBytes) return;
    // One byte more than a field may have, so that it is seen to be none.
    const size_t room = kMaxFieldBytes + 1 - reader.value_->size();
    reader.value_->append(text, std::min(static_cast<size_t>(size), room));
  }
  static void XMLCALL Doctype(void* self, const XML_Char*, const XML_Char*, const XML_Char*, int) {
    XML_StopParser(static_cast<PomReader*>(self)->parser, XML_FALSE);
  }

 private:
  void OnStart(std::string_view name) {
    value_ = nullptr;
    if (++depth_ > kMaxDepth) {
      XML_StopParser(parser, XML_FALSE);
    } else if (depth_ == 1) {
      project_ = name == "project";
    } else if (depth_ == 2) {
      section_ = name == "parent"       ? Section::kParent
                 : name == "properties" ? Section::kProperties
                                        : Section::kOther;
      if (project_) value_ = Field(own, name);
    } else if (depth_ == 3 && project_) {
      if (section_ == Section::kParent) value_ = Field(parent, name);
      if (section_ == Section::kProperties && properties.size() < kMaxProperties) {
        value_ = &properties.emplace_back(name.substr(0, kMaxFieldBytes), "").second;
      }
    }
  }
  void OnEnd() {
    value_ = nullptr;
    --depth_;
  }
  static std::string* Field(Coordinates& of, std::string_view name) {
    std::string* const field = name == "groupId"      ? &of.group
                               : name == "artifactId" ? &of.artifact
                               : name == "version"    ? &of.version
                                                      : nullptr;
    if (field != nullptr) field->clear();
    return field;
  }

  enum class Section { kOther, kParent, kProperties };
  int depth_ = 0;
  bool project_ = false;
  Section section_ = Section::kOther;
  std::string* value_ = nullptr;
};

// `value`, or where it is one "${name}" what that stands for; "" if nobody says.
std::string Resolved(std::string_view value, const PomReader& pom) {
  value = TrimXml(value);
  if (!value.starts_with("${") || !value.ends_with('}')) {
    return IsPlaceholder(value) ? std::string() : std::string(value);
  }
  const std::string_view name = value.substr(2, value.size() - 3);
  std::string_view found;
  if (name == "project.parent.version" || name == "parent.version") found = pom.parent.version;
  if (name == "project.parent.groupId" || name == "parent.groupId") found = pom.parent.group;
  for (const auto& [key, text] : pom.properties) {
    if (key == name) found = text;
  }
  found = TrimXml(found);
  return IsPlaceholder(found) ? std::string() : std::string(found);
}

// The folders of a path, the last one first, at most `max` of them.
std::vector<std::string_view> FoldersFromTheEnd(std::string_view path, size_t max) {
  std::vector<std::string_view> folders;
  while (!path.empty() && folders.size() < max) {
    path = base::DirName(path);
    if (!path.empty()) folders.push_back(base::BaseName(path));
  }
  return folders;
}

}  // namespace

Coordinates ParsePomProperties(std::string_view text) {
  Coordinates result;
  LineReader lines(text);
  for (std::string_view line; lines.Next(line);) {
    line = Trim(line);
    const size_t end = line.find_first_of("=: \t");
    if (end == std::string_view::npos) continue;
    const std::string_view key = line.substr(0, end);
    std::string* const value = key == "groupId"      ? &result.group
                               : key == "artifactId" ? &result.artifact
                               : key == "version"    ? &result.version
                                                     : nullptr;
    if (value == nullptr) continue;
    std::string_view rest = Trim(line.substr(end));
    if (rest.starts_with('=') || rest.starts_with(':')) rest = Trim(rest.substr(1));
    *value = IsPlaceholder(rest) ? std::string() : Unescape(rest);
  }
  return result;
}

Coordinates ParsePomXml(std::string_view text) {
  PomReader reader;
  const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(
      XML_ParserCreate(nullptr), &XML_ParserFree);
  if (parser == nullptr) return {};
  reader.parser = parser.get();
  XML_SetUserData(parser.get(), &reader);
  XML_SetElementHandler(parser.get(), &PomReader::Start, &PomReader::End);
  XML_SetCharacterDataHandler(parser.get(), &PomReader::Text);
  XML_SetStartDoctypeDeclHandler(parser.get(), &PomReader::Doctype);
  if (XML_Parse(parser.get(), text.data(), static_cast<int>(text.size()), XML_TRUE) !=
      XML_STATUS_OK) {
    return {};
  }
  Coordinates result;
  result.artifact = Resolved(reader.own.artifact, reader);
  result.group =
      Resolved(reader.own.group.empty() ? reader.parent.group : reader.own.group, reader);
  result.version =
      Resolved(reader.own.version.empty() ? reader.parent.version : reader.own.version, reader);
  return result;
}

Coordinates PomPath(std::string_view member) {
  const std::vector<std::string_view> folders = FoldersFromTheEnd(member, 4);
  if (folders.size() < 4 || folders[2] != "maven" || folders[3] != "META-INF") return {};
  if (!IsArtifactId(folders[0]) || !IsArtifactId(folders[1])) return {};
  return {std::string(folders[1]), std::string(folders[0]), ""};
}

Coordinates RepositoryPath(std::string_view path) {
  constexpr size_t kMaxFolders = 24;
  const std::vector<std::string_view> folders = FoldersFromTheEnd(path, kMaxFolders);
  const std::string_view base = base::BaseName(path);
  // "ARTIFACT-VERSION" and what may follow: a classifier.
  const auto is_file_of = [&](std::string_view artifact, std::string_view version) {
    const size_t end = artifact.size() + 1 + version.size();
    return IsArtifactId(artifact) && IsVersion(version) && base.size() > end &&
           base.starts_with(artifact) && base[artifact.size()] == '-' &&
           base.substr(artifact.size() + 1).starts_with(version) &&
           (base[end] == '.' || base[end] == '-');
  };
  if (folders.size() > 4 && folders[4] == "files-2.1" && is_file_of(folders[2], folders[1]) &&
      IsArtifactId(folders[3])) {
    return {std::string(folders[3]), std::string(folders[2]), std::string(folders[1])};
  }
  if (folders.size() < 4 || !is_file_of(folders[1], folders[0])) return {};
  constexpr std::string_view kRoots[] = {"repository", "maven-repo", "maven2",   "m2",
                                         "repo",       "local-repo", "releases", ".m2"};
  const auto* const begin = folders.data() + 2;
  const auto* const end = folders.data() + folders.size();
  const auto* const root = std::find_if(begin, end, [&](std::string_view folder) {
    return std::find(std::begin(kRoots), std::end(kRoots), folder) != std::end(kRoots);
  });
  if (root == end || root == begin) return {};
  std::string group;
  for (const auto* folder = root; folder-- != begin;) {
    if (!IsArtifactId(*folder)) return {};
    if (!group.empty()) group += '.';
    group += *folder;
  }
  const std::string_view version = folders[0].ends_with(".x") ? "" : folders[0];
  return {std::move(group), std::string(folders[1]), std::string(version)};
}

}  // namespace claircore::scanners
