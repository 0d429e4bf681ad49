"""Edits of a text, located as in diagnostics: line and column from 1, in code points.

The text may have any line endings; inserted lines get the same.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct

from briefing import lazy_re
from briefing.model.diagnostics import Span

_LINE: Final = lazy_re.compile(r"\r\n|\r|\n")


class Edit(Struct, frozen=True, order=True):
    """A span of one line and its replacement; a span of length 0 is an insertion."""

    span: Span
    text: str


class Fix(Struct, frozen=True):
    """Edits that together fix one finding."""

    title: str
    """What they do, as an editor lists it."""
    edits: tuple[Edit, ...]
    is_certain: bool = False
    """Whether nothing else can have been meant."""


def line_of(lines: Sequence[str], number: int) -> str:
    """A line by its number from 1; empty beyond the end."""
    return lines[number - 1] if 0 < number <= len(lines) else ""


def applied(text: str, edits: Iterable[Edit]) -> str:
    """A text with edits applied, which must not overlap."""
    starts = [0, *(end.end() for end in _LINE.finditer(text))]
    found = _LINE.search(text)
    end = found.group() if found else "\n"
    # The byte order mark of a file does not count as a column.
    mark = text.startswith("\ufeff")
    for edit in sorted(set(edits), reverse=True):
        at = starts[edit.span.line - 1] + edit.span.column - 1 + (mark and edit.span.line == 1)
        text = text[:at] + edit.text.replace("\n", end) + text[at + edit.span.length :]
    return text


def certain_edits(fixes: Iterable[Fix]) -> tuple[Edit, ...]:
    """The edits of all certain fixes that can be made at once: of two that touch, the first."""
    chosen: list[Edit] = []
    for fix in fixes:
        new = [edit for edit in fix.edits if edit not in chosen]
        if fix.is_certain and not any(_touch(edit, other) for edit in new for other in chosen):
            chosen += new
    return tuple(sorted(chosen))


def _touch(one: Edit, other: Edit) -> bool:
    a, b = one.span, other.span
    if a.path != b.path or a.line != b.line:
        return False
    return a.column <= b.column + b.length and b.column <= a.column + a.length
