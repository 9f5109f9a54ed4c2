#include "tests/matching/feeds.h"

#include <archive.h>
#include <archive_entry.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "claircore/builtin_updaters.h"
#include "claircore/fetch/feed_directory/feed_directory.h"
#include "claircore/internal/status_macros.h"
#include "claircore/update_manager.h"

namespace claircore::inline v0::testing {
namespace {

namespace fs = std::filesystem;

// Unpacks regular files of an archive that we trust.
absl::Status Unpack(const fs::path& file, const fs::path& directory) {
  const std::unique_ptr<archive, int (*)(archive*)> reader(archive_read_new(), archive_read_free);
  archive_read_support_filter_all(reader.get());
  archive_read_support_format_tar(reader.get());
  if (archive_read_open_filename(reader.get(), file.c_str(), 1 << 16) != ARCHIVE_OK) {
    return absl::DataLossError(archive_error_string(reader.get()));
  }
  archive_entry* entry = nullptr;
  while (archive_read_next_header(reader.get(), &entry) == ARCHIVE_OK) {
    if (archive_entry_filetype(entry) != AE_IFREG) continue;
    const fs::path path = directory / archive_entry_pathname(entry);
    fs::create_directories(path.parent_path());
    std::string bytes(static_cast<size_t>(archive_entry_size(entry)), '\0');
    const la_ssize_t n = archive_read_data(reader.get(), bytes.data(), bytes.size());
    if (n != static_cast<la_ssize_t>(bytes.size())) return absl::DataLossError(path.string());
    std::ofstream(path, std::ios::binary) << bytes;
  }
  return absl::OkStatus();
}

}  // namespace

std::string SharedData() {
  if (const char* const named = std::getenv("CLAIRCORE_SHARED_DATA")) return named;
  std::error_code error;
  const char* const workspace = std::getenv("BUILD_WORKSPACE_DIRECTORY");
  fs::path at = fs::canonical(workspace != nullptr ? workspace : ".", error);
  for (; !error && at != at.parent_path(); at = at.parent_path()) {
    const fs::path data = at / "shared" / "data";
    if (fs::exists(data / "packs", error)) return data.string();
  }
  return "";
}

FeedChoice AllFeeds() {
  return {{"AlmaLinux", "Bitnami", "CRAN", "GHSA-mini", "Go", "Hackage", "Julia", "OSS-Fuzz", "PSF",
           "Packagist-Drupal", "PyPI", "crates.io", "opam"},
          true};
}

absl::Status LoadFeeds(const std::string& shared_data, const FeedChoice& choice,
                       const std::string& temporary, VulnerabilityStore& store) {
  const Context context = Context::Background();
  const fs::path packs = fs::path(shared_data) / "packs";
  const fs::path directory = temporary;
  for (const std::string& ecosystem : choice.osv) {
    fs::create_directories(directory / "osv" / ecosystem);
    fs::copy_file(packs / "osv" / ecosystem / "all.zip", directory / "osv" / ecosystem / "all.zip",
                  fs::copy_options::overwrite_existing);
  }
  if (choice.alpine) {
    CLAIRCORE_RETURN_IF_ERROR(
        Unpack(packs / "alpine" / "alpine-secdb-2020.tar.zst", directory / "alpine"));
  }
  CLAIRCORE_ASSIGN_OR_RETURN(std::unique_ptr<HttpClient> http,
                             NewFeedDirectory(directory.string()));
  UpdateOptions options;
  options.store = &store;
  options.http = http.get();
  BuiltinUpdaterOptions updaters;
  updaters.osv_ecosystems = choice.osv;
  AddBuiltinUpdaters(options.updaters, updaters);
  options.filter = [](std::string_view updater) {
    return updater.starts_with("osv/") || updater.starts_with("alpine/");
  };
  CLAIRCORE_ASSIGN_OR_RETURN(std::unique_ptr<UpdateManager> manager,
                             UpdateManager::Create(std::move(options)));
  CLAIRCORE_ASSIGN_OR_RETURN(const std::vector<UpdateResult> results, manager->Run(context));
  for (const UpdateResult& result : results) CLAIRCORE_RETURN_IF_ERROR(result.status);
  return results.empty() ? absl::NotFoundError("no updater ran") : absl::OkStatus();
}

absl::Status LoadGenerated(VulnerabilityStore& store) {
  constexpr const char* kNames[] = {
      "aiohttp",  "ansible",    "babel",    "celery",    "certifi",    "cryptography", "django",
      "fastapi",  "flask",      "gevent",   "gunicorn",  "httpx",      "idna",         "jinja2",
      "keras",    "lxml",       "mako",     "mistune",   "numpy",      "paramiko",     "pillow",
      "protobuf", "pygments",   "pyjwt",    "pyyaml",    "requests",   "rsa",          "salt",
      "scipy",    "setuptools", "sqlparse", "starlette", "tensorflow", "tornado",      "tqdm",
      "twisted",  "urllib3",    "waitress", "werkzeug",  "zipp"};
  std::mt19937 random(20260801);
  const auto below = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  int number = 0;
  UpdateHeader header;
  header.updater = "generated/PyPI";
  header.fingerprint = "1";
  return store
      .ApplyUpdate(Context::Background(), header,
                   [&](Advisory& advisory) -> absl::StatusOr<bool> {
                     if (number == 2000) return false;
                     advisory.name = absl::StrCat("CVE-2026-", 10000 + number);
                     advisory.source_key = advisory.name;
                     advisory.description = absl::StrCat("An invented flaw, number ", number, ".");
                     advisory.links = {absl::StrCat("https://example.com/", number)};
                     advisory.normalized_severity = static_cast<Severity>(below(6));
                     Affected affected;
                     affected.key = {"PyPI", kNames[number % std::size(kNames)], "pep440"};
                     const int major = below(9);
                     VersionRange range;
                     range.introduced = below(2) == 0 ? "0" : absl::StrCat(major, ".", below(5));
                     range.fixed = absl::StrCat(major, ".", 5 + below(5), ".", below(9));
                     affected.ranges = {range};
                     affected.fixed_in_version = range.fixed;
                     for (int i = 0; i < 8; ++i) {
                       affected.versions.push_back(absl::StrCat(below(9), ".", below(9)));
                     }
                     advisory.affected = {affected};
                     ++number;
                     return true;
                   })
      .status();
}

absl::Status ReadAll(VulnerabilityStore& store, std::vector<UpdaterAdvisories>& all) {
  const Context context = Context::Background();
  CLAIRCORE_ASSIGN_OR_RETURN(const std::vector<UpdateOperation> operations,
                             store.ListUpdates(context, ""));
  std::set<std::string> seen;
  for (const UpdateOperation& operation : operations) {
    if (!seen.insert(operation.updater).second) continue;
    UpdaterAdvisories& one = all.emplace_back();
    one.updater = operation.updater;
    CLAIRCORE_RETURN_IF_ERROR(store.ForEach(context, operation.ref, [&](const Advisory& advisory) {
      one.advisories.push_back(advisory);
      return absl::OkStatus();
    }));
  }
  return absl::OkStatus();
}

}  // namespace claircore::inline v0::testing
