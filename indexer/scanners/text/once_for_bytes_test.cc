#include "indexer/scanners/text/once_for_bytes.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "claircore/context.h"
#include "claircore/testing/fake_layer.h"
#include "claircore/testing/sinks.h"
#include "gtest/gtest.h"

namespace claircore::scanners {
namespace {

using testing::FakeLayer;
using testing::FakePackageSink;

// One package a file, by its contents and the key, and a problem.
class TestScanner final : public PackageScanner {
 public:
  ScannerId id() const override { return {"test", "1"}; }
  void Want(FileWants& wants) const override { wants.Suffix(".x", Keep::kContents); }
  absl::Status Scan(const Context& context, LayerView& layer, PackageSink& sink) const override {
    OnceForBytes once(context, layer, sink);
    absl::Status status;
    layer.ForEach([&](const FileEntry& file) {
      const std::string key = file.path.substr(0, file.path.find('/'));
      status = once.Scan(file, key, [&](PackageSink& to) {
        ++scans;
        Package package;
        package.name = key + std::string(*layer.Contents(file));
        package.package_db = "x:" + file.path + ":inner";
        package.filepath = file.path;
        to.Add(std::move(package));
        to.Report(file.path, absl::DataLossError("odd"));
        return absl::OkStatus();
      });
      return status.ok();
    });
    return status;
  }
  mutable int scans = 0;
};

TEST(OnceForBytes, SaysTheSameOfEachName) {
  const TestScanner scanner;
  const FakeLayer layer = FakeLayer()
                              .File("a/1.x", "one")
                              .HardLink("a/2.x", "a/1.x")
                              .HardLink("x", "a/1.x")  // nobody wants this name
                              .HardLink("b/1.x", "a/1.x")
                              .File("b/2.x", "one");
  FakePackageSink found;
  ASSERT_TRUE(scanner.Scan(Context::Background(), *layer.For(scanner), found).ok());
  EXPECT_EQ(scanner.scans, 3);
  std::vector<std::string> packages;
  for (const Package& package : found.packages) {
    packages.push_back(package.name + " " + package.filepath + " " + package.package_db);
  }
  EXPECT_EQ(packages,
            (std::vector<std::string>{"aone a/1.x x:a/1.x:inner", "aone a/2.x x:a/2.x:inner",
                                      "bone b/1.x x:b/1.x:inner", "bone b/2.x x:b/2.x:inner"}));
  ASSERT_EQ(found.problems.size(), 4u);
  EXPECT_EQ(found.problems[1].path, "a/2.x");
}

TEST(OnceForBytes, EndsWithTheContext) {
  const TestScanner scanner;
  const FakeLayer layer = FakeLayer().File("a/1.x", "one").HardLink("a/2.x", "a/1.x");
  FakePackageSink found;
  const Context ended = Context::Background().WithTimeout(std::chrono::nanoseconds(0));
  EXPECT_EQ(scanner.Scan(ended, *layer.For(scanner), found).code(),
            absl::StatusCode::kDeadlineExceeded);
}

}  // namespace
}  // namespace claircore::scanners
