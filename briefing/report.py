"""Diagnostics as text for a terminal, as JSON, and as GitHub annotations."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

import msgspec

from briefing.model import Readable
from briefing.model.diagnostics import Diagnostic, Severity

WIDTH: Final = 100
"""Columns of a source line that are shown; notes often hold a paragraph in a line."""

MOST: Final = 1_000
"""Findings that are shown to people; the rest is counted. JSON has them all."""

LONGEST: Final = 2_000
"""Characters of a message or hint that are shown; both may repeat a text of the author's."""

Texts = Mapping[str, Readable]


def as_text(findings: Iterable[Diagnostic], texts: Texts) -> str:
    """One paragraph a finding: place, rule, message, the line underlined, the hint."""
    lines = _Lines(texts)
    shown, rest = _first(findings)
    return "".join(_paragraph(finding, lines) for finding in shown) + (f"{rest}\n" if rest else "")


def _first(findings: Iterable[Diagnostic]) -> tuple[Sequence[Diagnostic], str]:
    """Findings to show, errors before all others where they are many, and a line that counts the rest."""
    everything = tuple(findings)
    if len(everything) <= MOST:
        return everything, ""
    weights = list(Severity)
    gravest = sorted(range(len(everything)), key=lambda at: (weights.index(everything[at].severity), at))[:MOST]
    rest = f"and {len(everything) - MOST:,} findings more; --format json lists all of them"
    return tuple(everything[at] for at in sorted(gravest)), rest


class _Lines:
    """The lines of texts, each text read once."""

    def __init__(self, texts: Texts) -> None:
        self.texts = texts
        self.known: dict[str, list[str]] = {}

    def of(self, path: str) -> list[str]:
        if path not in self.known:
            text = self.texts.get(path)
            self.known[path] = text.content.split("\n") if text else []
        return self.known[path]


def _paragraph(finding: Diagnostic, texts: _Lines) -> str:
    span = finding.span
    place = f"{span.path}:{span.line}:{span.column}"
    lines = [printable(f"{place}: {finding.severity}[{finding.rule}] {_cut(finding.message)}")]
    lines += _excerpt(finding, texts)
    lines += [printable(f"  hint: {_cut(finding.hint)}")] if finding.hint else []
    return "\n".join(lines) + "\n"


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _excerpt(finding: Diagnostic, texts: _Lines) -> list[str]:
    span = finding.span
    lines = texts.of(span.path)
    line = lines[span.line - 1] if span.line <= len(lines) else ""
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


_HIDDEN = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def _named(text: str) -> str:
    """The text with the number of each character that would show the rest of it in another order: `U+202E`."""
    return text if text.isascii() else _HIDDEN.sub(lambda sign: f"U+{ord(sign[0]):04X}", text)


def printable(text: str) -> str:
    """A text as a terminal may show it: what would move or colour it as a space, what would turn it round by name."""
    if text.isprintable():
        return text
    return "".join(" " if unicodedata.category(sign) in ("Cc", "Zl", "Zp") else sign for sign in _named(text))


def _columns(text: str) -> int:
    """How wide a terminal shows a text: Chinese characters take two columns (UAX #11)."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def as_json(findings: Iterable[Diagnostic], _: Texts) -> str:
    """A JSON array of objects; ASCII only, so that no console can spoil it."""
    records = [_record(finding) for finding in findings]
    plain = msgspec.json.format(msgspec.json.encode(records), indent=2).decode()
    return _BEYOND_ASCII.sub(lambda sign: _escaped(sign[0]), plain) + "\n"


def _record(finding: Diagnostic) -> dict[str, str | int]:
    span = finding.span
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "message": finding.message,
        "hint": finding.hint,
        "path": span.path,
        "line": span.line,
        "column": span.column,
        "end_column": span.column + span.length,
    }


_BEYOND_ASCII: Final = re.compile(r"[^\x00-\x7f]")


def _escaped(sign: str) -> str:
    units = sign.encode("utf-16-be")
    return "".join(f"\\u{units[i : i + 2].hex()}" for i in range(0, len(units), 2))


def as_github(findings: Iterable[Diagnostic], _: Texts) -> str:
    """Workflow commands, which GitHub shows beside the lines of a pull request.

    Escaped as "Workflow commands for GitHub Actions" says and its toolkit does.
    """
    shown, rest = _first(findings)
    return "".join(_command(finding) + "\n" for finding in shown) + (f"::notice::{rest}\n" if rest else "")


def _command(finding: Diagnostic) -> str:
    span = finding.span
    properties = {
        "file": span.path,
        "line": span.line,
        "endLine": span.line,
        "col": span.column,
        "endColumn": span.column + span.length,
        "title": finding.rule,
    }
    listed = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    said = f"{_cut(finding.message)}\n{_cut(finding.hint)}" if finding.hint else _cut(finding.message)
    return f"::{finding.severity} {listed}::{_value(said)}"


def _value(text: str) -> str:
    return _named(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _value(text).replace(":", "%3A").replace(",", "%2C")


FORMATS: Final[Mapping[str, Callable[[Iterable[Diagnostic], Texts], str]]] = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
}


def exit_code(findings: Iterable[Diagnostic], strict: bool = False) -> int:
    """0 when nothing is wrong, 1 when something is at error; with `strict`, at warning too."""
    grave = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    return int(any(finding.severity in grave for finding in findings))


def levels(diagnostics: Iterable[Diagnostic]) -> Mapping[Severity, int]:
    """How many findings there are of each weight."""
    counts = dict.fromkeys((Severity.ERROR, Severity.WARNING, Severity.NOTICE), 0)
    for finding in diagnostics:
        counts[finding.severity] += 1
    return counts
