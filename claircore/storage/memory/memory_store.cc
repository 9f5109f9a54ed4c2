#include "claircore/storage/memory/memory_store.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <map>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "claircore/codec/codec.h"
#include "claircore/internal/guard.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"
#include "claircore/storage/internal/stored_file.h"
#include "claircore/storage/memory/index_part.h"
#include "claircore/storage/memory/segment_part.h"
#include "claircore/storage/memory/store_file.h"
#include "claircore/storage/memory/vulnerability_part.h"

namespace claircore::inline v0 {

struct MemoryStore::Parts {
  std::atomic<bool> changed{false};
  memory::IndexPart index{&changed};
  memory::VulnerabilityPart vulnerabilities{&changed};
  memory::SegmentPart segments{&changed};
  memory::NotificationPart notifications{&changed};
  // Of the file that this store was last the same as; "" if there is none.
  std::string path;
  uint64_t generation = 0;
};

namespace {

using memory::Blob;
using memory::RecordBlock;
using memory::RecordSet;
using memory::StoreFileWriter;
using Directory = memory::v1::Directory;

constexpr uint64_t kPage = 4096;
constexpr auto kLockPoll = std::chrono::milliseconds(20);

// The exclusive right to replace a path, among processes.
class PathLock {
 public:
  static absl::StatusOr<std::unique_ptr<PathLock>> Take(const Context& context,
                                                        const std::string& path) {
    const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0) return absl::ErrnoToStatus(errno, absl::StrCat("opening ", path));
    auto lock = std::unique_ptr<PathLock>(new PathLock(fd));
    while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
      if (errno != EWOULDBLOCK && errno != EINTR) {
        return absl::ErrnoToStatus(errno, absl::StrCat("locking ", path));
      }
      CLAIRCORE_RETURN_IF_ERROR(context.Check());
      std::this_thread::sleep_for(kLockPoll);
    }
    return lock;
  }
  ~PathLock() { close(fd_); }

 private:
  explicit PathLock(int fd) : fd_(fd) {}
  const int fd_;
};

// Makes the new name of a file survive a crash of the machine.
absl::Status SyncDirectoryOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  const std::string directory = slash == std::string::npos ? "."
                                : slash == 0               ? "/"
                                                           : path.substr(0, slash);
  const int fd = open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return absl::ErrnoToStatus(errno, absl::StrCat("opening ", directory));
  const int failed = fsync(fd) != 0 ? errno : 0;
  close(fd);
  // Some file systems cannot; what they can is then done.
  if (failed != 0 && failed != EINVAL) {
    return absl::ErrnoToStatus(failed, absl::StrCat("writing ", directory));
  }
  return absl::OkStatus();
}

absl::Status AddBlob(StoreFileWriter& writer, const Blob& blob, memory::v1::BlobRef* ref) {
  std::string buffer;
  CLAIRCORE_ASSIGN_OR_RETURN(const std::string_view stored, blob.Stored(buffer));
  CLAIRCORE_ASSIGN_OR_RETURN(const uint64_t offset, writer.Add(stored, 8));
  ref->set_offset(offset);
  ref->set_size(blob.stored_size());
  ref->set_raw_size(blob.raw_size());
  return absl::OkStatus();
}

absl::Status SaveVulnerabilities(const Context& context,
                                 const memory::VulnerabilityPart::Snapshot& snapshot,
                                 StoreFileWriter& writer, Directory& directory) {
  std::map<const RecordBlock*, uint32_t> numbers;  // looked up only
  for (const memory::StoredOperation& stored : snapshot.operations) {
    memory::v1::Operation* operation = directory.add_operations();
    codec::ToProto(stored.operation, operation->mutable_operation());
    for (const auto& block : stored.records->blocks()) {
      const auto [it, is_new] =
          numbers.emplace(block.get(), static_cast<uint32_t>(directory.blocks_size()));
      operation->add_blocks(it->second);
      if (!is_new) continue;
      CLAIRCORE_RETURN_IF_ERROR(context.Check());
      memory::v1::Block* b = directory.add_blocks();
      CLAIRCORE_RETURN_IF_ERROR(AddBlob(writer, *block->records(), b->mutable_records()));
      CLAIRCORE_RETURN_IF_ERROR(AddBlob(writer, *block->terms(), b->mutable_terms()));
      b->set_content_id(block->content_id());
      b->set_count(block->count());
    }
  }
  for (const UpdaterStatus& status : snapshot.statuses) {
    codec::ToProto(status, directory.add_statuses());
  }
  directory.set_last_ref(snapshot.last_ref);
  return absl::OkStatus();
}

