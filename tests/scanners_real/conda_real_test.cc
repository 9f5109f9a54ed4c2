#include <cstddef>
#include <iostream>
#include <string>
#include <string_view>

#include "gtest/gtest.h"
#include "indexer/scanners/conda/conda_scanner.h"
#include "tests/scanners_real/real_data.h"

namespace claircore::scanners_real {
namespace {

bool IsSample(const std::string& path) {
  return path.find("conda") != std::string::npos && path.find("/testdata/") != std::string::npos &&
         path.ends_with(".json");
}

// conda names a record NAME-VERSION-BUILD.json: the name of the file is the judge of its contents.
TEST(CondaReal, RecordsSayWhatTheirFilesAreCalled) {
  CLAIRCORE_NEED_SHARED_DATA(shared);
  const Pack pack = ReadPack(shared, "packs/fixtures/lang-samples.tar.zst");
  size_t judged = 0;
  for (const auto& [path, text] : pack.files) {
    if (!IsSample(path)) continue;
    SCOPED_TRACE(path);
    const std::string file = path.substr(path.rfind('/') + 1);
    const auto found = Scan(*scanners::NewCondaScanner(),
                            testing::FakeLayer().File("opt/conda/conda-meta/" + file, text));
    const size_t build = file.rfind('-');
    // Made to be broken, by their names or by what they hold.
    if (file.starts_with("invalid") || path.find("bad-json") != std::string::npos) {
      EXPECT_EQ(found.problems.size(), 1u);
      EXPECT_TRUE(found.packages.empty());
      continue;
    }
    ASSERT_NE(build, std::string::npos);
    ASSERT_EQ(found.packages.size(), 1u);
    EXPECT_EQ(found.packages[0].name + "-" + found.packages[0].version, file.substr(0, build));
    ++judged;
  }
  std::cout << judged << " records\n";
  EXPECT_EQ(judged, 9u);
}

}  // namespace
}  // namespace claircore::scanners_real
