#ifndef CLAIRCORE_DISTRIBUTION_H_
#define CLAIRCORE_DISTRIBUTION_H_

#include <string>

namespace claircore::inline v0 {

// An operating system release. The fields are those of os-release(5)
// (https://www.freedesktop.org/software/systemd/man/os-release.html) under Clair's names.
struct Distribution {
  std::string id;   // within one report only; decimal; empty in a detector's output
  std::string did;  // ID: "debian", "alpine", "rhel"
  std::string name;
  std::string version;            // VERSION: "12 (bookworm)"
  std::string version_code_name;  // VERSION_CODENAME
  std::string version_id;         // VERSION_ID
  std::string arch;
  std::string cpe;  // CPE_NAME as a CPE 2.3 formatted string, or empty
  std::string pretty_name;
  friend bool operator==(const Distribution&, const Distribution&) = default;
  friend auto operator<=>(const Distribution&, const Distribution&) = default;
};

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_DISTRIBUTION_H_
