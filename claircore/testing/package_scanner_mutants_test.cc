// Wrong package scanners, each of which the suite refuses.
#include <memory>
#include <string>
#include <utility>

#include "claircore/testing/mutants.h"
#include "claircore/testing/package_scanner_conformance.h"
#include "claircore/testing/scanner_mutants.h"
#include "gtest/gtest.h"

namespace claircore {
namespace {

using testing::CaseName;
using testing::FakeLayer;
using testing::PackageScannerCase;
using testing::PackageScannerConformance;
using testing_internal::Flaw;
using testing_internal::LinesBase;

enum class Of { kNothing, kNoType, kNoPath, kOtherPath, kNoDatabase, kNestedSource, kOwnsAhead };

class Scanner final : public PackageScanner, private LinesBase {
 public:
  Scanner(Flaw flaw, Of of) : LinesBase(flaw), of_(of) {}
  ScannerId id() const override { return Id(); }
  void Want(FileWants& wants) const override { Wants(wants); }
  absl::Status Scan(const Context& context, LayerView& layer, PackageSink& sink) const override {
    return ForLines(context, layer, sink, [&](std::string_view line, const FileEntry& file) {
      const size_t space = line.find(' ');
      Package p;
      p.name = line.substr(0, space);
      p.version = line.substr(space + 1);
      if (flaw_ == Flaw::kIncomplete) p.name.clear();
      if (flaw_ == Flaw::kSetsId) p.id = "1";
      if (of_ != Of::kNoType) p.type = "generic";
      if (of_ != Of::kNoDatabase) p.package_db = file.path;
      if (of_ != Of::kNoPath) p.filepath = of_ == Of::kOtherPath ? "usr/bin/x" : file.path;
      if (of_ == Of::kNestedSource) {
        Package inner, source;
        inner.name = source.name = p.name;
        source.source = std::make_shared<const Package>(inner);
        p.source = std::make_shared<const Package>(source);
      }
      const auto index = sink.Add(p);
      sink.Own(of_ == Of::kOwnsAhead ? index + 1000 : index, "usr/bin/" + p.name);
    });
  }

 private:
  const Of of_;
};

PackageScannerCase Case(std::string name, Flaw flaw, Of of = Of::kNothing) {
  return {.name = std::move(name),
          .make = [flaw, of] { return std::make_shared<Scanner>(flaw, of); },
          .layer = FakeLayer().File("etc/lines", "b 2\na 1\n").File("etc/lines.d", "c 3\n"),
          .want = {"a 1", "b 2", "c 3"}};
}

INSTANTIATE_TEST_SUITE_P(
    Mutants, PackageScannerConformance,
    ::testing::Values(
        Case("Right", Flaw::kNone), Case("BadReservedName", Flaw::kReservedName),
        Case("BadUnstableIdentity", Flaw::kUnstableIdentity),
        Case("BadAbsoluteWant", Flaw::kAbsoluteWant),
        Case("BadChangingWants", Flaw::kChangingWants), Case("BadDeaf", Flaw::kDeaf),
        Case("BadHalfDeaf", Flaw::kHalfDeaf), Case("BadFailsOnGarbage", Flaw::kFailsOnGarbage),
        Case("BadSilentOnUnreadable", Flaw::kSilentOnUnreadable),
        Case("BadInvents", Flaw::kInvents), Case("BadForgets", Flaw::kForgets),
        Case("BadByTarOrder", Flaw::kByTarOrder), Case("BadNoName", Flaw::kIncomplete),
        Case("BadSetsId", Flaw::kSetsId), Case("BadManyLines", Flaw::kManyLines),
        Case("BadNoType", Flaw::kNone, Of::kNoType), Case("BadNoPath", Flaw::kNone, Of::kNoPath),
        Case("BadOtherPath", Flaw::kNone, Of::kOtherPath),
        Case("BadNoDatabase", Flaw::kNone, Of::kNoDatabase),
        Case("BadNestedSource", Flaw::kNone, Of::kNestedSource),
        Case("BadOwnsAhead", Flaw::kNone, Of::kOwnsAhead)),
    CaseName());

}  // namespace
}  // namespace claircore

int main(int argc, char** argv) { return claircore::testing_internal::RunMutants(argc, argv); }
