"""What is right for each case, by its README."""

import os
import re
import tarfile

from driver import right


def equal(got, want):
    right(got == want, "got", got, "right is", want)


def alias_twice(c):
    c.update()
    out, _, _ = c.run("scan", "rootfs:root", "--db", "v.db")
    right(re.search(r"^1 vulnerability: 1 Medium", out, re.M), out)


def archive_of_two_images(c):
    _, err, code = c.run("index", "docker-archive:two.tar")
    right(code != 0 and "a:1" in err and "b:1" in err, err)
    first, second = (c.packages(f"docker-archive:two.tar:{tag}:1") for tag in "ab")
    right(first and second and first != second, first, second)
    # Every name that the message offers is one that the command line takes.
    for name in re.findall(r"[\w./-]+:[\w.-]+", err.split("one of", 1)[1]):
        right(c.packages(f"docker-archive:two.tar:{name.split('two.tar:')[-1]}"), name)


def composer_dev_branch(c):
    c.update()
    equal({f[:2] for f in c.findings("rootfs:root")}, set())
    out, _, _ = c.run("scan", "rootfs:root", "--db", "v.db")
    right(re.search(r"acme/dev\b.*", out[out.find("could not be decided"):]), out)
    right("acme/aliased" not in out, out)


def debian_testing(c):
    c.update()
    for root in ("forky", "trixie"):
        equal({f[1] for f in c.findings(f"rootfs:{root}")}, {"CVE-2099-1111"})


def dpkg_states(c):
    names = {name for name, _ in c.packages("rootfs:root")}
    equal(names, {"ok", "trig-pending", "trig-awaited", "half-configured", "unpacked"})


def fail_on_and_unknown_severity(c):
    c.update()
    for level in ("critical", "negligible"):
        out, err, code = c.run("scan", "rootfs:root", "--db", "v.db", "--fail-on", level, "--quiet")
        right("1 finding of unknown severity does not count for --fail-on" in err, err)
    out, _, _ = c.run("scan", "--help")
    right(re.search("unknown", out, re.I), out)
    _, _, code = c.run("scan", "rootfs:root", "--db", "v.db", "--fail-on", "unknown")
    equal(code, 1)


def hard_link_then_symlink(c):
    equal(c.packages("oci:image"), {("uvpkg", "1.0")})


def jar_name_or_version_lies(c):
    got = {(name.split(":")[-1], version) for name, version in c.packages("rootfs:root")}
    equal(got, {("org.eclipse.osgi", "3.18.0.v20220516-2155"), ("unspec", "1.2.3")})


def jar_pom_xml_only(c):
    c.update()
    equal({p for p in c.packages("rootfs:root") if p[0].startswith("org.acme:")},
          {(f"org.acme:lib-{x}", "1.0") for x in "abc"})
    equal({f[1] for f in c.findings("rootfs:root")}, {"M-a", "M-b", "M-c"})


def jar_without_pom(c):
    c.update()
    names = {name.split(":")[-1] for name, _ in c.packages("rootfs:root")}
    equal(names, {"micro-core", "jackson-mapper-asl"})
    found = {f[1] for f in c.findings("rootfs:root")}
    out, err, _ = c.run("scan", "rootfs:root", "--db", "v.db")
    # Found, or said: never neither.
    for advisory, name in (("GHSA-c27h-mcmw-48hv", "jackson"), ("M-1", "micro")):
        right(advisory in found or re.search("without a group", out), advisory, out)


def nothing_found_looks_clean(c):
    c.update()
    # What skopeo wrote is an image, and is read as one.
    equal({f[:2] for f in c.findings("skopeo-dir")}, {("zlib1g", "CVE-2099-1")})
    for root in ("empty", "rootfs:empty"):
        out, err, code = c.run("scan", root, "--db", "v.db", "--fail-on", "unknown", "--quiet")
        equal(code, 3)
        right("nothing was found" in err, "nothing is said of", root)


def rhel_fix_of_own_minor(c):
    c.update()
    equal(c.findings("oci:image"), set())


def rhel_without_repositories_wording(c):
    c.update()
    out, err, code = c.run("scan", "oci:image", "--db", "v.db", "--fail-on", "unknown", "--quiet")
    equal(code, 3)
    right("could not be read" not in out + err, out)
    right("Red Hat Enterprise Linux" in out + err and "repositories" in out + err, out, err)


