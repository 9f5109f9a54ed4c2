#include "claircore/testing/fake_layer.h"

#include <algorithm>
#include <cstring>
#include <span>
#include <utility>
#include <vector>

#include "claircore/base/path.h"
#include "claircore/testing/patterns.h"

namespace claircore::inline v0::testing {
namespace {

constexpr int kMaxHops = 40;

// Not a divisor of anything, so that consumers see their records cut at odd places.
constexpr size_t kStreamChunk = 1021;

// A file that the scanner wanted: how it is kept, and whether it is streamed as well.
struct Wanted {
  FakeLayer::Node node;
  Keep keep = Keep::kEntry;
  bool streamed = false;
  std::unique_ptr<StreamConsumer> consumer;
};

class StringSource : public RandomAccessSource {
 public:
  explicit StringSource(FakeLayer::Node node) : node_(std::move(node)) {}
  uint64_t size() const override { return node_.bytes->size(); }
  absl::StatusOr<size_t> ReadAt(uint64_t position, std::span<std::byte> buffer) const override {
    if (!node_.broken.ok()) return node_.broken;
    if (position >= node_.bytes->size()) return 0;
    const size_t n = std::min<uint64_t>(buffer.size(), node_.bytes->size() - position);
    if (n > 0) std::memcpy(buffer.data(), node_.bytes->data() + position, n);
    return n;
  }

 private:
  FakeLayer::Node node_;
};

class FakeView : public LayerView {
 public:
  FakeView(FakeLayer layer, Digest digest, uint64_t max_contents, bool backwards)
      : layer_(std::move(layer)),
        digest_(std::move(digest)),
        max_contents_(max_contents),
        backwards_(backwards) {}

  const Digest& digest() const override { return digest_; }

  void ForEach(absl::FunctionRef<bool(const FileEntry&)> visit) const override {
    for (const auto& [path, wanted] : wanted_) {
      if (!visit(wanted.node.entry)) return;
    }
  }

  const FileEntry* Find(std::string_view path) const override {
    const std::optional<std::string> real = layer_.Resolve(path);
    const auto it = real.has_value() ? wanted_.find(*real) : wanted_.end();
    return it == wanted_.end() ? nullptr : &it->second.node.entry;
  }

  absl::StatusOr<std::string_view> Contents(const FileEntry& file) override {
    const auto it = wanted_.find(file.path);
    if (it == wanted_.end() || it->second.keep == Keep::kEntry) {
      return absl::FailedPreconditionError("not wanted with its contents: " + file.path);
    }
    const FakeLayer::Node& node = it->second.node;
    if (!node.broken.ok()) return node.broken;
    if (node.bytes->size() > max_contents_) {
      return absl::ResourceExhaustedError("larger than max_contents_bytes: " + file.path);
    }
    std::fill(handed_out_.begin(), handed_out_.end(), '\xDD');
    handed_out_ = std::vector<char>(node.bytes->begin(), node.bytes->end());
    return std::string_view(handed_out_.data(), handed_out_.size());
  }

  absl::StatusOr<std::unique_ptr<RandomAccessSource>> Open(const FileEntry& file) const override {
    const auto it = wanted_.find(file.path);
    if (it == wanted_.end() || it->second.keep != Keep::kRandomAccess) {
      return absl::FailedPreconditionError("not wanted with random access: " + file.path);
    }
    return std::make_unique<StringSource>(it->second.node);
  }

  Bytes BytesOf(const FileEntry& file) const override {
    const auto it = wanted_.find(file.path);
    if (it == wanted_.end()) return {};
    // The number is that of the first name, in path order.
    Bytes bytes{0, 0};
    uint64_t number = 0;
    for (const auto& [path, wanted] : wanted_) {
      if (wanted.node.bytes == it->second.node.bytes && bytes.names++ == 0) bytes.number = number;
      ++number;
    }
    return bytes;
  }

  StreamConsumer* Consumer(const FileEntry& file) const override {
    const auto it = wanted_.find(file.path);
    return it == wanted_.end() ? nullptr : it->second.consumer.get();
  }

  void Select(const LayerScanner& scanner) {
    WantList wants;
    scanner.Want(wants);
    for (const WantList::Pattern& pattern : wants.patterns()) Select(pattern);
    std::vector<Wanted*> all;
    for (auto& [path, wanted] : wanted_) all.push_back(&wanted);
    if (backwards_) std::reverse(all.begin(), all.end());
    for (Wanted* wanted : all) Stream(scanner, *wanted);
  }

 private:
  void Select(const WantList::Pattern& pattern) {
    if (pattern.kind == WantList::Kind::kPath) return Want(pattern.text, pattern.keep);
    // A folder that the glob names literally may be a link: look for the rest where it leads.
    std::string glob = pattern.text, as_written, real;
    if (pattern.kind == WantList::Kind::kGlob) {
      const size_t slash = glob.substr(0, glob.find_first_of("*?")).rfind('/');
      if (slash != glob.npos) {
        as_written = glob.substr(0, slash + 1);
        if (auto where = layer_.Resolve(as_written)) real = where->empty() ? "" : *where + '/';
      }
    }
    if (pattern.kind == WantList::Kind::kSniff) return Sniff(pattern);
    for (const auto& [path, node] : layer_.nodes()) {
      if (pattern.MatchesName(path)) {
        Want(path, pattern.keep);
      } else if (as_written != real && path.starts_with(real) &&
                 pattern.MatchesName(as_written + path.substr(real.size()))) {
        Want(path, pattern.keep);
      }
    }
  }

