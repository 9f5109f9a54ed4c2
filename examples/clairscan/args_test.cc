#include "examples/clairscan/args.h"

#include <string>
#include <utility>
#include <vector>

#include "claircore/version.h"
#include "examples/clairscan/suggest.h"
#include "gtest/gtest.h"

namespace clairscan {
namespace {

absl::StatusOr<Args> Parse(std::vector<std::string> words) {
  words.insert(words.begin(), "clairscan");
  std::vector<const char*> argv;
  for (const std::string& word : words) argv.push_back(word.c_str());
  argv.push_back(nullptr);
  return ParseArgs(static_cast<int>(words.size()), argv.data());
}

TEST(Args, TakesOptionsBeforeAndAfterTheWords) {
  const auto args =
      Parse({"scan", "--fail-on", "high", "oci:x", "--format=json", "--threads", "3"});
  ASSERT_TRUE(args.ok()) << args.status();
  EXPECT_EQ(args->command, "scan");
  EXPECT_EQ(args->positional, std::vector<std::string>{"oci:x"});
  EXPECT_EQ(args->fail_on, claircore::Severity::kHigh);
  EXPECT_EQ(args->format, Format::kJson);
  EXPECT_EQ(args->threads, 3);
}

std::string Refusal(std::vector<std::string> words) {
  const auto args = Parse(std::move(words));
  return args.ok() ? "taken" : std::string(args.status().message());
}

TEST(Args, RefusesWhatMakesNoSense) {
  EXPECT_EQ(Refusal({}), "no command; try clairscan --help");
  EXPECT_EQ(Refusal({"scan"}), "usage: clairscan scan SPEC; try clairscan scan --help");
  EXPECT_EQ(Refusal({"scan", "a", "b"}), "one word too many after scan: b");
  EXPECT_EQ(Refusal({"update", "a"}), "one word too many after update: a");
  EXPECT_EQ(Refusal({"scan", "a", "--", "--b"}), "one word too many after scan: --b");
  EXPECT_EQ(Refusal({"scan", "a", "--format", "xml"}), "--format: table, json or tsv");
  EXPECT_EQ(Refusal({"scan", "a", "--threads", "0"}), "--threads: a number from 1 to 1024");
  EXPECT_EQ(Refusal({"scan", "a", "--threads", "3x"}), "--threads: a number from 1 to 1024");
  EXPECT_EQ(Refusal({"scan", "a", "--db"}), "--db needs a value");
  // An empty variable in a script: the next option is not its value.
  EXPECT_EQ(Refusal({"scan", "a", "--db=", "--quiet"}), "--db needs a value");
}

TEST(Args, SuggestsWhatWasMeant) {
  EXPECT_EQ(Refusal({"scan", "a", "--formt", "json"}),
            "unknown option --formt; did you mean --format?");
  EXPECT_EQ(Refusal({"scan", "a", "--form=json"}), "unknown option --form; did you mean --format?");
  EXPECT_EQ(Refusal({"--quite", "scan", "a"}), "unknown option --quite; did you mean --quiet?");
  EXPECT_EQ(Refusal({"sacn", "a"}), "no command 'sacn'; did you mean scan?");
  EXPECT_EQ(Refusal({"help", "idnex"}), "no command 'idnex'; did you mean index?");
  EXPECT_EQ(Refusal({"scan", "a", "--fail-on", "hihg"}),
            "--fail-on: unknown, negligible, low, medium, high or critical; did you mean high?");
  EXPECT_EQ(Refusal({"scan", "a", "--zebra"}), "unknown option --zebra; try clairscan scan --help");
  EXPECT_EQ(Refusal({"scan", "a", "-z"}), "unknown option -z; try clairscan scan --help");
  EXPECT_EQ(Refusal({"zebra"}), "no command 'zebra'; try clairscan --help");
  EXPECT_EQ(DidYouMean("", {"a"}), "");
  EXPECT_EQ(DidYouMean(std::string(1 << 20, 'a'), {"a"}), "");
}

TEST(Args, TellsAnOptionOfAnotherCommandFromNone) {
  // Silence would let a CI job believe that it fails.
  EXPECT_EQ(Refusal({"index", "a", "--fail-on", "high"}),
            "--fail-on is no option of index, but of scan and match");
  EXPECT_EQ(Refusal({"--fail-on", "high", "index", "a"}),
            "--fail-on is no option of index, but of scan and match");
  EXPECT_EQ(Refusal({"scan", "a", "--from", "b"}), "--from is no option of scan, but of update");
}

TEST(Args, TakesTheLastOfSeveralAndEveryOnly) {
  const auto args = Parse({"--db", "a", "update", "--only", "x", "--db", "b", "--only=y", "-q"});
  ASSERT_TRUE(args.ok()) << args.status();
  EXPECT_EQ(args->db, "b");
  EXPECT_EQ(args->only, (std::vector<std::string>{"x", "y"}));
  EXPECT_TRUE(args->quiet);
  EXPECT_TRUE(args->positional.empty());
  EXPECT_EQ(Parse({"scan", "-", "--db", "a", "--db", "c"})->db, "c");
}

TEST(Args, AllowUnjudgedNamesWhatIsAccepted) {
  EXPECT_FALSE(Parse({"scan", "x"})->allow_unjudged.has_value());
  EXPECT_EQ(Parse({"scan", "x", "--allow-unjudged"})->allow_unjudged, std::vector<std::string>{});
  EXPECT_EQ(Parse({"scan", "--allow-unjudged", "x"})->positional, std::vector<std::string>{"x"});
  const auto args = Parse(
      {"scan", "--allow-unjudged=kali, npm", "x", "--allow-unjudged=deb", "--fail-on-unjudged"});
  ASSERT_TRUE(args.ok()) << args.status();
  EXPECT_TRUE(args->fail_on_unjudged);
  EXPECT_EQ(args->allow_unjudged, (std::vector<std::string>{"kali", "npm", "deb"}));
  EXPECT_EQ(args->positional, std::vector<std::string>{"x"});
  EXPECT_EQ(Parse({"scan", "x", "--allow-unjudged", "--allow-unjudged=deb"})->allow_unjudged,
            std::vector<std::string>{})
      << "alone, it stands for all";
}

TEST(Args, BoundsAnUpdate) {
  EXPECT_EQ(Parse({"update"})->timeout_minutes, 30);
  EXPECT_FALSE(Parse({"update"})->allow_shrink);
  const auto args = Parse({"update", "--timeout", "5", "--allow-shrink"});
  ASSERT_TRUE(args.ok()) << args.status();
  EXPECT_EQ(args->timeout_minutes, 5);
  EXPECT_TRUE(args->allow_shrink);
  EXPECT_EQ(Parse({"update", "--timeout=0"})->timeout_minutes, 0);
  for (const char* bad : {"-1", "soon", "99999"}) {
    EXPECT_FALSE(Parse({"update", "--timeout", bad}).ok()) << bad;
  }
}

TEST(Args, TakesWordsAsTheyAre) {
  EXPECT_EQ(Parse({"scan", "--", "--odd"})->positional, std::vector<std::string>{"--odd"});
  EXPECT_EQ(Parse({"scan", "scan"})->positional, std::vector<std::string>{"scan"});
  EXPECT_EQ(Parse({"scan", "-"})->positional, std::vector<std::string>{"-"});
  EXPECT_EQ(Parse({"scan", "[a]"})->positional, std::vector<std::string>{"[a]"});
  EXPECT_EQ(Parse({"update", "--only", "[a]", "--from", "[b]"})->only,
            std::vector<std::string>{"[a]"});
}

TEST(Args, AnswersForHelpAndVersion) {
  const std::string version = "clairscan " + std::string(claircore::kVersion) + "\n";
  EXPECT_EQ(Parse({"--version"})->answer, version);
  EXPECT_EQ(Parse({"scan", "--version"})->answer, version);
  for (const auto& words : std::vector<std::vector<std::string>>{{"-h"}, {"--help"}, {"help"}}) {
    const auto args = Parse(words);
    ASSERT_TRUE(args.ok()) << args.status();
    EXPECT_NE(args->answer.find("Exit codes"), std::string::npos);
    EXPECT_NE(args->answer.find("\n  -q,--quiet "), std::string::npos);
    EXPECT_NE(args->answer.find("\n  versions "), std::string::npos);
  }
  for (const auto& words :
       std::vector<std::vector<std::string>>{{"update", "-h"}, {"help", "update"}}) {
    const auto args = Parse(words);
    ASSERT_TRUE(args.ok()) << args.status();
    EXPECT_NE(args->answer.find("--from"), std::string::npos);
    EXPECT_EQ(args->answer.find("--fail-on"), std::string::npos);
  }
}

}  // namespace
}  // namespace clairscan
