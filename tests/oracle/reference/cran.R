# R's utils::compareVersion on lines "A<TAB>B": '<', '=', '>', or '!' for what is no numeric_version.
# (The operators on numeric_version of R 4.2 add up fractions, so that 1.0 == 1.0.0 and rounding can
# decide; newer ones agree with compareVersion.)
input <- file("stdin")
sides <- strsplit(readLines(input, encoding = "latin1"), "\t", fixed = TRUE)
valid <- function(s) grepl("^[0-9]+([.-][0-9]+)*$", s)
verdict <- vapply(sides, function(s) {
  if (length(s) != 2 || !all(valid(s))) return("!")
  # Numbers from 2^31 on are NA to it, and an error.
  order <- tryCatch(suppressWarnings(compareVersion(s[1], s[2])), error = function(e) NA)
  if (is.na(order)) "!" else c("<", "=", ">")[order + 2]
}, "")
writeLines(verdict)
