#ifndef CLAIRCORE_TESTS_HOSTILE_CASES_H_
#define CLAIRCORE_TESTS_HOSTILE_CASES_H_

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace claircore::hostile {

// One kind of image that costs more than it should.
struct Case {
  std::string name;
  // How large it was when it was found, in what the kind grows by; and the size of a short test.
  size_t full = 0;
  size_t small = 0;
  // The layers' blobs, base first.
  std::function<std::vector<std::string>(size_t size)> make;
  // Part of the error that indexing ends with, where it does; by size, as limits are.
  std::string refused;
};

// Those of what scanners read; the others grow layers and what all of them share.
std::vector<Case> ScannerCases();
// All of them.
const std::vector<Case>& Cases();

}  // namespace claircore::hostile

#endif  // CLAIRCORE_TESTS_HOSTILE_CASES_H_
