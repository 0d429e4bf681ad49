"""A text and three kinds of positions in it: the spans of diagnostics, offsets, and the places of an editor.

An editor's place is a line and a code unit, both counted from 0. A line ends at `\\n`, `\\r\\n` or `\\r` only. The
units are those of UTF-16, so that a character beyond the Basic Multilingual Plane has two, unless client and server
have negotiated another encoding.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import Final
from urllib.parse import quote, unquote

from msgspec import Struct

from briefing import lazy_re
from briefing.model.diagnostics import Span

_END: Final = lazy_re.compile(r"\r\n|\r|\n")
_DRIVE: Final = lazy_re.compile(r"/?([A-Za-z]):(?=/|$)")
_SIZES: Final = {"utf-8": 1, "utf-16": 2, "utf-32": 4}
"""The size of a code unit in bytes."""


class Position(Struct, frozen=True, order=True):
    """An editor's position: line and code unit, both from 0."""

    line: int
    unit: int


class Page(Struct, frozen=True, dict=True):
    """A file of a project."""

    path: str
    """The path relative to the project, as in spans."""
    text: str
    encoding: str = "utf-16"

    @cached_property
    def starts(self) -> list[int]:
        """The offset of the beginning of each line."""
        return [0, *(end.end() for end in _END.finditer(self.text))]

    @cached_property
    def lines(self) -> list[str]:
        """The lines without their ends."""
        return _END.split(self.text)

    def line(self, number: int) -> str:
        """A line by its number, from 0; empty beyond the end of the text."""
        return self.lines[number] if 0 <= number < len(self.lines) else ""

    # --- offsets and spans --------------------------------------------------------------------

    def start(self, span: Span) -> int:
        """The offset of the beginning of a span."""
        line = min(max(span.line - 1, 0), len(self.starts) - 1)
        return min(self.starts[line] + span.column - 1, len(self.text))

    def end(self, span: Span) -> int:
        """The offset of the end of a span, which is never beyond its line."""
        line = min(max(span.line - 1, 0), len(self.starts) - 1)
        return min(self.start(span) + span.length, self.starts[line] + len(self.lines[line]))

    def span(self, start: int, end: int) -> Span:
        """The span between two offsets of the same line."""
        line = bisect_right(self.starts, start) - 1
        return Span(self.path, line + 1, start - self.starts[line] + 1, end - start)

    def find(self, word: str, start: int, end: int | None = None) -> Iterator[Span]:
        """The spans where a whole word occurs between two offsets; a hyphen is part of a word."""
        form = re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])")
        return (
            self.span(*found.span())
            for found in form.finditer(self.text, start, len(self.text) if end is None else end)
        )

    # --- as an editor counts ------------------------------------------------------------------

    def place(self, offset: int) -> Position:
        """The place of an offset."""
        line = bisect_right(self.starts, offset) - 1
        return Position(line, self._units(self.text[self.starts[line] : offset]))

    def offset(self, place: Position) -> int:
        """The offset of a place, which is limited to the end of its line."""
        if place.line >= len(self.starts):
            return len(self.text)
        line = self.lines[place.line]
        return self.starts[place.line] + self._characters(line, place.unit)

    def _units(self, text: str) -> int:
        return len(text) if text.isascii() else len(text.encode(self._codec, "surrogatepass")) // _SIZES[self.encoding]

    def _characters(self, line: str, units: int) -> int:
        if line.isascii():
            return min(units, len(line))
        size = _SIZES[self.encoding]
        return len(line.encode(self._codec, "surrogatepass")[: units * size].decode(self._codec, "ignore"))

    @property
    def _codec(self) -> str:
        return self.encoding if self.encoding == "utf-8" else f"{self.encoding}-le"


def changed(page: Page, start: Position, end: Position, text: str) -> Page:
    """A page with the text between two places replaced."""
    first, last = page.offset(start), page.offset(end)
    return Page(page.path, page.text[:first] + text + page.text[last:], page.encoding)


def normalized(text: str) -> str:
    """A text as a build reads it: without a byte order mark, and with `\\n` as the end of each line."""
    return _END.sub("\n", text.removeprefix("\ufeff"))


# --- addresses ------------------------------------------------------------------------------------


def path_of(uri: str) -> str:
    """The path of a `file:` URI, with `/` between folders and the drive letter in lower case; empty for other URIs."""
    scheme, _, rest = uri.partition(":")
    if scheme.lower() != "file":
        return ""
    host, slash, path = rest.removeprefix("//").partition("/") if rest.startswith("//") else ("", "/", rest.lstrip("/"))
    path = unquote(slash + path.partition("?")[0].partition("#")[0]).replace("\\", "/")
    if drive := _DRIVE.match(path):
        path = f"{drive[1].lower()}:{path[drive.end() :]}"
    return f"//{unquote(host)}{path}" if host and host != "localhost" else path


def uri_of(path: str) -> str:
    """The URI of a path that `path_of` returned."""
    if path.startswith("//"):
        return f"file:{quote(path)}"
    drive = _DRIVE.match(path)
    return f"file:///{drive[1]}:{quote(path[drive.end() :])}" if drive else f"file://{quote(path)}"


def prefix_of(uri: str, root: str) -> str:
    """The part of a file's URI that denotes the root of its project, as the editor writes it."""
    at = uri.find("/notes/")
    while at >= 0:
        if path_of(uri[: at + 1]).rstrip("/") == root.rstrip("/"):
            return uri[:at]
        at = uri.find("/notes/", at + 1)
    return uri_of(root).rstrip("/")


def roots_of(path: str) -> Iterator[tuple[str, str]]:
    """The folders that could be the project of a file, the outermost first, each with the file's path in it."""
    at = path.find("/notes/")
    while at >= 0:
        yield path[:at] or "/", path[at + 1 :]
        at = path.find("/notes/", at + 1)
