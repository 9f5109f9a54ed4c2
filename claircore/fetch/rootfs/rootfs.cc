#include "claircore/fetch/rootfs/rootfs.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "claircore/base/path.h"
#include "claircore/fetch/internal/files.h"
#include "claircore/fetch/rootfs/file_systems.h"
#include "claircore/internal/guard.h"
#include "claircore/internal/status_macros.h"

namespace claircore::inline v0 {
namespace {

using fetch::Fd;

constexpr size_t kCheckEvery = 512;
constexpr size_t kMaxProblems = 1000;

struct Entry {
  FileEntry file;
  int64_t modified = 0;  // nanoseconds
};

struct DirClose {
  void operator()(DIR* d) const { closedir(d); }
};
using DirPtr = std::unique_ptr<DIR, DirClose>;

std::string ReadLink(int directory, const char* name) {
  std::string text(4096, '\0');
  const ssize_t n = readlinkat(directory, name, text.data(), text.size());
  text.resize(n < 0 ? 0 : static_cast<size_t>(n));
  return text;
}

// Collects the entries below a directory. Directories are opened by their path from the root on,
// so that a deep tree does not use up the process' descriptors.
class Walker {
 public:
  Walker(const Context& context, int root, const RootfsOptions& options)
      : context_(context), root_(root), options_(options) {}

  absl::Status Walk() {
    std::vector<std::string> pending = {""};
    while (!pending.empty()) {
      const std::string path = std::move(pending.back());
      pending.pop_back();
      CLAIRCORE_RETURN_IF_ERROR(WalkDirectory(path, pending));
    }
    std::sort(entries.begin(), entries.end(),
              [](const Entry& a, const Entry& b) { return a.file.path < b.file.path; });
    if (!kernel_.empty()) {
      std::sort(kernel_.begin(), kernel_.end());
      Report("", absl::StatusCode::kFailedPrecondition,
             absl::StrCat("the kernel's own file systems are not looked into: ",
                          absl::StrJoin(kernel_, ", ")));
    }
    if (dropped_ > 0) {
      problems.push_back(MakeProblem("", absl::StatusCode::kResourceExhausted,
                                     absl::StrCat(dropped_, " more problems were left out")));
    }
    std::sort(problems.begin(), problems.end());
    return absl::OkStatus();
  }

  std::vector<Entry> entries;
  std::vector<Problem> problems;

 private:
  static Problem MakeProblem(const std::string& path, absl::StatusCode code, std::string message) {
    return {.layer = {},
            .path = path,
            .scanner = {},
            .code = absl::StatusCodeToString(code),
            .message = std::move(message)};
  }

  void Report(const std::string& path, absl::StatusCode code, std::string message) {
    if (problems.size() < kMaxProblems) {
      problems.push_back(MakeProblem(path, code, std::move(message)));
    } else {
      ++dropped_;
    }
  }

  absl::Status WalkDirectory(const std::string& path, std::vector<std::string>& pending) {
    CLAIRCORE_RETURN_IF_ERROR(context_.Check());
    if (std::count(path.begin(), path.end(), '/') >= options_.max_depth) {
      Report(path, absl::StatusCode::kResourceExhausted, "too deep");
      return absl::OkStatus();
    }
    absl::StatusOr<Fd> fd = fetch::OpenBeneath(root_, path, O_RDONLY | O_DIRECTORY);
    if (!fd.ok()) {
      Report(path, fd.status().code(), std::string(fd.status().message()));
      return absl::OkStatus();
    }
    const int copy = fcntl(fd->get(), F_DUPFD_CLOEXEC, 0);
    const DirPtr directory(copy >= 0 ? fdopendir(copy) : nullptr);
    struct stat own {};
    if (directory == nullptr || fstat(fd->get(), &own) != 0) {
      return absl::ErrnoToStatus(errno, absl::StrCat("reading ", path));
    }
    while (true) {
      errno = 0;
      const struct dirent* d = readdir(directory.get());
      if (d == nullptr) break;
      const std::string_view name = d->d_name;
      if (name == "." || name == "..") continue;
      struct stat info {};
      if (fstatat(fd->get(), d->d_name, &info, AT_SYMLINK_NOFOLLOW) != 0) {
        if (errno == ENOENT) continue;  // gone again meanwhile: it is not there
        if (errno == EACCES) {          // as it is for all others: names may be read, files not
          Report(path, absl::StatusCode::kPermissionDenied,
                 "the directory may be listed but not searched: nothing in it was looked at");
          return absl::OkStatus();
        }
        Report(Join(path, d->d_name), absl::ErrnoToStatusCode(errno), std::strerror(errno));
        continue;
      }
      CLAIRCORE_RETURN_IF_ERROR(
          Add(fd->get(), own.st_dev, d->d_name, Join(path, d->d_name), info, pending));
    }
    if (errno != 0) Report(path, absl::StatusCode::kUnavailable, std::strerror(errno));
    return absl::OkStatus();
  }

