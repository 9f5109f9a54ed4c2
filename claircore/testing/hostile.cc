#include "claircore/testing/hostile.h"

#include <random>
#include <utility>

namespace claircore::inline v0::testing {

std::string Garbage(size_t size, unsigned seed) {
  std::minstd_rand random(seed);  // its sequence is fixed by the standard; distributions' are not
  std::string bytes(size, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random() >> 8);
  return bytes;
}

std::vector<std::string> HostileVariants(std::string_view bytes) {
  std::vector<std::string> variants = {"",
                                       "\n",
                                       std::string(1, '\0'),
                                       Garbage(1, 1),
                                       Garbage(100, 2),
                                       Garbage(70'000, 3),
                                       std::string(300'000, 'a'),
                                       std::string(100'000, '\n'),
                                       std::string(50'000, '\xff')};
  const size_t size = bytes.size();
  if (size == 0) return variants;
  for (size_t i = 1; i <= 16; ++i) variants.emplace_back(bytes.substr(0, size * i / 17));
  variants.emplace_back(bytes.substr(0, size - 1));
  variants.emplace_back(bytes.substr(size / 2));
  std::minstd_rand random(4);
  for (int i = 0; i < 32; ++i) {  // one flipped bit
    std::string bent(bytes);
    bent[random() % size] ^= static_cast<char>(1 << (i % 8));
    variants.push_back(std::move(bent));
  }
  for (char replacement : {'\0', '\n', ' ', ':', '"', '\xff', '9', '/'}) {  // many bytes
    std::string bent(bytes);
    for (size_t i = random() % 5; i < size; i += 1 + random() % 23) bent[i] = replacement;
    variants.push_back(std::move(bent));
  }
  const std::string whole(bytes);
  variants.push_back(whole + whole);
  variants.push_back(whole + Garbage(500, 5));
  variants.push_back(Garbage(500, 6) + whole);
  variants.push_back(whole + std::string(200'000, 'x'));
  std::string one_line = whole;
  for (char& c : one_line) c = c == '\n' ? ' ' : c;
  variants.push_back(std::move(one_line));
  return variants;
}

std::vector<FakeLayer> HostileLayers(const FakeLayer& layer, const LayerScanner& scanner) {
  std::vector<std::string> paths;
  layer.For(scanner)->ForEach([&](const FileEntry& file) {
    paths.push_back(file.path);
    return paths.size() < 16;
  });
  std::vector<FakeLayer> layers;
  for (const std::string& path : paths) {
    const FakeLayer::Node& node = layer.nodes().find(path)->second;
    if (node.bytes == nullptr) continue;
    for (const std::string& variant : HostileVariants(*node.bytes)) {
      layers.push_back(FakeLayer(layer).File(path, variant, node.entry.mode));
    }
  }
  return layers;
}

}  // namespace claircore::inline v0::testing
