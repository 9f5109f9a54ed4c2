#include "indexer/scanners/kernel/kernel_file.h"

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "claircore/base/path.h"
#include "claircore/internal/status_macros.h"
#include "indexer/executables/elf_sections.h"
#include "indexer/executables/executable_stream.h"
#include "indexer/executables/fields.h"
#include "indexer/executables/layout.h"
#include "indexer/scanners/kernel/kernel_version.h"
#include "indexer/scanners/text/fields.h"

namespace claircore::scanners {
namespace {

using Found = absl::StatusOr<std::optional<KernelFinding>>;

constexpr uint64_t kMaxModule = uint64_t{16} << 20;  // kept of a file
constexpr uint64_t kMaxModinfo = uint64_t{1} << 20;
constexpr size_t kMaxText = 1024;  // of a kernel's version, compiler and all

// The header of bzImage.
constexpr uint64_t kBootFlag = 0x1fe;
constexpr uint64_t kMagic = 0x202;
constexpr uint64_t kVersionPointer = 0x20e;  // 16 bits, from the second sector on
constexpr uint64_t kSector = 0x200;
constexpr uint64_t kSetupBytes = kSector + 0xffff + kMaxText;

bool IsBootSector(std::string_view head) {
  return head.size() >= kVersionPointer + 2 && head.substr(kMagic, 4) == "HdrS" &&
         head.substr(kBootFlag, 2) == "\x55\xaa";
}

bool IsImage(std::string_view head) {
  if (head.size() < 64) return false;
  const std::string_view magic = head.substr(56, 4);
  return magic == "ARM\x64" || magic == "RSC\x05";
}

// Up to the end of the line or the string.
std::string_view FirstLine(std::string_view text) {
  text = text.substr(0, kMaxText);
  return text.substr(0, text.find_first_of(std::string_view("\n\0", 2)));
}

std::optional<KernelFinding> Kernel(std::string_view text) {
  std::optional<KernelVersion> kernel = ParseKernelVersion(text);
  if (!kernel.has_value()) return std::nullopt;
  return KernelFinding{true, "", std::move(kernel->version), std::move(kernel->release)};
}

Found FindInSetup(std::string_view setup) {
  executables::Fields in(setup, false);
  const uint64_t pointer = in.U16(kVersionPointer);
  if (pointer == 0) return std::nullopt;
  if (pointer + kSector >= setup.size()) {
    return absl::DataLossError("the kernel's version lies outside of the file");
  }
  return Kernel(FirstLine(setup.substr(pointer + kSector)));
}

Found FindModuleBy(executables::ReadBytes read, uint64_t size) {
  CLAIRCORE_ASSIGN_OR_RETURN(const std::string head,
                             read(0, std::min<uint64_t>(executables::kSniffBytes, size)));
  CLAIRCORE_ASSIGN_OR_RETURN(
      const std::optional<executables::Section> section,
      executables::FindElfSection(executables::ReadObjectLayout(head), ".modinfo", read));
  if (!section.has_value()) return std::nullopt;
  if (section->size > kMaxModinfo) {
    return absl::ResourceExhaustedError("a module's description of more than 1 MiB");
  }
  CLAIRCORE_ASSIGN_OR_RETURN(const std::string modinfo, read(section->offset, section->size));
  return ParseModinfo(modinfo);
}

class Stream final : public KernelStream {
 public:
  explicit Stream(const FileEntry& file) : path_(file.path), size_(file.size) {}

  bool Feed(std::string_view bytes) override {
    if (done_) return false;
    fed_ += bytes.size();
    kept_.append(bytes);
    if (!decided_) {
      if (fed_ < std::min<uint64_t>(executables::kSniffBytes, size_)) return true;
      kind_ = KernelFileOf(path_, size_, kept_);
      decided_ = true;
      if (kind_ == KernelFile::kModule) kept_.reserve(size_);
    }
    done_ = Look();
    if (done_) std::string().swap(kept_);
    return !done_;
  }

  void Finish() override {
    if (done_) return;
    size_ = fed_;
    Feed("");
  }

 private:
  // Whether no more bytes are needed.
  bool Look() {
    switch (kind_) {
      case KernelFile::kNone:
      case KernelFile::kLargeModule:
        return true;
      case KernelFile::kBootSector:
        if (fed_ < std::min(kSetupBytes, size_)) return false;
        finding_ = FindInSetup(kept_);
        return true;
      case KernelFile::kBanner:
        return Search() || fed_ >= size_;
      case KernelFile::kModule:
        if (fed_ < size_) return false;
        finding_ = FindModule(kept_);
        return true;
    }
    return true;
  }

