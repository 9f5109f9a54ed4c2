#include "indexer/scanners/java/class_folders.h"

#include <algorithm>

#include "claircore/base/path.h"
#include "indexer/scanners/text/fields.h"

namespace claircore::scanners {
namespace {

constexpr size_t kMaxFolders = 4096;
constexpr size_t kMaxFolderBytes = 256;
constexpr size_t kMaxDepth = 8;  // deeper names are no group's

constexpr std::string_view kApplications[] = {"BOOT-INF/classes/", "WEB-INF/classes/"};

}  // namespace

void ClassFolders::Add(std::string_view member) {
  if (!member.ends_with(".class")) return;
  bool application = false;
  for (std::string_view prefix : kApplications) {
    if (!member.starts_with(prefix)) continue;
    member.remove_prefix(prefix.size());
    application = true;
  }
  if (application && !application_) {
    folders_.clear();
    name_bytes_ = 0;
    last_.clear();
    last_count_ = nullptr;
    classes_ = 0;
    application_ = true;
  }
  if (application != application_) return;
  const std::string_view folder = base::DirName(member);
  // META-INF/versions has the same packages once more.
  if (folder.empty() || folder.starts_with("META-INF/") || folder.find("-INF/") != folder.npos)
    return;
  Count(folder);
}

void ClassFolders::AddExports(std::string_view exports) {
  // 'org.acme;uses:="a,b";version="1",org.acme.x'
  bool quoted = false;
  for (size_t begin = 0, i = 0; i <= exports.size(); ++i) {
    if (i < exports.size() && exports[i] == '"') quoted = !quoted;
    if (i < exports.size() && (exports[i] != ',' || quoted)) continue;
    const std::string_view clause = exports.substr(begin, i - begin);
    std::string folder(Trim(clause.substr(0, clause.find(';'))));
    std::replace(folder.begin(), folder.end(), '.', '/');
    begin = i + 1;
    // The last one may be cut off.
    if (i < exports.size() && !folder.empty()) Count(folder);
  }
}

void ClassFolders::Count(std::string_view folder) {
  ++classes_;
  if (last_count_ != nullptr && folder == last_) {  // members of a folder follow each other
    ++*last_count_;
    return;
  }
  if (folder.size() > kMaxFolderBytes) return;
  auto found = folders_.find(folder);
  if (found == folders_.end()) {
    if (folders_.size() >= kMaxFolders) return;
    found = folders_.emplace(folder, 0).first;
    name_bytes_ += folder.size();
  }
  last_ = folder;
  last_count_ = &found->second;
  ++*last_count_;
}

bool ClassFolders::Has(std::string_view package) const {
  std::string folder(package);
  std::replace(folder.begin(), folder.end(), '.', '/');
  const auto at = folders_.lower_bound(folder);
  if (at == folders_.end()) return false;
  if (at->first == folder) return true;
  const auto below = folders_.lower_bound(folder + "/");
  return below != folders_.end() && below->first.starts_with(folder + "/");
}

std::string ClassFolders::Root() const {
  std::string root;
  for (size_t depth = 0; depth < kMaxDepth; ++depth) {
    // The folder below `root` with the most classes. They are in order, so one run a folder.
    std::string best, segment;
    uint64_t most = 0, count = 0;
    for (auto it = folders_.lower_bound(root); it != folders_.end() && it->first.starts_with(root);
         ++it) {
      const std::string_view rest = std::string_view(it->first).substr(root.size());
      const std::string_view next = rest.substr(0, rest.find('/'));
      if (next.empty()) continue;
      if (next != segment) {
        segment = next;
        count = 0;
      }
      count += it->second;
      if (count > most) {
        most = count;
        best = segment;
      }
    }
    if (best.empty() || most * 10 < classes_ * 9) break;
    root += best;
    // Those that are in it, rather than below, make it the root.
    const auto own = folders_.find(root);
    const bool enough = own != folders_.end() && uint64_t{own->second} * 10 > classes_;
    root += '/';
    if (enough) break;
  }
  if (!root.empty()) root.pop_back();
  std::replace(root.begin(), root.end(), '/', '.');
  return root;
}

}  // namespace claircore::scanners
