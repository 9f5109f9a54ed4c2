#include "claircore/testing/repository_scanner_conformance.h"

#include <algorithm>
#include <utility>

#include "claircore/testing/scanner_checks.h"
#include "claircore/testing/sinks.h"

namespace claircore::inline v0::testing {
namespace {

using namespace claircore::testing_internal;  // NOLINT: this suite is made of them

class RepositorySubject : public Subject {
 public:
  explicit RepositorySubject(std::shared_ptr<const RepositoryScanner> scanner)
      : scanner_(std::move(scanner)) {}
  const LayerScanner& scanner() const override { return *scanner_; }
  Outcome Run(const Context& context, LayerView& view) const override {
    FakeRepositorySink sink;
    Outcome outcome;
    outcome.status = scanner_->Scan(context, view, sink);
    outcome.problems = std::move(sink.problems);
    for (const Repository& r : sink.repositories) {
      outcome.names.push_back(r.name);
      std::string all;
      for (const std::string* field : {&r.id, &r.name, &r.key, &r.uri, &r.cpe}) {
        all += *field + '\x1f';
      }
      outcome.all.push_back(std::move(all));
    }
    for (const ReportedProblem& problem : outcome.problems) {
      outcome.all.push_back("problem " + problem.path + " " + problem.why.ToString());
    }
    std::sort(outcome.names.begin(), outcome.names.end());
    std::sort(outcome.all.begin(), outcome.all.end());
    return outcome;
  }
  using Subject::Run;

 private:
  std::shared_ptr<const RepositoryScanner> scanner_;
};

std::unique_ptr<Subject> MakeSubject(const RepositoryScannerCase& c) {
  return std::make_unique<RepositorySubject>(c.make());
}

}  // namespace

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(RepositoryScannerConformance);
CLAIRCORE_SCANNER_SUITE_(RepositoryScannerConformance)

TEST_P(RepositoryScannerConformance, RepositoriesAreComplete) {
  const auto scanner = GetParam().make();
  FakeRepositorySink sink;
  ASSERT_TRUE(scanner->Scan(Context::Background(), *GetParam().layer.For(*scanner), sink).ok());
  for (const Repository& r : sink.repositories) {
    EXPECT_TRUE(r.id.empty()) << "ids are the engine's";
    EXPECT_FALSE(r.name.empty());
  }
}

}  // namespace claircore::inline v0::testing
