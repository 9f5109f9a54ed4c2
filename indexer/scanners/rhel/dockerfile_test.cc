#include "indexer/scanners/rhel/dockerfile.h"

#include <map>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "gtest/gtest.h"

namespace claircore::scanners {
namespace {

using Labels = std::map<std::string, std::string>;

DockerfileLabels Read(std::string_view text) {
  auto read = ReadDockerfileLabels(Context::Background(), text);
  EXPECT_TRUE(read.ok()) << read.status();
  return read.ok() ? *read : DockerfileLabels();
}

TEST(Dockerfile, LabelsInBothForms) {
  EXPECT_EQ(Read("FROM base\n"
                 "LABEL a=1 \"b\"=\"two words\"  c='x y'\n"
                 "label  d  the rest of it \n"
                 "LaBeL e=a\\ b f=\n")
                .labels,
            (Labels{{"a", "1"},
                    {"b", "two words"},
                    {"c", "x y"},
                    {"d", "the rest of it"},
                    {"e", "a b"},
                    {"f", ""}}));
}

TEST(Dockerfile, ContinuationsAndComments) {
  EXPECT_EQ(Read("# a comment\n"
                 "FROM base\r\n"
                 "  LABEL a=1 \\\r\n"
                 "    # LABEL no=1\n"
                 "\n"
                 "    b=\"one \\\n"
                 "two\" \\  \n"
                 "    c=3\n"
                 "RUN echo '# no comment' \\\n"
                 "  LABEL d=4\n")
                .labels,
            (Labels{{"a", "1"}, {"b", "one two"}, {"c", "3"}}));
}

TEST(Dockerfile, AnotherEscapeCharacter) {
  EXPECT_EQ(Read("# syntax=docker/dockerfile:1\n# escape=`\nFROM base\nLABEL a=c:\\x `\n b=`\"q\n")
                .labels,
            (Labels{{"a", "c:\\x"}, {"b", "\"q"}}));
  // Too late.
  EXPECT_EQ(Read("FROM base\n# escape=`\nLABEL a=\\b\n").labels, (Labels{{"a", "b"}}));
}

TEST(Dockerfile, Variables) {
  EXPECT_EQ(Read("FROM base\n"
                 "ENV NAME=nodejs V=10 EMPTY=\n"
                 "ENV V=$V.1 OLD=$V\n"
                 "ARG ARGUMENT=x UNSET\n"
                 "LABEL name=\"ubi8/$NAME-$V\" old=${OLD} arg=$ARGUMENT unset=[$UNSET$NEVER] \\\n"
                 " quoted='$NAME' escaped=\\$NAME both=\"\\$NAME \\x\" money=5$ \\\n"
                 " a=${UNSET-d} b=${EMPTY-d} c=${EMPTY:-d} d=${NAME:+alt} e=${NEVER+alt} \\\n"
                 " f=${NEVER:-\"${NAME}\"} g=${V:?message}\n")
                .labels,
            (Labels{{"name", "ubi8/nodejs-10.1"},
                    {"old", "10"},
                    {"arg", "x"},
                    {"unset", "[]"},
                    {"quoted", "$NAME"},
                    {"escaped", "$NAME"},
                    {"both", "$NAME \\x"},
                    {"money", "5$"},
                    {"a", "d"},
                    {"b", ""},
                    {"c", "d"},
                    {"d", "alt"},
                    {"e", ""},
                    {"f", "nodejs"},
                    {"g", "10.1"}}));
}

TEST(Dockerfile, TheLastStageCounts) {
  EXPECT_EQ(Read("ARG BASE=8 OTHER=9\n"
                 "FROM ubi:$BASE AS build\n"
                 "ENV A=1\n"
                 "LABEL a=1 b=1\n"
                 "FROM ubi:$BASE\n"
                 "ARG BASE\n"
                 "LABEL base=$BASE other=[$OTHER$A]\n")
                .labels,
            (Labels{{"base", "8"}, {"other", "[]"}}));
}

TEST(Dockerfile, HereDocumentsAreSkipped) {
  EXPECT_EQ(Read("FROM base\n"
                 "RUN <<EOF cat 3<<-'END' && true\n"
                 "LABEL a=1\n"
                 "EOF\n"
                 "LABEL b=1\n"
                 "\tEND\n"
                 "LABEL c=<<EOF\n"
                 "RUN cat <<<EOF\n"
                 "LABEL d=1\n"
                 "COPY <<never /x\n"
                 "LABEL e=1\n")
                .labels,
            (Labels{{"c", "<<EOF"}, {"d", "1"}}));
}

TEST(Dockerfile, WhatCannotBeReadIsAProblemAndTheRestCounts) {
  const DockerfileLabels read = Read(
      "FROM base\n"
      "LABEL a=1 # no comment here\n"
      "LABEL b=\"open\n"
      "LABEL c=${open\n"
      "LABEL d=${A%x}\n"
      "LABEL e=${}\n"
      "LABEL f=${A:?must}\n"
      "LABEL\n"
      "LABEL g=1\n");
  EXPECT_EQ(read.labels, (Labels{{"g", "1"}}));
  ASSERT_EQ(read.problems.size(), 7u);
  EXPECT_EQ(read.problems[0], "line 2: a word without '='");
  EXPECT_EQ(read.problems[6], "line 8: no name");
}

TEST(Dockerfile, Bounds) {
  const auto code = [](const std::string& text) {
    return ReadDockerfileLabels(Context::Background(), text).status().code();
  };
  EXPECT_EQ(code(std::string(2 << 20, '#')), absl::StatusCode::kResourceExhausted);
  std::string doubling = "ENV A=xxxxxxxx\n";
  for (int i = 0; i < 40; ++i) doubling += "ENV A=$A$A\n";
  EXPECT_EQ(code(doubling), absl::StatusCode::kResourceExhausted);
  std::string deep = "LABEL a=";
  for (int i = 0; i < 10000; ++i) deep += "${A:-";
  EXPECT_EQ(Read(deep).problems.size(), 1u);
  std::string problems;
  for (int i = 0; i < 10000; ++i) problems += "LABEL\n";
  EXPECT_EQ(Read(problems).problems.size(), 8u);
  EXPECT_TRUE(Read("").labels.empty());
  EXPECT_TRUE(Read("LABEL a=1 \\").labels.contains("a"));
}

}  // namespace
}  // namespace claircore::scanners
