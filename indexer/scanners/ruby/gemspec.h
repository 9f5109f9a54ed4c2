#ifndef CLAIRCORE_INDEXER_SCANNERS_RUBY_GEMSPEC_H_
#define CLAIRCORE_INDEXER_SCANNERS_RUBY_GEMSPEC_H_

#include <string>
#include <string_view>

namespace claircore::scanners {

// What an installed gem's specification says of it. Empty where it does not say so in plain text:
// a gemspec is a Ruby program, and only Ruby knows what it computes.
struct Gemspec {
  std::string name;
  std::string version;
  std::string platform;  // "java", "x86_64-linux"; "ruby" or empty: any
};

// Reads a specification as RubyGems writes it below specifications/
// (https://guides.rubygems.org/specification-reference/): the stub line, which `gem list` itself
// goes by (Gem::StubSpecification), or else the assignments, in the spellings of all RubyGems since
// 1.0: "x", "x".freeze, %q{x}, Gem::Version.new("x").
Gemspec ReadGemspec(std::string_view text);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_RUBY_GEMSPEC_H_
