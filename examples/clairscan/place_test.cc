#include "examples/clairscan/place.h"

#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include "gtest/gtest.h"

namespace clairscan {
namespace {

namespace fs = std::filesystem;

class Place : public testing::Test {
 protected:
  Place() : folder_(fs::path(testing::TempDir()) / "place") {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    fs::permissions(folder_, fs::perms(0755));
    unsetenv("XDG_CACHE_HOME");
    setenv("HOME", folder_.c_str(), 1);
  }
  std::string Path(const std::string& name) { return (folder_ / name).string(); }
  std::string Make(const std::string& name, int mode = 0644) {
    const std::string path = Path(name);
    std::ofstream(path) << "x";
    chmod(path.c_str(), mode);
    return path;
  }
  static std::string Refusal(const std::string& db) {
    const auto path = DatabasePath(db);
    return path.ok() ? "" : std::string(path.status().message());
  }

  const fs::path folder_;
  const claircore::Context context_ = claircore::Context::Background();
  TerminalProgress progress_{-1, true};
};

TEST_F(Place, IsTheUsersOwn) {
  EXPECT_EQ(*DatabasePath(""), Path(".cache/clairscan/clairscan.db"));
  setenv("XDG_CACHE_HOME", "relative", 1);  // which is none, its specification says
  EXPECT_EQ(*DatabasePath(""), Path(".cache/clairscan/clairscan.db"));
  setenv("XDG_CACHE_HOME", Path("cache").c_str(), 1);
  EXPECT_EQ(*DatabasePath(""), Path("cache/clairscan/clairscan.db"));
  EXPECT_EQ(*DatabasePath(Path("v.db")), Path("v.db"));
  EXPECT_EQ(*DatabasePath(folder_.string()), Path("clairscan.db"));
}

TEST_F(Place, IsNotSharedWithoutAHome) {
  unsetenv("HOME");
  EXPECT_NE(Refusal("").find("name a file with --db"), std::string::npos);
  setenv("HOME", "", 1);
  EXPECT_NE(Refusal("").find("name a file with --db"), std::string::npos);
}

TEST_F(Place, IsNoFolderThatOthersCanWrite) {
  const std::string db = Make("v.db");
  EXPECT_EQ(Refusal(db), "");
  chmod(folder_.c_str(), 0777);
  EXPECT_EQ(Refusal(db), "no database from " + db + ": others can write to the folder " +
                             folder_.string() + "; name another with --db");
  EXPECT_NE(Refusal(Path("none-yet.db")), "");
  // By a link from a good place, too.
  const fs::path good = fs::path(testing::TempDir()) / "good";
  fs::create_directories(good);
  chmod(good.c_str(), 0755);
  fs::remove(good / "link.db");
  fs::create_symlink(db, good / "link.db");
  EXPECT_NE(Refusal((good / "link.db").string()), "");
  // As /tmp is: nobody takes another's file away, so one of ours is ours.
  chmod(folder_.c_str(), 01777);
  EXPECT_EQ(Refusal(db), "");
  EXPECT_EQ(Refusal(Path("none-yet.db")), "");
  if (geteuid() != 0) return;  // only root gives files away
  ASSERT_EQ(chown(db.c_str(), 4711, 4711), 0);
  EXPECT_NE(Refusal(db).find("another user's"), std::string::npos);
  chmod(folder_.c_str(), 0755);
  EXPECT_EQ(Refusal(db), "");
  // Another group's folder.
  ASSERT_EQ(chown(folder_.c_str(), 0, 4711), 0);
  chmod(folder_.c_str(), 0775);
  EXPECT_NE(Refusal(db), "");
}

TEST_F(Place, IsNoFileThatOthersCanWrite) {
  const std::string db = Make("v.db", 0666);
  EXPECT_EQ(Refusal(db),
            "no database from " + db + ": others can write to it; name another with --db");
}

TEST_F(Place, IsMadePrivateWhereItIsTheUsersOwn) {
  const mode_t before = umask(0);
  const std::string path = *DatabasePath("");
  ASSERT_TRUE(UpdateLock::Take(context_, path, progress_).ok());
  const auto folder = fs::status(fs::path(path).parent_path()).permissions();
  EXPECT_EQ(folder & (fs::perms::group_all | fs::perms::others_all), fs::perms::none);
  umask(before);
}

TEST_F(Place, IsKnownToBeUnwritableBeforeTheWork) {
  Make("file");
  const auto lock = UpdateLock::Take(context_, Path("file/below/v.db"), progress_);
  ASSERT_FALSE(lock.ok());
  EXPECT_NE(lock.status().message().find(Path("file/below/v.db")), std::string::npos);
  EXPECT_NE(lock.status().message().find("--db"), std::string::npos);
}

TEST_F(Place, IsLockedByOneUpdateAtATime) {
  const std::string db = Path("v.db");
  std::thread waiting;
  std::atomic<bool> second = false;
  {
    const auto first = UpdateLock::Take(context_, db, progress_);
    ASSERT_TRUE(first.ok()) << first.status();
    // Waiting ends with its context.
    EXPECT_TRUE(absl::IsDeadlineExceeded(
        UpdateLock::Take(context_.WithTimeout(std::chrono::milliseconds(1)), db, progress_)
            .status()));
    waiting = std::thread([&] { second = UpdateLock::Take(context_, db, progress_).ok(); });
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    EXPECT_FALSE(second);
  }
  waiting.join();
  EXPECT_TRUE(second);
}

}  // namespace
}  // namespace clairscan
