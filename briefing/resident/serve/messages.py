"""The messages to a previewed page, as JSON: its version, its findings by line, and the errors elsewhere.

A page with an error is held: it shows an older version of its note. The lines of the
current findings are then mapped to the older text by a diff of both (`difflib`).
"""

from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final

import msgspec
from msgspec import Struct

from briefing.build import report
from briefing.model.diagnostics import Diagnostic, Severity
from briefing.resident.serve.preview import Shown

MAX_ELSEWHERE: Final = 20
"""How many errors of other files a page lists; the others are counted."""


class FindingMark(Struct, frozen=True):
    """A finding as a page shows it."""

    severity: str
    rule: str
    place: str
    """Its file, line and column."""
    message: str
    hint: str
    line: int
    """The line in the version of the note that the page shows; 0 for a finding in another file."""


class Message(Struct, frozen=True):
    """A message to a page."""

    version: str
    is_held: bool
    trouble: str
    """Why the preview cannot follow the files; empty if it can."""
    here: tuple[FindingMark, ...]
    elsewhere: tuple[FindingMark, ...]
    counts: dict[str, int]
    """The number of findings in the project, by severity."""


def message(shown: Shown, findings: Sequence[Diagnostic], trouble: str = "") -> bytes:
    """The message to a page, as JSON."""
    here = [found for found in findings if shown.note and found.span.path == shown.note]
    others = [found for found in findings if found.severity is Severity.ERROR and found.span.path != shown.note]
    lines = _lines(shown, here)
    counts = {level.value: count for level, count in report.levels(findings).items()}
    return msgspec.json.encode(
        Message(
            version=shown.version,
            is_held=shown.is_held,
            trouble=trouble,
            here=tuple(_mark(found, line) for found, line in zip(here, lines, strict=True)),
            elsewhere=tuple(_mark(found, 0) for found in others[:MAX_ELSEWHERE]),
            counts=counts,
        )
    )


def _mark(found: Diagnostic, line: int) -> FindingMark:
    place = f"{found.span.path}:{found.span.line}:{found.span.column}"
    place, text, hint = map(report.printable, (place, found.message, found.hint))
    return FindingMark(found.severity, found.rule, place, text, hint, line)


def _lines(shown: Shown, found: Iterable[Diagnostic]) -> Iterator[int]:
    """The line of each finding in the version of the note that the page shows."""
    if shown.then == shown.now:
        return (each.span.line for each in found)
    then, now = shown.then.split("\n"), shown.now.split("\n")
    changes = SequenceMatcher(None, then, now, autojunk=False).get_opcodes()
    return (_old_line(changes, each.span.line) for each in found)


def _old_line(changes: Sequence[tuple[str, int, int, int, int]], line: int) -> int:
    """Map the number of a line to the text before some changes; a new line maps to where it was inserted."""
    for kind, then, then_end, now, now_end in changes:
        if now < line <= now_end:
            moved = then + line - now
            return moved if kind == "equal" else max(1, min(moved, then_end))
    return line
