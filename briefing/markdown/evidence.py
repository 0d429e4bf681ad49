"""The numbers of a note: found in flattened text, covered, placed, and marked.

Emphasis and links do not hide a number, so it is looked for in each block's
text without markup; where it was found, a pair of `figure` tokens is set
around it for the page.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Final

from markdown_it.token import Token
from msgspec import Struct, structs

from briefing.cover import Cites, Coverage, Kind, cover
from briefing.diagnostics import Span
from briefing.markdown.blocks import Flat, Run, flattened
from briefing.model import Bound, Citation, Dated, Figure, Period, Quantity, Statement, Where
from briefing.quantities import read_ambiguous, read_parts, read_periods, read_quantities, read_value

_PLAIN_NUMBER: Final = re.compile(r"[-−+]?\d[\d,]*(?:\.\d+)?")
_HEADER_MEASURE: Final = re.compile(r"(?:[(（,，]| in )(?:in )?(?P<inside>[^()（）,，]+)[)）]?$")
_MARKED_SCALE: Final = re.compile(r"([$¥€£]|[A-Z]{3})(?=[A-Za-z])")
"""A currency that a scale touches: `US$m`, `RMBbn`."""

_PERIODS: Final = ("day", "week", "month", "quarter", "year", "decade")

Placer = Callable[[Token, int, int], Span]
"""Where an offset in a block's inline text stands in the file."""


class Found(Struct, frozen=True):
    """All that was found in a note's text."""

    statements: tuple[Statement, ...]
    dated: tuple[Dated, ...]
    ambiguous: tuple[tuple[str, Span], ...]
    """Numbers that could be read in two ways, such as `1.800`."""


def find(tokens: Sequence[Token], cites: dict[int, tuple[Citation, ...]], names: Sequence[str], place: Placer) -> Found:
    """Find the numbers of a note and mark them in its tokens.

    `cites` are the citations by the number that their tokens carry.
    """
    flats = tuple(flattened(tokens))
    coverage = cover([flat.block for flat in flats])
    finder = _Finder(cites, names, place)
    for flat, covering in zip(flats, coverage, strict=True):
        finder.read(flat, covering, _measure_above(flat, flats))
    return Found(tuple(finder.statements), tuple(finder.dated), tuple(finder.ambiguous))


# --- header units ------------------------------------------------------------------------------


def _measure_above(flat: Flat, flats: Sequence[Flat]) -> Quantity | None:
    """One of what a cell's column counts in: `Revenue (RMB bn)` gives RMB 1bn."""
    cell = flat.block
    if cell.kind is not Kind.CELL:
        return None
    header = next(
        (
            other.block.text
            for other in flats
            if other.block.kind is Kind.HEADER and (other.block.table, other.block.column) == (cell.table, cell.column)
        ),
        "",
    )
    return _measure(header)


@lru_cache(maxsize=256)
def _measure(header: str) -> Quantity | None:
    match = _HEADER_MEASURE.search(header.strip())
    words = (match.group("inside") if match else header).strip()
    if any(sign.isdigit() for sign in words) or not words:
        return None
    first, _, rest = words.partition(" ")
    trials = (
        f"1 {words}",
        f"1{words}",
        f"{first} 1 {rest}",
        f"{first} 1{rest}",
        _MARKED_SCALE.sub(r"\g<1>1", words, 1),
    )
    read = [quantity for trial in trials if (quantity := read_value(trial)) and (quantity.unit or quantity.low != 1)]
    # `1 RMB bn` may be read as one yuan; `RMB 1 bn` takes in all that is written.
    measure = max(read, key=lambda quantity: quantity.low, default=None)
    return None if measure and not match and _is_period(words, measure) else measure


def _is_period(words: str, measure: Quantity) -> bool:
    """Whether a header such as `Year` or `年` says which one, where `Years` says how many."""
    return measure.unit in _PERIODS and not words.endswith("s")


def _measured(quantity: Quantity, measure: Quantity | None) -> Quantity:
    """A bare number in the unit and scale of its column."""
    if measure is None or quantity.unit:
        return quantity
    one = measure.low
    low, high, step = quantity.low * one, quantity.high * one, quantity.step * one
    return structs.replace(quantity, low=low, high=high, step=step, unit=measure.unit)


