"""Finds the numbers in a note, determines the citations that cover them, and marks them in the tokens.

The search runs on each block's flattened text, so that emphasis and links do not hide a
number. Each number found becomes a statement, with its span and its citations, and a
pair of holes is inserted around it in the tokens, for `pages` to fill.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from operator import attrgetter

from markdown_it.token import Token
from msgspec import Struct, structs

from briefing.evidence.cover import CELL, HEADER, HEADING, CitationNumbers, Cover
from briefing.evidence.quantities import (
    ParsedText,
    names_of_periods,
    periods_of_number,
    read,
    read_cell,
    read_parts,
)
from briefing.evidence.quantities.normalization import has_digits
from briefing.evidence.sentences import sentence_around
from briefing.evidence.tables import PLAIN, Measure, cell_numbers, read_measure, with_measure
from briefing.model import Citation, Figure, FigureHole, NotePart, Part, Period, PeriodMention, Quantity, Statement
from briefing.model.diagnostics import Span
from briefing.notes.markdown.blocks import Flat, Run, flattened
from briefing.notes.markdown.table_measures import Tables

Placer = Callable[[Token, int, int], Span]
"""A function from an offset and a length in a block's inline text to the span in the file."""

Filler = Callable[[Part], str]
"""A function from a part that depends on the site to its placeholder."""


class FoundNumbers(Struct, frozen=True):
    """The result of a search in a note."""

    statements: tuple[Statement, ...]
    period_mentions: tuple[PeriodMention, ...]
    ambiguous: tuple[tuple[str, Span], ...]
    """Numbers with two possible meanings, such as `1.800`."""


def find(
    tokens: Sequence[Token], cites: dict[int, tuple[Citation, ...]], names: Sequence[str], place: Placer, hole: Filler
) -> FoundNumbers:
    """Find the numbers of a note and mark them in its tokens.

    `cites` maps the number that a `cite` token has to its citations.
    """
    flats = tuple(flattened(tokens))
    finder = _Finder(flats, cites, names, place, hole)
    for index, flat in enumerate(flats):
        finder.gather(index, flat)
    return FoundNumbers(tuple(finder.statements), tuple(finder.period_mentions), tuple(finder.ambiguous))


# --- marks ---------------------------------------------------------------------------------------


class _MarkedSpan(Struct, frozen=True):
    """A number or a period to mark in the flattened text."""

    start: int
    end: int
    number: int = 0
    """The index of a number among the statements of the note."""
    stamp: str = ""
    """The `datetime` of a period; empty for a number."""


# --- finding ------------------------------------------------------------------------------------


