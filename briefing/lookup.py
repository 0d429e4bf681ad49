"""A site against the archive of its sources: each figure looked up where it is said to stand."""

from collections.abc import Callable
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
        found = read(file_name(key))
        if found is None:
            return None
        content, suffix = found
        try:
            return read_archived(content, suffix, sources[key].custom.paragraphs is Paragraphs.BLOCKS)
        except Unreadable as error:
            raise Unreadable(f"{file_name(key)}{suffix}: {error}") from error

    return verify(built.view, built.notes, archive, today)
