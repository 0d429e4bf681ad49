"""A source's archived text, with its pages, paragraphs and tables.

A paragraph is: in plain text a non-empty line or, if the source is configured
so, a block between empty lines; in Markdown, HTML and DOCX a block element,
including a cell of a table; in PDF a paragraph of prose or a row of a table; in
a spreadsheet a row. Paragraphs are counted from 1, the title included. Form
feeds separate pages.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from briefing.verification.archive.delimited import read_values
from briefing.verification.archive.docx import read_docx
from briefing.verification.archive.encodings import decoded
from briefing.verification.archive.html import read_html
from briefing.verification.archive.markdown import read_markdown
from briefing.verification.archive.model import (
    NOT_CALCULATED,
    Cell,
    Draft,
    Paragraph,
    TableRow,
    UnreadableFile,
    numbered,
    parts_of_table,
    rows_of_table,
)
from briefing.verification.archive.ods import read_ods
from briefing.verification.archive.page_labels import by_edges, labels_in
from briefing.verification.archive.pdf import read_pdf
from briefing.verification.archive.plain_text import read_blocks, read_lines
from briefing.verification.archive.sheet_rows import Sheet, read_sheets
from briefing.verification.archive.source_text import ArchivedSource
from briefing.verification.archive.xlsx import read_xlsx

__all__ = [
    "FILES",
    "NOT_CALCULATED",
    "SUFFIXES",
    "ArchivedSource",
    "Cell",
    "Paragraph",
    "TableRow",
    "UnreadableFile",
    "kind_of",
    "parts_of_table",
    "read_archived",
    "rows_of_table",
]

_TEXTS: Final[dict[str, Callable[[str], Iterator[Draft]]]] = {
    ".txt": read_lines,
    ".md": read_markdown,
    ".html": read_html,
}
_SHEETS: Final[dict[str, Callable[[bytes], list[Sheet]]]] = {
    ".csv": lambda content: [read_values(_text(content))],
    ".xlsx": read_xlsx,
    ".ods": read_ods,
}

_EDGE_LINES: Final = 2
"""The number of lines at the beginning and end of a page of text that may be its page number."""
SUFFIXES: Final = (*_TEXTS, ".pdf", *_SHEETS, ".docx")
"""The suffixes of files that can be parsed."""

_SPELLINGS: Final = {
    ".htm": ".html", ".xhtml": ".html", ".markdown": ".md", ".tsv": ".csv", ".text": ".txt", ".xlsm": ".xlsx",
}  # fmt: skip


def kind_of(suffix: str) -> str:
    """The suffix in its usual spelling: `.html` for `.HTM`."""
    return _SPELLINGS.get(suffix.lower(), suffix.lower())


FILES: Final = f"{', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]}"
"""The suffixes in words."""


def read_archived(content: bytes, suffix: str, by_blocks: bool = False) -> ArchivedSource:
    """Parse a file of the archive.

    `by_blocks`: whether empty lines separate the paragraphs of plain text.
    Raises `UnreadableFile` for a broken file, or one that needs an extra that is not installed.
    """
    try:
        return _read(content, suffix, by_blocks)
    except RecursionError:
        raise UnreadableFile("its parts are nested too deeply") from None


def _read(content: bytes, suffix: str, by_blocks: bool) -> ArchivedSource:
    hashed = hashlib.sha256(content).hexdigest()
    if suffix == ".pdf":
        drafts, printed, empty = read_pdf(content)
        return ArchivedSource(numbered(drafts), hashed, printed, empty=empty)
    if suffix == ".docx":
        return ArchivedSource(numbered(read_docx(content)), hashed, has_pages=False)
    if suffix in _SHEETS:
        sheets = _SHEETS[suffix](content)
        hashed = hashlib.sha256(_text(content).encode()).hexdigest() if suffix == ".csv" else hashed
        names = tuple(sheet.name for sheet in sheets)
        return ArchivedSource(numbered(read_sheets(sheets)), hashed, sheets=names, has_pages=False)
    text = _text(content, suffix == ".html")
    reader = read_blocks if suffix == ".txt" and by_blocks else _TEXTS[suffix]
    paragraphs = numbered(reader(text))
    return ArchivedSource(paragraphs, hashlib.sha256(text.encode()).hexdigest(), _printed(paragraphs))


def _printed(paragraphs: Sequence[Paragraph]) -> dict[int, str]:
    """The page numbers that a text prints in the first or last lines of its pages, by page."""
    pages: list[list[str]] = [[] for _ in range(max((item.page for item in paragraphs), default=0))]
    for item in paragraphs:
        pages[item.page - 1].append(item.text)
    edges = ((*lines[:_EDGE_LINES], *lines[-_EDGE_LINES:]) for lines in pages)
    return by_edges([frozenset().union(*map(labels_in, lines)) for lines in edges])


def _text(content: bytes, is_page: bool = False) -> str:
    """The decoded text of a file, without a byte order mark and with Unix line ends."""
    try:
        text = decoded(content, is_page)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableFile(f"line {line} is not UTF-8; save the file as UTF-8") from error
    return text.replace("\r\n", "\n").replace("\r", "\n")
