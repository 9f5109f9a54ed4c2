"""Cases that are known to fall short, as they need data that we do not read yet: name -> why."""

SHORT = {
    "alias-twice": "one finding for all names of a flaw needs the alias graph over all sources",
    "rhel-fix-of-own-minor": "the fix of a minor release needs Red Hat's VEX, which names it",
}
