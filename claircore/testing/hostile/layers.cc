#include "claircore/testing/hostile/layers.h"

#include <zstd.h>

#include <algorithm>
#include <cstdio>

#include "claircore/testing/blobs.h"
#include "claircore/testing/tar_builder.h"

namespace claircore::inline v0::testing::hostile {
namespace {

constexpr size_t kBlock = 512;

std::string Padded(std::string bytes) {
  bytes.resize((bytes.size() + kBlock - 1) / kBlock * kBlock);
  return bytes;
}

// One header of an empty file, to be changed and summed up anew.
std::string Header(std::string_view path) {
  return TarBuilder().File(std::string(path), "").Build().substr(0, kBlock);
}

void PutOctal(std::string& header, size_t at, size_t width, uint64_t value) {
  for (size_t i = width - 1; i-- > 0; value >>= 3) {
    header[at + i] = static_cast<char>('0' + (value & 7));
  }
}

std::string Summed(std::string header) {
  header.replace(148, 8, 8, ' ');
  unsigned sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  PutOctal(header, 148, 7, sum);
  header[154] = '\0';
  return header;
}

std::string PaxRecord(std::string_view key, std::string_view value) {
  const size_t rest = key.size() + value.size() + 3;
  size_t length = rest + 1;
  while (std::to_string(length).size() + rest != length) ++length;
  return std::to_string(length) + ' ' + std::string(key) + '=' + std::string(value) + '\n';
}

// The headers of a sparse file in GNU's format 1.0.
std::string Sparse10Headers(std::string_view path, uint64_t real_size, uint64_t stored_size) {
  const std::string pax = PaxRecord("GNU.sparse.major", "1") + PaxRecord("GNU.sparse.minor", "0") +
                          PaxRecord("GNU.sparse.name", path) +
                          PaxRecord("GNU.sparse.realsize", std::to_string(real_size));
  std::string extended = Header("PaxHeaders/sparse");
  extended[156] = 'x';
  PutOctal(extended, 124, 12, pax.size());
  std::string file = Header("GNUSparseFile/sparse");
  PutOctal(file, 124, 12, stored_size);
  return Summed(std::move(extended)) + Padded(pax) + Summed(std::move(file));
}

std::string Sparse10(std::string_view path, uint64_t real_size, const std::string& map,
                     const std::string& data) {
  const std::string body = Padded(map) + data;
  return Sparse10Headers(path, real_size, body.size()) + Padded(body) +
         std::string(2 * kBlock, '\0');
}

std::string Names(size_t names, std::string_view path, std::string_view bytes,
                  std::string_view prefix, std::string_view suffix, bool hard) {
  std::string tar = TarBuilder().File(std::string(path), std::string(bytes)).Build();
  tar.resize(tar.size() - 2 * kBlock);
  for (size_t i = 0; i < names; ++i) {
    TarBuilder link;
    const std::string name = std::string(prefix) + std::to_string(i) + std::string(suffix);
    if (hard) {
      link.HardLink(name, std::string(path));
    } else {
      link.Symlink(name, "/" + std::string(path));
    }
    const std::string one = link.Build();
    tar.append(one, 0, one.size() - 2 * kBlock);
  }
  tar.append(2 * kBlock, '\0');
  return tar;
}

}  // namespace

std::string SparseMap(size_t runs) {
  std::string map = std::to_string(runs) + "\n";
  for (size_t i = 0; i < runs; ++i) map += "0\n0\n";
  return Sparse10("sparse", 0, map, "");
}

std::string SparseMapBlob(size_t runs) {
  const std::string count = std::to_string(runs) + "\n";
  const uint64_t map = count.size() + 4 * uint64_t{runs};
  const uint64_t padded = (map + kBlock - 1) / kBlock * kBlock;
  std::string blob = Compress(Sparse10Headers("sparse", 0, padded) + count, Compression::kGzip);
  constexpr size_t kPiece = size_t{1} << 20;  // runs
  const auto lines = [](size_t n) {
    std::string text;
    for (size_t i = 0; i < n; ++i) text += "0\n0\n";
    return Compress(text, Compression::kGzip);
  };
  const std::string piece = runs < kPiece ? "" : lines(kPiece);
  for (size_t i = 0; i < runs / kPiece; ++i) blob += piece;
  return blob + lines(runs % kPiece) +
         Compress(std::string(padded - map + 2 * kBlock, '\0'), Compression::kGzip);
}

std::string OldSparseMap(size_t blocks) {
  std::string header = Header("sparse");
  header.replace(257, 8, "ustar  ", 8);
  header[156] = 'S';
  header.replace(386, 4 * 24, 4 * 24, '0');
  header[482] = 1;  // more of the map follows
  header.replace(483, 12, 12, '0');
  std::string tar = Summed(std::move(header));
  std::string more(21 * 24, '0');
  more.resize(kBlock);
  more[504] = 1;
  for (size_t i = 0; i < blocks; ++i) {
    if (i + 1 == blocks) more[504] = 0;
    tar += more;
  }
  return tar + std::string(2 * kBlock, '\0');
}

std::string CrumbledFile(size_t runs, std::string_view path) {
  std::string map = std::to_string(runs) + "\n";
  for (size_t i = 0; i < runs; ++i) map += std::to_string(2 * i) + "\n1\n";
  return Sparse10(path, 2 * runs, map, std::string(runs, 'c'));
}

std::string ManyNames(size_t names, std::string_view path, std::string_view bytes,
                      std::string_view prefix, std::string_view suffix) {
  return Names(names, path, bytes, prefix, suffix, true);
}

std::string ManySymlinks(size_t names, std::string_view path, std::string_view bytes,
                         std::string_view prefix, std::string_view suffix) {
  return Names(names, path, bytes, prefix, suffix, false);
}

std::string ManyPaths(size_t files, size_t path_bytes) {
  std::string tar;
  for (size_t i = 0; i < files; ++i) {
    std::string path = std::to_string(i) + "/";
    while (path.size() < path_bytes) path += path.size() % 200 == 199 ? '/' : 'p';
    const std::string one = TarBuilder().File(path, "").Build();
    tar.append(one, 0, one.size() - 2 * kBlock);
  }
  return tar + std::string(2 * kBlock, '\0');
}

std::string NestedGzip(int levels, std::string inner) {
  for (int i = 0; i < levels; ++i) inner = Compress(inner, Compression::kGzip);
  return inner;
}

std::string EndlessGzipName(size_t bytes) {
  using std::string_view_literals::operator""sv;
  return std::string("\x1f\x8b\x08\x08\0\0\0\0\0\x03"sv) + std::string(bytes, 'n');
}

std::string ZstdZeros(uint64_t bytes, std::string_view tar) {
  TarEntry zeros{.path = "zeros", .contents = {}, .link_target = {}, .claimed_size = bytes};
  const std::string end = TarBuilder().Add(zeros).Build();
  const size_t header = end.size() - 2 * kBlock;
  std::string blob = Compress(std::string(tar) + end.substr(0, header), Compression::kZstd);
  constexpr uint64_t kFrame = uint64_t{16} << 20;
  const std::string frame = Compress(std::string(kFrame, '\0'), Compression::kZstd);
  const uint64_t padded = (bytes + kBlock - 1) / kBlock * kBlock;
  for (uint64_t i = 0; i < padded / kFrame; ++i) blob += frame;
  return blob + Compress(std::string(padded % kFrame + 2 * kBlock, '\0'), Compression::kZstd);
}

std::string ZstdWindow(uint64_t bytes, int window_log, std::string_view path) {
  ZSTD_CCtx* context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, 1);
  ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, window_log);
  ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 0);
  TarEntry file{
      .path = std::string(path), .contents = {}, .link_target = {}, .claimed_size = bytes};
  const std::string tar = TarBuilder().Add(file).Build();
  std::string out;
  const auto put = [&](std::string_view in, ZSTD_EndDirective end) {
    ZSTD_inBuffer input{in.data(), in.size(), 0};
    size_t left = 0;
    do {
      char buffer[1 << 14];
      ZSTD_outBuffer output{buffer, sizeof(buffer), 0};
      left = ZSTD_compressStream2(context, &output, &input, end);
      out.append(buffer, output.pos);
    } while (input.pos < input.size || (end == ZSTD_e_end && left != 0));
  };
  put(std::string_view(tar).substr(0, kBlock), ZSTD_e_continue);
  const std::string piece(size_t{1} << 20, 'w');
  for (uint64_t done = 0; done < bytes; done += piece.size()) {
    put(std::string_view(piece).substr(0, std::min<uint64_t>(piece.size(), bytes - done)),
        ZSTD_e_continue);
  }
  put(std::string((kBlock - bytes % kBlock) % kBlock + 2 * kBlock, '\0'), ZSTD_e_end);
  ZSTD_freeCCtx(context);
  return out;
}

}  // namespace claircore::inline v0::testing::hostile
