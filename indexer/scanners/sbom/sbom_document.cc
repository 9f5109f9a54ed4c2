#include "indexer/scanners/sbom/sbom_document.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <cstddef>

#include "claircore/internal/hash_map.h"
#include "claircore/internal/status_macros.h"
#include "indexer/scanners/sbom/cyclonedx_xml.h"
#include "indexer/scanners/text/fields.h"
#include "indexer/scanners/text/lines.h"

namespace claircore::scanners {
namespace {

namespace dom = simdjson::dom;

constexpr std::string_view kTagValue = "SPDXVersion:";
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

// What is no part of what runs: the subject of one of these relationships, unless something
// depends on it at run time as well.
constexpr std::array<std::string_view, 8> kNotShipped = {
    "BUILD_DEPENDENCY_OF", "BUILD_TOOL_OF", "DEV_DEPENDENCY_OF", "DEV_TOOL_OF",
    "TEST_CASE_OF",        "TEST_OF",       "TEST_TOOL_OF",      "TEST_DEPENDENCY_OF"};

// The type of an external reference is a name, or that name as a URI: what RDF makes of it.
bool IsPurlType(std::string_view type) {
  constexpr std::string_view kUri = "http://spdx.org/rdf/references/";
  if (type.starts_with(kUri)) type.remove_prefix(kUri.size());
  return type == "purl";
}

// SPDX's packages and how they relate, from either of its two forms.
class SpdxPackages {
 public:
  void Add(std::string_view id, SbomEntry entry) {
    if (!entry.purl.empty()) packages_.push_back({id, entry});
  }
  void Relate(std::string_view a, std::string_view type, std::string_view b) {
    if (std::find(kNotShipped.begin(), kNotShipped.end(), type) != kNotShipped.end()) {
      not_shipped_.insert(a);
    }
    if (type == "DEPENDENCY_OF" || type == "RUNTIME_DEPENDENCY_OF") needed_.insert(a);
    if (type == "DEPENDS_ON") needed_.insert(b);
  }
  SbomDocument Finish() const {
    SbomDocument document{.recognised = true, .entries = {}, .texts = {}};
    for (const Package& package : packages_) {
      if (not_shipped_.contains(package.id) && !needed_.contains(package.id)) continue;
      document.entries.push_back(package.entry);
    }
    return document;
  }

