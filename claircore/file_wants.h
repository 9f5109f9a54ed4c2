#ifndef CLAIRCORE_FILE_WANTS_H_
#define CLAIRCORE_FILE_WANTS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace claircore::inline v0 {

enum class FileType : uint8_t { kRegular, kDirectory, kSymlink, kHardLink, kOther };

// One path of a layer. Whiteouts are no entries: the engine keeps them for itself.
struct FileEntry {
  std::string path;         // cleaned, relative to the root, no leading '/', never empty
  std::string link_target;  // links: cleaned and relative to the root; never above it
  FileType type = FileType::kRegular;
  uint32_t mode = 0;  // permission bits
  uint64_t size = 0;  // bytes; of a hard link, those of the file it names
};

// How much of a wanted file the engine keeps until the scan of the layer ends. When several
// scanners want one file, its bytes are kept once.
enum class Keep : uint8_t {
  kEntry,         // that it exists, and its metadata
  kContents,      // its bytes in memory, at most IndexLimits::max_contents_bytes
  kRandomAccess,  // its bytes, in memory or in a temporary file; ReadAt() works
  // Fed to LayerScanner::OnStream() during the walk and not kept. A link of a wanted name to a file
  // of another does not count: no layer is read again for it.
  kStream,
};

// What a scanner wants of every layer, declared once; the engine compiles all scanners' wants into
// one dispatch table. Paths are relative to the root without a leading '/', and match byte for
// byte. Only regular files (and links to them inside the layer) are handed out. A file that
// several patterns of one scanner match is kept at the greatest Keep of them.
class FileWants {
 public:
  virtual ~FileWants() = default;
  virtual void Path(std::string_view path, Keep keep) = 0;      // "var/lib/dpkg/status"
  virtual void Basename(std::string_view name, Keep keep) = 0;  // "package.json"
  virtual void Suffix(std::string_view suffix, Keep keep) = 0;  // ".jar"
  // '*' and '?' stop at '/', '**' does not ("**/" also matches nothing); no brackets, no escapes.
  virtual void Glob(std::string_view glob, Keep keep) = 0;  // "var/lib/dpkg/status.d/*"
  // Files known by their first bytes (ELF). `head` holds min(head_bytes, size) bytes; at most 4096.
  // `accept` is called from several threads at once and must not allocate much.
  virtual void Sniff(size_t head_bytes, Keep keep,
                     std::function<bool(const FileEntry& file, std::string_view head)> accept) = 0;
};

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_FILE_WANTS_H_
