#include "claircore/testing/scanner_checks.h"

#include <chrono>
#include <optional>
#include <stop_token>
#include <thread>

#include "claircore/base/path.h"
#include "claircore/clock.h"
#include "claircore/testing/hostile.h"
#include "claircore/testing/patterns.h"
#include "gtest/gtest.h"

namespace claircore::testing_internal {

using testing::FakeLayer;
using testing::ReportedProblem;
using testing::WantList;

namespace {

void CheckProblems(const std::vector<ReportedProblem>& problems) {
  for (const ReportedProblem& problem : problems) {
    EXPECT_FALSE(problem.why.ok()) << "a problem needs a reason: " << problem.path;
    EXPECT_FALSE(problem.why.message().empty()) << problem.path;
    EXPECT_EQ(problem.why.message().find('\n'), problem.why.message().npos) << problem.why;
    EXPECT_TRUE(problem.path.empty() || IsCleanPath(problem.path)) << problem.path;
  }
}

// `layer` with every file that the scanner sees unreadable.
FakeLayer Unreadable(const LayerScanner& scanner, const FakeLayer& layer) {
  FakeLayer broken = layer;
  layer.For(scanner)->ForEach([&](const FileEntry& file) {
    broken.Broken(file.path, absl::DataLossError("the suite broke this file"));
    return true;
  });
  return broken;
}

// Lets a deadline pass at a given look at the clock.
class CountdownClock : public Clock {
 public:
  explicit CountdownClock(int looks) : left_(looks) {}
  std::chrono::system_clock::time_point Now() const override { return {}; }
  std::chrono::steady_clock::time_point Steady() const override {
    return std::chrono::steady_clock::time_point(std::chrono::hours(left_-- > 0 ? 1 : 3));
  }
  bool passed() const { return left_ < 0; }