 private:
  struct Package {
    std::string_view id;
    SbomEntry entry;
  };
  std::vector<Package> packages_;
  internal::HashSet<std::string_view> not_shipped_;
  internal::HashSet<std::string_view> needed_;
};

SbomDocument ReadSpdxJson(dom::object document) {
  SpdxPackages all;
  dom::array packages;
  dom::array relationships;
  if (ArrayMember(document, "packages", packages)) {
    for (const dom::element element : packages) {
      dom::object package;
      dom::array references;
      if (element.get_object().get(package) != simdjson::SUCCESS) continue;
      SbomEntry entry{StringMember(package, "name"), StringMember(package, "versionInfo"), {}};
      if (ArrayMember(package, "externalRefs", references)) {
        for (const dom::element reference_element : references) {
          dom::object reference;
          if (reference_element.get_object().get(reference) != simdjson::SUCCESS ||
              !IsPurlType(StringMember(reference, "referenceType"))) {
            continue;
          }
          entry.purl = StringMember(reference, "referenceLocator");
          break;
        }
      }
      all.Add(StringMember(package, "SPDXID"), entry);
    }
  }
  if (ArrayMember(document, "relationships", relationships)) {
    for (const dom::element element : relationships) {
      dom::object relationship;
      if (element.get_object().get(relationship) != simdjson::SUCCESS) continue;
      all.Relate(StringMember(relationship, "spdxElementId"),
                 StringMember(relationship, "relationshipType"),
                 StringMember(relationship, "relatedSpdxElement"));
    }
  }
  return all.Finish();
}

SbomDocument ReadCycloneDx(dom::object document) {
  SbomDocument found{.recognised = true, .entries = {}, .texts = {}};
  // Components have components of their own; what is still to do, innermost last.
  std::vector<dom::array> rest;
  dom::array components;
  if (ArrayMember(document, "components", components)) rest.push_back(components);
  while (!rest.empty()) {
    components = rest.back();
    rest.pop_back();
    for (const dom::element element : components) {
      dom::object component;
      if (element.get_object().get(component) != simdjson::SUCCESS) continue;
      // Built or tested with, and not shipped.
      if (StringMember(component, "scope") == "excluded") continue;
      const SbomEntry entry{StringMember(component, "name"), StringMember(component, "version"),
                            StringMember(component, "purl")};
      if (!entry.purl.empty()) found.entries.push_back(entry);
      dom::array inner;
      if (ArrayMember(component, "components", inner)) rest.push_back(inner);
    }
  }
  return found;
}

// Takes the first word off a text.
std::string_view TakeWord(std::string_view& text) {
  const size_t end = std::min(text.find(' '), text.size());
  const std::string_view word = text.substr(0, end);
  text = Trim(text.substr(end));
  return word;
}

SbomDocument ReadTagValue(std::string_view text) {
  SpdxPackages all;
  LineReader lines(text);
  std::string_view line;
  std::string_view id;
  SbomEntry entry;
  while (lines.Next(line)) {
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const std::string_view tag = line.substr(0, colon);
    std::string_view value = Trim(line.substr(colon + 1));
    if (value.starts_with("<text>")) {
      // Prose of several lines, in which anything may stand.
      while (line.find("</text>") == std::string_view::npos && lines.Next(line)) {
      }
      continue;
    }
    if (tag == "PackageName") {
      all.Add(id, entry);
      id = {};
      entry = SbomEntry{value, {}, {}};
    } else if (tag == "SPDXID" && id.empty()) {
      id = value;
    } else if (tag == "PackageVersion") {
      entry.version = value;
    } else if (tag == "ExternalRef" && entry.purl.empty()) {
      TakeWord(value);
      if (IsPurlType(TakeWord(value))) entry.purl = value;
    } else if (tag == "Relationship") {
      const std::string_view a = TakeWord(value);
      const std::string_view type = TakeWord(value);
      all.Relate(a, type, value);
    }
  }
  all.Add(id, entry);
  return all.Finish();
}

// Whether the first line that says something is SPDX's, or tells of the document as a whole: the
// order of these is not fixed.
bool IsTagValue(std::string_view text) {
  constexpr std::array<std::string_view, 6> kOfDocuments = {
      "DataLicense:",         "SPDXID:", "Document",
      "ExternalDocumentRef:", "Creat",   "LicenseListVersion:"};
  LineReader lines(text.substr(0, 4096));
  std::string_view line;
  while (lines.Next(line)) {
    if (line.starts_with(kTagValue)) return true;
    if (line.empty() || line.starts_with('#')) continue;
    const auto is = [&](std::string_view tag) { return line.starts_with(tag); };
    if (std::none_of(kOfDocuments.begin(), kOfDocuments.end(), is)) return false;
  }
  return false;
}

}  // namespace

void SbomDocument::Add(std::string_view name, std::string_view version, std::string_view purl) {
  const auto keep = [&](std::string_view text) -> std::string_view {
    return texts.emplace_back(text);
  };
  entries.push_back({keep(name), keep(version), keep(purl)});
}

absl::StatusOr<SbomDocument> ReadSbom(std::string_view text, JsonReader& reader) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  if (text.size() > JsonReader::kMaxBytes)
    return absl::ResourceExhaustedError("larger than 32 MiB");
  if (IsTagValue(text)) return ReadTagValue(text);
  if (IsXml(text)) return ReadCycloneDxXml(text);
  const size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos || text[first] != '{') return SbomDocument();
  CLAIRCORE_ASSIGN_OR_RETURN(const dom::object document, reader.Read(text));
  if (StringMember(document, "spdxVersion").starts_with("SPDX-2.")) return ReadSpdxJson(document);
  if (StringMember(document, "bomFormat") == "CycloneDX") return ReadCycloneDx(document);
  return SbomDocument();
}

}  // namespace claircore::scanners
