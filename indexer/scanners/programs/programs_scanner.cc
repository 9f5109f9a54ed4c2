#include "indexer/scanners/programs/programs_scanner.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "claircore/base/path.h"
#include "claircore/internal/hash_map.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"
#include "indexer/executables/executable_stream.h"
#include "indexer/scanners/programs/program_head.h"
#include "indexer/scanners/programs/wheel_record.h"
#include "indexer/scanners/text/fields.h"
#include "indexer/scanners/text/lines.h"

namespace claircore::scanners {
namespace {

using internal::ToAbsl;

constexpr int kMaxHops = 40;

bool IsRecord(std::string_view path) {
  return base::BaseName(path) == "RECORD" && base::DirName(path).ends_with(".dist-info");
}

class ProgramsScanner final : public PackageScanner {
 public:
  ScannerId id() const override { return {"claircore.programs", "1"}; }

  void Want(FileWants& wants) const override {
    wants.Glob("**/*.dist-info/RECORD", Keep::kStream);
    wants.Sniff(executables::kSniffBytes, Keep::kEntry,
                [](const FileEntry& file, std::string_view head) {
                  return IsProgramFile(file.path, file.mode, head);
                });
  }

  std::unique_ptr<StreamConsumer> OnStream(const FileEntry& file) const override {
    return std::make_unique<WheelRecord>(file.path);
  }

  absl::Status Scan(const Context& context, LayerView& layer, PackageSink& sink) const override {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    internal::HashSet<std::string> recorded;
    std::vector<FileEntry> programs;
    std::map<std::string_view, std::string_view> links;  // into `programs`
    layer.ForEach([&](const FileEntry& file) {
      if (IsRecord(file.path)) {
        // OnStream() made it.
        auto* record = static_cast<WheelRecord*>(layer.Consumer(file));
        if (record != nullptr) recorded.insert(record->Finish().begin(), record->Finish().end());
      } else {
        programs.push_back(file);
      }
      return true;
    });
    for (const FileEntry& file : programs) {
      if (file.type == FileType::kHardLink) links[file.path] = file.link_target;
    }
    Ticker ticker(context);
    for (const FileEntry& file : programs) {
      CLAIRCORE_RETURN_IF_ERROR(ticker.Tick());
      if (recorded.contains(ToAbsl(file.path))) continue;
      std::string_view link_of = file.type == FileType::kHardLink ? file.link_target : "";
      for (int hops = 0; hops < kMaxHops; ++hops) {
        const auto next = links.find(link_of);
        if (next == links.end()) break;
        link_of = next->second;
      }
      sink.Program(file.path, file.size, link_of);
    }
    return context.Check();
  }
};

}  // namespace

std::shared_ptr<const PackageScanner> NewProgramsScanner() {
  return std::make_shared<const ProgramsScanner>();
}

}  // namespace claircore::scanners
