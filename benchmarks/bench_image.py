"""Makes the image that scan_bench scans, once: six layers of Debian's packages.

usage: bench_image.py FOLDER      prints FOLDER/oci:l6; exits with 1, saying why, where it cannot be made
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests/e2e"))
import images  # noqa: E402

# What registries see every day: interpreters, jars, programs in Go, a great many files.
PACKAGES = ["python3", "python3-pip", "python3-wheel", "python3-setuptools-whl", "python3-pip-whl",
            "python3-django", "python3-requests", "nodejs", "npm", "node-lodash", "node-minimist",
            "node-semver", "git", "liblog4j2-java", "libguava-java", "libcommons-io-java", "ruby",
            "ruby-rack", "php-cli", "skopeo", "nginx-light"]


def main():
    folder = Path(sys.argv[1])
    layout = folder / "oci"
    if not (layout / "index.json").exists():
        reason = images.available()
        if reason is not None:
            print(f"no image to scan: {reason}", file=sys.stderr)
            return 1
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as work:
            print("making an image to scan, once; some minutes", file=sys.stderr)
            image = images.build(Path(work) / "image", "bookworm", PACKAGES, "git", "git")
            shutil.rmtree(layout, ignore_errors=True)
            os.rename(image.layout, layout)
    print(f"{layout}:l6")
    return 0


if __name__ == "__main__":
    sys.exit(main())
