"""Finds the sheet of each anchor in a PDF written by Chromium, from named destinations and the page tree.

No browser supports page numbers in a contents list (`target-counter` of CSS). Missing numbers are left out, and
nothing else depends on them.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

_OBJECT: Final = re.compile(rb"^(\d+) 0 obj\n(.*?)\nendobj", re.M | re.S)
_KIDS: Final = re.compile(rb"/Kids \[([^\]]*)\]")
_REFERENCE: Final = re.compile(rb"(?<!\d)(\d+) 0 R")
_DESTINATION: Final = re.compile(rb"/([^\s/\[\]<>()]+) \[(\d+) 0 R /XYZ")


def sheets(pdf: bytes) -> Mapping[str, int]:
    """The sheet number of each linked anchor, counted from 1."""
    objects = _objects(pdf)
    numbers = {page: number for number, page in enumerate(_pages(objects), 1)}
    named = (item for each in objects.values() if b"/XYZ" in each for item in _DESTINATION.finditer(each))
    return {item[1].decode("ascii", "replace"): numbers[int(item[2])] for item in named if int(item[2]) in numbers}


def count(pdf: bytes) -> int:
    """The number of sheets in a PDF."""
    return sum(1 for _ in _pages(_objects(pdf)))


def _objects(pdf: bytes) -> Mapping[int, bytes]:
    """The objects of a PDF by number, without their streams."""
    return {int(found[1]): found[2].partition(b"\nstream\n")[0] for found in _OBJECT.finditer(pdf)}


def _pages(objects: Mapping[int, bytes]) -> Iterator[int]:
    """The objects that are pages, in order."""
    lists = {number: each for number, each in objects.items() if b"/Type /Pages" in each}
    waiting = [number for number, each in lists.items() if b"/Parent" not in each][:1]
    while waiting:
        number = waiting.pop()
        if number in lists:
            kids = _KIDS.search(lists[number])
            waiting += reversed([int(kid) for kid in _REFERENCE.findall(kids[1])]) if kids else ()
        else:
            yield number
