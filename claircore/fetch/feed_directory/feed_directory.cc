#include "claircore/fetch/feed_directory/feed_directory.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "claircore/base/hash.h"
#include "claircore/fetch/feed_directory/feed_path.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/urls.h"

namespace claircore::inline v0 {
namespace {

constexpr size_t kMaxListed = 10'000;

class File final {
 public:
  explicit File(int fd) : fd_(fd) {}
  File(File&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  File& operator=(File&&) = delete;
  ~File() {
    if (fd_ >= 0) close(fd_);
  }
  int fd() const { return fd_; }

  absl::StatusOr<size_t> Read(std::span<std::byte> buffer) const {
    while (true) {
      const ssize_t n = read(fd_, buffer.data(), buffer.size());
      if (n >= 0) return static_cast<size_t>(n);
      if (errno != EINTR) return absl::ErrnoToStatus(errno, "reading a feed");
    }
  }

 private:
  int fd_;
};

class FileBody final : public ByteSource {
 public:
  FileBody(const Context& context, File file) : context_(context), file_(std::move(file)) {}
  absl::StatusOr<size_t> Read(std::span<std::byte> buffer) override {
    if (status_.ok()) status_ = context_.Check();
    CLAIRCORE_RETURN_IF_ERROR(status_);
    absl::StatusOr<size_t> n = file_.Read(buffer);
    status_ = n.status();
    return n;
  }

 private:
  const Context context_;
  const File file_;
  absl::Status status_;
};

class TextBody final : public ByteSource {
 public:
  explicit TextBody(std::string text) : text_(std::move(text)) {}
  absl::StatusOr<size_t> Read(std::span<std::byte> buffer) override {
    const size_t n = std::min(buffer.size(), text_.size() - taken_);
    std::memcpy(buffer.data(), text_.data() + taken_, n);
    taken_ += n;
    return n;
  }

 private:
  const std::string text_;
  size_t taken_ = 0;
};

HttpResponse Answer(int status, std::string body = "") {
  HttpResponse response;
  response.status = status;
  response.headers["content-length"] = absl::StrCat(body.size());
  response.body = std::make_unique<TextBody>(std::move(body));
  return response;
}

// The real path of `path`; NOT_FOUND when there is no such file.
absl::StatusOr<std::string> RealPath(const std::string& path) {
  const std::unique_ptr<char, void (*)(void*)> real(realpath(path.c_str(), nullptr), std::free);
  if (real != nullptr) return std::string(real.get());
  const int error = errno;
  struct stat info {};
  if (lstat(path.c_str(), &info) == 0 && S_ISLNK(info.st_mode)) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, " is a link that leads nowhere: ", std::strerror(error)));
  }
  return absl::ErrnoToStatus(error == ENOTDIR ? ENOENT : error, path);
}

absl::StatusOr<std::string> EtagOf(const Context& context, const File& file) {
  base::Hash hash(base::HashKind::kSha256);
  std::vector<std::byte> buffer(256 << 10);
  while (true) {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    CLAIRCORE_ASSIGN_OR_RETURN(const size_t n, file.Read(buffer));
    if (n == 0) break;
    hash.Update(std::span(buffer).first(n));
  }
  CLAIRCORE_ASSIGN_OR_RETURN(const std::string digest, hash.Digest());
  if (lseek(file.fd(), 0, SEEK_SET) != 0) return absl::ErrnoToStatus(errno, "seeking in a feed");
  return absl::StrCat("\"sha256-", base::ToHex(digest), "\"");
}

// A page of links, as web servers list a folder.
absl::StatusOr<std::string> Listing(const std::string& directory) {
  const std::unique_ptr<DIR, int (*)(DIR*)> dir(opendir(directory.c_str()), closedir);
  if (dir == nullptr) return absl::ErrnoToStatus(errno, "listing a folder of feeds");
  std::vector<std::string> names;
  while (const dirent* entry = readdir(dir.get())) {
    std::string name = entry->d_name;
    if (name.starts_with('.')) continue;
    struct stat info {};
    if (fstatat(dirfd(dir.get()), entry->d_name, &info, 0) != 0) continue;
    if (S_ISDIR(info.st_mode)) name += '/';
    names.push_back(std::move(name));
    if (names.size() > kMaxListed) {
      return absl::ResourceExhaustedError("a folder of feeds has too many entries");
    }
  }
  std::sort(names.begin(), names.end());
  std::string page = "<html><body>\n";
  for (const std::string& name : names) {
    const std::string link = feed_directory::EncodePath(name);
    absl::StrAppend(&page, "<a href=\"", link, "\">", link, "</a>\n");
  }
  return page + "</body></html>\n";
}

