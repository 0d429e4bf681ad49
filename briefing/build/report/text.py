"""Findings as text for a terminal.

Each has its place, rule and message, the line with the place underlined, and a hint.
Errors are printed last, where the cursor is. Characters of the author's that would
move the cursor, change colours or reverse the direction of the text are replaced.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final

from briefing import lazy_re
from briefing.build.report.selection import SelectedFinding, select
from briefing.model import UTF_16, Readable
from briefing.model.diagnostics import Diagnostic, Span

WIDTH: Final = 100
"""How many columns of a source line are shown: in notes, a line is often a whole paragraph."""

MAX_CHARS: Final = 2_000
"""How many characters of a message or hint are shown: both may quote the author's text."""

Texts = Mapping[str, Readable]


def as_text(findings: Iterable[Diagnostic], texts: Texts, _: str = "") -> str:
    """One paragraph per finding: place, rule and message, the line with the place underlined, the hint."""
    lines, shown = Lines(texts), select(findings)
    paragraphs = "".join(_paragraph(item, lines) for item in shown.errors_last)
    return (f"{shown.rest}\n" if shown.rest else "") + paragraphs


class Lines:
    """The lines of texts, each of which is split only once."""

    def __init__(self, texts: Texts) -> None:
        self.texts = texts
        self.known: dict[str, list[str]] = {}

    def of(self, path: str) -> list[str]:
        """The lines of a text; empty if there is no such text."""
        if path not in self.known:
            text = self.texts.get(path)
            self.known[path] = text.content.removeprefix(UTF_16).split("\n") if text else []
        return self.known[path]

    def line(self, span: Span) -> str:
        """The line at a span; empty if the text has no such line."""
        lines = self.of(span.path)
        return lines[span.line - 1] if span.line <= len(lines) else ""


def _paragraph(item: SelectedFinding, texts: Lines) -> str:
    """A finding as lines of text; without an excerpt if it represents several."""
    finding = item.finding
    span = finding.span
    place = f"{span.path}:{span.line}:{span.column}"
    lines = [printable(f"{place}: {finding.severity}[{finding.rule}] {cut(finding.message)}")]
    lines += _excerpt(finding, texts) if item.count == 1 else []
    lines += [printable(f"  hint: {cut(finding.hint)}")] if finding.hint else []
    return "\n".join(lines) + "\n"


def cut(text: str) -> str:
    """A message or hint, truncated to `MAX_CHARS` characters."""
    return text if len(text) <= MAX_CHARS else f"{text[:MAX_CHARS]}…"


def _excerpt(finding: Diagnostic, texts: Lines) -> list[str]:
    span = finding.span
    line = texts.line(span)
    if not line or line.isspace():
        return []
    before, marked, after = _window(line, span.column - 1, span.length)
    gutter = f"  {span.line} | "
    margin = " " * (len(gutter) - 2) + "| "
    return [gutter + before + marked + after, margin + " " * _columns(before) + "^" * max(1, _columns(marked))]


def _window(line: str, at: int, length: int) -> tuple[str, str, str]:
    """The printable part of a line around an offset, split into the text before, at and after the place."""
    start = max(0, min(at - WIDTH // 3, len(line) - WIDTH))
    end = min(start + WIDTH, len(line))
    before, after = ("…" if start else ""), ("…" if end < len(line) else "")
    last = min(at + max(1, length), end)
    return before + printable(line[start:at]), printable(line[at:last]), printable(line[last:end]) + after


_HIDDEN = lazy_re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def named(text: str) -> str:
    """The text with each bidirectional control character, which could reorder it, as its code point: `U+202E`."""
    return text if text.isascii() else _HIDDEN.sub(lambda sign: f"U+{ord(sign[0]):04X}", text)


def printable(text: str) -> str:
    """The text made safe for a terminal: control characters become spaces, bidirectional ones their code points."""
    if text.isprintable():
        return text
    return "".join(" " if unicodedata.category(sign) in ("Cc", "Zl", "Zp") else sign for sign in named(text))


def _columns(text: str) -> int:
    """The width of a text in terminal columns; East Asian wide characters take two (UAX #11)."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