 private:
  mutable int left_;
};

bool SeesAnything(const LayerScanner& scanner, const FakeLayer& layer) {
  bool any = false;
  layer.For(scanner)->ForEach([&](const FileEntry&) {
    any = true;
    return false;
  });
  return any;
}

}  // namespace

bool IsCleanPath(std::string_view path) { return !path.empty() && base::CleanPath(path) == path; }

void CheckIdentity(const LayerScanner& one, const LayerScanner& other, bool builtin) {
  const ScannerId id = one.id();
  EXPECT_FALSE(id.name.empty());
  EXPECT_FALSE(id.version.empty());
  EXPECT_EQ(id, one.id()) << "the identity changes from call to call";
  EXPECT_EQ(id, other.id()) << "the identity changes from instance to instance";
  EXPECT_EQ(id.name.starts_with("claircore."), builtin)
      << id.name << ": names that begin with \"claircore.\" are those of built-in scanners";
}

void CheckWants(const LayerScanner& scanner) {
  WantList first, second;
  scanner.Want(first);
  scanner.Want(second);
  EXPECT_FALSE(first.patterns().empty()) << "a scanner that wants nothing sees nothing";
  ASSERT_EQ(first.patterns().size(), second.patterns().size());
  for (size_t i = 0; i < first.patterns().size(); ++i) {
    const WantList::Pattern& p = first.patterns()[i];
    EXPECT_EQ(p.kind, second.patterns()[i].kind);
    EXPECT_EQ(p.text, second.patterns()[i].text);
    EXPECT_EQ(p.keep, second.patterns()[i].keep);
    if (p.kind == WantList::Kind::kSniff) {
      EXPECT_TRUE(p.accept != nullptr);
      EXPECT_GT(p.head_bytes, 0u);
      continue;
    }
    EXPECT_FALSE(p.text.empty());
    EXPECT_FALSE(p.text.starts_with('/') && p.kind != WantList::Kind::kSuffix)
        << p.text << " can never match: paths do not begin with '/'";
    if (p.kind == WantList::Kind::kPath) {
      EXPECT_TRUE(IsCleanPath(p.text)) << p.text;
    }
    if (p.kind == WantList::Kind::kBasename) {
      EXPECT_EQ(p.text.find('/'), p.text.npos) << p.text;
    }
  }
}

void CheckFindings(const Subject& subject, const FakeLayer& layer,
                   const std::vector<std::string>& want) {
  ASSERT_TRUE(SeesAnything(subject.scanner(), layer)) << "the case's layer has none of its files";
  const Outcome outcome = subject.Run(layer);
  ASSERT_TRUE(outcome.status.ok()) << outcome.status;
  EXPECT_EQ(outcome.names, want);
  CheckProblems(outcome.problems);
}

void CheckEmptyLayer(const Subject& subject) {
  const Outcome outcome = subject.Run(FakeLayer().Dir("etc").File("etc/unrelated.txt", "x"));
  EXPECT_TRUE(outcome.status.ok()) << outcome.status;
  EXPECT_TRUE(outcome.names.empty());
  for (const ReportedProblem& problem : outcome.problems) {
    ADD_FAILURE() << "a problem where nothing is wrong: " << problem.path << ": " << problem.why;
  }
}

void CheckDeterminism(const Subject& subject, const FakeLayer& layer) {
  const std::vector<std::string> first = subject.Run(layer).all;
  EXPECT_EQ(first, subject.Run(layer).all);
  EXPECT_EQ(first, subject.Run(FakeLayer(layer).ReadBackwards()).all)
      << "what is found must not depend on the order of the tar";
}

void CheckThreads(const Subject& subject, const FakeLayer& layer) {
  const Outcome alone = subject.Run(layer);
  std::vector<Outcome> outcomes(8);
  std::vector<std::thread> threads;
  for (Outcome& outcome : outcomes) {
    threads.emplace_back([&] {
      for (int i = 0; i < 4; ++i) outcome = subject.Run(layer);
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const Outcome& outcome : outcomes) {
    EXPECT_TRUE(outcome.status.ok()) << outcome.status;
    EXPECT_EQ(outcome.all, alone.all);
  }
}

void CheckHostileFiles(const Subject& subject, const FakeLayer& layer) {
  for (const FakeLayer& hostile : testing::HostileLayers(layer, subject.scanner())) {
    const auto start = std::chrono::steady_clock::now();
    const Outcome outcome = subject.Run(hostile);
    EXPECT_TRUE(outcome.status.ok())
        << "broken input is a problem, not an error: " << outcome.status;
    CheckProblems(outcome.problems);
    // Far beyond what a sanitizer or a busy machine costs; what is quadratic takes minutes.
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
  }
}

void CheckUnreadableFiles(const Subject& subject, const FakeLayer& layer) {
  const std::vector<std::string> found = subject.Run(layer).names;
  for (const FakeLayer& bad :
       {Unreadable(subject.scanner(), layer), FakeLayer(layer).WithMaxContents(0)}) {
    // Files known by their first bytes are not seen at all when those cannot be read.
    if (!SeesAnything(subject.scanner(), bad)) continue;
    const Outcome outcome = subject.Run(bad);
    EXPECT_TRUE(outcome.status.ok())
        << "broken input is a problem, not an error: " << outcome.status;
    CheckProblems(outcome.problems);
    EXPECT_FALSE(outcome.names != found && outcome.problems.empty())
        << "findings are missing, and nothing says why";
  }
}

void CheckEndedContext(const Subject& subject, const FakeLayer& layer) {
  std::stop_source stop;
  stop.request_stop();
  const Outcome cancelled = subject.Run(Context::Background().WithStopToken(stop.get_token()),
                                        *layer.For(subject.scanner()));
  EXPECT_EQ(cancelled.status.code(), absl::StatusCode::kCancelled)
      << "check the context before the first record, and every few thousand: " << cancelled.status;
  const Outcome late = subject.Run(Context::Background().WithDeadline(
                                       std::chrono::steady_clock::now() - std::chrono::seconds(1)),
                                   *layer.For(subject.scanner()));
  EXPECT_EQ(late.status.code(), absl::StatusCode::kDeadlineExceeded) << late.status;

  // And at the first, second, .. time that the scanner asks: it must not overhear it.
  for (int looks = 0; looks < 100; ++looks) {
    const CountdownClock clock(looks);
    const Outcome outcome =
        subject.Run(Context::Background().WithClock(&clock).WithDeadline(
                        std::chrono::steady_clock::time_point(std::chrono::hours(2))),
                    *layer.For(subject.scanner()));
    if (!clock.passed()) break;
    EXPECT_EQ(outcome.status.code(), absl::StatusCode::kDeadlineExceeded)
        << "the context ended at check number " << looks + 1 << ": " << outcome.status;
  }
}

}  // namespace claircore::testing_internal
