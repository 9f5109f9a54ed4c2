"""Counts what is in real feeds, without any code of ours: a judge of the updaters.

usage: count.py osv FILE        all.zip: "name<TAB>number" lines
       count.py diff OLD NEW    two all.zip: "added|removed|changed<TAB>id" lines
       count.py secdb FILE      secdb YAML or JSON: "package<TAB>id<TAB>fixed version" lines
       count.py debian FILE     the tracker's JSON: "package<TAB>issue<TAB>codename<TAB>status" lines
       count.py cpes FILE       repository-to-cpe.json: "repository<TAB>CPEs, with spaces" lines
"""

import datetime
import json
import re
import sys
import zipfile


def records(path):
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            yield json.loads(archive.read(name))


def is_withdrawn(record):
    when = record.get("withdrawn")
    if not when:
        return False
    when = datetime.datetime.fromisoformat(when.replace("Z", "+00:00"))
    return when <= datetime.datetime.now(datetime.timezone.utc)


def version_key(event):
    kind, version = next(iter(event.items()))
    numbers = [int(n) for n in re.fullmatch(r"v?([\d.]+)(-0)?", version).group(1).split(".")]
    while numbers and not numbers[-1]:
        numbers.pop()
    return numbers, kind == "last_affected"


def intervals(range_):
    """How many intervals that hold a version the events open: sorted where they are plain numbers,
    as they stand where not."""
    events = [e for e in range_["events"] if "limit" not in e]
    if all(re.fullmatch(r"v?\d+(\.\d+)*(-0)?", v) for e in events for v in e.values()):
        events.sort(key=version_key)
    elif any(v.endswith("-NA") for e in events for v in e.values()):
        return len(events) - 1  # PyPI's two whose ends nobody can order: each end counts
    count, begin = 0, None
    for event in events:
        if "introduced" in event:
            begin = begin or event["introduced"]
        elif begin is not None:
            count += event.get("fixed") != begin
            begin = None
    return count + (begin is not None)


def ranges_of(affected):
    """Those that count: custom ones of the Go database where the others say "all versions" and where
    these are of numbers."""
    ranges = [r for r in affected.get("ranges") or [] if r["type"] != "GIT"]
    custom = (affected.get("ecosystem_specific") or {}).get("custom_ranges") or []
    everything = ranges and all(e == {"introduced": "0"} for r in ranges for e in r["events"])
    numbers = all(re.match(r"v?\d+\.\d|0$", v) for r in custom for e in r["events"] for v in e.values())
    return custom if custom and everything and numbers and not affected.get("versions") else ranges


def conditions(affected):
    """What else an entry says that is kept of it."""
    specific = affected.get("ecosystem_specific") or {}
    platforms = [[i.get("goos"), i.get("goarch")] for i in specific.get("imports") or []]
    return [platforms if all(os or arch for os, arch in platforms) else [],
            (affected.get("database_specific") or {}).get("informational")]


def usable(affected):
    package = affected.get("package") or {}
    if not package.get("ecosystem") or not package.get("name"):
        return None
    ranges = sum(intervals(r) for r in ranges_of(affected))
    versions = len(affected.get("versions") or [])
    return (ranges, versions) if ranges or versions else None


def osv(path):
    counts = dict.fromkeys(
        ["entries", "withdrawn", "advisories", "affected", "ranges", "versions", "git"], 0)
    for record in records(path):
        counts["entries"] += 1
        if is_withdrawn(record):
            counts["withdrawn"] += 1
            continue
        found = 0
        for affected in record.get("affected") or []:
            package = affected.get("package") or {}
            if package.get("ecosystem") and package.get("name"):
                counts["git"] += sum(r["type"] == "GIT" for r in affected.get("ranges") or [])
            use = usable(affected)
            if use:
                found += 1
                counts["ranges"] += use[0]
                counts["versions"] += use[1]
        counts["affected"] += found
        counts["advisories"] += found > 0
    for name, number in counts.items():
        print(f"{name}\t{number}")


def facts(record):
    """The parts of a record that say something about packages or to people."""
    affected = []
    for a in record.get("affected") or []:
        if usable(a):
            affected.append([a["package"]["ecosystem"], a["package"]["name"],
                             [r["events"] for r in ranges_of(a)],
                             a.get("versions"), a.get("severity"), conditions(a)])
    links = list(dict.fromkeys(r["url"] for r in record.get("references") or []))
    modified = record.get("modified", "")
    return json.dumps([
        record.get("summary"), record.get("details"), sorted(set(record.get("aliases") or [])),
        sorted(set(record.get("related") or []) | set(record.get("upstream") or [])),
        record.get("published", "")[:19], "" if modified < "1970" else modified[:19],
        record.get("severity"), links, affected])


def diff(old, new):
    before, after = ({r["id"]: facts(r) for r in records(path)
                      if not is_withdrawn(r) and any(usable(a) for a in r.get("affected") or [])}
                     for path in (old, new))
    for key in sorted(before.keys() | after.keys()):
        if key not in before:
            print(f"added\t{key}")
        elif key not in after:
            print(f"removed\t{key}")
        elif before[key] != after[key]:
            print(f"changed\t{key}")


def secdb_packages(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    if text.lstrip().startswith("{"):
        for package in json.loads(text)["packages"]:
            yield package["pkg"]["name"], package["pkg"].get("secfixes") or {}
        return
    for part in re.split(r"(?m)^\s*-\s*pkg:\s*$", text)[1:]:
        part = re.sub(r"(?m)(^|\s)#.*$", "", part)
        name = re.search(r"(?m)^\s*name:\s*(\S+)\s*$", part).group(1)
        fixes, version = {}, None
        for line in part[part.index("secfixes:"):].splitlines()[1:]:
            key = re.fullmatch(r"\s*[\"']?([^\"'\s][^\"']*?)[\"']?\s*:\s*", line)
            if key:
                version = key.group(1)
                fixes.setdefault(version, [])
            elif line.strip().startswith("- "):
                fixes[version].append(line.strip()[2:].strip())
        yield name, fixes


def secdb(path):
    """Every CVE of an entry; where it has none, the first other name."""
    rows = set()
    for name, fixes in secdb_packages(path):
        for version, entries in fixes.items():
            for entry in entries:
                entry = re.sub(r"(?i)\bcve[-_](\d+)[-_](\d+)", r"CVE-\1-\2", entry)
                cves = re.findall(r"CVE-\d+-\d+", entry)
                others = re.findall(r"\b[A-Za-z][A-Za-z0-9]*-[A-Za-z0-9.-]*\d[A-Za-z0-9.-]*", entry)
                for found in cves or others[:1]:
                    rows.add((name, found, version))
    for row in sorted(rows):
        print("\t".join(row))


def debian(path):
    with open(path, encoding="utf-8") as file:
        document = json.load(file)
    for package, issues in document.items():
        for issue, facts_ in issues.items():
            for codename, release in facts_.get("releases", {}).items():
                print(f"{package}\t{issue}\t{codename}\t{release['status']}")


def cpes(path):
    with open(path, encoding="utf-8") as file:
        for repository, value in json.load(file)["data"].items():
            if value["cpes"]:
                print(repository, " ".join(value["cpes"]), sep="\t")


{"osv": osv, "diff": diff, "secdb": secdb, "debian": debian, "cpes": cpes}[sys.argv[1]](*sys.argv[2:])
