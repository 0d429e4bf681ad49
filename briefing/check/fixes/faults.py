"""A finding with its text, and helpers for edits at its place."""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from briefing import lazy_re
from briefing.check.fixes.edits import Edit, Fix, line_of
from briefing.model.diagnostics import Diagnostic, Span
from briefing.site import View

_MEANT: Final = lazy_re.compile(r"did you mean `(.+)`\?")
_QUOTED: Final = lazy_re.compile(r"`([^`]+)`")


class Fault(Struct, frozen=True):
    """A finding in its file."""

    finding: Diagnostic
    lines: Sequence[str]
    view: View

    @property
    def path(self) -> str:
        """The note that it is in, under `notes/`."""
        return self.finding.span.path.removeprefix("notes/")

    @property
    def line(self) -> str:
        """The line that it is in."""
        return line_of(self.lines, self.finding.span.line)

    @property
    def start(self) -> int:
        """The offset of its start in the line."""
        return self.finding.span.column - 1

    @property
    def end(self) -> int:
        """The offset of its end in the line."""
        return self.start + self.finding.span.length

    @property
    def written(self) -> str:
        """The underlined text."""
        return self.line[self.start : self.end]

    @property
    def meant(self) -> str:
        """The suggestion in its hint; empty if there is none."""
        found = _MEANT.fullmatch(self.finding.hint)
        return found[1] if found else ""

    @property
    def named(self) -> str:
        """The first name in its message."""
        found = _QUOTED.search(self.finding.message)
        return found[1] if found else ""

    def edit(self, start: int, end: int, text: str) -> Edit:
        """An edit of its line, by offsets from 0."""
        span = self.finding.span
        return Edit(Span(span.path, span.line, start + 1, end - start), text)

    def instead(self, text: str, *, certain: bool = False) -> Fix:
        """A fix that replaces the underlined text."""
        return self.at(self.start, self.end, text, certain=certain)

    def at(self, start: int, end: int, text: str, *, certain: bool = False, title: str = "") -> Fix:
        """A fix that replaces a part of its line."""
        old, new = self.line[start:end].strip(), text.strip()
        description = f"write `{new}`{f' instead of `{old}`' if old else ''}" if new else f"delete `{old}`"
        return Fix(title or description, (self.edit(start, end, text),), certain)
