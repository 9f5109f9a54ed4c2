-- librpm's rpmverCmp on lines "A<TAB>B". Run by `rpm --eval` through oracle.py.
for line in io.lines(rpm.expand("%{pairs}")) do
  local a, b = line:match("^(.-)\t(.*)$")
  local ok, c = pcall(rpm.vercmp, a, b)
  if not ok then io.write("!\n")
  elseif c < 0 then io.write("<\n")
  elseif c > 0 then io.write(">\n")
  else io.write("=\n") end
end
