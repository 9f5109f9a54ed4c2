// The checks behind the scanner suites find what they are there to find.
#include "claircore/testing/scanner_checks.h"

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "gtest/gtest-spi.h"
#include "gtest/gtest.h"

namespace claircore::testing_internal {
namespace {

using testing::FakeLayer;

class Scanner : public LayerScanner {
 public:
  explicit Scanner(ScannerId id = {"test", "1"}, std::function<void(FileWants&)> want = nullptr)
      : id_(std::move(id)), want_(std::move(want)) {}
  ScannerId id() const override { return id_; }
  void Want(FileWants& wants) const override {
    want_ ? want_(wants) : wants.Path("f", Keep::kContents);
  }

 private:
  const ScannerId id_;
  const std::function<void(FileWants&)> want_;
};

// A subject that does what the test says.
class Bad : public Subject {
 public:
  using Scan = std::function<Outcome(const Context&, LayerView&)>;
  explicit Bad(Scan scan) : scan_(std::move(scan)) {}
  const LayerScanner& scanner() const override { return scanner_; }
  Outcome Run(const Context& context, LayerView& view) const override {
    return scan_(context, view);
  }

 private:
  const Scanner scanner_;
  const Scan scan_;
};

// gtest-spi takes no locals, so what is checked stands at file scope.
const Scanner kGood, kReserved({"claircore.x", "1"}), kUnnamed({"", "1"});
const Scanner kAbsolute({"t", "1"}, [](FileWants& w) { w.Path("/etc/x", Keep::kEntry); });
const Scanner kNothing({"t", "1"}, [](FileWants&) {});
const FakeLayer kLayer = FakeLayer().File("f", "one\ntwo\n");
const FakeLayer kEmpty;

std::atomic<int> calls = 0;

const Bad kWell([](const Context& context, LayerView&) {
  return Outcome{context.Check(), {}, {}, {}};
});
const Bad kOverhears([](const Context& context, LayerView&) {
  Outcome outcome{context.Check(), {}, {}, {}};
  static_cast<void>(context.Check());  // the second one is lost
  return outcome;
});
const Bad kInvents([](const Context&, LayerView&) {
  return Outcome{absl::OkStatus(), {"ghost 1"}, {"ghost"}, {}};
});
const Bad kChanges([](const Context&, LayerView&) {
  return Outcome{absl::OkStatus(), {}, {std::to_string(++calls)}, {}};
});
const Bad kFails([](const Context&, LayerView& view) {
  const auto text = view.Contents(*view.Find("f"));
  return Outcome{!text.ok() || text->empty() ? absl::DataLossError("bad") : absl::OkStatus()};
});
const Bad kSilent([](const Context&, LayerView& view) {
  Outcome outcome;
  if (view.Contents(*view.Find("f")).ok()) outcome.names = {"one"};
  return outcome;
});
const Bad kMultiline([](const Context&, LayerView&) {
  return Outcome{absl::OkStatus(), {}, {}, {{"f", absl::DataLossError("two\nlines")}}};
});

TEST(ScannerChecksTest, PassWhatIsRight) {
  CheckIdentity(kGood, kGood, false);
  CheckIdentity(kReserved, kReserved, true);
  CheckWants(kGood);
  CheckFindings(kWell, kLayer, {});
  CheckEmptyLayer(kWell);
  CheckDeterminism(kWell, kLayer);
  CheckThreads(kWell, kLayer);
  CheckHostileFiles(kWell, kLayer);
  CheckUnreadableFiles(kWell, kLayer);
  CheckEndedContext(kWell, kLayer);
}

TEST(ScannerChecksTest, FindWhatIsWrong) {
  EXPECT_NONFATAL_FAILURE(CheckIdentity(kReserved, kReserved, false), "built-in");
  EXPECT_NONFATAL_FAILURE(CheckIdentity(kGood, kGood, true), "built-in");
  EXPECT_NONFATAL_FAILURE(CheckIdentity(kUnnamed, kUnnamed, false), "name");
  EXPECT_NONFATAL_FAILURE(CheckIdentity(kGood, Scanner({"test", "2"}), false), "instance");
  EXPECT_NONFATAL_FAILURE(CheckWants(kNothing), "sees nothing");
  EXPECT_FATAL_FAILURE(CheckFindings(kWell, kEmpty, {}), "none of its files");
  EXPECT_NONFATAL_FAILURE(CheckFindings(kWell, kLayer, {"curl 1"}), "curl 1");
  EXPECT_NONFATAL_FAILURE(CheckFindings(kMultiline, kLayer, {}), "two");
  EXPECT_NONFATAL_FAILURE(CheckEmptyLayer(kInvents), "empty");
}

// These fail more than once a check, which gtest-spi's other macros refuse.
int Failures(const std::function<void()>& check) {
  ::testing::TestPartResultArray results;
  {
    ::testing::ScopedFakeTestPartResultReporter reporter(
        ::testing::ScopedFakeTestPartResultReporter::INTERCEPT_ONLY_CURRENT_THREAD, &results);
    check();
  }
  return results.size();
}

TEST(ScannerChecksTest, FindWhatIsWrongAgainAndAgain) {
  EXPECT_GE(Failures([] { CheckWants(kAbsolute); }), 1);
  EXPECT_GE(Failures([] { CheckDeterminism(kChanges, kLayer); }), 1);
  EXPECT_GE(Failures([] { CheckHostileFiles(kFails, kLayer); }), 1);
  EXPECT_GE(Failures([] { CheckUnreadableFiles(kFails, kLayer); }), 2);
  EXPECT_EQ(Failures([] { CheckUnreadableFiles(kSilent, kLayer); }), 2);
  EXPECT_GE(Failures([] { CheckThreads(kChanges, kLayer); }), 1);
  EXPECT_EQ(Failures([] { CheckEndedContext(kInvents, kLayer); }), 2);
  EXPECT_GE(Failures([] { CheckEndedContext(kOverhears, kLayer); }), 1);
}

}  // namespace
}  // namespace claircore::testing_internal
