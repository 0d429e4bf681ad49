"""A bounded cache of the files that were served last, by their hashes; the least recently used goes first."""

from collections import OrderedDict
from typing import Final

from msgspec import Struct

MAX_BYTES: Final = 32 * 2**20
"""Bytes of the cache: some hundred pages."""


class CachedFile(Struct, frozen=True):
    """A file as it was served."""

    content: bytes
    text: str
    """The text of its note, of a note's page; else nothing."""


class PageCache:
    """The files that were served last."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self.max_bytes = max_bytes
        self.size = 0
        self.files: OrderedDict[bytes, CachedFile] = OrderedDict()

    def get(self, key: bytes) -> CachedFile | None:
        """A cached file."""
        found = self.files.get(key)
        if found:
            self.files.move_to_end(key)
        return found

    def put(self, key: bytes, file: CachedFile) -> None:
        """Cache a file, in place of those that were not used for longest."""
        self.drop(key)
        self.files[key] = file
        self.size += _size(file)
        while self.size > self.max_bytes and len(self.files) > 1:
            self.drop(next(iter(self.files)))

    def drop(self, key: bytes) -> None:
        """Remove a file."""
        if found := self.files.pop(key, None):
            self.size -= _size(found)


def _size(file: CachedFile) -> int:
    return len(file.content) + len(file.text)
