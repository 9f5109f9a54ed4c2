#include "claircore/fetch/rootfs/file_systems.h"

#include <algorithm>
#include <iterator>

namespace claircore::fetch {
namespace {

// Numbers of linux/magic.h and, where that has none, of the kernel's sources; see statfs(2).
constexpr uint64_t kKernel[] = {
    0x9fa0,      // proc
    0x62656572,  // sysfs
    0x1cd1,      // devpts
    0x27e0eb,    // cgroup
    0x63677270,  // cgroup2
    0x64626720,  // debugfs
    0x74726163,  // tracefs
    0x73636673,  // securityfs
    0xf97cff8c,  // selinuxfs
    0x43415d53,  // smackfs
    0x5a3c69f0,  // apparmorfs
    0x6165676c,  // pstore
    0xde5e81e4,  // efivarfs
    0xcafe4a11,  // bpf
    0x42494e4d,  // binfmt_misc
    0x958458f6,  // hugetlbfs
    0x19800202,  // mqueue
    0x62656570,  // configfs
    0x6e736673,  // nsfs
    0x65735543,  // fusectl
    0x67596969,  // rpc_pipefs
    0x9fa2,      // usbdevfs
    0x7655821,   // resctrl
};
constexpr uint64_t kNetwork[] = {
    0x6969,      // nfs
    0x517b,      // smb
    0xff534d42,  // cifs
    0xfe534d42,  // smb2
    0x00c36400,  // ceph
    0x5346414f,  // afs
    0x6b414653,  // kafs
    0x73757245,  // coda
    0x01021997,  // 9p
    0x564c,      // ncp
    0x0bd00bd0,  // lustre
    0x47504653,  // gpfs
    0x7461636f,  // ocfs2
    0x01161970,  // gfs2
    0x20030528,  // orangefs
    0x65735546,  // fuse: sshfs, s3fs, virtiofs
    0x0187,      // autofs: looking into it mounts what is behind it
};
constexpr uint64_t kTmpfs = 0x01021994;  // also what devtmpfs says
constexpr uint64_t kRamfs = 0x858458f6;
constexpr uint64_t kOverlay = 0x794c7630;

bool Below(std::string_view path, std::string_view folder) {
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

}  // namespace

std::optional<PassedOver> WhyPassedOver(uint64_t type, std::string_view path) {
  const auto among = [type](const auto& types) {
    return std::find(std::begin(types), std::end(types), type) != std::end(types);
  };
  if (among(kKernel)) return PassedOver::kKernel;
  if (among(kNetwork)) return PassedOver::kNetwork;
  // A live system may have all of /var in memory.
  const bool memory = type == kTmpfs || type == kRamfs;
  if (memory && (Below(path, "dev") || Below(path, "run"))) return PassedOver::kKernel;
  // systemd lays extensions over /usr and /opt; what is mounted deeper is a running container.
  if (type == kOverlay && path.find('/') != std::string_view::npos) return PassedOver::kContainer;
  return std::nullopt;
}

}  // namespace claircore::fetch
