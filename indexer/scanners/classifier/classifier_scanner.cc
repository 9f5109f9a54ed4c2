#include "indexer/scanners/classifier/classifier_scanner.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "claircore/base/path.h"
#include "claircore/cpe.h"
#include "indexer/scanners/classifier/classifier.h"
#include "indexer/scanners/classifier/program.h"
#include "indexer/scanners/classifier/version_search.h"
#include "indexer/scanners/text/fields.h"
#include "indexer/scanners/text/lines.h"

namespace claircore::scanners {
namespace {

class Consumer final : public StreamConsumer {
 public:
  Consumer(std::vector<const Matcher*> matchers, const FileEntry& file)
      : search_(std::move(matchers), base::BaseName(file.path), file.size) {}
  bool Feed(std::string_view bytes) override { return search_.Feed(bytes); }
  VersionSearch& search() { return search_; }

 private:
  VersionSearch search_;
};

// As CPE 2.3 has it in its well-formed form: all but letters, digits and '_' is quoted.
std::string QuoteForCpe(std::string_view version) {
  std::string quoted;
  for (const char c : version) {
    if (!absl::ascii_isalnum(c) && c != '_') quoted += '\\';
    quoted += absl::ascii_tolower(c);
  }
  return quoted;
}

std::string CpeOf(const Program& program, std::string_view version) {
  if (program.cpe.empty()) return std::string();
  absl::StatusOr<Cpe> cpe =
      Cpe::Parse("cpe:2.3:a:" + std::string(program.cpe) + ":*:*:*:*:*:*:*:*");
  if (!cpe.ok()) return std::string();  // a test says that there is no such row
  cpe->values[Cpe::kVersion] = {Cpe::Value::Kind::kSet, QuoteForCpe(version)};
  return cpe->ToString();
}

class ClassifierScanner final : public PackageScanner {
 public:
  ClassifierScanner()
      : classifier_({CloudPrograms(), LanguagePrograms(), LibraryPrograms(), ServerPrograms(),
                     ToolPrograms()}) {}

  ScannerId id() const override { return {"claircore.classifier", "3"}; }

  void Want(FileWants& wants) const override {
    for (const std::string_view name : classifier_.Names()) {
      wants.Basename(name, Keep::kStream);
    }
    for (const std::string_view wildcard : classifier_.Wildcards()) {
      wants.Glob("**/" + std::string(wildcard), Keep::kStream);
    }
  }

  std::unique_ptr<StreamConsumer> OnStream(const FileEntry& file) const override {
    std::vector<const Matcher*> matchers = classifier_.For(base::BaseName(file.path));
    if (matchers.empty()) return nullptr;
    return std::make_unique<Consumer>(std::move(matchers), file);
  }

  absl::Status Scan(const Context& context, LayerView& layer, PackageSink& sink) const override {
    absl::Status status = context.Check();
    Ticker ticker(context);
    layer.ForEach([&](const FileEntry& file) {
      if (status.ok()) status = ticker.Tick();
      if (!status.ok()) return false;
      // Ours: nobody else hands us consumers.
      auto* const consumer = static_cast<Consumer*>(layer.Consumer(file));
      if (consumer != nullptr) {
        Report(file.path, consumer->search(), sink);
      } else if (!classifier_.For(base::BaseName(file.path)).empty()) {
        // Unreadable, or a hard link to bytes that came under a name that says nothing.
        sink.Report(file.path, absl::DataLossError("its bytes were not read under its name"));
      }
      return true;
    });
    return status.ok() ? context.Check() : status;
  }

 private:
  static void Report(const std::string& path, VersionSearch& search, PackageSink& sink) {
    search.Finish();
    if (search.gave_up()) {
      sink.Report(path, absl::ResourceExhaustedError("too much looks like a program's version"));
    }
    for (const VersionSearch::Finding& finding : search.findings()) {
      // Hard links share their bytes, and so the search: of busybox's names, most are other
      // programs'.
      if (!IsFor(*finding.program, base::BaseName(path))) continue;
      Package package;
      package.name = finding.program->name;
      package.version = finding.version;
      package.kind = PackageKind::kBinary;
      package.type = "generic";
      package.cpe = CpeOf(*finding.program, finding.version);
      package.package_db = "binary:" + path;
      package.filepath = path;
      sink.Add(std::move(package));
    }
  }

  const Classifier classifier_;
};

}  // namespace

std::shared_ptr<const PackageScanner> NewClassifierScanner() {
  return std::make_shared<const ClassifierScanner>();
}

}  // namespace claircore::scanners
