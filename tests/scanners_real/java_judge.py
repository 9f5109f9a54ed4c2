"""Lists what Java archives hold, with Python's zipfile: a judge of the Java scanner.

usage: java_judge.py FILE...    each FILE lists paths of archives, one a line
prints "name<TAB>version<TAB>package_db" of every package, sorted
"""

import io
import re
import sys
import zipfile

EXTENSIONS = ("jar", "war", "ear", "jpi", "hpi", "par", "sar", "nar", "kar", "lpkg")
GROUP = ("group-id", "bundle-symbolicname", "implementation-vendor-id", "implementation-vendor",
         "specification-vendor")
ARTIFACT = ("implementation-title", "specification-title", "bundle-name", "extension-name",
            "short-name")
VERSION = ("bundle-version", "implementation-version", "plugin-version", "specification-version")


def placeholder(value):
    return "${" in value or value.startswith("%") or value.endswith(".qualifier")


def pom(text):
    values = {}
    for line in text.decode("latin-1").splitlines():
        match = re.match(r"\s*(groupId|artifactId|version)\s*[=:]\s*(.*?)\s*$", line)
        if match:
            values[match[1]] = match[2].replace("\\:", ":").replace("\\=", "=")
    if len(values) == 3 and all(v and not placeholder(v) for v in values.values()):
        return values["groupId"] + ":" + values["artifactId"], values["version"]
    return None


def manifest(text, base):
    main = re.split(r"\r\n\r\n|\n\n|\r\r", text.decode("utf-8", "replace"))[0]
    main = re.sub(r"(\r\n|\n|\r) ", "", main)
    attributes = {}
    for line in re.split(r"\r\n|\n|\r", main):
        name, colon, value = line.partition(":")
        if colon:
            value = re.sub(r'^"(.*)"$', r"\1", value.strip(" \t")).strip(" \t")
            attributes.setdefault(name.lower(), value)
    attributes["bundle-symbolicname"] = attributes.get("bundle-symbolicname", "").split(";")[0].strip()
    if not re.match(r"\d", attributes.get("manifest-version", "")) or attributes.get("name"):
        return None

    def first(keys):
        return next((v for v in map(attributes.get, keys)
                     if v and " " not in v and not placeholder(v)), "")

    ivy = re.fullmatch(r"([\w.-]+)#([\w.-]+);(\d[\w.+-]*)", attributes.get("implementation-title", ""))
    if ivy:
        named = re.fullmatch(r"([\w.-]+)-" + re.escape(ivy[3]) + r"\.[^.]*", base)
        return ivy[1] + ":" + (named[1] if named else ivy[2]), ivy[3]
    version = next((v for v in map(attributes.get, VERSION) if v and not placeholder(v)), "")
    artifact = first(ARTIFACT)
    group = first(GROUP if artifact else GROUP[:2])
    name = ":".join(dict.fromkeys(part for part in (group, artifact) if part))
    if not name:
        stem = (from_name(base) or [base.rsplit(".", 1)[0]])[0]
        name = stem if re.fullmatch(r"[\w.-]+", stem, re.ASCII) else ""
    return (name, version) if name and version else None


def from_name(base):
    match = re.fullmatch(r"([^\s]+)-(\d[-.\w+~]*)\.\w+", base)
    return match and (match[1], match[2])


def release(version):
    numbers = re.match(r"[\d.]*", version)[0]
    return re.sub(r"(\.|\.0)+$", "", numbers) or version


def archive(file, label, base, depth=0):
    try:
        with zipfile.ZipFile(file) as zip_file:
            found = set()
            manifest_text = None
            for info in zip_file.infolist():
                member = info.filename
                if member.rsplit("/", 1)[-1] == "pom.properties":
                    found.add(pom(zip_file.read(info)))
                elif member.lower() == "meta-inf/manifest.mf" and manifest_text is None:
                    manifest_text = zip_file.read(info)
                elif member.lower().endswith(tuple("." + e for e in EXTENSIONS)) and depth < 8:
                    yield from archive(io.BytesIO(zip_file.read(info)), label + ":" + member,
                                       member.rsplit("/", 1)[-1], depth + 1)
    except zipfile.BadZipFile:
        return
    found.discard(None)
    for name, version in found:
        yield name, version, "maven:" + label
    stem = base.rsplit(".", 1)[0]
    if len(found) == 1 or any((stem + "-").startswith(name.split(":")[1] + "-") for name, _ in found):
        return
    one, how = manifest(manifest_text, base) if manifest_text else None, "jar:"
    if not one:
        one, how = from_name(base), "file:"
    if one and release(one[1]) not in {release(version) for _, version in found}:
        yield *one, how + label


def main():
    rows = []
    for listing in sys.argv[1:]:
        with open(listing, encoding="utf-8") as lines:
            for path in lines.read().splitlines():
                rows += archive(path, path.lstrip("/"), path.rsplit("/", 1)[-1])
    for row in sorted(rows):
        print("\t".join(row))


if __name__ == "__main__":
    main()
