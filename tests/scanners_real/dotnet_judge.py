"""What pefile reads of the .NET assemblies below some folders: a judge of the version resources.

usage: dotnet_judge.py FOLDER..     prints "name<TAB>version<TAB>path", sorted
"""

import os
import sys

import pefile

RESOURCES, RUNTIME_HEADER = 2, 14  # of the table of directories


def strings(pe):
    pe.parse_data_directories(directories=[RESOURCES])
    for group in getattr(pe, "FileInfo", []):
        for info in group:
            for table in getattr(info, "StringTable", []):
                return {k.decode(): v.decode().strip() for k, v in table.entries.items()}
    return {}


def main():
    for root in sys.argv[1:]:
        for folder, _, names in os.walk(root):
            for name in names:
                path = os.path.join(folder, name)
                if not name.endswith((".dll", ".exe")) or os.path.islink(path):
                    continue
                pe = pefile.PE(path, fast_load=True)
                table = pe.OPTIONAL_HEADER.DATA_DIRECTORY
                if len(table) <= RUNTIME_HEADER or not table[RUNTIME_HEADER].VirtualAddress:
                    continue
                said = strings(pe)
                version = said.get("ProductVersion") or said.get("FileVersion", "")
                if version.strip("0."):
                    print(said["InternalName"], version.split("+")[0], path, sep="\t")


main()
