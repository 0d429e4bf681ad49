"""The search index: the plain text of notes and sources, in files that a page loads one by one.

The files are scripts, since a page opened from disk can load nothing else.
They contain the text as written; the browser folds its letters. Nothing here
searches.
"""

import hashlib
import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Final

import msgspec
from msgspec import Struct, structs

from briefing import lazy_re
from briefing.citations.references import Style, format_date, full_name, to_plain
from briefing.model import (
    Body,
    Chart,
    CitationGroup,
    Definition,
    Entry,
    FigureHole,
    FrontMatter,
    Ledger,
    Note,
    Part,
    PartialDate,
    Segment,
    Source,
    page_path,
)

FOLDER: Final = "search/"

MIN_KILOBYTES: Final = 128
MAX_KILOBYTES: Final = 384
"""Kilobytes of text in a file: a third of it once compressed."""
STEP: Final = 4
"""Kilobytes by which texts are weighed; a source weighs as many."""

_FIRST_OF: Final = 32
"""One name in this many begins a file, chosen by its hash."""

_SILENT: Final = lazy_re.compile(
    r'<sup><a class="footnote".*?</sup>|<a [^>]*role="doc-backlink".*?</a>'
    r"|</?(?:a|abbr|b|code|del|em|i|s|small|span|strong|sub|sup)\b[^>]*>",
    re.DOTALL,
)
"""Marks inside a word or a line: what is on both sides belongs together."""
_TAG: Final = lazy_re.compile(r"<[^>]*>")
_GAP: Final = lazy_re.compile(r" (?=[.,](?:\s|$))")
"""The space that a removed citation leaves before punctuation."""
_BREAK: Final = "\0/"
"""Separates passages; no HTML contains a NUL."""
_CHART: Final = "\0#"
"""Replaces the text of a chart."""
_HEADING: Final = lazy_re.compile(r'<h[1-6] id="([^"]*)">.*?</h[1-6]>', re.DOTALL)


class Passage(Struct, frozen=True, array_like=True):
    """The text under a heading."""

    anchor: str
    heading: str
    text: str


class LedgerFigure(Struct, frozen=True, array_like=True):
    """A figure of a note's ledger."""

    anchor: str
    text: str
    label: str
    period: str
    state: str
    """The symbol and label of its state, displayed and not searched."""


class SearchNote(Struct, frozen=True, array_like=True):
    """The search texts that depend on one note only: plain text is slow to produce."""

    path: str
    front: FrontMatter
    ledger: tuple[Entry, ...]
    passages: tuple[Passage, ...]
    charts: tuple[Chart, ...]
    """Charts whose figures are those of the ledgers, in the order of the passages."""


class SearchEntry(Struct, frozen=True, array_like=True):
    """A note or a source, as `static/briefing.js` reads it."""

    path: str
    title: str
    kicker: str
    """Its segment; of a source the word for sources."""
    day: str
    text_of_day: str
    lang: str
    """Where it is not the site's."""
    tags: str
    figures: tuple[LedgerFigure, ...]
    passages: tuple[Passage, ...]


# --- what is in a file ------------------------------------------------------------------------


def as_script(name: str, found: Iterable[SearchEntry]) -> bytes:
    """A file of the search index: a script that registers its texts."""
    texts = msgspec.json.encode(list(found))
    # Neither the end of a script element nor the line separators of old browsers.
    for char, escaped in ((b"<", b"\\u003c"), ("\u2028".encode(), b"\\u2028"), ("\u2029".encode(), b"\\u2029")):
        texts = texts.replace(char, escaped)
    return b'(self.briefingSearch??={})["%s"]=%s;\n' % (name.encode(), texts)


def search_note(note: Note) -> SearchNote:
    """The search texts of one note, without those from other notes."""
    front = structs.replace(note.front, figures={})
    texts = (Passage("", "", front.summary), *passages(note.body))
    return SearchNote(note.path, front, note.ledger, texts, note.body.charts)


def of_note(
    note: SearchNote, segments: Iterable[Segment], style: Style, ledger: Ledger, state: Callable[[Definition], str]
) -> SearchEntry:
    """A note's title, figures with their `state`, and text; its charts show figures of the ledgers."""
    front = note.front
    when = PartialDate(front.date.year, front.date.month, front.date.day)
    charted = iter([_charted(chart, ledger, front.date) for chart in note.charts])
    return SearchEntry(
        path=page_path(note.path),
        title=front.title,
        kicker=next((segment.title for segment in segments if segment.id == front.segment), ""),
        day=front.date.isoformat(),
        text_of_day=format_date(when, style.words),
        lang=front.lang,
        tags=" · ".join((*front.tags, *front.authors)),
        figures=tuple(_figure(entry, state(Definition(note.path, front.date, entry))) for entry in note.ledger),
        passages=tuple(_with_charts(passage, charted) for passage in note.passages) if note.charts else note.passages,
    )


