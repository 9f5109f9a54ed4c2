// A plug-in: the packages of an appliance that lists "name version" lines in etc/acme/packages.
#ifndef ACME_SCANNER_H_
#define ACME_SCANNER_H_

#include <algorithm>
#include <string_view>

#include "claircore/package_scanner.h"

class AcmeScanner : public claircore::PackageScanner {
 public:
  claircore::ScannerId id() const override { return {"acme.packages", "1"}; }
  void Want(claircore::FileWants& wants) const override {
    wants.Path("etc/acme/packages", claircore::Keep::kContents);
  }
  absl::Status Scan(const claircore::Context& context, claircore::LayerView& layer,
                    claircore::PackageSink& sink) const override {
    const claircore::FileEntry* file = layer.Find("etc/acme/packages");
    if (file == nullptr) return absl::OkStatus();
    const absl::StatusOr<std::string_view> text = layer.Contents(*file);
    if (!text.ok()) sink.Report(file->path, text.status());
    sink.Database(file->path);
    for (std::string_view rest = text.value_or(""); !rest.empty();) {
      if (absl::Status ended = context.Check(); !ended.ok()) return ended;
      const std::string_view line = rest.substr(0, rest.find('\n'));
      rest.remove_prefix(std::min(rest.size(), line.size() + 1));
      const size_t space = line.find(' ');
      if (space == 0 || space == line.npos) {
        sink.Report(file->path, absl::DataLossError("a line is not \"name version\""));
        continue;
      }
      claircore::Package package;
      package.name = line.substr(0, space);
      package.version = line.substr(space + 1);
      package.type = "acme";  // what matchers and purls know it by
      package.package_db = package.filepath = file->path;
      sink.Add(package);
    }
    return absl::OkStatus();
  }
};

#endif  // ACME_SCANNER_H_
