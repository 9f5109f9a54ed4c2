#include "claircore/fetch/rootfs/rootfs.h"

#include <sched.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <functional>
#include <map>
#include <stop_token>
#include <string>

#include "absl/status/status.h"
#include "claircore/fetch/internal/test_files.h"
#include "claircore/fetch/rootfs/file_systems.h"
#include "gtest/gtest.h"

namespace claircore {
namespace {

namespace fs = std::filesystem;
using fetch::FreshFolder;
using fetch::ReadAll;
using fetch::WriteFile;

Context Ctx() { return Context::Background(); }

fs::path SomeRoot() {
  const fs::path root = FreshFolder("root");
  WriteFile(root / "etc" / "os-release", "ID=demo\n");
  WriteFile(root / "usr" / "lib" / "a-b", "1");
  WriteFile(root / "usr" / "lib" / "a" / "x", "22");
  fs::create_symlink("usr/lib", root / "lib");
  fs::create_symlink("/etc/os-release", root / "usr" / "lib" / "os-release");
  fs::create_symlink("../../../../../../etc/passwd", root / "out");
  return root;
}

std::map<std::string, FileEntry> Entries(Rootfs& rootfs) {
  std::map<std::string, FileEntry> entries;
  const auto tree = rootfs.OpenTree(Ctx(), rootfs.GetManifest().layers[0]);
  EXPECT_TRUE(tree.ok()) << tree.status();
  std::string last;
  EXPECT_TRUE((*tree)
                  ->ForEach(Ctx(),
                            [&](const FileEntry& entry) {
                              EXPECT_LT(last, entry.path);
                              const size_t slash = entry.path.rfind('/');
                              if (slash != std::string::npos) {
                                EXPECT_TRUE(entries.contains(entry.path.substr(0, slash)));
                              }
                              last = entry.path;
                              entries[entry.path] = entry;
                              return true;
                            })
                  .ok());
  return entries;
}

absl::StatusOr<std::string> Contents(Rootfs& rootfs, const FileEntry& entry) {
  const auto tree = rootfs.OpenTree(Ctx(), rootfs.GetManifest().layers[0]);
  if (!tree.ok()) return tree.status();
  return ReadAll((*tree)->Open(Ctx(), entry));
}

TEST(Rootfs, ShowsTheTree) {
  const auto rootfs = Rootfs::Open(Ctx(), SomeRoot().string());
  ASSERT_TRUE(rootfs.ok()) << rootfs.status();
  const auto entries = Entries(**rootfs);
  EXPECT_EQ(entries.size(), 10u);
  EXPECT_EQ(entries.at("etc").type, FileType::kDirectory);
  EXPECT_EQ(entries.at("etc/os-release").size, 8u);
  EXPECT_EQ(*Contents(**rootfs, entries.at("etc/os-release")), "ID=demo\n");
  EXPECT_EQ(entries.at("lib").type, FileType::kSymlink);
  EXPECT_EQ(entries.at("lib").link_target, "usr/lib");
  EXPECT_EQ(entries.at("usr/lib/os-release").link_target, "etc/os-release");
  EXPECT_EQ(entries.at("out").link_target, "etc/passwd") << "never above the root";
  EXPECT_TRUE((*rootfs)->problems().empty());
}

TEST(Rootfs, IsNeverLeft) {
  const fs::path root = SomeRoot();
  const auto outside = FreshFolder("outside");
  WriteFile(outside / "secret", "s");
  fs::create_directory_symlink(outside, root / "folder");
  const auto rootfs = Rootfs::Open(Ctx(), root.string());
  ASSERT_TRUE(rootfs.ok()) << rootfs.status();
  EXPECT_FALSE(Entries(**rootfs).contains("folder/secret"));
  for (std::string_view path : {"folder/secret", "out", "../outside/secret", "lib/a-b"}) {
    FileEntry entry;
    entry.path = path;
    entry.size = 100;
    EXPECT_EQ(Contents(**rootfs, entry).status().code(), absl::StatusCode::kNotFound) << path;
  }
  // A directory that becomes a link after the walk.
  fs::remove_all(root / "etc");
  fs::create_directory_symlink(outside, root / "etc");
  FileEntry entry;
  entry.path = "etc/secret";
  entry.size = 100;
  EXPECT_EQ(Contents(**rootfs, entry).status().code(), absl::StatusCode::kNotFound);
}

TEST(Rootfs, LeavesOutWhatIsNoFile) {
  const fs::path root = SomeRoot();
  ASSERT_EQ(mkfifo((root / "fifo").c_str(), 0600), 0);
  const int s = socket(AF_UNIX, SOCK_STREAM, 0);
  struct sockaddr_un address {};
  address.sun_family = AF_UNIX;
  const fs::path cwd = fs::current_path();
  fs::current_path(root);  // socket names are short
  std::string("socket").copy(address.sun_path, 7);
  EXPECT_EQ(bind(s, reinterpret_cast<struct sockaddr*>(&address), sizeof address), 0);
  fs::current_path(cwd);
  close(s);
  const auto rootfs = Rootfs::Open(Ctx(), root.string());
  ASSERT_TRUE(rootfs.ok()) << rootfs.status();
  EXPECT_EQ(Entries(**rootfs).size(), 10u);
  FileEntry entry;
  entry.path = "fifo";
  EXPECT_EQ(Contents(**rootfs, entry).status().code(), absl::StatusCode::kInvalidArgument)
      << "nobody waits for a writer";
}

TEST(Rootfs, DigestFollowsTheContents) {
  const fs::path root = SomeRoot();
  const auto digest = [&] {
    const auto rootfs = Rootfs::Open(Ctx(), root.string());
    EXPECT_TRUE(rootfs.ok()) << rootfs.status();
    const Manifest manifest = (*rootfs)->GetManifest();
    EXPECT_EQ(manifest.layers.size(), 1u);
    EXPECT_NE(manifest.digest, manifest.layers[0].digest);
    return manifest.layers[0].digest;
  };
  const Digest first = digest();
  EXPECT_EQ(digest(), first);
  const auto time = fs::last_write_time(root / "etc" / "os-release");
  WriteFile(root / "etc" / "os-release", "ID=other\n");
  fs::last_write_time(root / "etc" / "os-release", time);
  const Digest longer = digest();
  EXPECT_NE(longer, first) << "the size";
  fs::last_write_time(root / "etc" / "os-release", time + std::chrono::seconds(1));
  const Digest later = digest();
  EXPECT_NE(later, longer) << "the time";
  fs::remove(root / "lib");
  fs::create_symlink("usr", root / "lib");
  EXPECT_NE(digest(), later) << "a target";
}

TEST(Rootfs, IsBounded) {
  const fs::path root = FreshFolder("root");
  for (int i = 0; i < 20; ++i) WriteFile(root / std::to_string(i), "");
  EXPECT_EQ(Rootfs::Open(Ctx(), root.string(), {.max_entries = 19}).status().code(),
            absl::StatusCode::kResourceExhausted);
  fs::create_directories(root / "a" / "b" / "c" / "d");
  const auto shallow = Rootfs::Open(Ctx(), root.string(), {.max_depth = 2});
  ASSERT_TRUE(shallow.ok()) << shallow.status();
  EXPECT_FALSE(Entries(**shallow).contains("a/b/c/d"));
  ASSERT_EQ((*shallow)->problems().size(), 1u);
  EXPECT_EQ((*shallow)->problems()[0].path, "a/b/c");
  EXPECT_EQ((*shallow)->problems()[0].code, "RESOURCE_EXHAUSTED");
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(Rootfs::Open(Ctx().WithStopToken(stop.get_token()), root.string()).status().code(),
            absl::StatusCode::kCancelled);
}

TEST(Rootfs, AFileThatGrowsIsCutWhereItWas) {
  const fs::path root = SomeRoot();
  const auto rootfs = Rootfs::Open(Ctx(), root.string());
  ASSERT_TRUE(rootfs.ok()) << rootfs.status();
  const FileEntry entry = Entries(**rootfs).at("etc/os-release");
  WriteFile(root / "etc" / "os-release", "ID=demo\nand more");
  EXPECT_EQ(*Contents(**rootfs, entry), "ID=demo\n");
}

// Runs `check` in a process of its own, which may do what this one must not. What it found wrong.
std::string InChild(const std::function<std::string()>& check) {
  int pipes[2];
  EXPECT_EQ(pipe(pipes), 0);
  const pid_t child = fork();
  if (child == 0) {
    const std::string wrong = check();
    (void)!write(pipes[1], wrong.data(), wrong.size());
    _exit(0);
  }
  close(pipes[1]);
  std::string wrong(4096, '\0');
  const ssize_t n = read(pipes[0], wrong.data(), wrong.size());
  close(pipes[0]);
  wrong.resize(n < 0 ? 0 : static_cast<size_t>(n));
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  return wrong;
}

std::string Lines(const std::vector<Problem>& problems) {
  std::string text;
  for (const Problem& p : problems) text += p.path + "|" + p.code + "|" + p.message + "\n";
  return text;
}

TEST(Rootfs, AFolderThatMayBeListedButNotSearchedIsAProblem) {
  // Below /tmp, as another user must get there.
  char name[] = "/tmp/rootfs-test-XXXXXX";
  const fs::path root = mkdtemp(name);
  WriteFile(root / "var" / "lib" / "dpkg" / "status", "Package: x\n");
  WriteFile(root / "var" / "lib" / "other", "1");
  fs::permissions(root, fs::perms(0755));
  fs::permissions(root / "var" / "lib" / "dpkg", fs::perms(0744));
  const std::string found = InChild([&]() -> std::string {
    if (geteuid() == 0 && seteuid(65534) != 0) return "skip";
    if (geteuid() != 65534) fs::permissions(root / "var" / "lib" / "dpkg", fs::perms(0444));
    const auto rootfs = Rootfs::Open(Ctx(), root.string());
    if (!rootfs.ok()) return rootfs.status().ToString();
    const auto entries = Entries(**rootfs);
    if (!entries.contains("var/lib/other")) return "the rest is missing";
    return Lines((*rootfs)->problems());
  });
  fs::permissions(root / "var" / "lib" / "dpkg", fs::perms(0755));
  fs::remove_all(root);
  if (found == "skip") GTEST_SKIP() << "cannot become another user";
  EXPECT_EQ(found,
            "var/lib/dpkg|PERMISSION_DENIED|the directory may be listed but not searched: nothing "
            "in it was looked at\n");
}

TEST(Rootfs, GoesIntoDisksAndPassesTheKernelsOver) {
  const fs::path root = SomeRoot();
  for (const char* at : {"var", "proc", "run", "srv"}) fs::create_directory(root / at);
  const std::string found = InChild([&]() -> std::string {
    if (unshare(CLONE_NEWNS) != 0 ||
        mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        mount("none", (root / "var").c_str(), "tmpfs", 0, nullptr) != 0 ||
        mount("none", (root / "run").c_str(), "tmpfs", 0, nullptr) != 0 ||
        mount("/proc", (root / "proc").c_str(), nullptr, MS_BIND, nullptr) != 0) {
      return "skip";
    }
    WriteFile(root / "var" / "lib" / "dpkg" / "status", "Package: x\n");
    WriteFile(root / "run" / "lock", "1");
    const auto rootfs = Rootfs::Open(Ctx(), root.string());
    if (!rootfs.ok()) return rootfs.status().ToString();
    const auto entries = Entries(**rootfs);
    std::string text = Lines((*rootfs)->problems());
    for (const char* path : {"var/lib/dpkg/status", "run", "run/lock", "proc", "proc/self"}) {
      if (entries.contains(path)) text += std::string(path) + "\n";
    }
    if (*Contents(**rootfs, entries.at("var/lib/dpkg/status")) != "Package: x\n") text += "bad\n";
    return text;
  });
  if (found == "skip") GTEST_SKIP() << "may not mount";
  EXPECT_EQ(found,
            "|FAILED_PRECONDITION|the kernel's own file systems are not looked into: proc, run\n"
            "var/lib/dpkg/status\nrun\nproc\n");
}

TEST(FileSystems, OnesWithTheRootsOwnFilesAreGoneInto) {
  using fetch::PassedOver;
  using fetch::WhyPassedOver;
  for (const uint64_t type : {0xef53u, 0x58465342u, 0x9123683eu, 0x73717368u}) {  // ext4 ..
    EXPECT_EQ(WhyPassedOver(type, "usr"), std::nullopt) << type;
  }
  EXPECT_EQ(WhyPassedOver(0x01021994, "var"), std::nullopt) << "a live system";
  EXPECT_EQ(WhyPassedOver(0x01021994, "runner"), std::nullopt);
  EXPECT_EQ(WhyPassedOver(0x01021994, "run/user/0"), PassedOver::kKernel);
  EXPECT_EQ(WhyPassedOver(0x01021994, "dev"), PassedOver::kKernel);
  EXPECT_EQ(WhyPassedOver(0x9fa0, "srv/jail/proc"), PassedOver::kKernel);
  EXPECT_EQ(WhyPassedOver(0x6969, "home"), PassedOver::kNetwork);
  EXPECT_EQ(WhyPassedOver(0xff534d42, "mnt/share"), PassedOver::kNetwork);
  EXPECT_EQ(WhyPassedOver(0x794c7630, "usr"), std::nullopt) << "an extension of systemd's";
  EXPECT_EQ(WhyPassedOver(0x794c7630, "var/lib/docker/overlay2/x/merged"), PassedOver::kContainer);
}

TEST(Rootfs, HasNoStoredBytes) {
  const auto rootfs = Rootfs::Open(Ctx(), SomeRoot().string());
  ASSERT_TRUE(rootfs.ok()) << rootfs.status();
  const LayerDescription layer = (*rootfs)->GetManifest().layers[0];
  EXPECT_EQ((*rootfs)->Open(Ctx(), layer).status().code(), absl::StatusCode::kFailedPrecondition);
  LayerDescription other = layer;
  other.digest = testing::DigestOf("other");
  EXPECT_EQ((*rootfs)->OpenTree(Ctx(), other).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Rootfs::Open(Ctx(), "/no/such/root").status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace claircore
