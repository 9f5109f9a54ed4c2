#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "claircore/testing/conformance.h"
#include "claircore/testing/fake_layer.h"
#include "claircore/testing/package_scanner_conformance.h"
#include "claircore/testing/scan.h"
#include "claircore/testing/sinks.h"
#include "gtest/gtest.h"
#include "indexer/scanners/manifest/read_text.h"
#include "indexer/scanners/perl/cpan.h"
#include "indexer/scanners/perl/perl_scanner.h"

namespace claircore::scanners {
namespace {

using testing::FakeLayer;
using testing::FakePackageSink;
using testing::PackageScannerCase;
using testing::PackageScannerConformance;

FakePackageSink Scan(const FakeLayer& layer) { return testing::Scan(*NewPerlScanner(), layer); }

std::string Read(std::string_view path, std::string_view text) {
  return ReadText(ReadCpan, path, text);
}

// An entry of perllocal.pod, as ExtUtils::MakeMaker writes it.
std::string Entry(const std::string& module, const std::string& version) {
  return "=head2 Mon Jan  2 15:04:05 2023: C<Module> L<" + module + "|" + module +
         ">\n\n=over 4\n\n=item *\n\nC<installed into: /usr/local/share/perl/5.36.0>\n\n=item *\n\n"
         "C<LINKTYPE: dynamic>\n\n=item *\n\nC<VERSION: " +
         version + ">\n\n=item *\n\nC<EXE_FILES: >\n\n=back\n\n";
}

TEST(PerlMetadata, ReadsNameAndVersion) {
  EXPECT_EQ(Read("MYMETA.json", R"({"name": "HTTP-Tiny", "version": "0.082", "provides": {}})"),
            "[HTTP-Tiny 0.082]");
  EXPECT_EQ(Read("MYMETA.json", R"({"version": "0.082"})"), "[ 0.082]");
  EXPECT_EQ(Read("MYMETA.json", "[]"), "error");
  EXPECT_EQ(Read("MYMETA.json", ""), "error");
  EXPECT_EQ(Read("MYMETA.json", "name: x"), "error");
}

TEST(PerlLog, TheLastEntryOfAModuleCounts) {
  EXPECT_EQ(Read("perllocal.pod",
                 Entry("Try::Tiny", "0.30") + Entry("JSON", "4.09") + Entry("Try::Tiny", "0.31")),
            "[Try-Tiny 0.31][JSON 4.09]");
  EXPECT_EQ(Read("perllocal.pod", "=head2 date: C<Module> L<A::B>\nC<VERSION: v1.2.3>\n"),
            "[A-B v1.2.3]");
  EXPECT_EQ(Read("perllocal.pod", Entry("A", "")), "[A ]");
  EXPECT_EQ(Read("perllocal.pod", "C<VERSION: 1>\n=head2 x\nC<VERSION: 1>\n"), "");
  EXPECT_EQ(Read("perllocal.pod", ""), "");
}

// Strings of 16 bytes that std::hash, where it is libstdc++'s, gives one value.
std::vector<std::string> Colliding(size_t count) {
  constexpr uint64_t kFactor = 0xc6a4a7935bd1e995;
  uint64_t inverse = 1;
  for (int i = 0; i < 6; ++i) inverse *= 2 - kFactor * inverse;
  const auto shift = [](uint64_t value) { return value ^ (value >> 47); };
  const uint64_t start = 0xc70f6907 ^ (16 * kFactor);
  std::vector<std::string> all;
  for (uint64_t first = 0x6161616161616161; all.size() < count; ++first) {
    const uint64_t state = (start ^ shift(first * kFactor) * kFactor) * kFactor;
    const uint64_t second = shift(state * inverse) * inverse;
    std::string text(16, '\0');
    std::memcpy(text.data(), &first, 8);
    std::memcpy(text.data() + 8, &second, 8);
    if (text.find_first_of("\n|>:") == text.npos) all.push_back(text);
  }
  return all;
}

TEST(PerlLog, NamesThatCollideTakeNoLonger) {
  std::string text;
  for (const std::string& module : Colliding(50'000)) {
    text += "=head2 C<Module> L<" + module + "|>\nC<VERSION: 1>\n";
  }
  std::vector<ManifestPackage> found;
  const auto began = std::chrono::steady_clock::now();
  EXPECT_TRUE(ReadCpan("perllocal.pod", text, found).ok());
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(2));
  EXPECT_EQ(found.size(), 50'000u);
}

TEST(PerlScanner, BothTraces) {
  const std::string perl = "usr/local/lib/perl5/site_perl/5.36.0/x86_64-linux-gnu/";
  const FakePackageSink found =
      Scan(FakeLayer()
               .File(perl + ".meta/Plack-1.0050/MYMETA.json",
                     R"({"name": "Plack", "version": "1.0050"})")
               .File(perl + ".meta/Plack-1.0050/install.json", R"({"name": "HTTP::Message::PSGI"})")
               .File("usr/local/lib/perl5/5.36.0/perllocal.pod", Entry("DBI", "1.643"))
               .File("root/.cpanm/work/1/Foo-1/MYMETA.json", R"({"name":"Foo","version":"1"})")
               .File("opt/.meta/x/MYMETA.json", "{"));
  EXPECT_EQ(found.Names(), (std::vector<std::string>{"DBI 1.643", "Plack 1.0050"}));
  EXPECT_EQ(found.packages[0].type, "cpan");
  ASSERT_EQ(found.problems.size(), 1u);
  EXPECT_EQ(found.problems[0].path, "opt/.meta/x/MYMETA.json");
}

INSTANTIATE_TEST_SUITE_P(Perl, PackageScannerConformance,
                         ::testing::Values(PackageScannerCase{
                             .name = "Perl",
                             .make = &NewPerlScanner,
                             .layer = FakeLayer()
                                          .File("a/.meta/A-1/MYMETA.json",
                                                R"({"name": "A", "version": "1"})")
                                          .File("b/perllocal.pod", Entry("B::C", "2")),
                             .want = {"A 1", "B-C 2"},
                             .builtin = true}),
                         testing::CaseName());

}  // namespace
}  // namespace claircore::scanners
