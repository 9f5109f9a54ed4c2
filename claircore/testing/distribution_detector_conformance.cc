#include "claircore/testing/distribution_detector_conformance.h"

#include <algorithm>
#include <utility>

#include "claircore/testing/scanner_checks.h"
#include "claircore/testing/sinks.h"

namespace claircore::inline v0::testing {
namespace {

using namespace claircore::testing_internal;  // NOLINT: this suite is made of them

class DetectorSubject : public Subject {
 public:
  explicit DetectorSubject(std::shared_ptr<const DistributionDetector> detector)
      : detector_(std::move(detector)) {}
  const LayerScanner& scanner() const override { return *detector_; }
  Outcome Run(const Context& context, LayerView& view) const override {
    FakeDistributionSink sink;
    Outcome outcome;
    outcome.status = detector_->Detect(context, view, sink);
    outcome.problems = std::move(sink.problems);
    for (const Distribution& d : sink.distributions) {
      outcome.names.push_back(d.did + " " + d.version_id);
      std::string all;
      for (const std::string* field : {&d.id, &d.did, &d.name, &d.version, &d.version_code_name,
                                       &d.version_id, &d.arch, &d.cpe, &d.pretty_name}) {
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
  std::shared_ptr<const DistributionDetector> detector_;
};

std::unique_ptr<Subject> MakeSubject(const DistributionDetectorCase& c) {
  return std::make_unique<DetectorSubject>(c.make());
}

}  // namespace

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(DistributionDetectorConformance);
CLAIRCORE_SCANNER_SUITE_(DistributionDetectorConformance)

TEST_P(DistributionDetectorConformance, DistributionsAreComplete) {
  const auto detector = GetParam().make();
  FakeDistributionSink sink;
  ASSERT_TRUE(detector->Detect(Context::Background(), *GetParam().layer.For(*detector), sink).ok());
  for (const Distribution& d : sink.distributions) {
    EXPECT_TRUE(d.id.empty()) << "ids are the engine's";
    EXPECT_FALSE(d.did.empty()) << d.pretty_name;
  }
}

}  // namespace claircore::inline v0::testing
