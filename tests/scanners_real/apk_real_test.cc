#include <algorithm>
#include <cstddef>
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "indexer/scanners/apk/apk_scanner.h"
#include "tests/scanners_real/real_data.h"

namespace claircore::scanners_real {
namespace {

// The database read as plainly as awk would: what the format itself says.
struct Plain {
  std::vector<std::string> rows;  // as Rows()
  size_t files = 0;
};

Plain ReadPlainly(const std::string& text) {
  Plain plain;
  std::map<char, std::string> fields;
  size_t files = 0;
  const auto end_record = [&] {
    if (!fields['P'].empty() && !fields['V'].empty()) {
      const std::string& origin = fields['o'].empty() ? fields['P'] : fields['o'];
      plain.rows.push_back(fields['P'] + "\t" + fields['V'] + "\t" + fields['A'] + "\t" + origin +
                           "\t" + fields['V']);
      plain.files += files;
    }
    fields.clear();
    files = 0;
  };
  for (const std::string& line : SplitLines(text)) {
    if (line.empty()) end_record();
    if (line.size() < 2 || line[1] != ':') continue;
    fields[line[0]] = line.substr(2);
    files += line[0] == 'R';
  }
  end_record();
  std::sort(plain.rows.begin(), plain.rows.end());
  return plain;
}

void CheckDatabase(const std::string& name, const std::string& text, size_t& packages) {
  SCOPED_TRACE(name);
  const auto scanner = scanners::NewApkScanner();
  const auto found = Scan(*scanner, testing::FakeLayer().File("lib/apk/db/installed", text));
  const Plain plain = ReadPlainly(text);
  EXPECT_EQ(Rows(found), plain.rows);
  EXPECT_EQ(found.owned.size(), plain.files);
  packages += found.packages.size();
}

TEST(ApkReal, EveryMinirootfsGivesItsDatabase) {
  CLAIRCORE_NEED_SHARED_DATA(shared);
  const Pack pack = ReadPack(shared, "packs/fixtures/alpine-skeletons.tar.zst");
  const std::vector<std::string> roots = RootsWith(pack, "lib/apk/db/installed");
  size_t packages = 0;
  for (const std::string& root : roots) {
    CheckDatabase(root, pack.files.at(root + "/lib/apk/db/installed"), packages);
    // The whole root as a layer gives the same: nothing else in it is taken for a database.
    const auto found = Scan(*scanners::NewApkScanner(), LayerOf(pack, root));
    EXPECT_EQ(Rows(found), ReadPlainly(pack.files.at(root + "/lib/apk/db/installed")).rows);
    EXPECT_TRUE(found.problems.empty());
    EXPECT_EQ(found.databases.size(), 1u);
  }
  EXPECT_EQ(roots.size(), 112u);
  EXPECT_EQ(packages, 1571u);
}

TEST(ApkReal, SamplesOfOtherScanners) {
  CLAIRCORE_NEED_SHARED_DATA(shared);
  const Pack pack = ReadPack(shared, "packs/fixtures/lang-samples.tar.zst");
  size_t databases = 0;
  size_t packages = 0;
  for (const auto& [path, text] : pack.files) {
    const bool sample =
        path.ends_with("/apk/db/installed") || path.find("/os/apk/testdata/") != std::string::npos;
    if (!sample) continue;
    ++databases;
    CheckDatabase(path, text, packages);
  }
  std::cout << databases << " databases, " << packages << " packages\n";
  EXPECT_GT(databases, 8u);
  EXPECT_GT(packages, 30u);
}

// An index has the records of the database under the same letters: thousands of real ones.
TEST(ApkReal, EveryRecordOfAlpinesIndexes) {
  CLAIRCORE_NEED_SHARED_DATA(shared);
  const Pack pack = ReadPack(shared, "packs/fixtures/apkindex.tar.zst");
  size_t indexes = 0;
  size_t packages = 0;
  for (const auto& [path, bytes] : pack.files) {
    if (!path.ends_with("/APKINDEX.tar.gz")) continue;
    const std::string archive = ::testing::TempDir() + "/APKINDEX.tar.gz";
    WriteFile(archive, bytes);
    int code = 0;
    const std::string unpack = "tar -xzOf '" + archive + "' APKINDEX 2>/dev/null";
    const std::string text = RunCommand(unpack, code);
    if (code != 0) {
      std::cout << "unjudged, as tar finds no index in it: " << path << "\n";
      continue;
    }
    const size_t before = packages;
    CheckDatabase(path, text, packages);
    EXPECT_EQ(std::to_string(packages - before) + "\n",
              RunCommand(unpack + " | grep -c '^P:'", code));
    ++indexes;
  }
  std::cout << indexes << " indexes, " << packages << " packages\n";
  EXPECT_EQ(indexes, 9u);
  EXPECT_GT(packages, 9000u);
}

TEST(ApkReal, BothPlacesAndALinkBetweenThem) {
  CLAIRCORE_NEED_SHARED_DATA(shared);
  const Pack pack = ReadPack(shared, "packs/fixtures/apkindex.tar.zst");
  const std::string& text = pack.files.at("pkg/apk/apk/testdata/root/usr/lib/apk/db/installed");
  const auto scanner = scanners::NewApkScanner();
  const Plain plain = ReadPlainly(text);
  EXPECT_EQ(plain.rows.size(), 14u);
  using testing::FakeLayer;
  const FakeLayer layers[] = {
      FakeLayer().File("usr/lib/apk/db/installed", text),
      FakeLayer().File("usr/lib/apk/db/installed", text).Symlink("lib", "usr/lib"),
      FakeLayer().File("usr/lib/apk/db/installed", text).Symlink("lib/apk", "../usr/lib/apk"),
      FakeLayer()
          .File("lib/apk/db/installed", text)
          .Symlink("usr/lib/apk/db/installed", "/lib/apk/db/installed"),
  };
  for (const FakeLayer& layer : layers) {
    const auto found = Scan(*scanner, layer);
    EXPECT_EQ(Rows(found), plain.rows);
    EXPECT_EQ(found.owned.size(), plain.files);
    EXPECT_EQ(found.databases.size(), 1u);
  }
}

}  // namespace
}  // namespace claircore::scanners_real
