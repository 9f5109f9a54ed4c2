#ifndef CLAIRCORE_INDEXER_SCANNERS_JAVA_MANIFEST_H_
#define CLAIRCORE_INDEXER_SCANNERS_JAVA_MANIFEST_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace claircore::scanners {

// What somebody asks for of a META-INF/MANIFEST.MF
// (https://docs.oracle.com/en/java/javase/17/docs/specs/jar/jar.html#jar-manifest). Values that a
// build left unexpanded, or unspecified, count as absent; those of sections bounded in number and
// of at most kMaxFieldBytes.
class Manifest {
 public:
  Manifest() = default;
  // Not present() if `text` has no main section: one without a Manifest-Version, or with a Name.
  explicit Manifest(std::string_view text);
  bool present() const { return present_; }

  // Of the main section; "" if it is absent. Of two attributes of one name the first counts.
  std::string_view Get(std::string_view name) const;
  // The Bundle-SymbolicName without its directives.
  std::string_view SymbolicName() const;
  // Whether the main section has an attribute for a version.
  bool HasVersion() const;
  // The Implementation-Version, else that of the bundle, the plugin or the specification, without
  // what a build wrote after it ("8.4.0 bc02ab90 - somebody"). "" if none is one.
  std::string_view Version() const;

  // A section of a package or a class, of those with an Implementation-Version.
  struct Section {
    std::string name;  // "org/apache/xerces/impl/Version.class"
    std::string version;
    std::string title;
  };
  const std::vector<Section>& sections() const { return sections_; }

  size_t bytes() const;  // of memory, about

  // Where the main section ends, npos if `text` does not hold its end yet.
  static size_t MainSectionEnd(std::string_view text);

 private:
  struct Attribute {
    std::string name;
    std::string value;
  };
  using Attributes = std::vector<Attribute>;
  static Attributes ReadSection(std::string_view& text);
  static std::string_view Find(const Attributes& attributes, std::string_view name);

  bool present_ = false;
  Attributes main_;
  std::vector<Section> sections_;
};

// What a build should have put something else for: "${project.version}", "%Bundle-Name" (a key of
// another file), "1.2.0.qualifier", "@VERSION@", and Gradle's "unspecified".
bool IsPlaceholder(std::string_view value);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_JAVA_MANIFEST_H_
