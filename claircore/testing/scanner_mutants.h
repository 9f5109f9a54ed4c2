#ifndef CLAIRCORE_TESTING_SCANNER_MUTANTS_H_
#define CLAIRCORE_TESTING_SCANNER_MUTANTS_H_

#include <algorithm>
#include <atomic>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "claircore/context.h"
#include "claircore/layer_scanner.h"
#include "claircore/layer_view.h"

// Private: a scanner of "etc/lines" of any kind, and the ways in which it can be wrong.
namespace claircore::testing_internal {

enum class Flaw {
  kNone,
  kReservedName,        // calls itself a built-in
  kUnstableIdentity,    // another version at each call
  kAbsoluteWant,        // "/etc/lines", which is no path of a layer
  kChangingWants,       // wants something else the second time
  kDeaf,                // never looks at its context
  kHalfDeaf,            // looks before the first line only, and forgets what it saw later
  kFailsOnGarbage,      // returns an error for broken input
  kSilentOnUnreadable,  // finds nothing where it could not read, and says nothing
  kInvents,             // finds something in every layer
  kForgets,             // keeps a state from call to call
  kByTarOrder,          // takes only the first of its files as they come
  kIncomplete,          // leaves out what its kind needs most
  kSetsId,              // ids are the engine's
  kManyLines,           // messages of more than one line
};

// What all three kinds do alike: calls `line(text, file)` for each line of each wanted file.
class LinesBase {
 public:
  explicit LinesBase(Flaw flaw) : flaw_(flaw) {}

 protected:
  ScannerId Id() const {
    if (flaw_ == Flaw::kReservedName) return {"claircore.lines", "1"};
    if (flaw_ == Flaw::kUnstableIdentity) return {"test.lines", std::to_string(++calls_)};
    return {"test.lines", "1"};
  }

  void Wants(FileWants& wants) const {
    if (flaw_ == Flaw::kAbsoluteWant) wants.Path("/etc/lines", Keep::kContents);
    if (flaw_ == Flaw::kChangingWants && ++calls_ % 2 == 0) {
      wants.Path("etc/other", Keep::kContents);
    }
    const bool first_only = flaw_ == Flaw::kByTarOrder;
    wants.Sniff(
        16, Keep::kContents,
        [first_only, seen = std::make_shared<int>(0)](const FileEntry& file, std::string_view) {
          if (!file.path.starts_with("etc/lines")) return false;
          return !first_only || (*seen)++ == 0;
        });
  }

  template <typename Sink, typename Line>
  absl::Status ForLines(const Context& context, LayerView& layer, Sink& sink, Line line) const {
    if (flaw_ == Flaw::kForgets && ++calls_ > 1) return context.Check();
    if (flaw_ == Flaw::kInvents) line(std::string_view("ghost 1"), FileEntry{.path = "etc/ghost"});
    if (flaw_ != Flaw::kDeaf) {
      if (absl::Status s = context.Check(); !s.ok()) return s;
    }
    absl::Status status;
    layer.ForEach([&](const FileEntry& file) {
      absl::StatusOr<std::string_view> text = layer.Contents(file);
      if (!text.ok()) {
        if (flaw_ == Flaw::kManyLines) {
          sink.Report(file.path, absl::DataLossError("cannot read\nat all"));
        } else if (flaw_ != Flaw::kSilentOnUnreadable) {
          sink.Report(file.path, text.status());
        }
        return true;
      }
      status = Lines(context, *text, file, line);
      return status.ok();
    });
    return status;
  }

  const Flaw flaw_;

 private:
  template <typename Line>
  absl::Status Lines(const Context& context, std::string_view text, const FileEntry& file,
                     Line line) const {
    while (!text.empty()) {
      const absl::Status ended = context.Check();
      if (!ended.ok() && flaw_ != Flaw::kDeaf && flaw_ != Flaw::kHalfDeaf) return ended;
      const std::string_view one = text.substr(0, text.find('\n'));
      text.remove_prefix(std::min(text.size(), one.size() + 1));
      if (one.find(' ') != one.npos && !one.starts_with(' ')) {
        line(one, file);
      } else if (flaw_ == Flaw::kFailsOnGarbage) {
        return absl::DataLossError("no line of ours");
      }
    }
    return absl::OkStatus();
  }

  mutable std::atomic<int> calls_ = 0;
};

}  // namespace claircore::testing_internal

#endif  // CLAIRCORE_TESTING_SCANNER_MUTANTS_H_
