#ifndef CLAIRCORE_TESTING_FAKE_LAYER_H_
#define CLAIRCORE_TESTING_FAKE_LAYER_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "claircore/digest.h"
#include "claircore/file_wants.h"
#include "claircore/layer_scanner.h"
#include "claircore/layer_view.h"

namespace claircore::inline v0::testing {

// A layer made of strings, for tests of scanners: no tar, no engine.
//
//   FakePackageSink found;
//   auto layer = FakeLayer().File("etc/acme.txt", "curl 8.1\n").For(scanner);
//   absl::Status status = scanner.Scan(Context::Background(), *layer, found);
//
// Shows a scanner what the engine would show it: what it declared in Want() and nothing else, links
// followed. Paths may begin with '/' or "./"; parents need not be added. The last of two entries of
// one path wins. A value: copies are independent; const calls are thread-safe.
//
// How links and wants meet (file_wants.h in detail):
// - a wanted Path() is looked up through links of every component;
// - a Glob()'s leading components without wildcards are looked up in the same way;
// - any pattern that matches the name of a link wants the regular file it leads to;
// - a hard link is a file of its own path, with the bytes of the file it names;
// - Sniff() sees regular files and hard links.
// A file wanted only as kStream is not kept; one also wanted otherwise is streamed and kept.
class FakeLayer {
 public:
  FakeLayer& File(std::string_view path, std::string_view contents, uint32_t mode = 0644);
  FakeLayer& Dir(std::string_view path, uint32_t mode = 0755);
  // `target` as in the tar: relative to the link's folder, or absolute. It may lead nowhere.
  FakeLayer& Symlink(std::string_view path, std::string_view target);
  // `target` is relative to the root and was added before; otherwise nobody sees the link.
  FakeLayer& HardLink(std::string_view path, std::string_view target);
  // A file whose Contents() and ReadAt() fail with `why`, as those of a damaged spool would.
  FakeLayer& Broken(std::string_view path, absl::Status why);

  // Both have defaults: a digest of zeros, and that of IndexLimits.
  FakeLayer& WithDigest(Digest digest);
  FakeLayer& WithMaxContents(uint64_t bytes);
  // Sniffs and streams its files in reverse order of paths, as a tar in another order would.
  FakeLayer& ReadBackwards();

  // What `scanner` sees. Calls Want() and OnStream(). The view keeps what it needs of this object,
  // and overwrites what Contents() returned at the next call, so that a scanner that holds on to it
  // is found out.
  std::unique_ptr<LayerView> For(const LayerScanner& scanner) const;

  // One path of the layer, and its bytes if it has any. For the views and suites.
  struct Node {
    FileEntry entry;
    std::shared_ptr<const std::string> bytes;  // regular files and hard links to them
    absl::Status broken;
  };
  const std::map<std::string, Node, std::less<>>& nodes() const { return nodes_; }
  // Where `path` really is, every link followed (at most 40); absent if it leads nowhere.
  std::optional<std::string> Resolve(std::string_view path) const;

 private:
  Node& Put(std::string_view path, FileType type, uint32_t mode);

  std::map<std::string, Node, std::less<>> nodes_;
  Digest digest_;
  uint64_t max_contents_ = uint64_t{64} << 20;
  bool backwards_ = false;
};

}  // namespace claircore::inline v0::testing

#endif  // CLAIRCORE_TESTING_FAKE_LAYER_H_
