#include "indexer/scanners/elf_note/elf_note_scanner.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/base/path.h"
#include "indexer/executables/executable_stream.h"
#include "indexer/scanners/elf_note/note_stream.h"
#include "indexer/scanners/elf_note/package_note.h"
#include "indexer/scanners/text/fields.h"
#include "indexer/scanners/text/file_problems.h"
#include "indexer/scanners/text/lines.h"
#include "indexer/scanners/text/once_for_bytes.h"

namespace claircore::scanners {
namespace {

bool IsLibrary(std::string_view path) {
  const std::string_view name = base::BaseName(path);
  return name.ends_with(".so") || name.find(".so.") != name.npos;
}

// Ubuntu's startup code, which is linked in front of every program, has glibc's note: of its own
// programs, where their note follows, and of those that are compiled there and have none. Those of
// glibc itself have two.
bool IsOfStartupCode(size_t number, const Package& package, std::string_view path) {
  return number == 0 && package.name == "glibc" && !IsLibrary(path);
}

class ElfNoteScanner final : public PackageScanner {
 public:
  ScannerId id() const override { return {"claircore.elf_note", "1"}; }

  void Want(FileWants& wants) const override {
    wants.Sniff(executables::kSniffBytes, Keep::kStream,
                [](const FileEntry&, std::string_view head) { return MayHavePackageNote(head); });
  }

  std::unique_ptr<StreamConsumer> OnStream(const FileEntry& file) const override {
    return std::make_unique<NoteStream>(file.size);
  }

  absl::Status Scan(const Context& context, LayerView& layer, PackageSink& sink) const override {
    Ticker ticker(context);
    absl::Status status = context.Check();
    OnceForBytes once(context, layer, sink);
    layer.ForEach([&](const FileEntry& file) {
      // OnStream() made it.
      const auto* stream = static_cast<const NoteStream*>(layer.Consumer(file));
      if (status.ok() && stream != nullptr) {
        // Of the path it counts what IsOfStartupCode() asks.
        status = once.Scan(file, IsLibrary(file.path) ? "library" : "", [&](PackageSink& to) {
          return Report(context, *stream, file.path, to);
        });
      }
      if (status.ok()) status = ticker.Tick();
      return status.ok();
    });
    return status;
  }

 private:
  static absl::Status Report(const Context& context, const NoteStream& stream,
                             const std::string& path, PackageSink& sink) {
    if (stream.too_many()) {
      sink.Report(path, absl::ResourceExhaustedError("ELF notes of more than 64 KiB"));
    }
    if (stream.descriptions().empty()) return absl::OkStatus();
    if (absl::Status status = context.Check(); !status.ok()) return status;
    FileProblems problems;
    size_t number = 0;
    // One, but for what was linked of several packages.
    for (const std::string& description : stream.descriptions()) {
      absl::StatusOr<std::optional<Package>> package = ParsePackageNote(description);
      if (!package.ok()) {
        problems.Add(std::string(package.status().message()));
        continue;
      }
      if (!package->has_value() || IsOfStartupCode(number++, **package, path)) continue;
      (*package)->package_db = "elf:" + path;
      (*package)->filepath = path;
      sink.Add(*std::move(*package));
    }
    problems.SendTo(sink, path);
    return absl::OkStatus();
  }
};

}  // namespace

std::shared_ptr<const PackageScanner> NewElfNoteScanner() {
  return std::make_shared<const ElfNoteScanner>();
}

}  // namespace claircore::scanners
