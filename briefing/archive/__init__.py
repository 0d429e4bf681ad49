"""A source's archived text, with its pages, paragraphs and tables.

In plain text each non-empty line is a paragraph, or each block between empty
lines where the source says so; in Markdown and HTML each block element is, a
cell of a table included, in PDF each paragraph of prose and each row of a
table. Paragraphs count from 1, the title included; form feeds part pages.
"""

import hashlib
from collections.abc import Callable, Iterator
from typing import Final

from briefing.archive.html import read_html
from briefing.archive.markdown import read_markdown
from briefing.archive.model import Archived, Cell, Draft, Paragraph, Row, Unreadable, numbered
from briefing.archive.pdf import read_pdf
from briefing.archive.text import read_blocks, read_csv, read_lines

__all__ = ["SUFFIXES", "Archived", "Cell", "Paragraph", "Row", "Unreadable", "read_archived"]

_READERS: Final[dict[str, Callable[[str], Iterator[Draft]]]] = {
    ".txt": read_lines,
    ".md": read_markdown,
    ".html": read_html,
    ".csv": read_csv,
}

SUFFIXES: Final = (*_READERS, ".pdf")
"""What can be read."""


def read_archived(content: bytes, suffix: str, by_blocks: bool = False) -> Archived:
    """Read a file of the archive.

    `by_blocks` says of plain text that empty lines part its paragraphs.
    Raises `Unreadable` for a file that is broken, or needs what is not installed.
    """
    if suffix == ".pdf":
        drafts, printed = read_pdf(content)
        return Archived(numbered(drafts), hashlib.sha256(content).hexdigest(), printed)
    text = _decoded(content).removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    reader = read_blocks if suffix == ".txt" and by_blocks else _READERS[suffix]
    return Archived(numbered(reader(text)), hashlib.sha256(text.encode()).hexdigest())


def _decoded(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Unreadable(f"line {line} is not UTF-8; save the file as UTF-8") from error
