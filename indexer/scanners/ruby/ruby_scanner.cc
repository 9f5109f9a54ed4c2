#include "indexer/scanners/ruby/ruby_scanner.h"

#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "indexer/scanners/manifest/manifest_scanner.h"
#include "indexer/scanners/ruby/gemspec.h"

namespace claircore::scanners {
namespace {

absl::Status Read(std::string_view, std::string_view text, std::vector<ManifestPackage>& found) {
  Gemspec gem = ReadGemspec(text);
  ManifestPackage package{.name = std::move(gem.name), .version = std::move(gem.version)};
  if (gem.platform != "ruby") package.arch = std::move(gem.platform);
  found.push_back(std::move(package));
  return absl::OkStatus();
}

}  // namespace

std::shared_ptr<const PackageScanner> NewRubyScanner() {
  return NewManifestScanner({.id = {"claircore.ruby", "1"},
                             .type = "gem",
                             .database = "ruby",
                             .globs = {"**/specifications/**/*.gemspec"},
                             .read = &Read});
}

}  // namespace claircore::scanners
