// The rpm scanner on a generated system of 500 packages, once a kind of database: all fields, and
// 100 files a package. CLAIRCORE_BENCH_RPMDB names a file (Packages, Packages.db or rpmdb.sqlite)
// to read as well.

#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "benchmark/benchmark.h"
#include "claircore/context.h"
#include "claircore/package_scanner.h"
#include "claircore/testing/fake_layer.h"
#include "indexer/rpmdb/test_databases.h"
#include "indexer/scanners/rpm/rpm_scanner.h"
#include "indexer/sqlite/test_databases.h"

namespace claircore {
namespace {

// Costs nothing itself.
class CountingSink final : public PackageSink {
 public:
  size_t Add(Package package) override {
    benchmark::DoNotOptimize(package);
    return packages++;
  }
  void Database(std::string_view) override {}
  void Own(size_t, std::string_view path) override {
    benchmark::DoNotOptimize(path.data());
    ++files;
  }
  void Report(std::string_view, const absl::Status&) override { ++problems; }
  size_t packages = 0;
  size_t files = 0;
  size_t problems = 0;
};

const std::vector<std::string>& Headers() {
  static const auto& headers = *new std::vector<std::string>([] {
    std::vector<std::string> made;
    for (int i = 0; i < 500; ++i) {
      const std::string name = "package-" + std::to_string(i);
      rpmdb::TestPackage package{.name = name, .version = "1.2." + std::to_string(i)};
      package.release = "4.el9";
      package.source_rpm = name + "-1.2-4.el9.src.rpm";
      package.padding = 20'000;  // descriptions, change logs, dependencies, digests
      for (int f = 0; f < 100; ++f) {
        package.files.emplace_back("/usr/lib/" + name + "/" + std::to_string(f % 10) + "/",
                                   "file-" + std::to_string(f) + ".so");
      }
      made.push_back(rpmdb::MakeHeader(package));
    }
    return made;
  }());
  return headers;
}

std::string Sqlite() {
  std::string sql =
      "CREATE TABLE Packages (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL);BEGIN;";
  for (const std::string& header : Headers()) {
    sql += "INSERT INTO Packages(blob) VALUES(X'";
    for (char c : header) {
      for (int shift : {4, 0}) sql += "0123456789abcdef"[static_cast<uint8_t>(c) >> shift & 15];
    }
    sql += "');";
  }
  return internal::MakeDatabase(sql + "COMMIT;").main;
}

void Scan(benchmark::State& state, const std::string& name, const std::string& bytes) {
  const auto scanner = scanners::NewRpmScanner();
  const auto layer = testing::FakeLayer().File("var/lib/rpm/" + name, bytes).For(*scanner);
  CountingSink sink;
  for (auto _ : state) {
    sink = CountingSink();
    if (!scanner->Scan(Context::Background(), *layer, sink).ok()) state.SkipWithError("failed");
  }
  if (sink.packages == 0 || sink.problems != 0) state.SkipWithError("not read");
  state.counters["packages"] = static_cast<double>(sink.packages);
  state.counters["files"] = static_cast<double>(sink.files);
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * bytes.size()));
}

void BM_Bdb(benchmark::State& state) { Scan(state, "Packages", rpmdb::MakeBdb(Headers())); }
void BM_Ndb(benchmark::State& state) { Scan(state, "Packages.db", rpmdb::MakeNdb(Headers())); }
void BM_Sqlite(benchmark::State& state) { Scan(state, "rpmdb.sqlite", Sqlite()); }
BENCHMARK(BM_Bdb)->Name("rpm/bdb/500")->Unit(benchmark::kMillisecond);
BENCHMARK(BM_Ndb)->Name("rpm/ndb/500")->Unit(benchmark::kMillisecond);
BENCHMARK(BM_Sqlite)->Name("rpm/sqlite/500")->Unit(benchmark::kMillisecond);

void BM_Given(benchmark::State& state) {
  const std::filesystem::path path(std::getenv("CLAIRCORE_BENCH_RPMDB"));
  std::ifstream in(path, std::ios::binary);
  Scan(state, path.filename(), std::string(std::istreambuf_iterator<char>(in), {}));
}
[[maybe_unused]] const auto* const given =
    std::getenv("CLAIRCORE_BENCH_RPMDB") == nullptr
        ? nullptr
        : benchmark::RegisterBenchmark("rpm/given", &BM_Given) -> Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace claircore
