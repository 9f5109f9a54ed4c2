#include "claircore/testing/patterns.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace claircore::inline v0::testing {

namespace {

enum class Step : uint8_t { kByte, kOne, kStar, kDoubleStar, kMaybeFolders };
struct GlobStep {
  Step step = Step::kByte;
  char byte = 0;
};

// "**/" becomes: perhaps skip the next two; any bytes; '/'.
std::vector<GlobStep> CompileGlob(std::string_view glob) {
  std::vector<GlobStep> steps;
  for (size_t i = 0; i < glob.size(); ++i) {
    if (glob.substr(i, 2) == "**") {
      if (glob.substr(i, 3) == "**/") steps.push_back({Step::kMaybeFolders});
      steps.push_back({Step::kDoubleStar});
      ++i;
    } else if (glob[i] == '*') {
      steps.push_back({Step::kStar});
    } else if (glob[i] == '?') {
      steps.push_back({Step::kOne});
    } else {
      steps.push_back({Step::kByte, glob[i]});
    }
  }
  return steps;
}

// Marks what is reached without reading a byte.
void Close(const std::vector<GlobStep>& steps, std::vector<char>& live) {
  for (size_t i = 0; i < steps.size(); ++i) {
    if (!live[i]) continue;
    if (steps[i].step == Step::kMaybeFolders) live[i + 3] = 1;
    if (steps[i].step >= Step::kStar) live[i + 1] = 1;
  }
}

}  // namespace

// Runs the glob as a non-deterministic automaton: live[i] says that its steps before i can match
// what was read so far. No backtracking, so no hostile glob is slow.
bool GlobMatches(std::string_view glob, std::string_view path) {
  const std::vector<GlobStep> steps = CompileGlob(glob);
  std::vector<char> live(steps.size() + 1, 0), next;
  live[0] = 1;
  Close(steps, live);
  for (char c : path) {
    next.assign(steps.size() + 1, 0);
    for (size_t i = 0; i < steps.size(); ++i) {
      if (!live[i]) continue;
      const Step step = steps[i].step;
      if (step == Step::kDoubleStar || (step == Step::kStar && c != '/')) next[i] = 1;
      if (step == Step::kByte ? c == steps[i].byte : step == Step::kOne && c != '/')
        next[i + 1] = 1;
    }
    Close(steps, next);
    std::swap(live, next);
  }
  return live[steps.size()];
}

bool WantList::Pattern::MatchesName(std::string_view path) const {
  switch (kind) {
    case Kind::kPath:
      return path == text;
    case Kind::kBasename:
      return path.substr(path.rfind('/') + 1) == text;
    case Kind::kSuffix:
      return path.ends_with(text);
    case Kind::kGlob:
      return GlobMatches(text, path);
    case Kind::kSniff:
      return false;
  }
  return false;
}

void WantList::Path(std::string_view path, Keep keep) {
  patterns_.push_back({Kind::kPath, std::string(path), keep, 0, nullptr});
}
void WantList::Basename(std::string_view name, Keep keep) {
  patterns_.push_back({Kind::kBasename, std::string(name), keep, 0, nullptr});
}
void WantList::Suffix(std::string_view suffix, Keep keep) {
  patterns_.push_back({Kind::kSuffix, std::string(suffix), keep, 0, nullptr});
}
void WantList::Glob(std::string_view glob, Keep keep) {
  patterns_.push_back({Kind::kGlob, std::string(glob), keep, 0, nullptr});
}
void WantList::Sniff(size_t head_bytes, Keep keep,
                     std::function<bool(const FileEntry& file, std::string_view head)> accept) {
  patterns_.push_back(
      {Kind::kSniff, "", keep, std::min<size_t>(head_bytes, 4096), std::move(accept)});
}

}  // namespace claircore::inline v0::testing
