#ifndef CLAIRCORE_INDEXER_SCANNERS_OPKG_OPKG_DATABASE_H_
#define CLAIRCORE_INDEXER_SCANNERS_OPKG_OPKG_DATABASE_H_

#include <map>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "claircore/context.h"
#include "claircore/internal/hash_map.h"
#include "claircore/layer_view.h"
#include "claircore/package_scanner.h"
#include "indexer/scanners/dpkg/status_file.h"

namespace claircore::scanners {

// The source package's name as a control file says it: OE of Yocto, or the last part of OpenWrt's
// Source ("feeds/packages/net/curl"). Empty where Source lists files to download, as Yocto's does.
std::string_view OpkgSourceName(const DpkgStanza& stanza);

// One administrative folder ("usr/lib/opkg") of a layer, read file by file into a sink.
class OpkgReader {
 public:
  OpkgReader(const Context& context, LayerView& layer, PackageSink& sink)
      : context_(context), layer_(layer), sink_(sink) {}

  // Remembers the sources that a control file names, for the packages of a status file to come.
  absl::Status ReadSources(const FileEntry& file);
  // Adds the installed packages of a status file. `always`: each stanza is one, as in status.d and
  // in control files, which have no Status field.
  absl::Status ReadPackages(const FileEntry& file, bool always);
  // Reads info/NAME.list: a path a line, in newer ones with a mode and a link's target after tabs.
  absl::Status ReadList(const FileEntry& file, std::string_view package, std::string_view root);

 private:
  // Calls `stanza` for each usable one; the others are problems.
  absl::Status Read(const FileEntry& file, absl::FunctionRef<void(const DpkgStanza&)> stanza);
  Package MakePackage(const DpkgStanza& stanza, const std::string& path) const;

  const Context& context_;
  LayerView& layer_;
  PackageSink& sink_;
  internal::HashMap<std::string, std::string> sources_;  // by package
  internal::HashMap<std::string, size_t> numbers_;       // of the sink, by package
};

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_OPKG_OPKG_DATABASE_H_
