#ifndef CLAIRCORE_TESTING_SCANNER_CHECKS_H_
#define CLAIRCORE_TESTING_SCANNER_CHECKS_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "claircore/context.h"
#include "claircore/layer_scanner.h"
#include "claircore/testing/fake_layer.h"
#include "claircore/testing/sinks.h"

// Private: what the conformance suites of the three kinds of layer scanners have in common.
namespace claircore::testing_internal {

// What one run said, in a form that can be compared and printed.
struct Outcome {
  absl::Status status;
  std::vector<std::string> names;  // what the case's `want` lists, sorted
  std::vector<std::string> all;    // every field of every finding, sorted
  std::vector<testing::ReportedProblem> problems;
};

// A scanner of any kind.
class Subject {
 public:
  virtual ~Subject() = default;
  virtual const LayerScanner& scanner() const = 0;
  virtual Outcome Run(const Context& context, LayerView& view) const = 0;
  Outcome Run(const testing::FakeLayer& layer) const {
    return Run(Context::Background(), *layer.For(scanner()));
  }
};

void CheckIdentity(const LayerScanner& one, const LayerScanner& other, bool builtin);
void CheckWants(const LayerScanner& scanner);
void CheckFindings(const Subject& subject, const testing::FakeLayer& layer,
                   const std::vector<std::string>& want);
void CheckEmptyLayer(const Subject& subject);
void CheckDeterminism(const Subject& subject, const testing::FakeLayer& layer);
void CheckThreads(const Subject& subject, const testing::FakeLayer& layer);
void CheckHostileFiles(const Subject& subject, const testing::FakeLayer& layer);
void CheckUnreadableFiles(const Subject& subject, const testing::FakeLayer& layer);
void CheckEndedContext(const Subject& subject, const testing::FakeLayer& layer);

// "path" is as the API wants paths: cleaned, relative to the root, not the root.
bool IsCleanPath(std::string_view path);

}  // namespace claircore::testing_internal

// Declares every check but those of one kind only. `make` is MakeSubject(const Case&).
#define CLAIRCORE_SCANNER_SUITE_(suite)                                                          \
  TEST_P(suite, HasAStableIdentity) {                                                            \
    CheckIdentity(*GetParam().make(), *GetParam().make(), GetParam().builtin);                   \
  }                                                                                              \
  TEST_P(suite, WantsAreWellFormed) { CheckWants(*GetParam().make()); }                          \
  TEST_P(suite, FindsWhatTheLayerHolds) {                                                        \
    CheckFindings(*MakeSubject(GetParam()), GetParam().layer, GetParam().want);                  \
  }                                                                                              \
  TEST_P(suite, AnEmptyLayerIsNotAnError) { CheckEmptyLayer(*MakeSubject(GetParam())); }         \
  TEST_P(suite, SaysTheSameTwice) {                                                              \
    CheckDeterminism(*MakeSubject(GetParam()), GetParam().layer);                                \
  }                                                                                              \
  TEST_P(suite, RunsOnManyThreads) { CheckThreads(*MakeSubject(GetParam()), GetParam().layer); } \
  TEST_P(suite, SurvivesHostileFiles) {                                                          \
    CheckHostileFiles(*MakeSubject(GetParam()), GetParam().layer);                               \
  }                                                                                              \
  TEST_P(suite, UnreadableFilesAreProblems) {                                                    \
    CheckUnreadableFiles(*MakeSubject(GetParam()), GetParam().layer);                            \
  }                                                                                              \
  TEST_P(suite, AnEndedContextEndsTheScan) {                                                     \
    CheckEndedContext(*MakeSubject(GetParam()), GetParam().layer);                               \
  }

#endif  // CLAIRCORE_TESTING_SCANNER_CHECKS_H_