def _bare(text: str) -> tuple[Quantity, ...]:
    """A cell that is one plain number, however small, where its column says of what."""
    match = _PLAIN_NUMBER.fullmatch(text.strip())
    if not match:
        return ()
    value = Decimal(match.group().replace(",", "").replace("−", "-"))
    exponent = value.as_tuple().exponent
    start = text.find(match.group())
    end = start + len(match.group())
    step = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    return (Quantity(value, value, "", Bound.EXACT, step, start, end, start),)


# --- finding ------------------------------------------------------------------------------------


class _Finder:
    """Gathers what is found, block by block."""

    def __init__(self, cites: dict[int, tuple[Citation, ...]], names: Sequence[str], place: Placer) -> None:
        self.cites = cites
        self.names = names
        self.place = place
        self.statements: list[Statement] = []
        self.dated: list[Dated] = []
        self.ambiguous: list[tuple[str, Span]] = []

    def read(self, flat: Flat, coverage: Coverage, measure: Quantity | None) -> None:
        text = flat.block.text
        quantities = read_quantities(text, self.names) or (_bare(text) if measure else ())
        first = len(self.statements)
        for quantity in quantities:
            self.state(flat, _measured(quantity, measure), coverage.at(quantity.start))
        refused = read_ambiguous(text, self.names)
        self.ambiguous += [(text[start:end], self.span(flat, start, end)) for start, end in refused]
        periods = self.date(flat, coverage)
        if flat.block.kind is not Kind.HEADING:
            figures = zip(self.statements[first:], quantities, strict=True)
            _mark(flat, [*(_around(*figure) for figure in figures), *_times(periods)])
        self.read_attached(flat)

    def state(self, flat: Flat, quantity: Quantity, cites: Cites) -> None:
        marked = flat.span_at(quantity)
        heading = flat.block.kind is Kind.HEADING
        figure = Figure(
            quantity,
            flat.block.text[quantity.bound_start : quantity.end],
            self.span(flat, quantity.bound_start, quantity.end),
            () if (marked and (marked.id or marked.exempt)) or heading else self.grounds(cites),
        )
        self.statements.append(
            Statement(
                number=len(self.statements),
                figure=figure,
                where=Where.HEADING if heading else Where.TEXT,
                entry=marked.id if marked else "",
                exempt=bool(marked and marked.exempt),
            )
        )

    def read_attached(self, flat: Flat) -> None:
        """What stands beside the text: alt texts and tooltips, which repeat; words of a citation, which rest on it."""
        content = flat.inline.content
        for token in flat.inline.children or ():
            at = int(token.meta.get("at", 0))
            if token.type == "image":
                self.state_words(flat, token.content, at + len("!["), Where.ALT)
            if tip := str(token.attrs.get("title", "")):
                self.state_words(flat, tip, max(content.find(tip, at), at), Where.TOOLTIP)
            if token.type == "cite":
                for item, citation in zip(token.meta["items"], self.cites[token.meta["number"]], strict=True):
                    for words in filter(None, (item.prefix, item.suffix)):
                        self.state_words(flat, words, max(content.find(words, at), at), Where.TEXT, (citation,))

    def state_words(self, flat: Flat, words: str, at: int, where: Where, grounds: tuple[Citation, ...] = ()) -> None:
        for quantity in read_quantities(words, self.names):
            start, end = quantity.bound_start, quantity.end
            span = self.place(flat.inline, at + start, end - start)
            figure = Figure(quantity, words[start:end], span, grounds)
            self.statements.append(Statement(len(self.statements), figure, where))

    def date(self, flat: Flat, coverage: Coverage) -> list[Period]:
        """Take note of the periods that a citation covers."""
        covered = []
        for period in read_periods(flat.block.text):
            if grounds := self.grounds(coverage.at(period.start)):
                span = self.span(flat, period.start, period.end)
                self.dated.append(Dated(period.text, read_parts(period.text), span, grounds))
                covered.append(period)
        return covered

    def grounds(self, cites: Cites) -> tuple[Citation, ...]:
        return tuple(item for number in cites for item in self.cites.get(number, ()))

    def span(self, flat: Flat, start: int, end: int) -> Span:
        run = next((run for run in reversed(flat.runs) if run.start <= start), None)
        if run is None:
            return self.place(flat.inline, 0, 1)
        # The parser's own note of where a text ends; merged texts are neighbours in the file.
        written = run.token.meta.get("end", len(run.token.content)) - len(run.token.content)
        return self.place(flat.inline, written + start - run.start, end - start)


