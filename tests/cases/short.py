"""Cases that are known to fall short: the beginning of a case's name -> why."""

SHORT = {
    # With the data of later work.
    "alias-twice": "one finding for all names of a flaw needs the alias graph over all sources",
    "ubuntu-pro-only": "rows of Ubuntu Pro need its own feed to be told from those of the plain release",
    "rhel-fix-of-own-minor": "the fix of a minor release needs Red Hat's VEX, which names it",
    # Being mended.
    "archive-of-two-images": "images are named by place alone",
    "composer-dev-branch": "branches are before every version",
    "debian-testing": "testing is filed under a number that no image says",
    "dpkg-states": "only installed packages are listed",
    "fail-on-and-unknown-severity": "nothing is said of findings of unknown severity",
    "hard-link-then-symlink": "the name that a link replaced hides the other one",
    "jar-": "file names of jars are the last to be asked",
    "nothing-found-looks-clean": "nothing found is clean",
    "rhel-without-repositories-wording": "nobody judged is clean",
    "statusd-info-lists": "info/ beside status.d is not read",
    "images/": "layouts are chosen from by their first level alone",
    "hostile/": "bounds are not yet all there",
    "versions.tsv: ": "the schemes are being mended",
}
