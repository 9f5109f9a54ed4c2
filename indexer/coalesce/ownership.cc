#include "indexer/coalesce/ownership.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "claircore/internal/hash_map.h"
#include "claircore/internal/status_macros.h"

namespace claircore::internal {
namespace {

constexpr size_t kCheckEvery = 256;  // packages

class OwnershipResolver final : public ImageResolver {
 public:
  ScannerId id() const override { return {"claircore.ownership", "1"}; }

  absl::Status Resolve(const Context& context, const ImageView& image,
                       IndexReport& report) const override {
    // (database, name, version, arch) -> id of a package of the report.
    using Key = std::tuple<std::string_view, std::string_view, std::string_view, std::string_view>;
    HashMap<Key, std::string_view> ids;
    for (const auto& [id, environments] : report.environments) {
      const Package& p = report.packages.at(id);
      for (const Environment& e : environments) {
        ids.try_emplace(Key(e.package_db, p.name, p.version, p.arch), id);
      }
    }
    size_t seen = 0;
    for (auto& [id, environments] : report.environments) {
      if (seen++ % kCheckEvery == 0) CLAIRCORE_RETURN_IF_ERROR(context.Check());
      for (Environment& e : environments) {
        if (!e.owner_id.empty() || e.filepath.empty()) continue;
        const std::optional<ImageView::Owner> owner = image.OwnerOf(e.filepath);
        // A database may belong to the package manager that is listed in it.
        if (!owner.has_value() || owner->package_db == e.package_db) continue;
        const auto it = ids.find(Key(owner->package_db, owner->package_name, owner->package_version,
                                     owner->package_arch));
        if (it != ids.end() && it->second != id) e.owner_id = it->second;
      }
    }
    return absl::OkStatus();
  }
};

}  // namespace

std::shared_ptr<const ImageResolver> NewOwnershipResolver() {
  return std::make_shared<const OwnershipResolver>();
}

}  // namespace claircore::internal
