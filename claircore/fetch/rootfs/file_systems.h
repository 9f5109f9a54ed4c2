#ifndef CLAIRCORE_FETCH_ROOTFS_FILE_SYSTEMS_H_
#define CLAIRCORE_FETCH_ROOTFS_FILE_SYSTEMS_H_

#include <cstdint>
#include <optional>
#include <string_view>

namespace claircore::fetch {

// Why a file system that is mounted below a root is not looked into.
enum class PassedOver : uint8_t {
  kKernel,     // it shows the kernel's state, or what lives only while the machine runs
  kNetwork,    // it is another machine's, or a program's that answers when it likes
  kContainer,  // it is the root of a container, which is an image of its own
};

// `type` is statfs(2)'s f_type, `path` the clean relative path where it is mounted. Absent: it
// holds the root's own files, as a /usr or /var on a disk of its own does.
std::optional<PassedOver> WhyPassedOver(uint64_t type, std::string_view path);

}  // namespace claircore::fetch

#endif  // CLAIRCORE_FETCH_ROOTFS_FILE_SYSTEMS_H_