def statusd_info_lists(c):
    c.update()
    equal(c.findings("rootfs:root"), set())


def ubuntu_pro_only(c):
    c.update()
    equal({f[1] for f in c.findings("rootfs:plain22")}, {"UBUNTU-CVE-2099-1001"})
    equal(c.findings("rootfs:esm22"), set())
    equal({f[1:] for f in c.findings("rootfs:plain20")}, {("UBUNTU-CVE-2099-1001", "")})


def update_race(c):
    both = [c.start("update", "--from", "feeds", "--db", "v.db", "--quiet") for _ in range(2)]
    for process in both:
        out, err = process.communicate(timeout=120)
        equal((process.returncode, out.splitlines()[-1].split(";")[0]), (0, "1 source, 0 failed"))


CASES = {
    "alias-twice": alias_twice,
    "archive-of-two-images": archive_of_two_images,
    "composer-dev-branch": composer_dev_branch,
    "debian-testing": debian_testing,
    "dpkg-states": dpkg_states,
    "fail-on-and-unknown-severity": fail_on_and_unknown_severity,
    "hard-link-then-symlink": hard_link_then_symlink,
    "jar-name-or-version-lies": jar_name_or_version_lies,
    "jar-pom-xml-only": jar_pom_xml_only,
    "jar-without-pom": jar_without_pom,
    "nothing-found-looks-clean": nothing_found_looks_clean,
    "rhel-fix-of-own-minor": rhel_fix_of_own_minor,
    "rhel-without-repositories-wording": rhel_without_repositories_wording,
    "statusd-info-lists": statusd_info_lists,
    "ubuntu-pro-only": ubuntu_pro_only,
    "update-race": update_race,
}

WHOLE = {("aaa", "1.0.0"), ("bbb", "1.0.0"), ("ccc", "2.0.0")}


def image(*want, spec="oci:.", args=()):
    def check(c):
        equal(c.packages(spec, *args), set(want))
    return check


def another_platform(c):
    """The one image there is, though not for this machine; and a word about it."""
    equal(c.packages("oci:."), {("only-arm64", "1.0.0")})
    if os.uname().machine != "aarch64":
        _, err, _ = c.run("index", "oci:.")
        right("arm64" in err, "nothing is said:", err)


def by_digest(c):
    digest = "sha256:99765d0473f6ce6bd8e6114b81eb3f6587e9cfd90dbd3e7e0448ed8a7b6472be"
    for spec in (f"oci:.@{digest}", f"oci:.:{digest}"):
        equal(c.packages(spec), WHOLE)


def tag_with_colons(c):
    path = c.folder / "index.json"
    tag = "docker.io/library/x:1.2"
    path.write_text(path.read_text().replace('"latest"', f'"{tag}"'))
    equal(c.packages(f"oci:.:{tag}"), WHOLE)


def archive_of_a_layout(c):
    """`clairscan scan -` of an OCI layout's tar."""
    tar = c.work / "layout.tar"
    with tarfile.open(tar, "w") as out:
        out.add(c.folder, ".")
    with open(tar, "rb") as piped:
        out, err, code = c.run("index", "-", "--format", "tsv", stdin=piped)
    equal(code, 0)
    equal({tuple(line.split("\t")[1:3]) for line in out.splitlines() if line[:1] != "#"}, WHOLE)


B_AMD64, B_ARM64 = {("a", "1.0.0")}, {("b", "1.0.0")}

IMAGES = {
    "cosign": image(*WHOLE),
    "cosign:by-digest": by_digest,
    "cosign:piped": archive_of_a_layout,
    "referrer": image(*WHOLE),
    "ii": image(*B_AMD64, args=("--platform", "linux/amd64")),
    "ii:arm64": image(*B_ARM64, args=("--platform", "linux/arm64")),
    "ii:aarch64": image(*B_ARM64, args=("--platform", "linux/aarch64")),
    "v3": image(*B_AMD64, args=("--platform", "linux/amd64")),
    "onearm-att": another_platform,
    "arm64only": another_platform,
    "dmt": image(*WHOLE),
    "nolayoutfile": image(*WHOLE, spec="."),
    "nolayoutfile:tag-with-colons": tag_with_colons,
    "x-status-symlink-file": image(("a", "1"), ("b", "1")),
}
