#ifndef CLAIRCORE_TESTS_SCANNERS_REAL_REAL_DATA_H_
#define CLAIRCORE_TESTS_SCANNERS_REAL_REAL_DATA_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "claircore/distribution_detector.h"
#include "claircore/package_scanner.h"
#include "claircore/testing/fake_layer.h"
#include "claircore/testing/sinks.h"

namespace claircore::scanners_real {

// Regular files of a pack, by path, and links with their targets.
struct Pack {
  std::map<std::string, std::string> files;
  std::map<std::string, std::string> links;
};

// The folder of real data: $CLAIRCORE_SHARED_DATA, or `shared/data` beside a parent of `anchor`
// (a file of this source tree). Absent on machines that have none.
std::optional<std::string> FindSharedData(const std::string& anchor);

// Reads a .tar.zst below the shared data; ends the program when it cannot, as a half-read pack
// would make tests pass that did not test.
Pack ReadPack(const std::string& shared, const std::string& path);

// What is below `root`/ of the pack, as a layer.
testing::FakeLayer LayerOf(const Pack& pack, std::string_view root);
// The first parts of all paths that end in `suffix`: the roots of the skeletons in a pack.
std::vector<std::string> RootsWith(const Pack& pack, std::string_view suffix);

testing::FakePackageSink Scan(const PackageScanner& scanner, const testing::FakeLayer& layer);
// "name\tversion\tarch\tsource\tsource version" of every package, sorted.
std::vector<std::string> Rows(const testing::FakePackageSink& sink);

// Equal, or one goes on where the other ends: "3.3.2" and "3.3.2p1", "7.2" and "7.2.22".
bool VersionsAgree(const std::string& ours, const std::string& theirs);

// Runs a command, gives its standard output; its exit code in `code`.
std::string RunCommand(const std::string& command, int& code);
std::vector<std::string> SplitLines(std::string_view text);
std::vector<std::string> SplitTabs(std::string_view line);
void WriteFile(const std::string& path, std::string_view contents);

}  // namespace claircore::scanners_real

// In a test: `shared` is where the data are; a machine without them skips it and says so.
#define CLAIRCORE_NEED_SHARED_DATA(shared)                                                     \
  const auto found_shared = ::claircore::scanners_real::FindSharedData(__FILE__);              \
  if (!found_shared) GTEST_SKIP() << "no real data here: set CLAIRCORE_SHARED_DATA to use it"; \
  const std::string& shared = *found_shared

#endif  // CLAIRCORE_TESTS_SCANNERS_REAL_REAL_DATA_H_