class FeedDirectory final : public HttpClient {
 public:
  explicit FeedDirectory(std::string root) : root_(std::move(root)) {}

  absl::StatusOr<HttpResponse> Do(const Context& context, const HttpRequest& request) override {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    if (request.method != "GET" && request.method != "HEAD") return Answer(405);
    const std::optional<std::string> path = feed_directory::PathOfUrl(request.url);
    if (!path.has_value()) return Answer(404);
    const std::string feed = absl::StrCat(root_, "/", path->substr(0, path->find('/')));
    const absl::StatusOr<std::string> folder = Inside(feed);
    if (absl::IsNotFound(folder.status())) return Answer(410);
    CLAIRCORE_RETURN_IF_ERROR(folder.status());
    const absl::StatusOr<std::string> real = Inside(absl::StrCat(root_, "/", *path));
    if (absl::IsNotFound(real.status())) return Answer(404);
    CLAIRCORE_RETURN_IF_ERROR(real.status());
    struct stat info {};
    if (stat(real->c_str(), &info) != 0) return Answer(404);
    if (S_ISDIR(info.st_mode)) {
      if (!request.url.ends_with('/')) return Answer(404);
      CLAIRCORE_ASSIGN_OR_RETURN(std::string page, Listing(*real));
      return Answer(200, request.method == "HEAD" ? "" : std::move(page));
    }
    if (!S_ISREG(info.st_mode)) return Answer(404);
    if (request.method == "HEAD") return Answer(200);
    return Send(context, request, *real);
  }

 private:
  // The real path. NOT_FOUND when there is none; PERMISSION_DENIED when it is not below the root:
  // somebody put a link there and expects it to be read.
  absl::StatusOr<std::string> Inside(const std::string& path) const {
    absl::StatusOr<std::string> real = RealPath(path);
    if (real.ok() && *real != root_ && !real->starts_with(root_ == "/" ? "/" : root_ + "/")) {
      return absl::PermissionDeniedError(absl::StrCat(
          path, " leads out of the directory of feeds, to ", *real, "; it is not read"));
    }
    return real;
  }

  static absl::StatusOr<HttpResponse> Send(const Context& context, const HttpRequest& request,
                                           const std::string& path) {
    File file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    if (file.fd() < 0) {
      return errno == ENOENT ? absl::StatusOr<HttpResponse>(Answer(404))
                             : absl::ErrnoToStatus(errno, absl::StrCat("opening ", path));
    }
    CLAIRCORE_ASSIGN_OR_RETURN(const std::string etag, EtagOf(context, file));
    HttpResponse response = Answer(200);
    for (const auto& [name, value] : request.headers) {
      if (absl::AsciiStrToLower(name) == "if-none-match" && value == etag) response.status = 304;
    }
    response.headers["etag"] = etag;
    if (response.status == 304) return response;
    response.headers.erase("content-length");
    response.body = std::make_unique<FileBody>(context, std::move(file));
    return response;
  }

  const std::string root_;  // real
};

}  // namespace

absl::StatusOr<std::unique_ptr<HttpClient>> NewFeedDirectory(std::string_view directory) {
  const absl::StatusOr<std::string> root = RealPath(std::string(directory));
  struct stat info {};
  if (!root.ok() || stat(root->c_str(), &info) != 0 || !S_ISDIR(info.st_mode)) {
    return absl::NotFoundError(
        absl::StrCat("no directory of feeds at ", internal::WithoutCredentials(directory)));
  }
  return std::make_unique<FeedDirectory>(*root);
}

}  // namespace claircore::inline v0