  static std::string Join(const std::string& path, const char* name) {
    return path.empty() ? name : absl::StrCat(path, "/", name);
  }

  // Whether to go into what is mounted at `path`.
  bool Enter(int directory, const char* name, const std::string& path) {
    // By O_PATH, which sets no automounter going.
    const Fd mounted(openat(directory, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    struct statfs info {};
    if (!mounted.valid() || fstatfs(mounted.get(), &info) != 0) {
      Report(path, absl::ErrnoToStatusCode(errno), std::strerror(errno));
      return false;
    }
    const auto why = fetch::WhyPassedOver(static_cast<uint32_t>(info.f_type), path);
    if (!why.has_value()) return true;
    switch (*why) {
      case fetch::PassedOver::kKernel:
        kernel_.push_back(path);
        break;
      case fetch::PassedOver::kNetwork:
        Report(path, absl::StatusCode::kFailedPrecondition,
               "a file system of a network is not looked into");
        break;
      case fetch::PassedOver::kContainer:
        Report(path, absl::StatusCode::kFailedPrecondition,
               "the root of a container is not looked into");
        break;
    }
    return false;
  }

  absl::Status Add(int directory, dev_t device, const char* name, std::string path,
                   const struct stat& info, std::vector<std::string>& pending) {
    Entry entry;
    if (S_ISREG(info.st_mode)) {
      entry.file.type = FileType::kRegular;
      entry.file.size = static_cast<uint64_t>(info.st_size);
      entry.modified = int64_t{info.st_mtim.tv_sec} * 1'000'000'000 + info.st_mtim.tv_nsec;
    } else if (S_ISDIR(info.st_mode)) {
      entry.file.type = FileType::kDirectory;
      if (info.st_dev == device || Enter(directory, name, path)) pending.push_back(path);
    } else if (S_ISLNK(info.st_mode)) {
      entry.file.type = FileType::kSymlink;
      entry.file.link_target = base::LinkTarget(path, ReadLink(directory, name));
    } else {
      return absl::OkStatus();
    }
    entry.file.mode = info.st_mode & 07777;
    entry.file.path = std::move(path);
    entries.push_back(std::move(entry));
    if (entries.size() > options_.max_entries) {
      return absl::ResourceExhaustedError(
          absl::StrCat("a directory of more than ", options_.max_entries, " entries"));
    }
    return entries.size() % kCheckEvery == 0 ? context_.Check() : absl::OkStatus();
  }

  const Context context_;
  const int root_;
  const RootfsOptions options_;
  std::vector<std::string> kernel_;  // mount points of its own file systems
  size_t dropped_ = 0;               // problems
};

// One line an entry. A zero byte is in no path, so no two trees give the same text.
std::string Canonical(const std::vector<Entry>& entries) {
  std::string text = "claircore rootfs 1\n";
  for (const Entry& e : entries) {
    absl::StrAppend(&text, e.file.path, absl::string_view("\0", 1), static_cast<int>(e.file.type),
                    " ", e.file.mode, " ", e.file.size, " ", e.modified, " ", e.file.link_target,
                    absl::string_view("\0\n", 2));
  }
  return text;
}

}  // namespace

struct Rootfs::State {
  Fd root;
  std::vector<Entry> entries;  // by path
  std::vector<Problem> problems;
  Digest layer;
};

namespace {

// Reads no more of a file than its entry said it has: one that grows must not be endless.
std::shared_ptr<const RandomAccessSource> Cut(std::shared_ptr<const RandomAccessSource> file,
                                              uint64_t size) {
  return file->size() <= size ? file : fetch::NewSlice(std::move(file), 0, size);
}

template <typename State>
class Tree final : public LayerTree {
 public:
  explicit Tree(std::shared_ptr<const State> state) : state_(std::move(state)) {}

