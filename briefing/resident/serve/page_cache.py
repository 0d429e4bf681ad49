"""A cache of served files by their hashes, bounded in bytes; the least recently used are evicted first (LRU)."""

from collections import OrderedDict
from typing import Final

from msgspec import Struct

MAX_BYTES: Final = 32 * 2**20
"""The maximal size of the cache: some hundred pages."""


class CachedFile(Struct, frozen=True):
    """A file as it was served."""

    content: bytes
    text: str
    """The text of the note that a page shows; empty for other files."""


class PageCache:
    """An LRU cache of served files."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self.max_bytes = max_bytes
        self.size = 0
        self.files: OrderedDict[bytes, CachedFile] = OrderedDict()

    def get(self, key: bytes) -> CachedFile | None:
        """A cached file, which is then the most recently used; None if there is none."""
        found = self.files.get(key)
        if found:
            self.files.move_to_end(key)
        return found

    def put(self, key: bytes, file: CachedFile) -> None:
        """Cache a file, and evict the least recently used ones if necessary."""
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
