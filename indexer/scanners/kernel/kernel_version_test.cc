#include "indexer/scanners/kernel/kernel_version.h"

#include <string>
#include <string_view>

#include "gtest/gtest.h"

namespace claircore::scanners {
namespace {

std::string Parse(std::string_view text) {
  const std::optional<KernelVersion> kernel = ParseKernelVersion(text);
  return kernel.has_value() ? kernel->version + " of " + kernel->release : "none";
}

TEST(KernelVersion, IsTheDistributionsWhereItSaysSo) {
  EXPECT_EQ(Parse("6.1.0-18-amd64 (debian-kernel@lists.debian.org) #1 SMP PREEMPT_DYNAMIC Debian "
                  "6.1.76-1 (2024-02-01)"),
            "6.1.76 of 6.1.0-18-amd64");
  EXPECT_EQ(Parse("6.1.0-18-amd64 (debian-kernel@lists.debian.org) (gcc-12 (Debian 12.2.0-14) "
                  "12.2.0, GNU ld (GNU Binutils for Debian) 2.40) #1 SMP PREEMPT_DYNAMIC Debian "
                  "6.1.76-1 (2024-02-01)"),
            "6.1.76 of 6.1.0-18-amd64");
  EXPECT_EQ(Parse("6.10-amd64 (a@b) #1 SMP Debian 6.10~rc3-1~exp1 (2024-06-12)"),
            "6.10-rc3 of 6.10-amd64");
  EXPECT_EQ(Parse("5.15.0-91-generic (buildd@lcy02-amd64-045) (gcc (Ubuntu 11.4.0-1ubuntu1~22.04) "
                  "11.4.0) #101-Ubuntu SMP Tue Nov 14 13:30:08 UTC 2023 (Ubuntu "
                  "5.15.0-91.101-generic 5.15.131)"),
            "5.15.131 of 5.15.0-91-generic");
}

TEST(KernelVersion, IsTheReleasesElsewhere) {
  EXPECT_EQ(Parse("6.7.9-200.fc39.x86_64 (mockbuild@a) #1 SMP PREEMPT_DYNAMIC Wed Mar  6"),
            "6.7.9 of 6.7.9-200.fc39.x86_64");
  EXPECT_EQ(Parse("5.15.0-91-generic (buildd@a) #101-Ubuntu SMP Tue Nov 14 13:30:08 UTC 2023"),
            "5.15.0 of 5.15.0-91-generic");
  EXPECT_EQ(Parse("6.8.0-rc1+ (a@b) (gcc (Debian 12.2.0-14) 12.2.0) #1 SMP"),
            "6.8.0-rc1 of 6.8.0-rc1+");
  EXPECT_EQ(Parse("2.6.32.71 (a@b) #7 Debian"), "2.6.32.71 of 2.6.32.71");
  EXPECT_EQ(Parse("4.19.0-virtual"), "4.19.0 of 4.19.0-virtual");
  EXPECT_EQ(Parse("6.1-"), "6.1 of 6.1-");
}

TEST(KernelVersion, OtherBootProgramsHaveNone) {
  for (const std::string_view text :
       {"", "MEMDISK 6.04 20190101", "iPXE 1.21.1", "6", "6.", "6 .1", ".1.2", "6.1\x01 (a@b)"}) {
    EXPECT_EQ(Parse(text), "none") << text;
  }
}

}  // namespace
}  // namespace claircore::scanners