absl::Status SaveIndex(const Context& context, const memory::IndexPart::Snapshot& snapshot,
                       StoreFileWriter& writer, Directory& directory) {
  for (const auto& [digest, by_scanner] : snapshot.layers) {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    memory::v1::Layer* layer = directory.add_layers();
    layer->set_digest(digest.ToString());
    for (const auto& [scanner, blob] : by_scanner) {
      memory::v1::Findings* findings = layer->add_findings();
      findings->set_scanner_name(scanner.name);
      findings->set_scanner_version(scanner.version);
      CLAIRCORE_RETURN_IF_ERROR(AddBlob(writer, *blob, findings->mutable_findings()));
    }
  }
  for (const auto& [digest, stored] : snapshot.manifests) {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    memory::v1::Manifest* manifest = directory.add_manifests();
    manifest->set_digest(digest.ToString());
    for (const Digest& layer : stored->layers) manifest->add_layers(layer.ToString());
    manifest->set_state(stored->state);
    CLAIRCORE_RETURN_IF_ERROR(AddBlob(writer, *stored->report, manifest->mutable_report()));
    CLAIRCORE_RETURN_IF_ERROR(AddBlob(writer, *stored->names, manifest->mutable_names()));
  }
  return absl::OkStatus();
}

// Turns what a directory names into objects that read from the file when they are asked.
class Loader {
 public:
  Loader(std::shared_ptr<const SharedBytes> file, const Directory& directory)
      : file_(std::move(file)), directory_(directory) {}

  absl::StatusOr<memory::VulnerabilityPart::Snapshot> Vulnerabilities() const {
    RecordSet::Blocks blocks;
    for (const memory::v1::Block& b : directory_.blocks()) {
      blocks.push_back(std::make_shared<const RecordBlock>(b.content_id(), b.count(),
                                                           BlobAt(b.records()), BlobAt(b.terms())));
    }
    memory::VulnerabilityPart::Snapshot snapshot;
    for (const memory::v1::Operation& o : directory_.operations()) {
      memory::StoredOperation& stored = snapshot.operations.emplace_back();
      CLAIRCORE_ASSIGN_OR_RETURN(stored.operation, codec::FromProto(o.operation()));
      RecordSet::Blocks own;
      for (uint32_t number : o.blocks()) own.push_back(blocks[number]);
      stored.records = std::make_shared<const RecordSet>(std::move(own));
    }
    for (const claircore::v1::UpdaterStatus& status : directory_.statuses()) {
      CLAIRCORE_ASSIGN_OR_RETURN(snapshot.statuses.emplace_back(), codec::FromProto(status));
    }
    snapshot.last_ref = directory_.last_ref();
    return snapshot;
  }

  absl::StatusOr<memory::IndexPart::Snapshot> Index() const {
    memory::IndexPart::Snapshot snapshot;
    for (const memory::v1::Layer& layer : directory_.layers()) {
      CLAIRCORE_ASSIGN_OR_RETURN(const Digest digest, Digest::Parse(layer.digest()));
      auto& by_scanner = snapshot.layers[digest];
      for (const memory::v1::Findings& f : layer.findings()) {
        by_scanner[{f.scanner_name(), f.scanner_version()}] = BlobAt(f.findings());
      }
    }
    for (const memory::v1::Manifest& m : directory_.manifests()) {
      CLAIRCORE_ASSIGN_OR_RETURN(const Digest digest, Digest::Parse(m.digest()));
      auto stored = std::make_shared<memory::IndexPart::StoredManifest>();
      for (const std::string& layer : m.layers()) {
        CLAIRCORE_ASSIGN_OR_RETURN(stored->layers.emplace_back(), Digest::Parse(layer));
      }
      stored->state = m.state();
      stored->report = BlobAt(m.report());
      stored->names = BlobAt(m.names());
      snapshot.manifests[digest] = std::move(stored);
    }
    return snapshot;
  }

  memory::SegmentPart::Snapshot Segments() const {
    memory::SegmentPart::Snapshot snapshot;
    for (const memory::v1::Segment& s : directory_.segments()) {
      snapshot[s.name()] = storage::SliceOf(file_, s.offset(), s.size());
    }
    return snapshot;
  }

  memory::NotificationPart::Snapshot Notifications() const {
    memory::NotificationPart::Snapshot snapshot;
    for (const memory::v1::Delivered& d : directory_.delivered()) snapshot[d.updater()] = d.ref();
    return snapshot;
  }

 private:
  std::shared_ptr<const Blob> BlobAt(const memory::v1::BlobRef& ref) const {
    return std::make_shared<const Blob>(file_, ref.offset(), ref.size(), ref.raw_size());
  }

  const std::shared_ptr<const SharedBytes> file_;
  const Directory& directory_;
};

}  // namespace

MemoryStore::MemoryStore() : parts_(std::make_unique<Parts>()) {}
MemoryStore::~MemoryStore() = default;

