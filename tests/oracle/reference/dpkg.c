/* libdpkg's verdict on lines "A<TAB>B": '<', '=', '>' or '!'. What dpkg warns of and still compares
 * is compared. Built by oracle.py against libdpkg-dev. */
#define LIBDPKG_VOLATILE_API 1
#include <dpkg/dpkg-db.h>
#include <dpkg/dpkg.h>
#include <dpkg/version.h>
#include <stdio.h>
#include <string.h>

static int parse(struct dpkg_version *version, const char *text) {
  struct dpkg_error err = DPKG_ERROR_INIT;
  int failed = parseversion(version, text, &err) < 0 && err.type == DPKG_MSG_ERROR;
  dpkg_error_destroy(&err);
  return !failed;
}

int main(void) {
  static char line[1 << 20];
  while (fgets(line, sizeof line, stdin)) {
    struct dpkg_version a, b;
    char *tab = strchr(line, '\t');
    *tab = '\0';
    tab[1 + strcspn(tab + 1, "\n")] = '\0';
    if (!parse(&a, line) || !parse(&b, tab + 1)) {
      puts("!");
      continue;
    }
    int c = dpkg_version_compare(&a, &b);
    puts(c < 0 ? "<" : c > 0 ? ">" : "=");
    nffreeall();
  }
  return 0;
}
