"""A recursive-descent parser of JSON into a tree of plain values with spans, the same tree as for YAML.

Python's own parser gives no positions, and a YAML parser would reject tabs and
surrogate pairs, which JSON allows.
"""

from json import JSONDecodeError, decoder
from typing import Any, Final

from briefing import lazy_re
from briefing.model.diagnostics import Diagnostic, Rule, Span
from briefing.notes.records import Entry, Fields, Items, Leaf, Tree

_SPACE: Final = lazy_re.compile(r"[ \t\n\r]*")
_WORD: Final = lazy_re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null")
_MAX_DEPTH: Final = 50
_scan: Final[Any] = decoder.scanstring  # type: ignore[attr-defined] # the stubs have none of it


class _JsonError(Exception):
    """A syntax error of JSON: its offset, message and hint."""

    def __init__(self, at: int, message: str, hint: str) -> None:
        super().__init__(message)
        self.at, self.message, self.hint = at, message, hint


def read_json(text: str, path: str) -> tuple[Tree | None, tuple[Diagnostic, ...]]:
    """Parse JSON into a tree with spans; if a key occurs twice, the last one counts, as in JSON."""
    reader = _JsonReader(text, path)
    try:
        tree = reader.value(reader.skip(0), 0)
        if reader.skip(reader.at) < len(text):
            raise _JsonError(
                reader.skip(reader.at), "the file continues after its last bracket", "delete what follows it"
            )
    except _JsonError as wrong:
        return None, (Diagnostic(Rule.INVALID_VALUE, wrong.message, reader.span(wrong.at, wrong.at + 1), wrong.hint),)
    return tree, ()


class _JsonReader:
    def __init__(self, text: str, path: str) -> None:
        self.text, self.path = text, path
        self.at = 0
        """The offset after the last value."""
        self.line, self.line_start = 1, 0
        self.counted = 0

    def skip(self, at: int) -> int:
        match = _SPACE.match(self.text, at)
        return match.end() if match else at

    def span(self, start: int, end: int) -> Span:
        """The span between two offsets; must be called from left to right, so that lines are counted only once."""
        if start < self.counted:
            self.line, self.counted, self.line_start = 1, 0, 0
        self.line += self.text.count("\n", self.counted, start)
        self.line_start = max(self.line_start, self.text.rfind("\n", self.counted, start) + 1)
        self.counted = start
        return Span(self.path, self.line, start - self.line_start + 1, max(1, end - start))

    def value(self, at: int, depth: int) -> Tree:
        char = self.text[at : at + 1]
        if depth > _MAX_DEPTH:
            raise _JsonError(at, "this is nested too deeply", "a bibliography is a list of entries")
        if char == "{":
            return self.fields(at, depth)
        if char == "[":
            return self.items(at, depth)
        if char == '"':
            return self.string(at)
        match = _WORD.match(self.text, at)
        if not match:
            raise _JsonError(
                at, "a JSON value is missing here", "write text in double quotes, and no comma after the last"
            )
        self.at = match.end()
        word = match.group()
        return Leaf(None if word == "null" else word, self.span(at, self.at))

    def string(self, at: int) -> Leaf:
        span = self.span(at, at + 1)
        try:
            text, self.at = _scan(self.text, at + 1, False)
        except JSONDecodeError:
            raise _JsonError(
                at, "a text that begins here is never closed, or has a wrong escape", "close its quote"
            ) from None
        end = self.at if "\n" not in self.text[at : self.at] else at + 1
        return Leaf(text, Span(span.path, span.line, span.column, max(1, end - at)))

    def fields(self, start: int, depth: int) -> Fields:
        span = self.span(start, start + 1)
        entries: dict[str, Entry] = {}
        at = self.skip(start + 1)
        while self.text[at : at + 1] != "}":
            if self.text[at : at + 1] != '"':
                raise _JsonError(at, "a key in double quotes is missing here", 'write it as `"key": value`')
            key = self.string(at)
            at = self.skip(self.at)
            if self.text[at : at + 1] != ":":
                raise _JsonError(at, "a `:` is missing here", 'write it as `"key": value`')
            entries[key.text or ""] = Entry(key.span, self.value(self.skip(at + 1), depth + 1))
            at = self.joint(self.at, "}")
        self.at = at + 1
        return Fields(entries, span)

    def items(self, start: int, depth: int) -> Items:
        span = self.span(start, start + 1)
        found: list[Tree] = []
        at = self.skip(start + 1)
        while self.text[at : at + 1] != "]":
            found.append(self.value(at, depth + 1))
            at = self.joint(self.at, "]")
        self.at = at + 1
        return Items(tuple(found), span)

    def joint(self, at: int, closing: str) -> int:
        """The offset after a comma, or that of the closing bracket."""
        at = self.skip(at)
        if self.text[at : at + 1] == ",":
            return self.skip(at + 1)
        if self.text[at : at + 1] != closing:
            raise _JsonError(
                at, f"a `,` or `{closing}` is missing here", "look for a quote or a bracket that is never closed"
            )
        return at
