// Writes the seeds of the fuzz targets into the folder it is given.
#include <fstream>
#include <string>
#include <vector>

#include "indexer/rpmdb/test_databases.h"

namespace {

using namespace claircore::rpmdb;  // NOLINT: a test's helpers

std::string Signature() {
  // An OpenPGP signature packet, version 4, of a document, by key 0102030405060708.
  return std::string(
      "\x88\x13\x04\x00\x01\x08\x00\x00\x00\x0a\x09\x10\x01\x02\x03\x04\x05\x06\x07"
      "\x08\x00",
      21);
}

std::vector<std::string> Packages() {
  TestPackage bash{.name = "bash", .version = "5.1.8", .release = "6.el9"};
  bash.source_rpm = "bash-5.1.8-6.el9.src.rpm";
  bash.files = {{"/usr/bin/", "bash"}, {"/usr/bin/", "sh"}, {"/usr/share/doc/", "README"}};
  TestPackage node{.name = "nodejs", .version = "16.1", .release = "2", .epoch = 1};
  node.module = "nodejs:16:8060020220523160029:ad008a3a:x86_64";
  TestPackage key{.name = "gpg-pubkey", .version = "8483c65d", .release = "5ccc5b19"};
  key.arch = "";
  key.padding = 1200;
  return {MakeHeader(bash), MakeHeader(node), MakeHeader(key)};
}

void Write(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

}  // namespace

int main(int, char** argv) {
  const std::string folder = std::string(argv[1]) + "/";
  const std::vector<std::string> packages = Packages();
  Write(folder + "header_plain.seed", packages[0]);
  Write(folder + "header_old.seed", HeaderBuilder()
                                        .String(1000, "basesystem")
                                        .String(1001, "8.0")
                                        .String(1002, "5")
                                        .Strings(1027, {"/etc/one", "/etc/two"})
                                        .Build());
  Write(folder + "header_dribbles.seed", HeaderBuilder()
                                             .String(1000, "a")
                                             .String(1001, "1")
                                             .String(1002, "1")
                                             .EndRegion()
                                             .Bytes(259, Signature())
                                             .Strings(5092, {std::string(64, 'a')})
                                             .Numbers(5093, {8})
                                             .Build());
  Write(folder + "bdb_small_pages.seed", MakeBdb(packages, {.page_bytes = 512}));
  Write(folder + "bdb_chains.seed", MakeBdb(packages, {.page_bytes = 1024}));
  Write(folder + "bdb_big_endian.seed", MakeBdb(packages, {.big_endian = true, .page_bytes = 512}));
  Write(folder + "ndb_three.seed", MakeNdb(packages));
  return 0;
}
