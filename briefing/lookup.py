"""A site against the archive of its sources: each figure looked up where it is said to stand."""

import hashlib
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Final

from msgspec.msgpack import Decoder

from briefing.archive import Archived, Unreadable, read_archived
from briefing.kept import kept
from briefing.memory import Memory
from briefing.model import Paragraphs
from briefing.pipeline import Built
from briefing.resolve import file_name
from briefing.verify import Verified, verify

_ARCHIVED: Final = Decoder(Archived)


def look_up(
    built: Built, read: Callable[[str], tuple[bytes, str] | None], today: date, memory: Memory | None = None
) -> Verified:
    """Every figure of a site against the archive, whose files `read` gives by name.

    What is read of a file is kept in `memory` until the file changes, or the program that reads it.
    """
    sources, memory = built.site.bibliography.sources, memory or Memory()

    def archive(key: str) -> Archived | None:
        name, found = next(((name, found) for name in _names(key) if (found := read(name))), (key, None))
        if found is None:
            return None
        content, suffix = found
        custom = sources[key].custom
        by_blocks = custom.paragraphs is Paragraphs.BLOCKS
        hashed = hashlib.sha256(content + f"{suffix} {by_blocks}".encode()).digest()
        try:
            text = kept(memory, f"archive/{key}", hashed, _ARCHIVED, partial(read_archived, content, suffix, by_blocks))
        except Unreadable as error:
            raise Unreadable(f"{name}{suffix}: {error}") from error
        return text.numbered_from(custom.pages.offset) if custom.pages else text

    return verify(built.view, built.notes, archive, today)


def _names(key: str) -> Iterator[str]:
    """What the file of a key may be called: as its page is, or as the key is written, composed or (on a Mac) not."""
    yield file_name(key)
    if not key.isascii() and key.isprintable() and not set(key) & set('/\\:*?"<>|') and key[0] != ".":
        yield unicodedata.normalize("NFC", key)
        yield unicodedata.normalize("NFD", key)
