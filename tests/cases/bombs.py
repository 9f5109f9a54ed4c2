"""Makes the inputs of the hostile cases, by what their READMEs and scripts say of them; wording and
numbers are our own."""

import gzip
import hashlib
import io
import json
import random
import sqlite3
import struct
import subprocess
import tarfile
import zipfile


def tar_of(members):
    """A tar of {name: bytes}; bytes of a str are a hard link to that name."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, data in members:
            info = tarfile.TarInfo(name)
            if isinstance(data, str):
                info.type, info.linkname = tarfile.LNKTYPE, data
                tar.addfile(info)
            else:
                info.size = len(data)
                tar.addfile(info, io.BytesIO(data))
    return out.getvalue()


def layout(folder, layers):
    """An OCI layout of these blobs."""
    blobs = folder / "blobs/sha256"
    blobs.mkdir(parents=True)
    (folder / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')

    def put(data, media_type):
        digest = hashlib.sha256(data).hexdigest()
        (blobs / digest).write_bytes(data)
        return {"mediaType": media_type, "digest": f"sha256:{digest}", "size": len(data)}

    kind = "application/vnd.oci.image."
    listed = [put(data, kind + "layer.v1.tar") for data in layers]
    config = put(json.dumps({"architecture": "amd64", "os": "linux", "rootfs": {
        "type": "layers", "diff_ids": [layer["digest"] for layer in listed]}}).encode(), kind + "config.v1+json")
    manifest = put(json.dumps({"schemaVersion": 2, "mediaType": kind + "manifest.v1+json", "config": config,
                               "layers": listed}).encode(), kind + "manifest.v1+json")
    (folder / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": [manifest]}))


def rpm_database(path, mebibytes):
    """One package's header, whose index names one string of that length again and again."""
    names = 65000
    data = b"x" * ((mebibytes << 20) - 16 * names - 100) + b"\0"
    header = struct.pack(">II", names, len(data)) + struct.pack(">IIII", 1000, 6, 0, 1) * names + data
    path.parent.mkdir(parents=True)
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE Packages (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)")
        database.execute("INSERT INTO Packages(blob) VALUES (?)", (header,))


def jar_of_many_names(names):
    """A layer: an archive within an archive, large when unpacked, and hard links to it."""
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as jar:
        jar.writestr("lib/inner.jar", b"\0" * (60 << 20))
    members = [("srv/first.jar", inner.getvalue())]
    members += [(f"srv/name{i}.jar", "srv/first.jar") for i in range(names)]
    return gzip.compress(tar_of(members))


def zstd_with_large_windows(layers):
    """Layers whose windows are 128 MiB each."""
    randomly = random.Random(7)
    made = []
    for number in range(layers):
        info = tarfile.TarInfo(f"var/data{number}")
        info.size = 130 << 20
        zstd = subprocess.Popen(["zstd", "-q", "-1", "--long=27", "-c"], stdin=subprocess.PIPE,
                                stdout=subprocess.PIPE)
        # A new piece in every MiB, so that none is all run-length.
        def feed():
            zstd.stdin.write(info.tobuf(tarfile.USTAR_FORMAT))
            for _ in range(130):
                zstd.stdin.write(randomly.randbytes(1024) + b"\0" * ((1 << 20) - 1024))
            zstd.stdin.write(b"\0" * 1024)
            zstd.stdin.close()
        import threading
        feeder = threading.Thread(target=feed)
        feeder.start()
        made.append(zstd.stdout.read())
        feeder.join()
        zstd.wait()
    return made


def zeros_beside_packages(mebibytes):
    """An honest layer in zstd: a large file of zeros, and a package."""
    status = b"Package: honest\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1.0-1\n\n"
    info = tarfile.TarInfo("swapfile")
    info.size = mebibytes << 20
    zstd = subprocess.Popen(["zstd", "-q", "-c"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    import threading

    def feed():
        head = tar_of([("etc/os-release", b'ID=debian\nVERSION_ID="12"\n'), ("var/lib/dpkg/status", status)])
        zstd.stdin.write(head.rstrip(b"\0").ljust((len(head.rstrip(b"\0")) + 511) // 512 * 512, b"\0"))
        zstd.stdin.write(info.tobuf(tarfile.USTAR_FORMAT))
        for _ in range(mebibytes):
            zstd.stdin.write(b"\0" * (1 << 20))
        zstd.stdin.write(b"\0" * 1024)
        zstd.stdin.close()

    feeder = threading.Thread(target=feed)
    feeder.start()
    data = zstd.stdout.read()
    feeder.join()
    zstd.wait()
    return data


def report_of(packages):
    """An index report of npm packages, {name: version}."""
    layer = "sha256:" + "0" * 64
    report = {"manifest_hash": layer, "state": "IndexFinished", "success": True, "packages": {},
              "distributions": {}, "repository": {}, "environments": {}}
    for number, (name, version) in enumerate(packages, 1):
        key = str(number)
        report["packages"][key] = {"id": key, "name": name, "version": version, "kind": "binary", "type": "npm"}
        report["environments"][key] = [{"package_db": "db", "introduced_in": layer, "distribution_id": "",
                                        "repository_ids": []}]
    return json.dumps(report)


def npm_feed(folder, records):
    """`records`: (id, package, aliases)."""
    folder.mkdir(parents=True)
    with zipfile.ZipFile(folder / "all.zip", "w", zipfile.ZIP_DEFLATED) as pack:
        for number, (name, package) in enumerate(records):
            pack.writestr(f"{number}.json", json.dumps({
                "id": name, "modified": "2026-01-01T00:00:00Z", "summary": "x" * 200,
                "affected": [{"package": {"ecosystem": "npm", "name": package}, "ranges": [
                    {"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": "2.0.0"}]}]}]}))
