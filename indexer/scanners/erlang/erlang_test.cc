#include <string>
#include <string_view>
#include <vector>

#include "claircore/testing/conformance.h"
#include "claircore/testing/fake_layer.h"
#include "claircore/testing/package_scanner_conformance.h"
#include "claircore/testing/scan.h"
#include "claircore/testing/sinks.h"
#include "gtest/gtest.h"
#include "indexer/scanners/erlang/application_file.h"
#include "indexer/scanners/erlang/erlang_scanner.h"
#include "indexer/scanners/manifest/read_text.h"

namespace claircore::scanners {
namespace {

using testing::FakeLayer;
using testing::FakePackageSink;
using testing::PackageScannerCase;
using testing::PackageScannerConformance;

FakePackageSink Scan(const FakeLayer& layer) { return testing::Scan(*NewErlangScanner(), layer); }

std::string Read(std::string_view path, std::string_view text) {
  return ReadText(ReadApplicationFile, path, text);
}

TEST(ApplicationFile, ReadsNameAndVersion) {
  EXPECT_EQ(Read("ebin/cowboy.app",
                 "{application, 'cowboy', [\n\t{description, \"a \\\"web\\\" server\"},\n"
                 "\t{vsn, \"2.9.0\"},\n\t{applications, [kernel,stdlib]}\n]}.\n"),
            "[cowboy 2.9.0]");
  // Only at the top; not in comments, strings and characters.
  EXPECT_EQ(Read("ebin/a.app",
                 "%% -*- erlang -*- \"{[\n{application,a,[{env,[{vsn,\"9\"},{x,$\"},{y,$\\\"},\n"
                 "{z,<<\"}\">>},{n,-1.5e3}]}, % (\"no\n{mod,{vsn,\"8\"}},{vsn,\"1.0-rc.1\"}]}.% x"),
            "[a 1.0-rc.1]");
  EXPECT_EQ(Read("ebin/a.app", "{application,a,[{vsn,git}]}."), "[a ]");
  EXPECT_EQ(Read("ebin/a.app", "{application,a,[{vsn,\"1\\x{7}\"}]}."), "[a ]");
  EXPECT_EQ(Read("ebin/a.app", "{application,a,[]}."), "[a ]");
}

TEST(ApplicationFile, AnythingElseIsAnError) {
  for (std::string_view text :
       {"", "{", "{application", "{application,a,[{vsn,\"1\"}]}", "{application,a,[{vsn,\"1}]}.",
        "{application,A,[]}.", "[application,a]", "{app,a,[{vsn,\"1\"}]}.",
        "{application,\"a\",[]}.", "{application,b,[{vsn,\"1\"}]}.", "$", "'",
        "{application,a,[]}}."}) {
    EXPECT_EQ(Read("ebin/a.app", text), "error") << text;
  }
  EXPECT_EQ(Read("a.app", "{application,a,[" + std::string(1'000'000, '{')), "error");
}

TEST(ErlangScanner, FindsApplications) {
  const FakePackageSink found = Scan(
      FakeLayer()
          .File("app/lib/jason-1.4.0/ebin/jason.app",
                "{application,jason,[{vsn,\"1.4.0\"},{modules,['Elixir.Jason']}]}.")
          .File("usr/lib/erlang/lib/ssl-10.8/ebin/ssl.app",
                "{application, ssl, [{vsn, \"10.8\"},"
                "{runtime_dependencies, [\"kernel-8.4\"]}]}.")
          .File("app/lib/logger-1.15.7/ebin/logger.app", "{application,logger,[{vsn,\"1.15.7\"}]}.")
          .File("app/src/jason.app", "{application,jason,[{vsn,\"9\"}]}.")
          .File("app/lib/x/ebin/x.app", "{application,x"));
  EXPECT_EQ(found.Names(), (std::vector<std::string>{"jason 1.4.0", "logger 1.15.7", "ssl 10.8"}));
  EXPECT_EQ(found.Find("jason")->type, "hex");
  EXPECT_EQ(found.Find("ssl")->type, "otp");
  EXPECT_EQ(found.Find("logger")->type, "otp");
  ASSERT_EQ(found.problems.size(), 1u);
  EXPECT_EQ(found.problems[0].path, "app/lib/x/ebin/x.app");
}

INSTANTIATE_TEST_SUITE_P(Erlang, PackageScannerConformance,
                         ::testing::Values(PackageScannerCase{
                             .name = "Erlang",
                             .make = &NewErlangScanner,
                             .layer = FakeLayer().File("app/lib/a/ebin/a.app",
                                                       "{application,a,[{vsn,\"1\"}]}."),
                             .want = {"a 1"},
                             .builtin = true}),
                         testing::CaseName());

}  // namespace
}  // namespace claircore::scanners
