#ifndef CLAIRCORE_BUILTIN_UPDATERS_H_
#define CLAIRCORE_BUILTIN_UPDATERS_H_

#include <string>
#include <string_view>
#include <vector>

#include "claircore/updater.h"

namespace claircore::inline v0 {

// Where the built-in sources are asked. A mirror sets its own; paths below are as the hosts' own.
struct BuiltinUpdaterOptions {
  std::string alpine_url = "https://secdb.alpinelinux.org";
  std::string debian_url = "https://security-tracker.debian.org/tracker/data/json";
  std::string osv_url = "https://osv-vulnerabilities.storage.googleapis.com";
  // Where "sha1.zst" is, which says of Java archives by their SHA-1 which artifacts they are.
  // Empty, as no host serves it: none. In a directory of feeds "https://maven".
  std::string maven_url;
  std::string wolfi_url = "https://packages.wolfi.dev/os/security.json";
  std::string rhel_repository_to_cpe_url =
      "https://security.access.redhat.com/data/metrics/repository-to-cpe.json";
  std::string chainguard_url = "https://packages.cgr.dev/chainguard/security.json";
  // Ecosystems of OSV to take, as its host spells their folders; empty: those that it lists and
  // that a built-in matcher or scheme understands.
  std::vector<std::string> osv_ecosystems;
};

// The same sources as one mirror serves them, laid out as docs/feeds.md says:
// "<base>/osv/Go/all.zip", "<base>/alpine/v3.18/main.json", "<base>/debian/data.json".
BuiltinUpdaterOptions UpdatersOfMirror(std::string_view base_url);

// Adds every updater that we ship. Link //updater:builtin_updaters.
void AddBuiltinUpdaters(UpdaterSet& set, const BuiltinUpdaterOptions& options = {});

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_BUILTIN_UPDATERS_H_
