#!/usr/bin/env python3
"""What hostile images cost a whole program: CPU seconds, peak memory, and how soon it ends.

  measure.py CLAIRSCAN MAKE_CASE [--factor N] [--only TEXT] [--cancel]

Writes each image, FACTOR times the size at which its kind was found, indexes it at two threads, and
prints a row of a table in Markdown. With --cancel each is interrupted at some of its seconds, and
the longest time from the signal to the program's end is printed too.
"""
import argparse
import os
import shutil
import signal
import subprocess
import tempfile
import time


def run(argv, timeout, stop_after=None):
    """Seconds of CPU, peak MiB, exit code, seconds from the signal to the end, last line."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        began = time.monotonic()
        process = subprocess.Popen(argv, stdout=out, stderr=err)
        stopped = None
        while True:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            now = time.monotonic()
            if pid:
                break
            if stop_after is not None and stopped is None and now - began >= stop_after:
                process.send_signal(signal.SIGTERM)
                stopped = time.monotonic()
            if now - began > timeout:
                process.kill()
            time.sleep(0.002)
        process.returncode = os.waitstatus_to_exitcode(status)
        err.seek(0)
        lines = err.read().decode("utf-8", "replace").strip().splitlines()
        return (usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, process.returncode,
                None if stopped is None else now - stopped, lines[-1] if lines else "")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("clairscan")
    parser.add_argument("make_case")
    parser.add_argument("--factor", type=int, default=10)
    parser.add_argument("--only", default="")
    parser.add_argument("--cancel", action="store_true")
    parser.add_argument("--timeout", type=float, default=120)
    options = parser.parse_args()
    listing = subprocess.run([options.make_case], check=True, capture_output=True, text=True)
    print("| kind | size | bytes stored | CPU s | peak MiB | answer |" +
          (" ends after ms |" if options.cancel else ""))
    print("|---|---|---|---|---|---|" + ("---|" if options.cancel else ""))
    for line in listing.stdout.splitlines():
        number, full, name = line.split("\t")
        if options.only not in name:
            continue
        folder = tempfile.mkdtemp(prefix="hostile")
        try:
            subprocess.run([options.make_case, number, str(options.factor), folder], check=True)
            blobs = os.path.join(folder, "blobs", "sha256")
            stored = sum(os.path.getsize(os.path.join(blobs, blob)) for blob in os.listdir(blobs))
            argv = [options.clairscan, "index", "oci:" + folder, "--threads", "2"]
            cpu, peak, code, _, last = run(argv, options.timeout)
            answer = "indexed" if code == 0 else f"{code}: {last[-110:]}"
            row = (f"| {name} | {int(full) * options.factor:,} | {stored:,} | {cpu:.1f} | "
                   f"{peak:.0f} | {answer} |")
            if options.cancel:
                wall = max(cpu / 1.5, 0.05)
                late = [run(argv, options.timeout, wall * i / 8)[3] for i in range(1, 8)]
                row += f" {max([x for x in late if x is not None] or [0]) * 1000:.0f} |"
            print(row, flush=True)
        finally:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
