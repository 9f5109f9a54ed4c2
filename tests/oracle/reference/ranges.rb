# Gem::Requirement on lines "RANGE<TAB>VERSION": '1', '0' or '!'.
require "rubygems"
STDIN.set_encoding("BINARY")
STDIN.each_line(chomp: true) do |line|
  range, version = line.split("\t", 2)
  begin
    requirement = Gem::Requirement.new(range.split(","))
    puts requirement.satisfied_by?(Gem::Version.new(version)) ? "1" : "0"
  rescue ArgumentError
    puts "!"
  end
end