  absl::Status ForEach(const Context& context,
                       absl::FunctionRef<bool(const FileEntry& entry)> visit) override {
    size_t n = 0;
    for (const Entry& entry : state_->entries) {
      if (++n % kCheckEvery == 0) CLAIRCORE_RETURN_IF_ERROR(context.Check());
      if (!visit(entry.file)) break;
    }
    return absl::OkStatus();
  }

  absl::StatusOr<std::unique_ptr<ByteSource>> Open(const Context& context,
                                                   const FileEntry& entry) override {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    // Cleaned again: an entry need not come from ForEach().
    CLAIRCORE_ASSIGN_OR_RETURN(
        Fd fd,
        fetch::OpenBeneath(state_->root.get(), base::CleanPath(entry.path), O_RDONLY | O_NOCTTY));
    CLAIRCORE_ASSIGN_OR_RETURN(auto file, fetch::NewFileSource(std::move(fd), entry.path));
    return fetch::NewByteSource(context, Cut(std::move(file), entry.size));
  }

 private:
  const std::shared_ptr<const State> state_;
};

}  // namespace

Rootfs::Rootfs(std::shared_ptr<const State> state) : state_(std::move(state)) {}
Rootfs::~Rootfs() = default;

absl::StatusOr<std::unique_ptr<Rootfs>> Rootfs::Open(const Context& context,
                                                     std::string_view directory,
                                                     const RootfsOptions& options) {
  return internal::Guarded([&]() -> absl::StatusOr<std::unique_ptr<Rootfs>> {
    const std::string path(directory);
    auto state = std::make_shared<State>();
    state->root = Fd(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!state->root.valid()) return absl::ErrnoToStatus(errno, absl::StrCat("opening ", path));
    Walker walker(context, state->root.get(), options);
    CLAIRCORE_RETURN_IF_ERROR(walker.Walk());
    state->entries = std::move(walker.entries);
    state->problems = std::move(walker.problems);
    state->layer = fetch::DigestOf(Digest::Algorithm::kSha256, Canonical(state->entries));
    for (Problem& problem : state->problems) problem.layer = state->layer;
    return std::unique_ptr<Rootfs>(new Rootfs(std::move(state)));
  });
}

Manifest Rootfs::GetManifest() const {
  Manifest manifest;
  manifest.digest = fetch::DigestOf(Digest::Algorithm::kSha256, state_->layer.ToString());
  manifest.layers.push_back({.digest = state_->layer, .uri = {}, .media_type = {}, .headers = {}});
  return manifest;
}

const std::vector<Problem>& Rootfs::problems() const { return state_->problems; }

absl::StatusOr<std::unique_ptr<ByteSource>> Rootfs::Open(const Context&, const LayerDescription&) {
  return absl::FailedPreconditionError("a directory has no stored bytes; use OpenTree()");
}

absl::StatusOr<std::unique_ptr<LayerTree>> Rootfs::OpenTree(const Context& context,
                                                            const LayerDescription& layer) {
  CLAIRCORE_RETURN_IF_ERROR(context.Check());
  if (layer.digest != state_->layer) {
    return absl::NotFoundError(absl::StrCat("no layer ", layer.digest.ToString()));
  }
  return std::make_unique<Tree<State>>(state_);
}

}  // namespace claircore::inline v0