class _Finder:
    """Collects the numbers and periods, block by block."""

    def __init__(
        self,
        flats: Sequence[Flat],
        cites: dict[int, tuple[Citation, ...]],
        names: Sequence[str],
        place: Placer,
        hole: Filler,
    ) -> None:
        self.cover = Cover([flat.block for flat in flats])
        self.tables = Tables(flats)
        self.cites = cites
        self.names = names
        self.place = place
        self.hole = hole
        self.statements: list[Statement] = []
        self.period_mentions: list[PeriodMention] = []
        self.ambiguous: list[tuple[str, Span]] = []

    def gather(self, index: int, flat: Flat) -> None:
        block = flat.block
        if block.kind is CELL:
            self.add_cell(index, flat, read_cell(block.text, self.names))
        else:
            found = read(block.text, self.names)
            if block.kind is HEADER and found.quantities and _is_scale(block.text, found):
                found = structs.replace(found, quantities=())
            self.add_numbers(index, flat, found)
        if flat.attached:
            self.read_attached(flat)

    def add_cell(self, index: int, flat: Flat, found: ParsedText) -> None:
        """Add the numbers of a table cell, with the unit and scale from its headers."""
        text = flat.block.text
        if not has_digits(text):
            self.add_numbers(index, flat, found, self.tables.measure(flat.block) if found.quantities else PLAIN)
            return
        measure = self.tables.measure(flat.block)
        if self.tables.is_number(flat.block, measure, found):
            found = structs.replace(found, quantities=cell_numbers(text, self.names))
        self.add_numbers(index, flat, found, measure)

    def add_numbers(self, index: int, flat: Flat, found: ParsedText, measure: Measure = PLAIN) -> None:
        """Add the numbers and periods of a block's text, and mark them."""
        if found.is_empty:  # the usual case
            return
        marks = [self.state(index, flat, quantity, measure, found) for quantity in found.quantities]
        for start, end in found.ambiguous:
            self.ambiguous.append((flat.block.text[start:end], self.span(flat, start, end)))
        for period in found.periods:
            if mark := self.date(index, flat, period):
                marks.append(mark)
        if marks and flat.block.kind is not HEADING:
            _mark(flat, marks, self.hole)

    def state(self, index: int, flat: Flat, quantity: Quantity, measure: Measure, found: ParsedText) -> _MarkedSpan:
        """Add a number, and return its mark; `found` has all numbers of its block."""
        text = flat.block.text
        marked = flat.span_at(quantity)
        heading = flat.block.kind is HEADING
        bare = heading or (marked is not None and (marked.id != "" or marked.exempt))
        citations = () if bare else self.citations(self.cover.at(index, quantity.start))
        figure = Figure(
            quantity if measure is PLAIN else with_measure(quantity, text[quantity.start : quantity.end], measure),
            text[quantity.bound_start : quantity.end],
            self.span(flat, quantity.bound_start, quantity.end),
            citations,
            self.period(flat, quantity, found) if citations else "",
        )
        number = len(self.statements)
        self.statements.append(
            Statement(
                number=number,
                figure=figure,
                where=NotePart.HEADING if heading else NotePart.TEXT,
                entry=marked.id if marked else "",
                exempt=bool(marked and marked.exempt),
            )
        )
        # The qualifier is part of the claim: `over 410,000` is one mark.
        return _MarkedSpan(quantity.bound_start, quantity.end, number)

    def period(self, flat: Flat, quantity: Quantity, found: ParsedText) -> str:
        """The periods of a number, from its sentence or from the headers of its cell."""
        block = flat.block
        if block.kind is CELL:
            texts = (*self.tables.titles(block), *([block.text] if found.periods else []))
            return names_of_periods(", ".join(texts))
        if not found.periods:
            return ""
        return periods_of_number(block.text, found.dates, sentence_around(block.text, quantity.start), quantity.end)

    def read_attached(self, flat: Flat) -> None:
        """Add the numbers in alt texts and tooltips, which repeat others, and in citations, which support them."""
        content = flat.inline.content
        for token in flat.attached:
            at = int(token.meta.get("at", 0))
            if token.type == "image":
                self.state_words(flat, token.content, at + len("!["), NotePart.ALT)
            if tip := str(token.attrs.get("title", "")):
                self.state_words(flat, tip, max(content.find(tip, at), at), NotePart.TOOLTIP)
            if token.type == "cite":
                for item, citation in zip(token.meta["items"], self.cites[token.meta["number"]], strict=True):
                    for words in filter(None, (item.prefix, item.suffix)):
                        self.state_words(flat, words, max(content.find(words, at), at), NotePart.TEXT, (citation,))

    def state_words(
        self, flat: Flat, words: str, at: int, where: NotePart, citations: tuple[Citation, ...] = ()
    ) -> None:
        for quantity in read(words, self.names).quantities:
            start, end = quantity.bound_start, quantity.end
            span = self.place(flat.inline, at + start, end - start)
            figure = Figure(quantity, words[start:end], span, citations)
            self.statements.append(Statement(len(self.statements), figure, where))

    def date(self, index: int, flat: Flat, period: Period) -> _MarkedSpan | None:
        """Add a period that a citation covers, and return its mark, if it can be expressed as a `datetime` in HTML."""
        citations = self.citations(self.cover.at(index, period.start))
        if not citations:
            return None
        span = self.span(flat, period.start, period.end)
        self.period_mentions.append(PeriodMention(period.text, read_parts(period.text), span, citations))
        stamp = _stamp(period)
        return _MarkedSpan(period.start, period.end, stamp=stamp) if stamp else None

    def citations(self, cites: CitationNumbers) -> tuple[Citation, ...]:
        return tuple(item for number in cites for item in self.cites.get(number, ()))

    def span(self, flat: Flat, start: int, end: int) -> Span:
        for run in reversed(flat.runs):
            if run.start <= start:
                # Only the end of a text is recorded, but merged texts are adjacent in the file.
                length = run.end - run.start
                written = run.token.meta.get("end", length) - length
                return self.place(flat.inline, written + start - run.start, end - start)
        return self.place(flat.inline, 0, 1)


