#ifndef CLAIRCORE_INDEXER_SCANNERS_JAVA_JVM_RELEASE_H_
#define CLAIRCORE_INDEXER_SCANNERS_JAVA_JVM_RELEASE_H_

#include <string>
#include <string_view>

namespace claircore::scanners {

// What the `release` file of a Java runtime says; an empty version: it is some other file.
struct JvmRelease {
  // By the implementor, as Syft has it: "zulu" (Azul), "jdk" or "jre" (Oracle, Sun), "openjdk" for
  // all others.
  std::string_view name;
  // The longest form there is: JAVA_RUNTIME_VERSION "17.0.15+6", else FULL_VERSION
  // "1.8.0_422-b05", else JAVA_VERSION "17.0.15".
  std::string version;
};

// Lines KEY="value". `path` helps where the file has no implementor, as that of Java 8 has not.
JvmRelease ParseJvmRelease(std::string_view text, std::string_view path);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_JAVA_JVM_RELEASE_H_
