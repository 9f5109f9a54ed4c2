#include <algorithm>
#include <memory>
#include <span>
#include <string_view>

#include "claircore/index_report.h"
#include "claircore/matcher.h"
#include "matcher/matchers/matchers.h"

namespace claircore::matcher {
namespace {

constexpr std::string_view kTypes[] = {"maven"};
constexpr std::string_view kNs = "Maven";
constexpr std::string_view kScheme = "maven";

// Coordinates that were read ("maven:PATH"), and what others than our scanner say, count as they
// stand. Where a manifest or a file name was all there was, the group is a conclusion.
bool IsConclusion(const Environment& environment) {
  const std::string_view from = environment.package_db;
  return from.starts_with("jar:") || from.starts_with("file:");
}

class JavaMatcher final : public Matcher {
 public:
  std::string_view name() const override { return "java"; }
  std::span<const std::string_view> types() const override { return kTypes; }
  void Keys(const IndexRecord& record, KeySink& keys) const override {
    const std::string_view name = record.package->name;
    const std::string_view version = record.package->version;
    const size_t colon = name.rfind(':');
    if (colon == std::string_view::npos) {
      keys.Decline(Unjudged::kNoGroup, kNs);
      return keys.AddArtifact(kNs, name, kScheme, version, "");
    }
    keys.Add(kNs, name, kScheme, version);
    if (!record.environments.empty() &&
        std::all_of(record.environments.begin(), record.environments.end(), IsConclusion)) {
      keys.AddArtifact(kNs, name.substr(colon + 1), kScheme, version, name);
    }
  }
};

}  // namespace

std::shared_ptr<const Matcher> NewJavaMatcher() { return std::make_shared<JavaMatcher>(); }

}  // namespace claircore::matcher