  // For the banner, in what has come. Linear: no byte is part of two candidates.
  bool Search() {
    constexpr std::string_view kBanner = "Linux version ";
    size_t from = 0;
    while (true) {
      const size_t at = kept_.find(kBanner, from);
      if (at == kept_.npos) {
        const size_t rest = std::min(kept_.size() - from, kBanner.size() - 1);
        kept_.erase(0, kept_.size() - rest);
        return false;
      }
      const size_t begin = at + kBanner.size();
      if (kept_.size() - begin < kMaxText && fed_ < size_) {
        kept_.erase(0, at);
        return false;
      }
      from = begin;
      // Elsewhere the same words have "%s" behind them.
      if (begin >= kept_.size() || !absl::ascii_isdigit(kept_[begin])) continue;
      const std::string_view text = FirstLine(std::string_view(kept_).substr(begin));
      if (std::optional<KernelFinding> kernel = Kernel(text)) {
        finding_ = std::move(kernel);
        return true;
      }
      from += text.size();
    }
  }

  const std::string path_;
  uint64_t size_;
  KernelFile kind_ = KernelFile::kNone;
  bool decided_ = false;
  bool done_ = false;
  uint64_t fed_ = 0;
  std::string kept_;
};

}  // namespace

KernelFile KernelFileOf(std::string_view path, uint64_t size, std::string_view head) {
  if (IsBootSector(head)) return KernelFile::kBootSector;
  if (IsImage(head)) return KernelFile::kBanner;
  if (path.ends_with(".ko")) {
    const executables::Layout layout = executables::ReadObjectLayout(head);
    if (layout.format == executables::Format::kNone) return KernelFile::kNone;
    return size <= kMaxModule ? KernelFile::kModule : KernelFile::kLargeModule;
  }
  if (base::BaseName(path).starts_with("vmlinux") &&
      executables::FormatOf(head) == executables::Format::kElf) {
    return KernelFile::kBanner;
  }
  return KernelFile::kNone;
}

std::unique_ptr<KernelStream> NewKernelStream(const FileEntry& file) {
  return std::make_unique<Stream>(file);
}

Found ParseModinfo(std::string_view section) {
  std::optional<std::string_view> name, version, vermagic, intree;
  const auto take = [](std::string_view text, std::string_view key,
                       std::optional<std::string_view>& value) {
    if (!value.has_value() && text.starts_with(key)) value = Trim(text.substr(key.size()));
  };
  while (!section.empty()) {
    const size_t end = section.find('\0');
    const std::string_view text = section.substr(0, end);
    take(text, "name=", name);
    take(text, "version=", version);
    take(text, "vermagic=", vermagic);
    take(text, "intree=", intree);
    section.remove_prefix(end == section.npos ? section.size() : end + 1);
  }
  if (intree == "Y" || version.value_or("").empty()) return std::nullopt;
  KernelFinding module;
  module.name = name.value_or("");
  module.version = *version;
  // Kernels before 4.13 leave the name to the file.
  if (!IsPlain(module.name) || !IsToken(module.version)) {
    return absl::DataLossError("a module without usable name or version");
  }
  if (vermagic.has_value()) module.release = vermagic->substr(0, vermagic->find(' '));
  return module;
}

Found FindModule(std::string_view file) {
  const auto read = [&](uint64_t offset, uint64_t size) -> absl::StatusOr<std::string> {
    if (offset > file.size() || size > file.size() - offset) {
      return absl::DataLossError("a section outside of the file");
    }
    return std::string(file.substr(offset, size));
  };
  return FindModuleBy(read, file.size());
}

Found FindModule(const RandomAccessSource& file) {
  const auto read = [&](uint64_t offset, uint64_t size) -> absl::StatusOr<std::string> {
    if (offset > file.size() || size > file.size() - offset) {
      return absl::DataLossError("a section outside of the file");
    }
    std::string bytes(size, '\0');
    CLAIRCORE_ASSIGN_OR_RETURN(const size_t got,
                               file.ReadAt(offset, std::as_writable_bytes(std::span(bytes))));
    if (got != size) return absl::DataLossError("the file is cut off");
    return bytes;
  };
  return FindModuleBy(read, file.size());
}

}  // namespace claircore::scanners
