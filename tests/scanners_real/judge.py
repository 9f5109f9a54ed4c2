"""Lists the packages below a folder the way their own tools find them: a judge of the scanners.

usage: judge.py python|nodejs ROOT      prints "name<TAB>version<TAB>path of the metadata", sorted
"""

import importlib.metadata
import json
import os
import sys


def python_packages(root):
    """Every distribution that importlib.metadata finds in any folder, were it on sys.path."""
    for folder, _, _ in os.walk(root):
        for dist in importlib.metadata.distributions(path=[folder]):
            info = str(dist._path)  # there is no public way to it
            names = ["METADATA", "PKG-INFO", ""]
            path = next(p for p in (os.path.join(info, n) if n else info for n in names)
                        if os.path.isfile(p) or p == info)
            name, version = dist.metadata["Name"], dist.metadata["Version"]
            if name and version and os.path.isfile(path):
                yield name, version, path


def node_packages(root):
    """Walks as npm does: a folder's node_modules, then each package's own."""

    def package(folder):
        path = os.path.join(folder, "package.json")
        try:
            with open(path, encoding="utf-8-sig") as file:
                data = json.load(file)
            if isinstance(data["name"], str) and isinstance(data["version"], str):
                yield data["name"], data["version"], path
        except (OSError, ValueError, KeyError, TypeError):
            pass
        yield from modules(os.path.join(folder, "node_modules"))

    def modules(folder):
        if not os.path.isdir(folder):
            return
        for name in os.listdir(folder):
            path = os.path.join(folder, name)
            if name.startswith("."):
                yield from project(path)  # a store of its own
            elif name.startswith("@"):
                for inner in os.listdir(path):
                    yield from package(os.path.join(path, inner))
            elif os.path.isdir(path):
                yield from package(path)

    def project(top):
        for folder, folders, _ in os.walk(top):
            if "node_modules" in folders:
                folders.remove("node_modules")
                yield from modules(os.path.join(folder, "node_modules"))

    yield from project(root)


def main():
    which, root = sys.argv[1:]
    find = {"python": python_packages, "nodejs": node_packages}[which]
    for name, version, path in sorted(find(root)):
        print(name, version, os.path.relpath(path, root), sep="\t")


main()
