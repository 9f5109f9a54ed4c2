#ifndef CLAIRCORE_INDEXER_SCANNERS_DPKG_STATUS_FILE_H_
#define CLAIRCORE_INDEXER_SCANNERS_DPKG_STATUS_FILE_H_

#include <cstddef>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"

namespace claircore::scanners {

// One stanza of a dpkg status file (deb822(5), dpkg(1)), or of one of opkg, which took the format
// over. Views into the text.
struct DpkgStanza {
  std::string_view name;     // Package
  std::string_view version;  // Version
  std::string_view arch;     // Architecture
  std::string_view source;   // Source, as written: "name" or "name (version)"
  std::string_view status;   // Status: three words; empty where there is no such field
  std::string_view recipe;   // OE: what Yocto calls the source of an opkg package
  size_t line = 0;           // of the first line, from 1
  bool broken = false;       // some line is neither field nor continuation
  bool vcpkg = false;        // has fields that only the C++ package manager vcpkg writes

  // Whether dpkg-query shows its db:Status-Status as "installed": the third word alone decides.
  // Half-installed, unpacked, half-configured, triggers-* and config-files packages are not.
  bool installed() const;
  // The last word of `status`.
  std::string_view state() const;
};

// Calls `stanza` for each stanza; the last one needs no blank line after it. `tick` is called for
// each line; its first error ends the reading and is returned.
absl::Status ReadDpkgStatus(std::string_view text, absl::FunctionRef<absl::Status()> tick,
                            absl::FunctionRef<absl::Status(const DpkgStanza&)> stanza);

// The parts of a Source field. What it does not say is taken from the binary package.
struct DpkgSource {
  std::string_view name;
  std::string_view version;
};
DpkgSource SourceOf(const DpkgStanza& stanza);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_DPKG_STATUS_FILE_H_
