#ifndef CLAIRCORE_UPDATER_H_
#define CLAIRCORE_UPDATER_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/advisory.h"
#include "claircore/context.h"
#include "claircore/http_client.h"
#include "claircore/io.h"
#include "claircore/vulnerability_store.h"

namespace claircore::inline v0 {

// The state of a source as an updater remembers it: an ETag, a date, a hash. Opaque text.
using Fingerprint = std::string;

// Named byte streams in the order written: what Fetch() leaves for Parse(), and what an offline
// bundle holds. One thread.
class BlobWriter {
 public:
  virtual ~BlobWriter() = default;
  // Copies `bytes` to its end. Member names are [A-Za-z0-9._/-]+ and distinct.
  virtual absl::Status Add(const Context& context, std::string_view member, ByteSource& bytes) = 0;
};

class BlobReader {
 public:
  virtual ~BlobReader() = default;
  struct Member {
    std::string_view name;
    const RandomAccessSource* bytes;  // valid during the call
  };
  // In the order written; stops at the first error and returns it.
  virtual absl::Status ForEach(absl::FunctionRef<absl::Status(const Member&)> visit) = 0;
};

struct Fetched {
  bool changed = false;  // false: the previous data still stand; what was written is dropped
  Fingerprint fingerprint;
};

// Takes what an updater parses; one thread. A run in which ReplaceSource() was called is a delta
// over the previous operation, any other a snapshot; one run cannot be both.
class VulnerabilitySink {
 public:
  virtual ~VulnerabilitySink() = default;
  virtual absl::Status Add(Advisory advisory) = 0;
  // Drops all that was stored under `source_key` and adds these (none: a deletion).
  virtual absl::Status ReplaceSource(std::string_view source_key,
                                     std::vector<Advisory> advisories) = 0;
  // A record that cannot be used (a GIT range, a broken date) and why. Counted by reason, logged,
  // visible in UpdateResult; never silent.
  virtual void Skip(std::string_view source_key, std::string_view reason) = 0;
};

// Where enrichment records go, for an updater of kind kEnrichment. Experimental.
class EnrichmentSink {
 public:
  virtual ~EnrichmentSink() = default;
  virtual absl::Status Add(EnrichmentRecord record) = 0;
  // As VulnerabilitySink::Skip().
  virtual void Skip(std::string_view tag, std::string_view reason) = 0;
};

// One source of security data. Safe for concurrent calls of different instances; the manager calls
// one instance from one thread at a time.
class Updater {
 public:
  virtual ~Updater() = default;
  // "alpine/v3.18/main", "osv/PyPI". Stored with every operation; names beginning "claircore." are
  // reserved.
  virtual std::string_view name() const = 0;
  virtual UpdateKind kind() const { return UpdateKind::kVulnerability; }
  // Touches the network and nothing else. `previous` is what the last successful run returned, or
  // "". An unchanged source should cost one conditional request.
  virtual absl::StatusOr<Fetched> Fetch(const Context& context, HttpClient& http,
                                        const Fingerprint& previous, BlobWriter& out) = 0;
  // Pure: what was fetched on one machine can be parsed on another. Streams: memory does not grow
  // with the feed. DATA_LOSS when the feed as a whole cannot be read; one bad record is a Skip().
  virtual absl::Status Parse(const Context& context, BlobReader& in,
                             VulnerabilitySink& out) const = 0;
  // Called instead of Parse() when kind() is kEnrichment. Experimental.
  virtual absl::Status ParseEnrichments(const Context&, BlobReader&, EnrichmentSink&) const {
    return absl::UnimplementedError("not an enrichment updater");
  }
};

// Makes the updaters of one source, which may have to ask it what there is (Alpine's releases, the
// ecosystems of OSV). Immutable and thread-safe.
class UpdaterFactory {
 public:
  virtual ~UpdaterFactory() = default;
  virtual std::string_view name() const = 0;  // "alpine", "debian", "osv"
  virtual absl::StatusOr<std::vector<std::unique_ptr<Updater>>> Create(const Context& context,
                                                                       HttpClient& http) const = 0;
  // False when no name of its updaters begins with `prefix`: then it need not be asked to make
  // them. No network.
  virtual bool MayMake(std::string_view /*prefix*/) const { return true; }
  // The updater of that name, if this factory makes such; else null. No network: for import.
  virtual std::unique_ptr<Updater> ByName(std::string_view updater) const = 0;
};

// What an UpdateManager is made with: factories of distinct names.
using UpdaterSet = std::vector<std::shared_ptr<const UpdaterFactory>>;

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_UPDATER_H_
