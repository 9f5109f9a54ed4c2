// Opens arbitrary bytes as a segment and asks it everything that the engine asks. The first byte
// says whether to take the rest as it is, or to put it over a good segment at a place that the next
// bytes name, so that the fuzzer gets past the header.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include "claircore/version_scheme.h"
#include "matcher/index/advisory_codec.h"
#include "matcher/index/hash.h"
#include "matcher/index/segment.h"
#include "matcher/index/segment_builder.h"
#include "matcher/index/test_scheme.h"

namespace claircore::matcher {
namespace {

std::string GoodSegment(const VersionSchemeSet& schemes) {
  SegmentBuilder builder("fuzz", "1", schemes);
  for (int i = 0; i < 4; ++i) {
    Advisory advisory;
    advisory.name = "CVE-" + std::to_string(i);
    advisory.aliases = {"GHSA-x"};
    Affected affected;
    affected.key = {"npm", i % 2 == 0 ? "a" : "b", "letters"};
    affected.ranges = {{"b", "d", ""}, {"e", "", ""}};
    affected.versions = {"k", "?", "lz"};
    advisory.affected = {affected};
    if (!builder.Add(advisory).ok()) return "";
  }
  return builder.Finish().value_or("");
}

void AskEverything(const Segment& segment) {
  size_t sum = 0;
  ColdScratch scratch;
  for (uint32_t space = 0; space < segment.spaces().size(); ++space) {
    const Segment::Space& s = segment.spaces()[space];
    for (const std::string_view name : {"a", "b", "nothing"}) {
      const uint64_t hash = StableHash(name, SpaceSeed(s.ns, s.scheme_name));
      const KeyEntry* key = segment.Find(space, name, hash);
      if (key == nullptr) continue;
      for (const Candidate& c : segment.candidates(*key)) {
        sum += segment.text(c.low.text).size() + segment.text(c.high.text).size();
        sum += segment.name(segment.statement(c.statement)).size();
      }
      for (const uint32_t statement : segment.Listed(*key, "k", false)) {
        sum += segment.statement(statement).ordinal;
      }
    }
  }
  // A few bytes may say that there are very many.
  for (uint32_t i = 0; i < segment.statement_count() && i < 1000; ++i) {
    const Statement& statement = segment.statement(i);
    sum += segment.text(statement.name).size() + segment.space(statement.space).ns.size();
    if (statement.residual != 0) sum += segment.residual(statement.residual).arch.size();
    const AdvisoryEntry& advisory = segment.advisory(statement);
    for (const Text alias : segment.aliases(advisory)) sum += segment.text(alias).size();
    const auto document = segment.Document(statement.advisory, scratch);
    if (!document.ok()) continue;
    const auto decoded = DecodeStatement(*document, statement.ordinal);
    if (decoded.ok()) sum += decoded->affected.size();
  }
  [[maybe_unused]] static volatile size_t sink;
  sink = sum;
}

}  // namespace
}  // namespace claircore::matcher

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace claircore;           // NOLINT
  using namespace claircore::matcher;  // NOLINT
  if (size == 0) return 0;
  VersionSchemeSet schemes;
  if (!schemes.Add(std::make_shared<LettersScheme>()).ok()) return 0;
  std::string bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] != 0) {
    static const std::string* const good = new std::string(GoodSegment(schemes));
    std::string changed = *good;
    while (bytes.size() >= 3) {
      const size_t at =
          (static_cast<unsigned char>(bytes[0]) * 256u + static_cast<unsigned char>(bytes[1])) %
          changed.size();
      changed[at] = bytes[2];
      bytes.erase(0, 3);
    }
    bytes = changed;
  }
  const auto segment =
      Segment::Open(ShareString(std::move(bytes)), schemes, {.ignore_checksums = true});
  if (segment.ok()) AskEverything(**segment);
  DecodeAdvisory(std::string_view(reinterpret_cast<const char*>(data), size)).IgnoreError();
  return 0;
}
