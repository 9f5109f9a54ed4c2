// Wrong distribution detectors, each of which the suite refuses.
#include <memory>
#include <string>
#include <utility>

#include "claircore/testing/distribution_detector_conformance.h"
#include "claircore/testing/mutants.h"
#include "claircore/testing/scanner_mutants.h"
#include "gtest/gtest.h"

namespace claircore {
namespace {

using testing::CaseName;
using testing::DistributionDetectorCase;
using testing::DistributionDetectorConformance;
using testing::FakeLayer;
using testing_internal::Flaw;
using testing_internal::LinesBase;

class Detector final : public DistributionDetector, private LinesBase {
 public:
  explicit Detector(Flaw flaw) : LinesBase(flaw) {}
  ScannerId id() const override { return Id(); }
  void Want(FileWants& wants) const override { Wants(wants); }
  absl::Status Detect(const Context& context, LayerView& layer,
                      DistributionSink& sink) const override {
    return ForLines(context, layer, sink, [&](std::string_view line, const FileEntry&) {
      Distribution d;
      if (flaw_ != Flaw::kIncomplete) d.did = line.substr(0, line.find(' '));
      d.version_id = line.substr(line.find(' ') + 1);
      if (flaw_ == Flaw::kSetsId) d.id = "1";
      sink.Add(d);
    });
  }
};

DistributionDetectorCase Case(std::string name, Flaw flaw) {
  return {.name = std::move(name),
          .make = [flaw] { return std::make_shared<Detector>(flaw); },
          .layer = FakeLayer().File("etc/lines", "b 2\na 1\n").File("etc/lines.d", "c 3\n"),
          .want = {"a 1", "b 2", "c 3"}};
}

INSTANTIATE_TEST_SUITE_P(
    Mutants, DistributionDetectorConformance,
    ::testing::Values(Case("Right", Flaw::kNone), Case("BadReservedName", Flaw::kReservedName),
                      Case("BadUnstableIdentity", Flaw::kUnstableIdentity),
                      Case("BadAbsoluteWant", Flaw::kAbsoluteWant),
                      Case("BadChangingWants", Flaw::kChangingWants), Case("BadDeaf", Flaw::kDeaf),
                      Case("BadHalfDeaf", Flaw::kHalfDeaf),
                      Case("BadFailsOnGarbage", Flaw::kFailsOnGarbage),
                      Case("BadSilentOnUnreadable", Flaw::kSilentOnUnreadable),
                      Case("BadInvents", Flaw::kInvents), Case("BadForgets", Flaw::kForgets),
                      Case("BadByTarOrder", Flaw::kByTarOrder), Case("BadNoDid", Flaw::kIncomplete),
                      Case("BadSetsId", Flaw::kSetsId), Case("BadManyLines", Flaw::kManyLines)),
    CaseName());

}  // namespace
}  // namespace claircore

int main(int argc, char** argv) { return claircore::testing_internal::RunMutants(argc, argv); }
