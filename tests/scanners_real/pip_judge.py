"""Installs projects in ways that leave odd traces, and prints what pip lists of them.

usage: pip_judge.py FOLDER     prints "name<TAB>version", sorted; FOLDER then holds
  src/NAME     the sources of: an editable install, one of the old kind (*.egg-link)
  site         the installed packages: the traces of both, a wheel, and an egg as a zip
"""

import json
import os
import shutil
import subprocess
import sys

PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input"]


def run(*command, **kwargs):
    done = subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, **kwargs)
    return done.stdout


def project(root, name, version):
    """A project of one module in a src/ layout."""
    folder = os.path.join(root, "src", name)
    module = name.lower().replace("-", "_")
    os.makedirs(os.path.join(folder, "src"))
    with open(os.path.join(folder, "setup.py"), "w", encoding="utf-8") as file:
        file.write("from setuptools import setup\n"
                   f"setup(name={name!r}, version={version!r}, package_dir={{'': 'src'}},\n"
                   f"      py_modules=[{module!r}], zip_safe=True)\n")
    with open(os.path.join(folder, "src", module + ".py"), "w", encoding="utf-8") as file:
        file.write("ANSWER = 42\n")
    return folder


def install(root, site, folder, *options):
    """By pip, which puts packages where the distribution wants them below a prefix."""
    prefix = os.path.join(root, "prefix")
    run(*PIP, "install", "--no-index", "--no-deps", "--no-build-isolation", "--no-compile",
        "--prefix", prefix, *options, folder)
    for parent, folders, _ in os.walk(prefix):
        if any(name.endswith(".dist-info") for name in folders):
            shutil.copytree(parent, site, dirs_exist_ok=True)
    shutil.rmtree(prefix)


def main():
    root = os.path.abspath(sys.argv[1])
    site = os.path.join(root, "site")
    os.makedirs(site)
    env = dict(os.environ, PYTHONPATH=site)

    install(root, site, project(root, "Wheel-App", "1.0"))
    shutil.rmtree(os.path.join(root, "src", "Wheel-App"))
    editable = project(root, "Editable-App", "2.0")
    install(root, site, editable, "--use-pep517", "--editable")
    run(sys.executable, "setup.py", "egg_info", cwd=editable)  # as older setuptools leave it behind
    old = project(root, "Old-App", "3.0")
    run(sys.executable, "setup.py", "develop", "--no-deps", "--install-dir", site, cwd=old, env=env)
    egg = project(root, "Egg-App", "4.0")
    run(sys.executable, "setup.py", "bdist_egg", cwd=egg)
    for name in os.listdir(os.path.join(egg, "dist")):
        shutil.copy(os.path.join(egg, "dist", name), site)
    shutil.rmtree(egg)

    for package in json.loads(run(*PIP, "list", "--path", site, "--format", "json")):
        print(package["name"], package["version"], sep="\t")


main()
