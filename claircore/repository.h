#ifndef CLAIRCORE_REPOSITORY_H_
#define CLAIRCORE_REPOSITORY_H_

#include <string>

namespace claircore::inline v0 {

// Where packages came from: a registry of a language ("pypi"), or a repository id of a system.
struct Repository {
  std::string id;    // within one report only; decimal; empty in a scanner's output
  std::string name;  // "pypi", "npm", a repository id
  std::string key;   // groups repositories that one matcher understands; may be empty
  std::string uri;
  std::string cpe;  // CPE 2.3 formatted string, or empty
  friend bool operator==(const Repository&, const Repository&) = default;
  friend auto operator<=>(const Repository&, const Repository&) = default;
};

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_REPOSITORY_H_
