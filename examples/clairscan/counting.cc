#include "examples/clairscan/counting.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/numbers.h"
#include "claircore/internal/status_macros.h"

namespace clairscan {
namespace {

using claircore::ByteSource;
using claircore::Context;
using claircore::LayerDescription;

class CountingSource final : public ByteSource {
 public:
  // Without a name, only the sum grows.
  CountingSource(std::unique_ptr<ByteSource> source, std::string name, uint64_t total,
                 TerminalProgress& progress)
      : source_(std::move(source)), name_(std::move(name)), progress_(progress) {
    if (!name_.empty()) progress_.Begin(name_, total);
  }
  ~CountingSource() override {
    if (!name_.empty()) progress_.End(name_);
  }

  absl::StatusOr<size_t> Read(std::span<std::byte> buffer) override {
    absl::StatusOr<size_t> count = source_->Read(buffer);
    if (count.ok()) progress_.Bytes(name_, *count);
    return count;
  }

 private:
  const std::unique_ptr<ByteSource> source_;
  const std::string name_;
  TerminalProgress& progress_;
};

// Of a directory's many files only the sum is told.
class CountingTree final : public claircore::LayerTree {
 public:
  CountingTree(std::unique_ptr<LayerTree> tree, TerminalProgress& progress)
      : tree_(std::move(tree)), progress_(progress) {}

  absl::Status ForEach(const Context& context,
                       absl::FunctionRef<bool(const claircore::FileEntry&)> visit) override {
    return tree_->ForEach(context, visit);
  }
  absl::StatusOr<std::unique_ptr<ByteSource>> Open(const Context& context,
                                                   const claircore::FileEntry& entry) override {
    CLAIRCORE_ASSIGN_OR_RETURN(auto source, tree_->Open(context, entry));
    return std::make_unique<CountingSource>(std::move(source), "", 0, progress_);
  }

 private:
  const std::unique_ptr<LayerTree> tree_;
  TerminalProgress& progress_;
};

class CountingFetcher final : public claircore::LayerFetcher {
 public:
  CountingFetcher(claircore::LayerFetcher& fetcher, TerminalProgress& progress)
      : fetcher_(fetcher), progress_(progress) {}

  absl::StatusOr<std::unique_ptr<ByteSource>> Open(const Context& context,
                                                   const LayerDescription& layer) override {
    CLAIRCORE_ASSIGN_OR_RETURN(auto source, fetcher_.Open(context, layer));
    return std::make_unique<CountingSource>(
        std::move(source), "layer " + std::string(layer.digest.hex().substr(0, 12)), 0, progress_);
  }
  absl::StatusOr<std::unique_ptr<claircore::LayerTree>> OpenTree(
      const Context& context, const LayerDescription& layer) override {
    CLAIRCORE_ASSIGN_OR_RETURN(auto tree, fetcher_.OpenTree(context, layer));
    if (tree == nullptr) return nullptr;
    return std::make_unique<CountingTree>(std::move(tree), progress_);
  }

 private:
  claircore::LayerFetcher& fetcher_;
  TerminalProgress& progress_;
};

// "npm/all.zip": the end of the path, which tells a feed from its siblings. Nothing before it, as
// that may be a password, and nothing after it.
std::string FeedName(std::string_view url) {
  url = url.substr(0, url.find_first_of("?#"));
  const size_t scheme = url.find("://");
  const size_t path = url.find('/', scheme == std::string_view::npos ? 0 : scheme + 3);
  if (path == std::string_view::npos) return "feed";
  url.remove_prefix(path + 1);
  const size_t last = url.rfind('/');
  const size_t first =
      last == std::string_view::npos || last == 0 ? last : url.rfind('/', last - 1);
  if (url.empty()) return "feed";
  return std::string(first == std::string_view::npos ? url : url.substr(first + 1));
}

class CountingClient final : public claircore::HttpClient {
 public:
  CountingClient(claircore::HttpClient& http, TerminalProgress& progress)
      : http_(http), progress_(progress) {}

  absl::StatusOr<claircore::HttpResponse> Do(const Context& context,
                                             const claircore::HttpRequest& request) override {
    CLAIRCORE_ASSIGN_OR_RETURN(claircore::HttpResponse response, http_.Do(context, request));
    uint64_t total = 0;
    const auto length = response.headers.find("content-length");
    if (length == response.headers.end() || !absl::SimpleAtoi(length->second, &total)) total = 0;
    response.body = std::make_unique<CountingSource>(std::move(response.body),
                                                     FeedName(request.url), total, progress_);
    return response;
  }

 private:
  claircore::HttpClient& http_;
  TerminalProgress& progress_;
};

}  // namespace

std::unique_ptr<claircore::LayerFetcher> CountLayers(claircore::LayerFetcher& fetcher,
                                                     TerminalProgress& progress) {
  return std::make_unique<CountingFetcher>(fetcher, progress);
}

std::unique_ptr<claircore::HttpClient> CountFeeds(claircore::HttpClient& http,
                                                  TerminalProgress& progress) {
  return std::make_unique<CountingClient>(http, progress);
}

}  // namespace clairscan
