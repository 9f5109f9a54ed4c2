#include "claircore/testing/mutants.h"

#include <iostream>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "gtest/gtest.h"

namespace claircore::testing_internal {
namespace {

struct Fate {
  int tests = 0;
  std::set<std::string> refused_by;
  std::string message;  // of the first failure
};

// Says nothing while it runs: failures are what is wanted.
class Judge : public ::testing::EmptyTestEventListener {
 public:
  void OnTestPartResult(const ::testing::TestPartResult& result) override {
    if (result.failed() && message_.empty()) message_ = result.message();
  }
  void OnTestEnd(const ::testing::TestInfo& info) override {
    // "Test/Case".
    const std::string name = info.name();
    const size_t slash = name.find('/');
    Fate& fate = fates_[slash == name.npos ? name : name.substr(slash + 1)];
    ++fate.tests;
    const std::string message = std::exchange(message_, "");
    if (!info.result()->Failed()) return;
    fate.refused_by.insert(name.substr(0, slash));
    if (fate.message.empty()) fate.message = message;
  }

  int Verdict() const {
    int mutants = 0, right = 0, wrong = 0;
    for (const auto& [name, fate] : fates_) {
      const bool bad = name.starts_with("Bad");
      ++(bad ? mutants : right);
      std::cout << name << ": " << fate.refused_by.size() << " of " << fate.tests << " refuse it:";
      for (const std::string& test : fate.refused_by) std::cout << " " << test;
      std::cout << "\n";
      if (bad != fate.refused_by.empty()) continue;
      ++wrong;
      std::cout << "  WRONG: " << (bad ? "the suite takes this mutant" : fate.message) << "\n";
    }
    std::cout << mutants << " mutants, " << right << " that are right; " << wrong
              << " judged wrongly\n";
    return wrong == 0 && mutants >= 5 && right >= 1 ? 0 : 1;
  }

 private:
  std::map<std::string, Fate> fates_;
  std::string message_;
};

}  // namespace

int RunMutants(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  auto& listeners = ::testing::UnitTest::GetInstance()->listeners();
  delete listeners.Release(listeners.default_result_printer());
  delete listeners.Release(listeners.default_xml_generator());
  Judge judge;
  listeners.Append(&judge);
  const int failed = RUN_ALL_TESTS();  // as it should: the judge looks closer
  static_cast<void>(failed);
  const int verdict = judge.Verdict();
  listeners.Release(&judge);
  return verdict;
}

}  // namespace claircore::testing_internal