def _is_scale(header: str, found: ParsedText) -> bool:
    """Whether a number in a header is the scale of its column: `RMB 10,000`."""
    measure = read_measure(header)
    return measure is not None and all(quantity.low == measure.scale != 1 for quantity in found.quantities)


# --- marking ------------------------------------------------------------------------------------


def _stamp(period: Period) -> str:
    """A year, month or day as `datetime` of HTML; empty for quarters and other periods."""
    first, last = period.first, period.last
    if first == last:
        return first.isoformat()
    if (first.day, last + timedelta(days=1)) == (1, date(first.year + first.month // 12, first.month % 12 + 1, 1)):
        return f"{first.year}-{first.month:02}"
    return f"{first.year}" if (first, last) == (date(first.year, 1, 1), date(first.year, 12, 31)) else ""


def _mark(flat: Flat, marks: Iterable[_MarkedSpan], hole: Filler) -> None:
    """Insert the edges of all marks, the last one first, so that offsets stay valid."""
    children = flat.inline.children or []
    for mark in sorted(marks, key=attrgetter("start"), reverse=True):
        if runs := _runs(flat, children, mark):
            first, last = runs[0], runs[-1]
            opening, closing = _edges(mark, first.inside_link, hole)
            _insert(children, last.child, min(mark.end, last.end) - last.start, closing)
            _insert(children, first.child, max(mark.start - first.start, 0), opening)


def _runs(flat: Flat, children: Sequence[Token], mark: _MarkedSpan) -> Sequence[Run]:
    """The runs that a mark encloses: all if their tags are balanced, else only, for a number, that with most digits."""
    runs = [run for run in flat.runs if run.start < mark.end and mark.start < run.end]
    if len(runs) < 2 or _balanced(children[runs[0].child : runs[-1].child + 1]):
        return runs
    text = flat.block.text
    return [] if mark.stamp else [max(runs, key=lambda run: sum(map(str.isdigit, text[run.start : run.end])))]


def _edges(mark: _MarkedSpan, inside_link: bool, hole: Filler) -> tuple[Token | str, Token | str]:
    """The two edges of a mark: the tags around a period, or the holes around a number."""
    if mark.stamp:
        return Token("time_open", "time", 1, attrs={"datetime": mark.stamp}), Token("time_close", "time", -1)
    edge = hole(FigureHole(mark.number, inside_link=inside_link))
    return edge, edge


def _balanced(tokens: Iterable[Token]) -> bool:
    """Whether the tags between some runs are balanced, so that an element can enclose them."""
    level, allowed = 0, {"text", "text_special", "softbreak", "em", "strong", "s", "sub", "sup"}
    for token in tokens:
        if token.type.rpartition("_")[0] not in allowed and token.type not in allowed:
            return False
        level += token.nesting
        if level < 0:
            return False
    return level == 0


def _insert(children: list[Token], child: int, at: int, edge: Token | str) -> None:
    """Insert an edge before, into or after a text token, which may already contain another edge."""
    text = children[child]
    before, after = text.content[:at], text.content[at:]
    if isinstance(edge, str):  # a hole, the usual case, is added to the text, which costs less than a token
        text.content = before + edge + after
    elif not before or not after:
        children.insert(child if not before else child + 1, edge)
    else:
        texts = (Token("text", "", 0, content=part, level=text.level) for part in (before, after))
        children[child : child + 1] = [next(texts), edge, next(texts)]