# --- marking ------------------------------------------------------------------------------------


class _Mark(Struct, frozen=True):
    """A pair of tokens, and the stretch of text that they go around."""

    start: int
    end: int
    opening: Token
    closing: Token
    whole: bool
    """Whether it goes around all of it or nothing; else around the part with most digits."""


def _around(statement: Statement, quantity: Quantity) -> _Mark:
    opening, closing = (
        Token(kind, "", 0, meta={"number": statement.number}) for kind in ("figure_open", "figure_close")
    )
    return _Mark(quantity.start, quantity.end, opening, closing, whole=False)


def _times(periods: Iterable[Period]) -> Iterator[_Mark]:
    """The periods that HTML can tell a machine: years, months and days."""
    for period in periods:
        if stamp := _stamp(period):
            opening = Token("time_open", "time", 1, attrs={"datetime": stamp})
            yield _Mark(period.start, period.end, opening, Token("time_close", "time", -1), whole=True)


def _stamp(period: Period) -> str:
    """A year, a month or a day as HTML's `datetime`; nothing for what it cannot say, such as a quarter."""
    first, last = period.first, period.last
    if first == last:
        return first.isoformat()
    if (first.day, last + timedelta(days=1)) == (1, date(first.year + first.month // 12, first.month % 12 + 1, 1)):
        return f"{first:%Y-%m}"
    return f"{first:%Y}" if (first, last) == (date(first.year, 1, 1), date(first.year, 12, 31)) else ""


def _mark(flat: Flat, marks: Iterable[_Mark]) -> None:
    """Set each pair of tokens, the last one first, so that offsets stay true."""
    for mark in sorted(marks, key=lambda mark: mark.start, reverse=True):
        runs = [run for run in flat.runs if run.start < mark.end and mark.start < run.start + len(run.token.content)]
        if runs and not _balanced(flat, runs):
            runs = [] if mark.whole else [max(runs, key=lambda run: sum(map(str.isdigit, run.token.content)))]
        if runs:
            _wrap(flat, runs[0], runs[-1], mark)


def _balanced(flat: Flat, runs: Sequence[Run]) -> bool:
    """Whether the texts stand in one element, with nothing but emphasis between them."""
    between = (flat.inline.children or [])[runs[0].child : runs[-1].child + 1]
    level, allowed = 0, {"text", "text_special", "softbreak", "em", "strong", "s"}
    for token in between:
        if token.type.rpartition("_")[0] not in allowed and token.type not in allowed:
            return False
        level += token.nesting
        if level < 0:
            return False
    return level == 0


def _wrap(flat: Flat, first: Run, last: Run, mark: _Mark) -> None:
    # Not the run's own token: a mark further on may have cut it already.
    children = flat.inline.children or []
    start = max(mark.start - first.start, 0)
    end = min(mark.end - last.start, len(last.token.content))
    mark.opening.meta["inside_link"] = _link_depth(children[: first.child]) > 0
    if first.child == last.child:
        before, within, after = _cut(children[first.child], start, end)
        pieces = [before, mark.opening, within, mark.closing, after]
        children[first.child : first.child + 1] = [piece for piece in pieces if piece.type != "text" or piece.content]
        return
    before, _, opening = _cut(children[first.child], start, start)
    closing, _, after = _cut(children[last.child], end, end)
    middle = children[first.child + 1 : last.child]
    children[first.child : last.child + 1] = [before, mark.opening, opening, *middle, closing, mark.closing, after]


def _cut(token: Token, start: int, end: int) -> tuple[Token, Token, Token]:
    texts = (token.content[:start], token.content[start:end], token.content[end:])
    before, within, after = (Token("text", "", 0, content=text, level=token.level) for text in texts)
    return before, within, after


def _link_depth(children: Sequence[Token]) -> int:
    return sum(token.nesting for token in children if token.type in ("link_open", "link_close"))
