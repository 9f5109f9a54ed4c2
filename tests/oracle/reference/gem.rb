# Gem::Version's verdict on lines "A<TAB>B": '<', '=', '>' or '!'.
require "rubygems"
STDIN.set_encoding("BINARY")
STDIN.each_line(chomp: true) do |line|
  a, b = line.split("\t", 2)
  unless Gem::Version.correct?(a) && Gem::Version.correct?(b)
    puts "!"
    next
  end
  puts({-1 => "<", 0 => "=", 1 => ">"}[Gem::Version.new(a) <=> Gem::Version.new(b)])
end
