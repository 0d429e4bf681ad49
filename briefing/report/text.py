"""Findings as text for a terminal: errors last, each with its line underlined and a way out."""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final

from briefing import lazy_re
from briefing.model import UTF_16, Readable
from briefing.model.diagnostics import Diagnostic, Span
from briefing.report.selection import Item, select

WIDTH: Final = 100
"""Columns of a source line that are shown; notes often hold a paragraph in a line."""

MAX_CHARS: Final = 2_000
"""Characters of a message or hint that are shown; both may repeat a text of the author's."""

Texts = Mapping[str, Readable]


def as_text(findings: Iterable[Diagnostic], texts: Texts, _: str = "") -> str:
    """One paragraph a finding: place, rule, message, the line underlined, the hint."""
    lines, shown = Lines(texts), select(findings)
    paragraphs = "".join(_paragraph(item, lines) for item in shown.errors_last)
    return (f"{shown.rest}\n" if shown.rest else "") + paragraphs


class Lines:
    """The lines of texts, each text read once."""

    def __init__(self, texts: Texts) -> None:
        self.texts = texts
        self.known: dict[str, list[str]] = {}

    def of(self, path: str) -> list[str]:
        """The lines of a text, none where there is no text."""
        if path not in self.known:
            text = self.texts.get(path)
            self.known[path] = text.content.removeprefix(UTF_16).split("\n") if text else []
        return self.known[path]

    def line(self, span: Span) -> str:
        """The line of a place, or nothing where the text has none."""
        lines = self.of(span.path)
        return lines[span.line - 1] if span.line <= len(lines) else ""


def _paragraph(item: Item, texts: Lines) -> str:
    """A finding; the line of one that stands for many is not shown."""
    finding = item.finding
    span = finding.span
    place = f"{span.path}:{span.line}:{span.column}"
    lines = [printable(f"{place}: {finding.severity}[{finding.rule}] {cut(finding.message)}")]
    lines += _excerpt(finding, texts) if item.count == 1 else []
    lines += [printable(f"  hint: {cut(finding.hint)}")] if finding.hint else []
    return "\n".join(lines) + "\n"


def cut(text: str) -> str:
    """A message or hint of no more than `MAX_CHARS` characters."""
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
    """The part of a line around a place, as it is shown: what stands before the place, at it and after it."""
    start = max(0, min(at - WIDTH // 3, len(line) - WIDTH))
    end = min(start + WIDTH, len(line))
    before, after = ("…" if start else ""), ("…" if end < len(line) else "")
    last = min(at + max(1, length), end)
    return before + printable(line[start:at]), printable(line[at:last]), printable(line[last:end]) + after


_HIDDEN = lazy_re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def named(text: str) -> str:
    """The text with the number of each character that would show the rest of it in another order: `U+202E`."""
    return text if text.isascii() else _HIDDEN.sub(lambda sign: f"U+{ord(sign[0]):04X}", text)


def printable(text: str) -> str:
    """A text as a terminal may show it: what would move or colour it as a space, what would turn it round by name."""
    if text.isprintable():
        return text
    return "".join(" " if unicodedata.category(sign) in ("Cc", "Zl", "Zp") else sign for sign in named(text))


def _columns(text: str) -> int:
    """How wide a terminal shows a text: Chinese characters take two columns (UAX #11)."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
