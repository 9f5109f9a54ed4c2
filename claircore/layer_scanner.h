#ifndef CLAIRCORE_LAYER_SCANNER_H_
#define CLAIRCORE_LAYER_SCANNER_H_

#include <compare>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "claircore/context.h"
#include "claircore/file_wants.h"
#include "claircore/layer_view.h"

namespace claircore::inline v0 {

// Stored with every result. Change `version` whenever the same layer could give another answer;
// then, and only then, layers are scanned again. Names that begin with "claircore." are ours.
struct ScannerId {
  std::string name;
  std::string version;
  friend bool operator==(const ScannerId&, const ScannerId&) = default;
  friend auto operator<=>(const ScannerId&, const ScannerId&) = default;
};

// Eats the bytes of one kStream file during the walk; on one thread.
class StreamConsumer {
 public:
  virtual ~StreamConsumer() = default;
  // The next bytes, in order. False: no more are needed.
  virtual bool Feed(std::string_view bytes) = 0;
};

// What package scanners, distribution detectors and repository scanners have in common. Immutable
// after construction and safe for concurrent calls. No network and no file-system access: all
// that a scanner knows comes from its LayerView, so that its results can be stored by layer.
class LayerScanner {
 public:
  virtual ~LayerScanner() = default;
  LayerScanner(const LayerScanner&) = delete;
  LayerScanner& operator=(const LayerScanner&) = delete;

  virtual ScannerId id() const = 0;
  // Called once, before any layer is read.
  virtual void Want(FileWants& wants) const = 0;
  // For each file wanted as kStream, on the walking thread. Scan() gets the consumer back from
  // LayerView::Consumer(). Null: not interested. Experimental.
  virtual std::unique_ptr<StreamConsumer> OnStream(const FileEntry&) const { return nullptr; }

 protected:
  LayerScanner() = default;
};

// Where a scanner's problems go. One bad file is a Problem and the rest still counts; the Status a
// scan returns is for cancellation and failed services alone.
class ProblemSink {
 public:
  virtual ~ProblemSink() = default;
  // `why` is not OK. Its message reaches people: one sentence, no newline.
  virtual void Report(std::string_view path, const absl::Status& why) = 0;
};

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_LAYER_SCANNER_H_
