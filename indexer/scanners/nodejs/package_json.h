#ifndef CLAIRCORE_INDEXER_SCANNERS_NODEJS_PACKAGE_JSON_H_
#define CLAIRCORE_INDEXER_SCANNERS_NODEJS_PACKAGE_JSON_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace claircore::scanners {

// What a package.json says of its package
// (https://docs.npmjs.com/cli/configuring-npm/package-json). Empty where it says nothing, or
// something that is no string.
struct NodePackage {
  std::string name;
  std::string version;
  bool program = false;     // "bin" names a command
  bool is_private = false;  // never to be published
};

// Reads package.json files; keeps its memory from one to the next. One thread.
class PackageJsonReader {
 public:
  PackageJsonReader();
  ~PackageJsonReader();
  // DATA_LOSS for what is no JSON object; RESOURCE_EXHAUSTED for more than 8 MiB, which no
  // package.json is.
  absl::StatusOr<NodePackage> Read(std::string_view text);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Whether `path` is the package.json of an installed package: one that npm, yarn or pnpm would
// list. That is node_modules/NAME/ or node_modules/@SCOPE/NAME/, where each outer node_modules in
// the path again holds a package or a hidden store (.pnpm/x@1/). What lies elsewhere inside of a
// package - its test data, its dist/ folder - is part of that package. The folders of Debian's
// modules count as an outermost node_modules: usr/share/nodejs/, usr/lib/nodejs/ and
// usr/lib/TRIPLET/nodejs/ (https://wiki.debian.org/Javascript/Nodejs/Manual).
bool IsInstalledPackageJson(std::string_view path);

// Whether `path` may be the package.json of a program that lies where no package manager put it,
// as /opt/yarn-v1.22.22 or what corepack downloads: outside of any node_modules and of Debian's
// folders.
bool MayBeProgramPackageJson(std::string_view path);
// Whether what was read there is one: published, and a command or in a folder that is called as an
// unpacked release is: "NAME-1.2", "NAME-v1.2", "NAME@1.2" or "NAME/1.2". All else is somebody's
// own application, whose name says nothing to a registry.
bool IsProgram(const NodePackage& package, std::string_view path);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_NODEJS_PACKAGE_JSON_H_