IndexStore& MemoryStore::index() { return parts_->index; }
VulnerabilityStore& MemoryStore::vulnerabilities() { return parts_->vulnerabilities; }
SegmentStore& MemoryStore::segments() { return parts_->segments; }
NotificationStore& MemoryStore::notifications() { return parts_->notifications; }
bool MemoryStore::changed() const { return parts_->changed.load(); }

absl::StatusOr<std::unique_ptr<MemoryStore>> MemoryStore::Load(const Context& context,
                                                               std::string_view path,
                                                               FileReading reading) {
  return internal::Guarded([&]() -> absl::StatusOr<std::unique_ptr<MemoryStore>> {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    auto store = std::make_unique<MemoryStore>();
    Parts& parts = *store->parts_;
    parts.path = path;
    CLAIRCORE_ASSIGN_OR_RETURN(const std::shared_ptr<const SharedBytes> file,
                               storage::StoredFile::Open(parts.path, reading));
    CLAIRCORE_ASSIGN_OR_RETURN(const memory::StoreFile parsed, memory::ParseStoreFile(*file));
    const Loader loader(file, parsed.directory);
    auto vulnerabilities = loader.Vulnerabilities();
    auto index = loader.Index();
    // What the codec calls an invalid argument is a damaged file here.
    for (const absl::Status& status : {vulnerabilities.status(), index.status()}) {
      if (!status.ok()) return memory::Damaged(*file, internal::ToStd(status.message()));
    }
    parts.vulnerabilities.Restore(*std::move(vulnerabilities));
    parts.index.Restore(*std::move(index));
    parts.segments.Restore(loader.Segments());
    parts.notifications.Restore(loader.Notifications());
    parts.generation = parsed.generation;
    return store;
  });
}

absl::StatusOr<std::unique_ptr<MemoryStore>> MemoryStore::LoadOrCreate(const Context& context,
                                                                       std::string_view path,
                                                                       FileReading reading) {
  auto loaded = Load(context, path, reading);
  if (!absl::IsNotFound(loaded.status())) return loaded;
  auto store = std::make_unique<MemoryStore>();
  store->parts_->path = path;
  return store;
}

absl::Status MemoryStore::Save(const Context& context, std::string_view path) {
  return internal::Guarded([&] { return SaveTo(context, std::string(path)); });
}

absl::Status MemoryStore::SaveTo(const Context& context, const std::string& path) {
  CLAIRCORE_ASSIGN_OR_RETURN(const std::unique_ptr<PathLock> lock,
                             PathLock::Take(context, path + ".lock"));
  const uint64_t there = memory::GenerationOf(path);
  // A file that is gone or unreadable is nobody's work to lose.
  if (path == parts_->path && there != 0 && there != parts_->generation) {
    return absl::AbortedError(absl::StrCat(path, " was saved by another process since"));
  }
  const uint64_t generation = 1 + (path == parts_->path ? parts_->generation : there);
  // Before the snapshots: what comes while we write is not in the file and stays a change.
  const bool changed = parts_->changed.exchange(false);
  const absl::Status status = [&]() -> absl::Status {
    const std::string temporary = path + ".tmp";  // ours alone, under the lock
    CLAIRCORE_ASSIGN_OR_RETURN(const std::unique_ptr<StoreFileWriter> writer,
                               StoreFileWriter::Create(temporary));
    Directory directory;
    CLAIRCORE_RETURN_IF_ERROR(
        SaveVulnerabilities(context, parts_->vulnerabilities.Take(), *writer, directory));
    CLAIRCORE_RETURN_IF_ERROR(SaveIndex(context, parts_->index.Take(), *writer, directory));
    for (const auto& [name, bytes] : parts_->segments.Take()) {
      CLAIRCORE_RETURN_IF_ERROR(context.Check());
      memory::v1::Segment* segment = directory.add_segments();
      segment->set_name(name);
      segment->set_size(bytes->size());
      CLAIRCORE_ASSIGN_OR_RETURN(const uint64_t offset, writer->Add(*bytes, kPage));
      segment->set_offset(offset);
    }
    for (const auto& [updater, ref] : parts_->notifications.Take()) {
      memory::v1::Delivered* delivered = directory.add_delivered();
      delivered->set_updater(updater);
      delivered->set_ref(ref);
    }
    CLAIRCORE_RETURN_IF_ERROR(writer->Finish(directory, generation));
    if (std::rename(temporary.c_str(), path.c_str()) != 0) {
      const absl::Status failed = absl::ErrnoToStatus(errno, absl::StrCat("replacing ", path));
      unlink(temporary.c_str());
      return failed;
    }
    return SyncDirectoryOf(path);
  }();
  if (!status.ok()) {
    if (changed) parts_->changed.store(true);
    return status;
  }
  parts_->path = path;
  parts_->generation = generation;
  return absl::OkStatus();
}

}  // namespace claircore::inline v0
