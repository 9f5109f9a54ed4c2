// The suites pass on well-behaved plug-ins; scanner_checks_test.cc has the others.
#include <algorithm>
#include <memory>
#include <string>
#include <string_view>

#include "claircore/testing/distribution_detector_conformance.h"
#include "claircore/testing/package_scanner_conformance.h"
#include "claircore/testing/repository_scanner_conformance.h"
#include "gtest/gtest.h"

namespace claircore {
namespace {

using claircore::testing::CaseName;
using claircore::testing::DistributionDetectorCase;
using claircore::testing::DistributionDetectorConformance;
using claircore::testing::FakeLayer;
using claircore::testing::PackageScannerCase;
using claircore::testing::PackageScannerConformance;
using claircore::testing::RepositoryScannerCase;
using claircore::testing::RepositoryScannerConformance;

// Calls `line(text)` for each line of the file at `path`, if the layer has it.
template <typename Sink, typename Line>
absl::Status ForLines(const Context& context, LayerView& layer, std::string_view path, Sink& sink,
                      Line line) {
  const FileEntry* file = layer.Find(path);
  if (file == nullptr) return absl::OkStatus();
  const absl::StatusOr<std::string_view> text = layer.Contents(*file);
  if (!text.ok()) {
    sink.Report(path, text.status());
    return absl::OkStatus();
  }
  size_t number = 0;
  for (std::string_view rest = *text; !rest.empty();) {
    if (number++ % 1024 == 0) {
      if (absl::Status s = context.Check(); !s.ok()) return s;
    }
    const std::string_view one = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), one.size() + 1));
    line(one, *file);
  }
  return absl::OkStatus();
}

class LineScanner : public PackageScanner {
 public:
  ScannerId id() const override { return {"test.lines", "1"}; }
  void Want(FileWants& wants) const override { wants.Path("etc/packages", Keep::kContents); }
  absl::Status Scan(const Context& context, LayerView& layer, PackageSink& sink) const override {
    return ForLines(context, layer, "etc/packages", sink,
                    [&](std::string_view line, const FileEntry& file) {
                      Package p;
                      const size_t space = line.find(' ');
                      if (space == line.npos || space == 0) {
                        return sink.Report(file.path, absl::DataLossError("no version"));
                      }
                      p.name = line.substr(0, space);
                      p.version = line.substr(space + 1);
                      p.type = "generic";
                      p.package_db = p.filepath = file.path;
                      sink.Own(sink.Add(p), "usr/bin/" + p.name);
                    });
  }
};

class LineDetector : public DistributionDetector {
 public:
  ScannerId id() const override { return {"test.system", "1"}; }
  void Want(FileWants& wants) const override { wants.Path("etc/system", Keep::kContents); }
  absl::Status Detect(const Context& context, LayerView& layer,
                      DistributionSink& sink) const override {
    return ForLines(context, layer, "etc/system", sink,
                    [&](std::string_view line, const FileEntry&) {
                      Distribution d;
                      d.did = line.substr(0, line.find(' '));
                      d.version_id = line.substr(std::min(line.size(), d.did.size() + 1));
                      if (!d.did.empty()) sink.Add(d);
                    });
  }
};

class LineRepositories : public RepositoryScanner {
 public:
  ScannerId id() const override { return {"test.repositories", "1"}; }
  void Want(FileWants& wants) const override { wants.Path("etc/repositories", Keep::kContents); }
  absl::Status Scan(const Context& context, LayerView& layer, RepositorySink& sink) const override {
    return ForLines(context, layer, "etc/repositories", sink,
                    [&](std::string_view line, const FileEntry&) {
                      if (!line.empty()) sink.Add({.name = std::string(line)});
                    });
  }
};

INSTANTIATE_TEST_SUITE_P(Lines, PackageScannerConformance,
                         ::testing::Values(PackageScannerCase{
                             "Two",
                             [] { return std::make_shared<LineScanner>(); },
                             FakeLayer().File("etc/packages", "b 2\na 1\n"),
                             {"a 1", "b 2"}}),
                         CaseName());
INSTANTIATE_TEST_SUITE_P(Lines, DistributionDetectorConformance,
                         ::testing::Values(DistributionDetectorCase{
                             "One",
                             [] { return std::make_shared<LineDetector>(); },
                             FakeLayer().File("etc/system", "acme 9\n"),
                             {"acme 9"}}),
                         CaseName());
INSTANTIATE_TEST_SUITE_P(Lines, RepositoryScannerConformance,
                         ::testing::Values(RepositoryScannerCase{
                             "One",
                             [] { return std::make_shared<LineRepositories>(); },
                             FakeLayer().File("etc/repositories", "main\n"),
                             {"main"}}),
                         CaseName());

}  // namespace
}  // namespace claircore
