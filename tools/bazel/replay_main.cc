// Feeds every file of the corpora named on the command line (files or directories) to the fuzz
// target, and each file's truncations at a few places: the ordinary test of a fuzz target.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

void Run(const std::string& bytes) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
}

void Replay(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::string bytes(std::istreambuf_iterator<char>(in), {});
  Run(bytes);
  for (size_t part = 1; part < 8; ++part) Run(bytes.substr(0, bytes.size() * part / 8));
  // One flipped bit in each of a few places.
  for (size_t part = 0; part < 16 && !bytes.empty(); ++part) {
    std::string bent = bytes;
    bent[bytes.size() * part / 16] ^= static_cast<char>(1 << (part % 8));
    Run(bent);
  }
}

}  // namespace

int main(int argc, char** argv) {
  size_t files = 0;
  Run("");
  for (int i = 1; i < argc; ++i) {
    std::vector<std::filesystem::path> paths;
    if (std::filesystem::is_directory(argv[i])) {
      for (const auto& e : std::filesystem::recursive_directory_iterator(argv[i])) {
        if (e.is_regular_file()) paths.push_back(e.path());
      }
    } else {
      paths.push_back(argv[i]);
    }
    for (const auto& path : paths) {
      Replay(path);
      ++files;
    }
  }
  std::printf("replayed %zu corpus files\n", files);
  return files == 0 ? 1 : 0;
}