def _figure(entry: Entry, state: str) -> LedgerFigure:
    return LedgerFigure(f"fig.{entry.id}", entry.figure.text, entry.label, entry.period, state)


def passages(body: Body) -> Iterator[Passage]:
    """The plain text of a body, heading by heading, with a placeholder for each chart."""
    headings = {heading.id: heading.text for heading in body.headings}
    first, *rest = _HEADING.split("".join(map(_words, body.parts)))
    anchors = ["", *map(html.unescape, rest[::2])]
    # Converted together: a note has many short passages.
    texts = _plain(_BREAK.join((first, *rest[1::2]))).split(_BREAK)
    for anchor, text in zip(anchors, texts, strict=True):
        heading = headings.get(anchor, "")
        if text.strip() or heading:
            yield Passage(anchor if heading else "", heading, text.strip())


def _with_charts(passage: Passage, charted: Iterator[str]) -> Passage:
    """A passage with the words of its charts."""
    if _CHART not in passage.text:
        return passage
    text = " ".join(re.sub(_CHART, lambda _: next(charted), passage.text).split())
    return structs.replace(passage, text=text)


def _charted(chart: Chart, ledger: Ledger, day: date) -> str:
    """The text of a chart, and its figures as of a date."""
    found = ((point, ledger.at(point.name, day)) for point in chart.points)
    figures = (
        f"{point.series} {point.label or item.entry.label}: {item.entry.figure.text}" for point, item in found if item
    )
    return f"{chart.title} {chart.note} {'; '.join(figures)}"


def _words(part: Part) -> str:
    """The text of a part of a body; empty for a citation's number, a URL and the site's own words."""
    if isinstance(part, str):
        return part
    if isinstance(part, FigureHole):
        return part.html
    if isinstance(part, CitationGroup):
        own = (words for item in part.items for words in (item.prefix, item.suffix) if words)
        return " ".join(own) if part.certain else html.escape(part.written)
    return f" {_CHART} " if isinstance(part, Chart) else ""


def _plain(text: str) -> str:
    return _GAP.sub("", " ".join(html.unescape(_TAG.sub(" ", _SILENT.sub("", text))).split()))


def of_source(source: Source, path: str, suffix: str, style: Style) -> SearchEntry:
    """A source's title, reference and caveats, and the path of its page."""
    texts = [_plain(str(style.reference(source, suffix))), source.note]
    texts += [f"{caveat.says} {caveat.reading}" for caveat in source.custom.caveats]
    return SearchEntry(
        path=path,
        title=to_plain(source.heading),
        kicker=style.words.sources,
        day=source.issued.iso,
        text_of_day=format_date(source.issued, style.words),
        lang="",
        tags=", ".join(map(full_name, source.author)),
        figures=(),
        passages=(Passage("", "", " ".join(" ".join(texts).split())),),
    )


# --- which file holds what --------------------------------------------------------------------


def weight(size: int) -> int:
    """The weight of a text of so many bytes, in kilobytes: most edits do not change it."""
    return (size // 1024 // STEP + 1) * STEP


def source_files(keys: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """The keys of the sources in each file."""
    return in_files((key, STEP) for key in sorted(keys))


def in_files(weighted: Iterable[tuple[str, int]]) -> Mapping[str, tuple[str, ...]]:
    """Names in order, each with its weight in kilobytes, in files of about one size.

    The names decide where a file begins, not a count: so adding, removing or
    moving one changes its own file, and not all those after it.
    """
    found: dict[str, tuple[str, ...]] = {}
    names: list[str] = []
    full = 0
    for name, weighs in weighted:
        if names and (full + weighs > MAX_KILOBYTES or (full >= MIN_KILOBYTES and _begins(name))):
            found[_file(names[0])] = tuple(names)
            names, full = [], 0
        names.append(name)
        full += weighs
    return {**found, _file(names[0]): tuple(names)} if names else found


def _begins(name: str) -> bool:
    return _hash(name)[0] % _FIRST_OF == 0


def _file(first: str) -> str:
    """The name of a file, which stays the same as long as its first entry does."""
    return _hash(first).hex()


def _hash(name: str) -> bytes:
    return hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=6).digest()
