#include "indexer/coalesce/repetition.h"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "claircore/internal/hash_map.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"

namespace claircore::internal {
namespace {

constexpr size_t kCheckEvery = 256;  // packages
constexpr std::string_view kStamped = "elf:";
constexpr std::string_view kProgram = "binary:";
constexpr std::string_view kRuntime = "jvm:";
constexpr std::string_view kAudited = "cargo:";
constexpr std::string_view kLocked = "cargo-lock:";
constexpr std::string_view kLocal = "source=local";

std::string_view DirOf(std::string_view path) {
  const size_t slash = path.rfind('/');
  return slash == path.npos ? std::string_view() : path.substr(0, slash);
}

// A stamp does not know the epoch, which an rpm's build does not have.
std::string_view WithoutEpoch(std::string_view type, std::string_view version) {
  if (type != "rpm") return version;
  const size_t colon = version.find(':');
  return colon == version.npos ? version : version.substr(colon + 1);
}

// What the classifier calls the programs of a Java runtime.
bool IsRuntimeName(std::string_view name) {
  return name == "openjdk" || name == "jdk" || name == "jre" || name == "zulu";
}

class RepetitionResolver final : public ImageResolver {
 public:
  ScannerId id() const override { return {"claircore.repetition", "1"}; }

  absl::Status Resolve(const Context& context, const ImageView&,
                       IndexReport& report) const override {
    const Witnesses witnesses(report);
    size_t seen = 0;
    for (auto& [id, environments] : report.environments) {
      if (seen++ % kCheckEvery == 0) CLAIRCORE_RETURN_IF_ERROR(context.Check());
      const Package& package = report.packages.at(id);
      std::erase_if(environments, [&](const Environment& e) { return witnesses.Said(package, e); });
    }
    return absl::OkStatus();
  }

 private:
  // What the better witnesses say. Points to the report's packages.
  class Witnesses {
   public:
    explicit Witnesses(const IndexReport& report) {
      for (const auto& [id, environments] : report.environments) {
        const Package& package = report.packages.at(id);
        bool listed = false;
        for (const Environment& e : environments) {
          if (e.repository_hint == kLocal && e.package_db.starts_with(kAudited)) {
            projects_.insert(package.name);
          }
          if (e.package_db.starts_with(kRuntime)) {
            runtimes_.emplace(DirOf(e.filepath));
          } else if (!e.package_db.starts_with(kStamped)) {
            listed = true;
          }
        }
        if (!listed) continue;
        Add(package);
        if (package.source != nullptr) Add(*package.source);
      }
      if (projects_.empty()) return;
      for (const auto& [id, environments] : report.environments) {
        if (!projects_.contains(report.packages.at(id).name)) continue;
        for (const Environment& e : environments) {
          if (e.repository_hint == kLocal && e.package_db.starts_with(kLocked)) {
            locks_.insert(e.filepath);
          }
        }
      }
    }

    bool Said(const Package& package, const Environment& e) const {
      if (e.package_db.starts_with(kStamped)) return listed_.contains(KeyOf(package));
      if (e.package_db.starts_with(kLocked)) return locks_.contains(e.filepath);
      if (!e.package_db.starts_with(kProgram) || !IsRuntimeName(package.name)) return false;
      for (std::string_view dir = DirOf(e.filepath); !dir.empty(); dir = DirOf(dir)) {
        if (runtimes_.contains(ToAbsl(dir))) return true;
      }
      return false;
    }

   private:
    using Key = std::tuple<std::string_view, std::string_view, std::string_view>;
    static Key KeyOf(const Package& p) { return {p.type, p.name, WithoutEpoch(p.type, p.version)}; }
    void Add(const Package& package) { listed_.insert(KeyOf(package)); }

    HashSet<Key> listed_;
    HashSet<std::string_view> projects_;  // crates that programs were built of
    // Of environments, which go while these are in use.
    HashSet<std::string> runtimes_;  // folders
    HashSet<std::string> locks_;     // files that list one of `projects_`
  };
};

}  // namespace

std::shared_ptr<const ImageResolver> NewRepetitionResolver() {
  return std::make_shared<const RepetitionResolver>();
}

}  // namespace claircore::internal
