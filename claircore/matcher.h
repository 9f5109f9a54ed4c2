#ifndef CLAIRCORE_MATCHER_H_
#define CLAIRCORE_MATCHER_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "claircore/advisory.h"
#include "claircore/context.h"
#include "claircore/coverage.h"
#include "claircore/index_report.h"

namespace claircore::inline v0 {

// Takes the keys under which a package's advisories are filed.
class KeySink {
 public:
  virtual ~KeySink() = default;
  // Look under {ns, name, scheme} and compare `version` there: of the binary or of the source
  // package, as the feeds of `ns` mean it. The views need only live until the call returns.
  virtual void Add(std::string_view ns, std::string_view name, std::string_view scheme,
                   std::string_view version) = 0;
  // Look for names of which only what follows the last ':' is known (Maven's artifact), among those
  // that data of {ns, scheme} speak of, where none of the record's whole names is known to them.
  // Taken are one such name; of several all if their groups are of one project ("dom4j",
  // "org.dom4j"); of a word that anybody may use ("core") none. Where `like` is given, a whole name
  // that may be wrong, those whose groups are of one project with its own, unless it is itself one.
  // What was taken stands in VulnerabilityReport::assumed_names, and does not count as judged.
  virtual void AddArtifact(std::string_view /*ns*/, std::string_view /*artifact*/,
                           std::string_view /*scheme*/, std::string_view /*version*/,
                           std::string_view /*like*/) {}
  // Why a matcher that is about packages like this one has no key for it: `reason` stands in the
  // report's Coverage unless some matcher has a key. `ns` is where it would have looked; without
  // data of that namespace or of another of its family ("Maven", "Red Hat:..") that is the reason.
  virtual void Decline(Unjudged /*reason*/, std::string_view /*ns*/) {}
};

// Which CPEs the repositories of an image stand for: data of an updater, as that changes without
// the image. The engine adds to each record a repository for each CPE, {name: the CPE as written,
// key: `to_key`, cpe}, as matchers see them; index reports do not have them.
struct RepositoryMapping {
  // Its kind is kEnrichment; a record has names of repositories as tags and JSON of the form
  // {"cpes": ["cpe:/o:redhat:enterprise_linux:9::baseos", ..]}.
  std::string_view updater;
  std::string_view from_key;  // Repository::key of those that are looked up, by their name
  std::string_view to_key;
  // Distribution::did of the images that cannot be matched without: of these the report says when
  // there are no data, or none on a package's repositories. Of others it says nothing.
  std::string_view did;
};

// What a matcher says of a record and a candidate, and why.
struct Verdict {
  enum class Kind : uint8_t { kAffected, kNotAffected, kVeto, kIndeterminate };
  Kind kind = Kind::kNotAffected;
  std::string reason;  // one sentence; required for kVeto and kIndeterminate
};

// One candidate: an advisory's statement on one package, under a key that Keys() named.
class VulnerabilityView {
 public:
  virtual ~VulnerabilityView() = default;
  virtual std::string_view updater() const = 0;
  // What the range and the scheme say, computed already: kAffected, kNotAffected, kIndeterminate.
  virtual const Verdict& by_range() const = 0;
  // All of it; decoded from the cold part at the first call. DATA_LOSS when that is damaged.
  virtual absl::StatusOr<const Advisory*> advisory() const = 0;
  virtual absl::StatusOr<const Affected*> affected() const = 0;
};

// Knows which advisories speak of a package. Immutable and thread-safe. Most matchers are Keys()
// alone: where range and scheme decide, the engine decides.
class Matcher {
 public:
  virtual ~Matcher() = default;
  virtual std::string_view name() const = 0;
  // The package types (purl's) that it knows: it is asked about no others, and costs these nothing.
  // None: it is asked about all. Always the same ones; views live as long as the matcher.
  virtual std::span<const std::string_view> types() const { return {}; }
  // The mapping that its records need; null: none. It lives as long as the matcher.
  virtual const RepositoryMapping* repository_mapping() const { return nullptr; }
  // No key: not interested in this record. Must not allocate in the common case.
  virtual void Keys(const IndexRecord& record, KeySink& keys) const = 0;
  // True: Judge() is called for every candidate whose range was evaluated; else never.
  virtual bool judges() const { return false; }
  virtual Verdict Judge(const Context&, const IndexRecord&,
                        const VulnerabilityView& candidate) const {
    return candidate.by_range();
  }
};

// What a MatchEngine is made with: matchers of distinct names, in any order.
using MatcherSet = std::vector<std::shared_ptr<const Matcher>>;

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_MATCHER_H_
