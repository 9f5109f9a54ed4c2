// Wrong repository scanners, each of which the suite refuses.
#include <memory>
#include <string>
#include <utility>

#include "claircore/testing/mutants.h"
#include "claircore/testing/repository_scanner_conformance.h"
#include "claircore/testing/scanner_mutants.h"
#include "gtest/gtest.h"

namespace claircore {
namespace {

using testing::CaseName;
using testing::FakeLayer;
using testing::RepositoryScannerCase;
using testing::RepositoryScannerConformance;
using testing_internal::Flaw;
using testing_internal::LinesBase;

class Scanner final : public RepositoryScanner, private LinesBase {
 public:
  explicit Scanner(Flaw flaw) : LinesBase(flaw) {}
  ScannerId id() const override { return Id(); }
  void Want(FileWants& wants) const override { Wants(wants); }
  absl::Status Scan(const Context& context, LayerView& layer, RepositorySink& sink) const override {
    return ForLines(context, layer, sink, [&](std::string_view line, const FileEntry&) {
      Repository r;
      if (flaw_ != Flaw::kIncomplete) r.name = line;
      if (flaw_ == Flaw::kSetsId) r.id = "1";
      sink.Add(r);
    });
  }
};

RepositoryScannerCase Case(std::string name, Flaw flaw) {
  return {.name = std::move(name),
          .make = [flaw] { return std::make_shared<Scanner>(flaw); },
          .layer = FakeLayer().File("etc/lines", "b 2\na 1\n").File("etc/lines.d", "c 3\n"),
          .want = {"a 1", "b 2", "c 3"}};
}

INSTANTIATE_TEST_SUITE_P(
    Mutants, RepositoryScannerConformance,
    ::testing::Values(Case("Right", Flaw::kNone), Case("BadReservedName", Flaw::kReservedName),
                      Case("BadUnstableIdentity", Flaw::kUnstableIdentity),
                      Case("BadAbsoluteWant", Flaw::kAbsoluteWant),
                      Case("BadChangingWants", Flaw::kChangingWants), Case("BadDeaf", Flaw::kDeaf),
                      Case("BadHalfDeaf", Flaw::kHalfDeaf),
                      Case("BadFailsOnGarbage", Flaw::kFailsOnGarbage),
                      Case("BadSilentOnUnreadable", Flaw::kSilentOnUnreadable),
                      Case("BadInvents", Flaw::kInvents), Case("BadForgets", Flaw::kForgets),
                      Case("BadByTarOrder", Flaw::kByTarOrder),
                      Case("BadNoName", Flaw::kIncomplete), Case("BadSetsId", Flaw::kSetsId),
                      Case("BadManyLines", Flaw::kManyLines)),
    CaseName());

}  // namespace
}  // namespace claircore

int main(int argc, char** argv) { return claircore::testing_internal::RunMutants(argc, argv); }
