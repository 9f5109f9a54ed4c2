#include "indexer/scanners/sbom/cyclonedx_xml.h"

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "gtest/gtest.h"
#include "indexer/scanners/json/json_reader.h"

namespace claircore::scanners {
namespace {

constexpr std::string_view kHead =
    "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
    "<!-- made by hand -->\n"
    "<bom xmlns=\"http://cyclonedx.org/schema/bom/1.5\" version=\"1\">";

// "name version purl" of each entry.
std::string Read(std::string_view text) {
  JsonReader reader;
  const auto document = ReadSbom(text, reader);
  if (!document.ok()) return absl::StatusCodeToString(document.status().code());
  if (!document->recognised) return "other";
  std::string found;
  for (const SbomEntry& e : document->entries) {
    found +=
        "[" + std::string(e.name) + " " + std::string(e.version) + " " + std::string(e.purl) + "]";
  }
  return found;
}

std::string Bom(std::string_view inner) {
  return std::string(kHead).append(inner).append("</bom>\n");
}

TEST(CycloneDxXml, ReadsComponentsAtAnyDepth) {
  EXPECT_EQ(Read(Bom("<metadata><tools><components><component><name>tool</name>"
                     "<purl>pkg:npm/tool@1</purl></component></components></tools>"
                     "<component><name>app</name><purl>pkg:npm/app@1</purl></component></metadata>"
                     "<components>"
                     "<component type=\"library\"><group>@s</group><name>a &amp; b</name>"
                     "<version> 1.0 </version><licenses><license><name>MIT</name></license>"
                     "</licenses><purl>pkg:npm/%40s/a@1.0</purl>"
                     "<pedigree><ancestors><component><name>old</name><purl>pkg:npm/old@0</purl>"
                     "</component></ancestors></pedigree>"
                     "<components><component><name>inner</name><version>2</version>"
                     "<purl><![CDATA[pkg:maven/g/inner@2?type=jar&x=y]]></purl></component>"
                     "</components></component>"
                     "<component><name>test</name><scope>excluded</scope>"
                     "<purl>pkg:npm/test@1</purl></component>"
                     "<component><name>none</name><version>1</version></component>"
                     "</components><services/>")),
            "[inner 2 pkg:maven/g/inner@2?type=jar&x=y][a & b 1.0 pkg:npm/%40s/a@1.0]");
  EXPECT_EQ(Read(Bom("")), "");
}

TEST(CycloneDxXml, ANamespaceMayHaveAPrefix) {
  EXPECT_EQ(Read("<bom:bom xmlns:bom=\"http://cyclonedx.org/schema/bom/1.2\"><bom:components>"
                 "<bom:component><bom:name>a</bom:name><bom:purl>pkg:npm/a@1</bom:purl>"
                 "</bom:component></bom:components></bom:bom>"),
            "[a  pkg:npm/a@1]");
}

TEST(CycloneDxXml, OtherXmlIsSomethingElse) {
  EXPECT_EQ(Read("<?xml version=\"1.0\"?><project><bom/></project>"), "other");
  EXPECT_EQ(Read("<bom><components/></bom>"), "other");
  EXPECT_EQ(Read("<html>"), "other");
}

TEST(CycloneDxXml, DamageIsAnError) {
  EXPECT_EQ(Read(kHead), "DATA_LOSS");
  EXPECT_EQ(Read(Bom("<components>")), "DATA_LOSS");
  // No entity expands to a billion others.
  EXPECT_EQ(Read("<?xml version=\"1.0\"?><!DOCTYPE bom [<!ENTITY a \"aaaaaaaa\">]>"
                 "<bom xmlns=\"http://cyclonedx.org/schema/bom/1.5\">&a;</bom>"),
            "DATA_LOSS");
  std::string deep(kHead);
  for (int i = 0; i < 1'000'000; ++i) deep += "<a>";
  EXPECT_EQ(Read(deep), "DATA_LOSS");
  EXPECT_EQ(Read(Bom("<components><component><name>" + std::string(1'000'000, 'n') +
                     "</name></component></components>")),
            "DATA_LOSS");
}

}  // namespace
}  // namespace claircore::scanners
