#ifndef UPDATER_UPDATERS_ALPINE_SECDB_H_
#define UPDATER_UPDATERS_ALPINE_SECDB_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "claircore/advisory.h"
#include "claircore/context.h"
#include "claircore/io.h"
#include "claircore/updater.h"
#include "claircore/version_scheme.h"

namespace claircore::update {

// One source package of an apk system's security database ("secdb"): which of its versions fixed
// what. https://secdb.alpinelinux.org
struct SecdbPackage {
  struct Fix {
    std::string version;
    std::vector<std::string> entries;  // as written: an entry may name several flaws
  };
  std::string name;
  std::vector<Fix> fixes;
};

// What one package may take of a document; the largest real ones have some tens of kilobytes.
inline constexpr size_t kMaxSecdbPackageBytes = 1 << 20;

using SecdbVisitor = absl::FunctionRef<absl::Status(const SecdbPackage&)>;

// The JSON that the hosts serve. DATA_LOSS when it is none or is cut off; a package that cannot be
// read is a skip.
absl::Status ParseSecdbJson(const Context& context, const RandomAccessSource& document,
                            SecdbVisitor visit, VulnerabilitySink& skips);
// The YAML that the database was kept in until 2020: this shape of YAML, not the language.
absl::Status ParseSecdbYaml(const Context& context, const RandomAccessSource& document,
                            SecdbVisitor visit, VulnerabilitySink& skips);

// The names in one entry: "CVE-2019-1234 (+ XSA-1)" has two. Words that are no names are left out.
std::vector<std::string> SecdbNames(std::string_view entry);

// The advisories of one package: one a name, affected below the version that fixed it. Where two
// versions are said to fix one flaw the first fix was not enough, so the greater one counts.
// Version "0" says that the package never was affected.
absl::Status EmitSecdbPackage(const SecdbPackage& package, std::string_view ns,
                              const VersionScheme* apk, VulnerabilitySink& out);

}  // namespace claircore::update

#endif  // UPDATER_UPDATERS_ALPINE_SECDB_H_
