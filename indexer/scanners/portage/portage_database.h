#ifndef CLAIRCORE_INDEXER_SCANNERS_PORTAGE_PORTAGE_DATABASE_H_
#define CLAIRCORE_INDEXER_SCANNERS_PORTAGE_PORTAGE_DATABASE_H_

#include <string_view>

namespace claircore::scanners {

// The parts of "NAME-VERSION[-rN]", Gentoo's PF. Views into it.
struct PortageName {
  std::string_view name;
  std::string_view version;  // with its revision, as written
};
// False if `pf` has no version, or what is before it is no name. Names may contain '-' and digits,
// but do not end in '-' and what looks like a version
// (https://projects.gentoo.org/pms/8/pms.html#x1-180003.1.2): there is one way to cut, or none.
bool SplitPortageName(std::string_view pf, PortageName& parts);

// Whether a package's category may be called that (PMS 3.1.1).
bool IsPortageCategory(std::string_view text);

// Whether `text` is a version without a revision: "1.2b_rc3_p20240101" (PMS 3.2).
bool IsPortageVersion(std::string_view text);

// The path of a file or link in a line of CONTENTS; empty for what is neither. Lines are
// "obj /path MD5 TIME", "sym /path -> target TIME", "dir /path"; paths may contain spaces.
std::string_view PortageContentsPath(std::string_view line);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_PORTAGE_PORTAGE_DATABASE_H_
