#include "claircore/testing/package_scanner_conformance.h"

#include <algorithm>
#include <utility>

#include "claircore/testing/scanner_checks.h"
#include "claircore/testing/sinks.h"

namespace claircore::inline v0::testing {
namespace {

using namespace claircore::testing_internal;  // NOLINT: this suite is made of them

std::string Describe(const Package& p) {
  std::string text;
  for (const std::string* field : {&p.name, &p.version, &p.type, &p.arch, &p.module, &p.cpe,
                                   &p.package_db, &p.filepath, &p.repository_hint}) {
    text += *field + '\x1f';
  }
  text += PackageKindName(p.kind);
  if (p.normalized_version.has_value()) {
    text += ' ' + p.normalized_version->kind;
    for (int32_t v : p.normalized_version->v) text += '.' + std::to_string(v);
  }
  if (p.source != nullptr) text += "\x1esource " + Describe(*p.source);
  return text;
}

class PackageSubject : public Subject {
 public:
  explicit PackageSubject(std::shared_ptr<const PackageScanner> scanner)
      : scanner_(std::move(scanner)) {}
  const LayerScanner& scanner() const override { return *scanner_; }
  Outcome Run(const Context& context, LayerView& view) const override {
    FakePackageSink sink;
    Outcome outcome;
    outcome.status = scanner_->Scan(context, view, sink);
    outcome.names = sink.Names();
    outcome.problems = std::move(sink.problems);
    for (const Package& p : sink.packages) outcome.all.push_back(Describe(p));
    for (const std::string& path : sink.databases) outcome.all.push_back("database " + path);
    for (const FakePackageSink::Owned& own : sink.owned) {
      // An unknown owner would be an index beyond the engine's own table.
      const bool known = own.owner < sink.packages.size();
      EXPECT_TRUE(known) << "Own() of package number " << own.owner << ": " << own.path;
      outcome.all.push_back("owned " + own.path +
                            (known ? " by " + Describe(sink.packages[own.owner]) : ""));
    }
    for (const ReportedProblem& problem : outcome.problems) {
      outcome.all.push_back("problem " + problem.path + " " + problem.why.ToString());
    }
    std::sort(outcome.all.begin(), outcome.all.end());
    return outcome;
  }
  using Subject::Run;

 private:
  std::shared_ptr<const PackageScanner> scanner_;
};

std::unique_ptr<Subject> MakeSubject(const PackageScannerCase& c) {
  return std::make_unique<PackageSubject>(c.make());
}

}  // namespace

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(PackageScannerConformance);
CLAIRCORE_SCANNER_SUITE_(PackageScannerConformance)

TEST_P(PackageScannerConformance, PackagesAreComplete) {
  const auto scanner = GetParam().make();
  const FakeLayer& layer = GetParam().layer;
  FakePackageSink sink;
  ASSERT_TRUE(scanner->Scan(Context::Background(), *layer.For(*scanner), sink).ok());
  for (const Package& p : sink.packages) {
    EXPECT_FALSE(p.name.empty());
    EXPECT_TRUE(p.id.empty()) << p.name << ": ids are the engine's";
    EXPECT_FALSE(p.type.empty()) << p.name
                                 << ": matchers go by the type; without one the package "
                                    "can never be matched";
    EXPECT_FALSE(p.package_db.empty()) << p.name;
    EXPECT_TRUE(IsCleanPath(p.filepath)) << p.name << ": '" << p.filepath << "'";
    // Path truth is decided on it, so it must be a path of this very layer.
    EXPECT_TRUE(layer.nodes().contains(p.filepath)) << p.name << ": no such path " << p.filepath;
    if (p.source != nullptr) {
      EXPECT_EQ(p.source->source, nullptr) << p.name << ": a source has no source";
      EXPECT_FALSE(p.source->name.empty()) << p.name;
    }
  }
  for (const std::string& path : sink.databases) EXPECT_TRUE(IsCleanPath(path)) << path;
}

}  // namespace claircore::inline v0::testing
