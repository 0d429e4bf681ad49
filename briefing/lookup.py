"""A site against the archive of its sources: each figure looked up where it is said to stand."""

import unicodedata
from collections.abc import Callable, Iterator
from datetime import date

from briefing.archive import Archived, Unreadable, read_archived
from briefing.model import Paragraphs
from briefing.pipeline import Built
from briefing.resolve import file_name
from briefing.verify import Verified, verify


def look_up(built: Built, read: Callable[[str], tuple[bytes, str] | None], today: date) -> Verified:
    """Every figure of a site against the archive, whose files `read` gives by name."""
    sources = built.site.bibliography.sources

    def archive(key: str) -> Archived | None:
        name, found = next(((name, found) for name in _names(key) if (found := read(name))), (key, None))
        if found is None:
            return None
        content, suffix = found
        try:
            return read_archived(content, suffix, sources[key].custom.paragraphs is Paragraphs.BLOCKS)
        except Unreadable as error:
            raise Unreadable(f"{name}{suffix}: {error}") from error

    return verify(built.view, built.notes, archive, today)


def _names(key: str) -> Iterator[str]:
    """What the file of a key may be called: as its page is, or as the key is written, composed or (on a Mac) not."""
    yield file_name(key)
    if not key.isascii() and key.isprintable() and not set(key) & set('/\\:*?"<>|') and key[0] != ".":
        yield unicodedata.normalize("NFC", key)
        yield unicodedata.normalize("NFD", key)
