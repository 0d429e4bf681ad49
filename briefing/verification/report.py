"""A private report of a verification: each statement of a note next to its source's, for a second reader to sign.

It is a single HTML file without scripts, for screen and print. Since it quotes the sources, it is never written into a
site.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from html import escape
from itertools import groupby
from typing import Final

from msgspec import Struct

from briefing import lazy_re
from briefing.evidence.sentences import sentence_around
from briefing.model import Outcome
from briefing.model.diagnostics import Diagnostic, Span
from briefing.verification.results import VerificationRun, VerifiedFigure

_GOOD: Final = frozenset({Outcome.VERIFIED, Outcome.ROUNDED})
_WORDS: Final[Mapping[Outcome, str]] = {
    Outcome.VERIFIED: "found",
    Outcome.ROUNDED: "found, rounded",
    Outcome.AS_READ: "as we read it",
    Outcome.QUALIFIER_DIFFERS: "another qualifier",
    Outcome.UNSCALED: "unit or scale not certain",
    Outcome.AMBIGUOUS: "readable in two ways",
    Outcome.UNIT_DIFFERS: "another unit",
    Outcome.SCALE_SUSPECT: "a power of ten apart",
    Outcome.NOT_FOUND: "not found",
    Outcome.NO_TEXT: "no text of the source",
}
_MARKUP: Final = lazy_re.compile(r"^\s*(?:[>#*+-]\s+|\d+[.)]\s+|\[!\w+\]\s*)+")
_STYLE: Final = """
:root { color-scheme: light dark; --line: #8888; --quiet: #667; --mark: #ffe08a; --bad: #a4262c }
@media (prefers-color-scheme: dark) { :root { --quiet: #aab; --mark: #6b5300; --bad: #ff9a94 } }
* { box-sizing: border-box }
body { font: 15px/1.45 system-ui, sans-serif; margin: 0 auto; max-width: 90rem; padding: 1rem 1.5rem 4rem }
h1 { font-size: 1.5rem; margin: .5rem 0 } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem }
p { margin: .3rem 0 } .quiet { color: var(--quiet) } .bad { color: var(--bad); font-weight: 600 }
table { border-collapse: collapse; table-layout: fixed; width: 100% }
caption { text-align: left }
th, td { border-top: 1px solid var(--line); padding: .45rem .6rem; text-align: left; vertical-align: top }
td { overflow-wrap: break-word }
thead th { background: Canvas; border: 0; border-bottom: 2px solid var(--line); position: sticky; top: 0 }
.number { width: 3.2rem } .place { width: 11rem } .sign { width: 8.5rem }
mark { background: var(--mark); color: inherit; font-weight: 600; padding: 0 .1em }
.head { color: var(--quiet); display: block; font-size: .87em; white-space: pre-line }
.sign label { display: flex; gap: .4rem } .sign .line { border-bottom: 1px solid var(--line); height: 1.6rem }
.signed { display: grid; gap: 1rem; grid-template-columns: 2fr 1fr 2fr; margin-top: 2.5rem }
.signed div { border-top: 1px solid currentColor; padding-top: .2rem }
@media (max-width: 45rem) {
  table, thead, tbody, tr, td { display: block; width: auto } thead { display: none }
  tr { border-top: 2px solid var(--line); padding: .4rem 0 } td { border: 0; padding: .2rem 0 }
  .sign .line { display: none }
}
@page { margin: 12mm; size: A4 landscape }
@media print {
  :root { color-scheme: light; --quiet: #444; --mark: #e4e4e4; --bad: #000 }
  body { font-size: 9.5pt; max-width: none; padding: 0 }
  thead { display: table-header-group } thead th { position: static }
  tr { break-inside: avoid } h2 { break-after: avoid }
  mark { outline: 1px solid #000; print-color-adjust: exact }
}
"""


class Subject(Struct, frozen=True):
    """The subject of a report."""

    title: str
    """Of the site."""
    texts: Mapping[str, str]
    """The notes' Markdown by path."""
    sources: Mapping[str, str]
    """The titles of the sources by key."""
    day: date


def format_report(subject: Subject, verified: VerificationRun) -> str:
    """The report as HTML."""
    found = sorted(verified.figures, key=lambda item: item.figure.span)
    hints = {problem.span: problem for problem in verified.problems}
    number = iter(range(1, len(found) + 1))
    notes = groupby(found, key=lambda item: item.figure.span.path)
    body = "".join(_note(path, list(items), subject, hints, number) for path, items in notes)
    head = f"<title>Figures to sign off: {escape(subject.title)}</title><style>{_STYLE}</style>"
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f"{head}</head><body>{_top(subject, verified)}<main>{body}</main>{_signed()}</body></html>\n"
    )


def _top(subject: Subject, verified: VerificationRun) -> str:
    counted, day = verified.counts, subject.day.isoformat()
    summary = ", ".join(f"{counted[outcome]:,} {_WORDS[outcome]}" for outcome in Outcome if counted.get(outcome))
    hashes = "".join(
        f"<li>{escape(key)}: {escape(subject.sources.get(key, ''))} <code>{sha256[:16]}</code></li>"
        for key, sha256 in sorted(verified.lock.sources.items())
    )
    return (
        f"<header><h1>{escape(subject.title)}: figures to sign off</h1>"
        f"<p>{len(verified.figures):,} figures, looked up on {day}: {escape(summary or 'none')}.</p>"
        '<p class="quiet">Private: it quotes the sources. Whether a sentence reads its number rightly is for a person '
        "to say.</p>"
        f"<details><summary>The texts that were read, with their hashes</summary><ul>{hashes}</ul></details></header>"
    )


def _signed() -> str:
    return '<footer class="signed"><div>Read by</div><div>Date</div><div>Signature</div></footer>'


def _note(
    path: str,
    items: Sequence[VerifiedFigure],
    subject: Subject,
    hints: Mapping[Span, Diagnostic],
    number: Iterator[int],
) -> str:
    lines = subject.texts.get(path, "").split("\n")
    rows = "".join(_row(next(number), item, lines, hints.get(item.figure.span)) for item in items)
    open_ = sum(item.result.outcome not in _GOOD for item in items)
    caption = f"{len(items):,} figures" + (f", {open_:,} of them not simply found" if open_ else "")
    return (
        f'<section><h2>{escape(path)}</h2><table><caption class="quiet">{caption}</caption><thead><tr>'
        '<th class="number">No.</th><th class="said">The note says</th><th class="place">Source, place</th>'
        '<th class="source">The source says</th><th class="sign">Right?</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></section>"
    )


def _row(number: int, item: VerifiedFigure, lines: Sequence[str], problem: Diagnostic | None) -> str:
    result, span = item.result, item.figure.span
    head, before, printed, after = _sentence(lines, span)
    above = f'<span class="head">{escape(head)}</span>' if head else ""
    quality = "" if result.outcome in _GOOD else ' class="bad"'
    place = f"{escape(result.citation.key)}<br>{escape(result.where or _cited(item))}"
    return (
        f'<tr id="c{number}"><td class="number">{number}</td>'
        f'<td class="said">{above}{escape(before)}<mark>{escape(printed)}</mark>{escape(after)}'
        f'<span class="head">line {span.line}</span></td>'
        f'<td class="place">{place}<br><span{quality}>{_WORDS[result.outcome]}</span></td>'
        f'<td class="source">{_passage(item, problem)}</td>'
        f'<td class="sign"><label><input type="checkbox"> checked</label><div class="line"></div></td></tr>'
    )


def _passage(item: VerifiedFigure, problem: Diagnostic | None) -> str:
    """The sentence or row of the source with its number highlighted, and the finding about it."""
    excerpt = item.result.excerpt
    text = ""
    if excerpt:
        head = f'<span class="head">{escape(excerpt.header)}</span>' if excerpt.header else ""
        text = f"{head}{escape(excerpt.before)}<mark>{escape(excerpt.number)}</mark>{escape(excerpt.after)}"
    if problem is None or item.result.outcome in _GOOD:
        return text or "–"
    wrong = f"{problem.message}; {problem.hint}" if problem.hint else problem.message
    return f'{text}<p class="bad">{escape(wrong)}</p>'


def _cited(item: VerifiedFigure) -> str:
    return ", ".join(f"{place.kind} {place.numbers}" for place in item.result.citation.locators)


def _sentence(lines: Sequence[str], span: Span) -> tuple[str, str, str, str]:
    """The sentence of a figure in its note's Markdown, in four parts: heading, text before, the figure, text after."""
    if not 0 < span.line <= len(lines):
        return "", "", "", ""
    first, last = _block(lines, span.line - 1)
    at = sum(len(line) + 1 for line in lines[first : span.line - 1]) + span.column - 1
    text, end = " ".join(lines[first:last]), at + span.length
    start, stop = sentence_around(text, at)[0], sentence_around(text, end - 1)[1]
    before = _MARKUP.sub("", text[start:at]) if start == 0 else text[start:at]
    return _head(lines, span.line - 1), before.lstrip(), text[at:end], text[end:stop].rstrip()


def _head(lines: Sequence[str], at: int) -> str:
    """The heading of a line that needs one: the label of a ledger entry, or the first row of a table; else empty."""
    if _is_front(lines, at):
        above = (line.strip().removeprefix("- ") for line in reversed(lines[:at]))
        return next((line.partition(":")[2].strip() for line in above if line.startswith("label:")), "")
    first = at
    while first > 0 and lines[first].lstrip().startswith("|") and lines[first - 1].lstrip().startswith("|"):
        first -= 1
    return lines[first].strip() if first < at else ""


def _block(lines: Sequence[str], at: int) -> tuple[int, int]:
    """The range of lines of a paragraph; a table row or a line of the front matter stands by itself."""
    if lines[at].lstrip().startswith("|") or _is_front(lines, at):
        return at, at + 1
    first = at
    while first > 0 and _goes_on(lines[first]) and _goes_on(lines[first - 1], as_end=True):
        first -= 1
    last = at + 1
    while last < len(lines) and _goes_on(lines[last]):
        last += 1
    return first, last


def _is_front(lines: Sequence[str], at: int) -> bool:
    ends = (number for number, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "..."))
    return lines[0].rstrip() == "---" and at <= next(ends, 0)


def _goes_on(line: str, as_end: bool = False) -> bool:
    """Whether a line continues the paragraph of the line above; with `as_end`, whether the next may continue it."""
    stripped = line.strip()
    if not stripped or stripped.startswith(("|", "#", "```", "~~~", ":::")):
        return False
    return as_end or not re.match(r"(?:[*+-]|\d+[.)])\s", stripped)
