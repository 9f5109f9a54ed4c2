#include "indexer/scanners/apk/apk_database.h"

#include "indexer/scanners/text/lines.h"

namespace claircore::scanners {
namespace {

// Longer paths cannot be opened on Linux, and joining them would cost folder times file bytes.
constexpr size_t kMaxPathBytes = 4096;

void ReadLine(std::string_view line, ApkRecord& record) {
  if (line.size() < 2 || line[1] != ':') {
    record.broken = true;
    return;
  }
  const std::string_view value = line.substr(2);
  switch (line[0]) {
    case 'P':
      record.name = value;
      break;
    case 'V':
      record.version = value;
      break;
    case 'A':
      record.arch = value;
      break;
    case 'o':
      record.origin = value;
      break;
    case 'c':
      record.commit = value;
      break;
    default:
      break;
  }
}

}  // namespace

absl::Status ReadApkDatabase(std::string_view text, absl::FunctionRef<absl::Status()> tick,
                             absl::FunctionRef<absl::Status(const ApkRecord&)> record) {
  LineReader lines(text);
  ApkRecord current;
  bool open = false;
  size_t number = 0;
  std::string_view line;
  for (bool more = true; more;) {
    const std::string_view before = lines.rest();
    more = lines.Next(line);
    if (absl::Status status = tick(); !status.ok()) return status;
    ++number;
    if (more && !line.empty()) {
      if (!open) {
        current = ApkRecord{.text = before, .line = number};
        open = true;
      }
      ReadLine(line, current);
    } else if (open) {
      current.text.remove_suffix(before.size());
      open = false;
      if (absl::Status status = record(current); !status.ok()) return status;
    }
  }
  return absl::OkStatus();
}

absl::Status ReadApkFiles(const ApkRecord& record, absl::FunctionRef<absl::Status()> tick,
                          absl::FunctionRef<void(const std::string& path)> file) {
  LineReader lines(record.text);
  std::string_view folder;
  std::string path;
  for (std::string_view line; lines.Next(line);) {
    if (absl::Status status = tick(); !status.ok()) return status;
    if (line.size() < 2 || line[1] != ':') continue;
    const std::string_view value = line.substr(2);
    if (line[0] == 'F') folder = value;
    if (line[0] != 'R' || value.empty()) continue;
    if (folder.size() + value.size() >= kMaxPathBytes) continue;
    path.assign(folder);
    if (!path.empty()) path.push_back('/');
    path.append(value);
    file(path);
  }
  return absl::OkStatus();
}

}  // namespace claircore::scanners
