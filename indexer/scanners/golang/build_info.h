#ifndef CLAIRCORE_INDEXER_SCANNERS_GOLANG_BUILD_INFO_H_
#define CLAIRCORE_INDEXER_SCANNERS_GOLANG_BUILD_INFO_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace claircore::scanners {

struct GoModule {
  std::string path;
  std::string version;
};

// What the Go linker says of a program: the text that `go version -m` prints
// (https://pkg.go.dev/runtime/debug#BuildInfo).
struct GoBuildInfo {
  std::string path;  // of the main package
  GoModule main;     // all empty if the program was built outside of any module
  // The modules that were linked in; where one was replaced, its replacement. A folder that
  // replaces a module is no module: then the module's own path stands, with version "(devel)".
  std::vector<GoModule> dependencies;
  std::vector<std::pair<std::string, std::string>> settings;  // "vcs.revision", "-ldflags", ...
};

// Ignores lines that it does not know and what is not plain text. Linear; at most 100,000 modules
// and 1,000 settings.
GoBuildInfo ParseGoBuildInfo(std::string_view text);

// "go1.21.3 X:boringcrypto" is "1.21.3". What is no plain release ("go1.22rc1", "devel
// go1.23-1a2b") keeps its "go", as its order is that of Go releases and not of modules. Empty for
// other text.
std::string GoRelease(std::string_view toolchain);

// The version of the main module. One that was built from a checkout is "(devel)": then the version
// that `-ldflags "-X main.version=v1.2.3"` puts into the main package, or some package of the main
// module, as many projects do; else "(devel)" with what is known of the checkout behind it:
// "(devel) (git, commit 1a2b.., built at 2023-01-02T03:04:05Z, dirty)". That is no version, so that
// whoever matches it has to say so.
std::string GoMainVersion(const GoBuildInfo& info);

// "linux/amd64", as `go tool dist list` has it; "" where the build does not say (before Go 1.18).
std::string GoPlatform(const GoBuildInfo& info);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_GOLANG_BUILD_INFO_H_
