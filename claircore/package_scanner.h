#ifndef CLAIRCORE_PACKAGE_SCANNER_H_
#define CLAIRCORE_PACKAGE_SCANNER_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "claircore/layer_scanner.h"
#include "claircore/package.h"

namespace claircore::inline v0 {

// Takes what a package scanner finds; one thread. The engine sorts, so order does not matter.
class PackageSink : public ProblemSink {
 public:
  // One occurrence. Returns its number, for Own().
  virtual size_t Add(Package package) = 0;
  // The layer holds this package database, with however many packages (Package::filepath of
  // them). Call it for every database seen, so that an emptied one hides the older one.
  virtual void Database(std::string_view filepath) = 0;
  // The file at `path` was installed by package number `owner`. Only paths that some language
  // scanner could report are kept; it is cheap to call for all of them.
  virtual void Own(size_t owner, std::string_view path) = 0;
  // The layer holds a program of `size` bytes at `path`, whoever brought it; `link_of` as in
  // FoundProgram. Those that no package accounts for are listed in the report.
  virtual void Program(std::string_view path, uint64_t size, std::string_view link_of) {
    static_cast<void>(path), static_cast<void>(size), static_cast<void>(link_of);
  }
};

// Finds packages in one layer. See LayerScanner for the rules of threads and purity.
class PackageScanner : public LayerScanner {
 public:
  // A layer without the scanner's files is not an error: add nothing, return OK. Check
  // `context` at least every few thousand records.
  virtual absl::Status Scan(const Context& context, LayerView& layer, PackageSink& sink) const = 0;
};

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_PACKAGE_SCANNER_H_
