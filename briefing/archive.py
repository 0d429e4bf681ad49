"""A source's archived text, with its pages and paragraphs.

In plain text each non-empty line is a paragraph, or each block between empty
lines where the source says so; in Markdown, HTML and PDF each block element
is. Paragraphs count from 1, the title included; form feeds part pages.
"""

import hashlib
import io
import logging
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Final

from msgspec import Struct

from briefing.markdown import to_html
from briefing.model import Locator, LocatorKind


class Unreadable(Exception):
    """Why an archived file cannot be read."""


class Paragraph(Struct, frozen=True):
    """A paragraph of a source."""

    number: int
    page: int
    text: str


class Archived(Struct, frozen=True):
    """The text of a source, and the hash of all of it."""

    paragraphs: tuple[Paragraph, ...]
    sha256: str

    def at(self, locators: tuple[Locator, ...]) -> tuple[Paragraph, ...]:
        """The paragraphs that a citation points at; all of them where it names no page or paragraph."""
        told = [locator for locator in locators if locator.kind in (LocatorKind.PAGE, LocatorKind.PARAGRAPH)]
        if not told:
            return self.paragraphs
        return tuple(item for item in self.paragraphs if any(_points_at(locator, item) for locator in told))


def _points_at(locator: Locator, paragraph: Paragraph) -> bool:
    number = paragraph.page if locator.kind is LocatorKind.PAGE else paragraph.number
    here = Locator(locator.kind, ((str(number), str(number)),))
    return locator.meets(here)


def read_archived(content: bytes, suffix: str, by_blocks: bool = False) -> Archived:
    """Read a file of the archive.

    `by_blocks` says of plain text that empty lines part its paragraphs.
    Raises `Unreadable` for a file that is broken, or needs what is not installed.
    """
    if suffix == ".pdf":
        return _numbered(_pdf(content), hashlib.sha256(content).hexdigest())
    text = _decoded(content).removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    reader = _BLOCKS if suffix == ".txt" and by_blocks else _READERS[suffix]
    return _numbered(reader(text), hashlib.sha256(text.encode()).hexdigest())


def _decoded(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Unreadable(f"line {line} is not UTF-8; save the file as UTF-8") from error


def _numbered(paragraphs: Iterator[tuple[int, str]], sha256: str) -> Archived:
    full = ((page, " ".join(text.split())) for page, text in paragraphs)
    kept = [(page, text) for page, text in full if text]
    return Archived(tuple(Paragraph(i, page, text) for i, (page, text) in enumerate(kept, 1)), sha256)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for page, leaf in enumerate(text.split("\f"), 1):
        yield from ((page, line) for line in leaf.split("\n"))


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    for page, leaf in enumerate(text.split("\f"), 1):
        yield from ((page, block) for block in re.split(r"\n[ \t]*\n", leaf))


def _markdown(text: str) -> Iterator[tuple[int, str]]:
    for page, leaf in enumerate(text.split("\f"), 1):
        yield from ((page, block) for _, block in _html(to_html(leaf)))


def _html(text: str) -> Iterator[tuple[int, str]]:
    reader = _BlockReader()
    try:
        reader.feed(text)
        reader.close()
    except AssertionError as error:  # how the parser of Python 3.11 says that it is lost
        raise Unreadable(f"the HTML cannot be read: {error}") from error
    yield from ((1, block) for block in reader.blocks)


class _BlockReader(HTMLParser):
    """Gathers the text of block elements; what stands in script, style and title is none."""

    PARTING: Final = frozenset(
        [
            "address",
            "article",
            "aside",
            "blockquote",
            "br",
            "caption",
            "dd",
            "div",
            "dl",
            "dt",
            "fieldset",
            "figcaption",
            "figure",
            "footer",
            "form",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "header",
            "hr",
            "li",
            "main",
            "nav",
            "ol",
            "p",
            "pre",
            "section",
            "table",
            "tbody",
            "td",
            "tfoot",
            "th",
            "thead",
            "tr",
            "ul",
        ]
    )
    # Not `head`, whose end few pages write: of what it may hold, only these have text.
    HIDDEN: Final = frozenset({"script", "style", "title", "template", "noscript"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks = [""]
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser's own
        self.hidden += tag in self.HIDDEN
        self.part(tag)

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in self.HIDDEN and self.hidden > 0
        self.part(tag)

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.blocks[-1] += data

    def part(self, tag: str) -> None:
        if tag in self.PARTING and tag != "br":
            self.blocks.append("")
        elif tag == "br":
            self.blocks[-1] += " "


def _pdf(content: bytes) -> Iterator[tuple[int, str]]:
    pages = _pdf_reader()(io.BytesIO(content))
    for number, text in enumerate(pages, 1):
        yield from ((number, block) for block in re.split(r"\n[ \t]*\n", text))


def _pdf_reader() -> Callable[[io.BytesIO], list[str]]:
    try:
        from pypdf import PdfReader  # noqa: PLC0415 - the extra `pdf-archive`, which few need
    except ModuleNotFoundError:
        raise Unreadable("reading PDF needs the extra: pip install pypdf") from None

    # It logs what it had to guess in a broken file; what matters is raised.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)

    def read(file: io.BytesIO) -> list[str]:
        try:
            return [page.extract_text() for page in PdfReader(file).pages]
        except Exception as error:  # a broken PDF raises whatever it ran into
            raise Unreadable(f"the PDF cannot be read: {error}") from error

    return read


_BLOCKS: Final[Callable[[str], Iterator[tuple[int, str]]]] = _blocks
_READERS: Final[dict[str, Callable[[str], Iterator[tuple[int, str]]]]] = {
    ".txt": _lines,
    ".md": _markdown,
    ".html": _html,
}
