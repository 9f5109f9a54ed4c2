#ifndef CLAIRCORE_INDEXER_SCANNERS_DPKG_STATUS_FILE_H_
#define CLAIRCORE_INDEXER_SCANNERS_DPKG_STATUS_FILE_H_

#include <cstddef>
#include <cstdint>
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

  // What the third word says of the package's files. Of the states of dpkg(1), and those that older
  // dpkgs and opkg call so, only "not-installed" and "config-files" leave none behind: what is
  // unpacked, half-configured or waits for triggers has all of them, what is half-installed some.
  enum class Files : uint8_t { kNone, kThere, kUnknown };
  Files files() const;
  // Whether the package is to be listed. One that is half-installed is: whichever of its files were
  // written can be run, and nothing tells which were.
  bool installed() const { return files() == Files::kThere; }
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
