#include "tests/scanners_real/real_data.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <set>
#include <utility>

namespace claircore::scanners_real {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void Die(const std::string& why) {
  std::cerr << why << "\n";
  abort();
}

std::string Clean(std::string path) {
  while (path.starts_with("./")) path.erase(0, 2);
  while (path.ends_with('/')) path.pop_back();
  return path;
}

}  // namespace

std::optional<std::string> FindSharedData(const std::string& anchor) {
  if (const char* set = getenv("CLAIRCORE_SHARED_DATA"); set != nullptr && *set != '\0') {
    if (fs::is_directory(fs::path(set) / "packs")) return set;
    return std::nullopt;
  }
  std::error_code error;
  fs::path at = fs::canonical(anchor, error);
  while (!error && at.has_relative_path()) {
    at = at.parent_path();
    const fs::path data = at.parent_path() / "shared" / "data";
    if (fs::is_directory(data / "packs", error)) return data.string();
    error.clear();
  }
  return std::nullopt;
}

Pack ReadPack(const std::string& shared, const std::string& path) {
  Pack pack;
  archive* in = archive_read_new();
  archive_read_support_filter_zstd(in);
  archive_read_support_format_tar(in);
  if (archive_read_open_filename(in, (shared + "/" + path).c_str(), 1 << 16) != ARCHIVE_OK) {
    Die("cannot open " + path + ": " + archive_error_string(in));
  }
  archive_entry* entry = nullptr;
  int status = ARCHIVE_OK;
  while ((status = archive_read_next_header(in, &entry)) == ARCHIVE_OK || status == ARCHIVE_WARN) {
    const std::string name = Clean(archive_entry_pathname(entry));
    if (archive_entry_filetype(entry) == AE_IFLNK) {
      pack.links[name] = archive_entry_symlink(entry);
    }
    if (archive_entry_filetype(entry) != AE_IFREG) continue;
    if (const char* target = archive_entry_hardlink(entry)) {
      pack.files[name] = pack.files[Clean(target)];
      continue;
    }
    std::string bytes(static_cast<size_t>(archive_entry_size(entry)), '\0');
    if (archive_read_data(in, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size())) {
      Die("cannot read " + name + " of " + path);
    }
    pack.files[name] = std::move(bytes);
  }
  if (status != ARCHIVE_EOF) Die("cannot read " + path + ": " + archive_error_string(in));
  archive_read_free(in);
  return pack;
}

testing::FakeLayer LayerOf(const Pack& pack, std::string_view root) {
  testing::FakeLayer layer;
  const std::string prefix = root.empty() ? std::string() : std::string(root) + "/";
  for (const auto& [path, bytes] : pack.files) {
    if (path.starts_with(prefix)) layer.File(path.substr(prefix.size()), bytes);
  }
  for (const auto& [path, target] : pack.links) {
    if (path.starts_with(prefix)) layer.Symlink(path.substr(prefix.size()), target);
  }
  return layer;
}

std::vector<std::string> RootsWith(const Pack& pack, std::string_view suffix) {
  std::set<std::string> roots;
  for (const auto& [path, bytes] : pack.files) {
    if (path.ends_with("/" + std::string(suffix))) {
      roots.insert(path.substr(0, path.size() - suffix.size() - 1));
    }
  }
  return {roots.begin(), roots.end()};
}

testing::FakePackageSink Scan(const PackageScanner& scanner, const testing::FakeLayer& layer) {
  testing::FakePackageSink sink;
  const absl::Status status = scanner.Scan(Context::Background(), *layer.For(scanner), sink);
  if (!status.ok()) Die(status.ToString());
  return sink;
}

std::vector<std::string> Rows(const testing::FakePackageSink& sink) {
  std::vector<std::string> rows;
  for (const Package& p : sink.packages) {
    rows.push_back(p.name + "\t" + p.version + "\t" + p.arch + "\t" +
                   (p.source ? p.source->name + "\t" + p.source->version : "\t"));
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

bool VersionsAgree(const std::string& ours, const std::string& theirs) {
  std::string a = ours;
  std::string b = theirs;
  for (std::string* s : {&a, &b}) {
    for (char& c : *s) {
      if (c == '-' || c == '~' || c == '_') c = '.';
    }
  }
  const std::string& shorter = a.size() < b.size() ? a : b;
  const std::string& longer = a.size() < b.size() ? b : a;
  if (!longer.starts_with(shorter)) return false;
  return longer.size() == shorter.size() || !isdigit(longer[shorter.size()]);
}

std::string RunCommand(const std::string& command, int& code) {
  std::string out;
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) Die("cannot run " + command);
  char buffer[1 << 14];
  for (size_t n = 0; (n = fread(buffer, 1, sizeof buffer, pipe)) > 0;) out.append(buffer, n);
  const int status = pclose(pipe);
  code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return out;
}

std::vector<std::string> SplitLines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::vector<std::string> SplitTabs(std::string_view line) {
  std::vector<std::string> fields(1);
  for (char c : line) {
    if (c == '\t') {
      fields.emplace_back();
    } else {
      fields.back().push_back(c);
    }
  }
  return fields;
}

void WriteFile(const std::string& path, std::string_view contents) {
  fs::create_directories(fs::path(path).parent_path());
  std::ofstream out(path, std::ios::binary);
  out.write(contents.data(), static_cast<std::streamsize>(contents.size()));
  if (!out.flush()) Die("cannot write " + path);
}

}  // namespace claircore::scanners_real
