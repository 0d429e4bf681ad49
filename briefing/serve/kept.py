"""The last files that were served, by the hash of what a build makes: bounded, and the oldest goes first."""

from collections import OrderedDict
from typing import Final

from msgspec import Struct

MAX_BYTES: Final = 32 * 2**20
"""Bytes that are kept: some hundred pages."""


class Served(Struct, frozen=True):
    """A file as it was served."""

    content: bytes
    text: str
    """What its note said, of a note's page; else nothing."""


class Kept:
    """Files that were served."""

    def __init__(self, most: int = MAX_BYTES) -> None:
        self.most = most
        self.size = 0
        self.files: OrderedDict[bytes, Served] = OrderedDict()

    def get(self, key: bytes) -> Served | None:
        """A file that is kept."""
        found = self.files.get(key)
        if found:
            self.files.move_to_end(key)
        return found

    def put(self, key: bytes, file: Served) -> None:
        """Keep a file, in place of those that were not asked for longest."""
        self.drop(key)
        self.files[key] = file
        self.size += _size(file)
        while self.size > self.most and len(self.files) > 1:
            self.drop(next(iter(self.files)))

    def drop(self, key: bytes) -> None:
        """Keep a file no longer."""
        if found := self.files.pop(key, None):
            self.size -= _size(found)


def _size(file: Served) -> int:
    return len(file.content) + len(file.text)
