#include "indexer/scanners/sbom/cyclonedx_xml.h"

#include <expat.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "indexer/scanners/text/fields.h"

namespace claircore::scanners {
namespace {

constexpr std::string_view kNamespace = "http://cyclonedx.org/schema/bom/";
constexpr char kSeparator = '|';  // between an element's namespace and its name
constexpr size_t kMaxDepth = 200;
constexpr size_t kPiece = size_t{1} << 20;
constexpr size_t kMaxField = size_t{64} << 10;

class Reader {
 public:
  Reader() : parser_(XML_ParserCreateNS(nullptr, kSeparator), XML_ParserFree) {
    if (parser_ == nullptr) return;
    XML_SetUserData(parser_.get(), this);
    XML_SetElementHandler(
        parser_.get(),
        [](void* self, const XML_Char* name, const XML_Char**) {
          static_cast<Reader*>(self)->Start(name);
        },
        [](void* self, const XML_Char*) { static_cast<Reader*>(self)->End(); });
    XML_SetCharacterDataHandler(parser_.get(), [](void* self, const XML_Char* text, int size) {
      static_cast<Reader*>(self)->Text({text, static_cast<size_t>(size)});
    });
    XML_SetStartDoctypeDeclHandler(
        parser_.get(), [](void* self, const XML_Char*, const XML_Char*, const XML_Char*, int) {
          static_cast<Reader*>(self)->Stop("a document type declaration");
        });
  }

  absl::StatusOr<SbomDocument> Read(std::string_view text) {
    if (parser_ == nullptr) return absl::ResourceExhaustedError("no memory for Expat");
    while (true) {
      const size_t size = std::min(text.size(), kPiece);
      const bool last = size == text.size();
      const XML_Status status =
          XML_Parse(parser_.get(), text.data(), static_cast<int>(size), last ? 1 : 0);
      if (other_) return SbomDocument();
      if (status != XML_STATUS_OK) return absl::DataLossError(Why());
      if (last) break;
      text.remove_prefix(size);
    }
    return std::move(document_);
  }

 private:
  // What an element is to us.
  enum class Element : uint8_t { kOther, kBom, kComponents, kComponent, kField };
  struct Component {
    std::string name, version, purl, scope;
  };

  void Start(std::string_view name) {
    if (open_.size() == kMaxDepth) return Stop("elements nested too deep");
    const size_t separator = name.rfind(kSeparator);
    const std::string_view ns = name.substr(0, separator == name.npos ? 0 : separator);
    name.remove_prefix(separator == name.npos ? 0 : separator + 1);
    if (open_.empty()) {
      if (name != "bom" || !ns.starts_with(kNamespace)) {
        other_ = true;
        return Stop("");
      }
      document_.recognised = true;
      open_.push_back(Element::kBom);
      return;
    }
    open_.push_back(Kind(open_.back(), name));
    if (open_.back() == Element::kComponent) components_.emplace_back();
  }

  Element Kind(Element parent, std::string_view name) {
    switch (parent) {
      case Element::kBom:
        return name == "components" ? Element::kComponents : Element::kOther;
      case Element::kComponents:
        return name == "component" ? Element::kComponent : Element::kOther;
      case Element::kComponent: {
        if (name == "components") return Element::kComponents;
        Component& c = components_.back();
        field_ = name == "name"      ? &c.name
                 : name == "version" ? &c.version
                 : name == "purl"    ? &c.purl
                 : name == "scope"   ? &c.scope
                                     : nullptr;
        return field_ != nullptr ? Element::kField : Element::kOther;
      }
      default:
        return Element::kOther;
    }
  }

  void Text(std::string_view text) {
    if (open_.empty() || open_.back() != Element::kField) return;
    if (field_->size() + text.size() > kMaxField) return Stop("a field of more than 64 KiB");
    field_->append(text);
  }

  void End() {
    if (open_.empty()) return;  // after Stop()
    if (open_.back() == Element::kComponent) {
      Component& c = components_.back();
      // Built or tested with, and not shipped.
      if (!Trim(c.purl).empty() && Trim(c.scope) != "excluded") {
        document_.Add(Trim(c.name), Trim(c.version), Trim(c.purl));
      }
      components_.pop_back();
    }
    open_.pop_back();
  }

  void Stop(const char* why) {
    why_ = why;
    XML_StopParser(parser_.get(), XML_FALSE);
  }

  std::string Why() const {
    if (why_ != nullptr) return why_;
    return std::string("no XML: ") + XML_ErrorString(XML_GetErrorCode(parser_.get()));
  }

  const std::unique_ptr<XML_ParserStruct, void (*)(XML_Parser)> parser_;
  std::vector<Element> open_;
  std::vector<Component> components_;  // those that are open
  std::string* field_ = nullptr;       // of the last of them, while an element of it is open
  SbomDocument document_;
  bool other_ = false;
  const char* why_ = nullptr;
};

}  // namespace

bool IsXml(std::string_view text) {
  // Whatever prefix its root has. Expat tells UTF-16 by the byte order mark.
  return Trim(text.substr(0, 1024)).starts_with('<') || text.starts_with("\xff\xfe") ||
         text.starts_with("\xfe\xff");
}

absl::StatusOr<SbomDocument> ReadCycloneDxXml(std::string_view text) { return Reader().Read(text); }

}  // namespace claircore::scanners
