"""Lists the coordinates that Java archives have of Maven, with Python's zipfile and ElementTree: a
judge of the Java scanner. What has none is for tests/scanners_real/maven_real_test.cc, which knows
the right names.

usage: java_judge.py FILE...    each FILE lists paths of archives, one a line
prints "name<TAB>version<TAB>package_db" of every artifact, sorted
"""

import io
import re
import sys
import xml.etree.ElementTree as ElementTree
import zipfile

EXTENSIONS = ("jar", "war", "ear", "jpi", "hpi", "par", "sar", "nar", "kar", "lpkg")
PLACEHOLDER = re.compile(r".*\$\{|%|.*\.qualifier$|@.+@$|(unspecified|undefined|unknown|null)$")


def known(value):
    return value if value and not PLACEHOLDER.match(value) else ""


def properties(text):
    values = {}
    for line in text.decode("latin-1").splitlines():
        match = re.match(r"\s*(groupId|artifactId|version)\s*[=:]\s*(.*?)\s*$", line)
        if match:
            values[match[1]] = match[2].replace("\\:", ":").replace("\\=", "=")
    return tuple(known(values.get(key, "")) for key in ("groupId", "artifactId", "version"))


def pom(text):
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError:
        return "", "", ""

    def child(element, name):
        return next((e for e in element if e.tag.rpartition("}")[2] == name), None) \
            if element is not None else None

    parent = child(root, "parent")
    values = {"project.parent.version": parent, "parent.version": parent}

    def text_of(element, name):
        found = child(element, name)
        return (found.text or "").strip() if found is not None else ""

    def resolve(value):
        whole = re.fullmatch(r"\$\{([^}]*)\}", value)
        if not whole:
            return known(value)
        if whole[1] in values:
            return known(text_of(parent, "version"))
        return known(text_of(child(root, "properties"), whole[1]))

    return tuple(resolve(text_of(root, key) or (text_of(parent, key) if key != "artifactId" else ""))
                 for key in ("groupId", "artifactId", "version"))


def archive(file, label, depth=0):
    try:
        with zipfile.ZipFile(file) as zip_file:
            found, by_path, xmls = set(), set(), []
            for info in zip_file.infolist():
                member = info.filename
                base = member.rsplit("/", 1)[-1]
                path = re.search(r"(?:^|/)META-INF/maven/([\w.-]+)/([\w.-]+)/[^/]*$", member)
                if base == "pom.properties":
                    group, artifact, version = properties(zip_file.read(info))
                    by_path.add((group, artifact))
                    found.add((group, artifact, version))
                elif base == "pom.xml" and path:
                    xmls.append((path, info))
                elif base.lower().endswith(tuple("." + e for e in EXTENSIONS)) and depth < 8:
                    yield from archive(io.BytesIO(zip_file.read(info)), label + ":" + member,
                                       depth + 1)
            for path, info in xmls:
                if path.groups() in by_path:
                    continue
                group, artifact, version = pom(zip_file.read(info))
                found.add((group or path[1], artifact or path[2], version))
    except zipfile.BadZipFile:
        return
    for group, artifact, version in found:
        if group and artifact and version:
            yield group + ":" + artifact, version, "maven:" + label


def main():
    rows = set()
    for listing in sys.argv[1:]:
        with open(listing, encoding="utf-8") as lines:
            for path in lines.read().splitlines():
                rows.update(archive(path, path.lstrip("/")))
    for row in sorted(rows):
        print("\t".join(row))


if __name__ == "__main__":
    main()