  void Sniff(const WantList::Pattern& pattern) {
    std::vector<const FakeLayer::Node*> files;
    for (const auto& [path, node] : layer_.nodes()) {
      if (node.bytes != nullptr) files.push_back(&node);
    }
    if (backwards_) std::reverse(files.begin(), files.end());
    for (const FakeLayer::Node* file : files) {
      const std::string_view head = std::string_view(*file->bytes).substr(0, pattern.head_bytes);
      if (pattern.accept(file->entry, head)) Want(file->entry.path, pattern.keep);
    }
  }

  void Want(std::string_view path, Keep keep) {
    const std::optional<std::string> real = layer_.Resolve(path);
    if (!real.has_value()) return;
    const auto it = layer_.nodes().find(*real);
    if (it == layer_.nodes().end() || it->second.bytes == nullptr) return;
    if (keep == Keep::kStream && *real != path) return;  // see Keep::kStream
    Wanted& wanted = wanted_[*real];
    wanted.node = it->second;
    if (keep == Keep::kStream) {
      wanted.streamed = true;
    } else {
      wanted.keep = std::max(wanted.keep, keep);
    }
  }

  static void Stream(const LayerScanner& scanner, Wanted& wanted) {
    if (!wanted.streamed || !wanted.node.broken.ok()) return;
    wanted.consumer = scanner.OnStream(wanted.node.entry);
    std::string_view rest = *wanted.node.bytes;
    while (wanted.consumer != nullptr && !rest.empty()) {
      // A copy of its own size, so that reading past its end is seen by sanitizers.
      const std::string chunk(rest.substr(0, kStreamChunk));
      if (!wanted.consumer->Feed(chunk)) return;
      rest.remove_prefix(chunk.size());
    }
  }

  FakeLayer layer_;
  Digest digest_;
  uint64_t max_contents_;
  bool backwards_;
  std::map<std::string, Wanted, std::less<>> wanted_;  // by real path
  std::vector<char> handed_out_;
};

}  // namespace

FakeLayer::Node& FakeLayer::Put(std::string_view path, FileType type, uint32_t mode) {
  std::string clean = base::CleanPath(path);
  Node& node = nodes_[clean];
  node = Node{};
  node.entry.path = std::move(clean);
  node.entry.type = type;
  node.entry.mode = mode;
  return node;
}

FakeLayer& FakeLayer::File(std::string_view path, std::string_view contents, uint32_t mode) {
  Node& node = Put(path, FileType::kRegular, mode);
  node.bytes = std::make_shared<const std::string>(contents);
  node.entry.size = contents.size();
  return *this;
}

FakeLayer& FakeLayer::Dir(std::string_view path, uint32_t mode) {
  Put(path, FileType::kDirectory, mode);
  return *this;
}

FakeLayer& FakeLayer::Symlink(std::string_view path, std::string_view target) {
  Node& node = Put(path, FileType::kSymlink, 0777);
  node.entry.link_target = base::LinkTarget(node.entry.path, target);
  return *this;
}

FakeLayer& FakeLayer::HardLink(std::string_view path, std::string_view target) {
  // The bytes are those of the moment, as in a tar: whatever replaces the target later.
  const std::string clean = base::CleanPath(target);
  const auto it = nodes_.find(clean);
  const Node named = it == nodes_.end() ? Node{} : it->second;
  Node& node = Put(path, FileType::kHardLink, named.entry.mode);
  node.entry.link_target = clean;
  node.entry.size = named.entry.size;
  node.bytes = named.bytes;
  node.broken = named.broken;
  return *this;
}

FakeLayer& FakeLayer::Broken(std::string_view path, absl::Status why) {
  File(path, "");
  nodes_.find(base::CleanPath(path))->second.broken = std::move(why);
  return *this;
}

FakeLayer& FakeLayer::WithDigest(Digest digest) {
  digest_ = std::move(digest);
  return *this;
}

FakeLayer& FakeLayer::WithMaxContents(uint64_t bytes) {
  max_contents_ = bytes;
  return *this;
}

FakeLayer& FakeLayer::ReadBackwards() {
  backwards_ = true;
  return *this;
}

std::optional<std::string> FakeLayer::Resolve(std::string_view path) const {
  std::string rest = base::CleanPath(path), real;
  for (int hops = 0; !rest.empty();) {
    const size_t slash = rest.find('/');
    std::string here = real.empty() ? rest.substr(0, slash) : real + '/' + rest.substr(0, slash);
    rest = slash == rest.npos ? "" : rest.substr(slash + 1);
    const auto it = nodes_.find(here);
    if (it == nodes_.end() || it->second.entry.type != FileType::kSymlink) {
      real = std::move(here);
      continue;
    }
    if (++hops > kMaxHops) return std::nullopt;
    // Targets are relative to the root, so the walk begins there again.
    const std::string& target = it->second.entry.link_target;
    rest = rest.empty() ? target : target.empty() ? rest : target + '/' + rest;
    real.clear();
  }
  // Folders need no entry of their own: something below is enough.
  if (real.empty() || nodes_.contains(real)) return real;
  const auto below = nodes_.lower_bound(real + '/');
  if (below != nodes_.end() && below->first.starts_with(real + '/')) return real;
  return std::nullopt;
}

std::unique_ptr<LayerView> FakeLayer::For(const LayerScanner& scanner) const {
  Digest digest = digest_;
  if (digest.empty()) {
    digest = *Digest::FromBytes(Digest::Algorithm::kSha256, std::string(32, '\0'));
  }
  auto view = std::make_unique<FakeView>(*this, std::move(digest), max_contents_, backwards_);
  view->Select(scanner);
  return view;
}

}  // namespace claircore::inline v0::testing
