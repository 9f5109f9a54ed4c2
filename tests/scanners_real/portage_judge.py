"""Has pkgcore, one of Gentoo's package managers, read a database of installed packages.

usage: portage_judge.py FOLDER [PACKAGES]
  FOLDER     the database, as of var/db/pkg
  PACKAGES   a file of lines "CATEGORY/NAME-VERSION<TAB>SLOT<TAB>REPOSITORY<TAB>CHOST": FOLDER is
             made of those that pkgcore takes for the name of a package
Prints "name version<TAB>slot<TAB>repository<TAB>chost"; 77 where there is no pkgcore, or none that
works with this machine's bash.
"""

import os
import sys

try:
    from pkgcore.ebuild.cpv import VersionedCPV
    from pkgcore.ebuild.errors import InvalidCPV
    from pkgcore.vdb.ondisk import tree
except (ImportError, SystemExit):
    sys.exit(77)


def make(folder, rows):
    """The number of packages in it."""
    made = 0
    for name, slot, repository, chost in rows:
        try:
            VersionedCPV(name)
        except InvalidCPV:
            continue  # which the whole database would be unreadable with
        made += 1
        package = os.path.join(folder, name)
        os.makedirs(package)
        for file, text in (("CONTENTS", ""), ("EAPI", "8"), ("SLOT", slot),
                           ("repository", repository), ("CHOST", chost)):
            with open(os.path.join(package, file), "w", encoding="utf-8") as out:
                out.write(text + "\n" if text else "")
    return made


def attribute(package, name):
    """Packages without a slot raise what is specific to pkgcore."""
    try:
        return getattr(package, name) or ""
    except Exception:  # pylint: disable=broad-except
        return ""


def main():
    made = None
    if len(sys.argv) > 2:
        with open(sys.argv[2], encoding="utf-8") as file:
            made = make(sys.argv[1], [line.rstrip("\n").split("\t") for line in file])
    packages = list(tree(sys.argv[1]))
    if made not in (None, len(packages)):
        sys.exit(f"{made} packages were made, {len(packages)} are listed")
    for p in packages:
        print(f"{p.category}/{p.package} {p.fullver}", attribute(p, "fullslot"),
              attribute(p, "source_repository"), attribute(p, "chost"), sep="\t")


main()
