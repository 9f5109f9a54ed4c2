// golang.org/x/mod/semver's verdict on lines "A<TAB>B", with a "v" put in front where it is
// missing: '<', '=', '>' or '!'.
package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"

	"golang.org/x/mod/semver"
)

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 1<<24)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for in.Scan() {
		a, b, _ := strings.Cut(in.Text(), "\t")
		if !strings.HasPrefix(a, "v") {
			a = "v" + a
		}
		if !strings.HasPrefix(b, "v") {
			b = "v" + b
		}
		if !semver.IsValid(a) || !semver.IsValid(b) {
			fmt.Fprintln(out, "!")
			continue
		}
		fmt.Fprintln(out, []string{"<", "=", ">"}[semver.Compare(a, b)+1])
	}
}
