"""The parsed archive: the numbers and periods of each paragraph with their context, each parsed once.

A number in a table may have several certain readings (with the currency of its table, and without one) and others
that are only likely; `matching` compares a claim with the certain ones first. A paragraph on which the parser fails is
reported, and the others are still read.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, TypeVar

from msgspec import Struct, structs

from briefing import lazy_re
from briefing.evidence.quantities import Identity, identity, read, read_cell, read_parts, read_quantities, readings
from briefing.evidence.quantities.minus_signs import triangles_of_losses
from briefing.evidence.quantities.multiples import multiples
from briefing.evidence.quantities.spellings import MONEY
from briefing.evidence.tables import (
    PLAIN,
    CellContext,
    cell_numbers,
    is_unscaled,
    read_measure,
    with_labels,
    with_measure,
)
from briefing.model import Citation, Locator, Quantity, Site
from briefing.model.diagnostics import Diagnostic, Rule, Severity
from briefing.verification.archive import FILES, ArchivedSource, Cell, Paragraph, UnreadableFile
from briefing.verification.number_periods import as_read

Archive = Callable[[str], ArchivedSource | None]
"""Returns the text of a source by its key, or None if the archive has none."""

Printed = Mapping[Identity, Sequence[tuple[Quantity, Paragraph]]]
"""The quantities of some paragraphs by their identity, with the paragraphs."""

T = TypeVar("T")
_Place = tuple[str, tuple[Locator, ...]]


class PassageNumbers(Struct, frozen=True):
    """The numbers of a paragraph."""

    certain: tuple[Quantity, ...] = ()
    likely: tuple[tuple[Quantity, str], ...] = ()
    """Numbers under measures that are only likely, with the labels of these measures."""
    bare: tuple[Quantity, ...] = ()
    """The numbers of cells without their context, if the context changes their value."""
    ambiguous: tuple[Quantity, ...] = ()
    """Every reading of ambiguous numbers."""


class Passages:
    """Parses texts of the archive on demand, with caches by source, citation and paragraph."""

    def __init__(self, site: Site, archive: Archive) -> None:
        self.site = site
        self.archive = archive
        self.known: dict[str, ArchivedSource | None] = {}
        self.unreadable: dict[str, str] = {}
        self.hints: dict[str, str] = {}
        self.pointed: dict[_Place, tuple[Paragraph, ...]] = {}
        self.sheets: dict[_Place, tuple[Paragraph, ...]] = {}
        self.read: dict[int, PassageNumbers] = {}
        self.printed: dict[_Place, Printed] = {}
        self.parts: dict[int, frozenset[str]] = {}
        self.dated: dict[_Place, frozenset[str]] = {}
        self.anywhere: dict[str, frozenset[str]] = {}
        self.failed: list[tuple[str, Paragraph, str]] = []

    def text(self, key: str) -> ArchivedSource | None:
        """The text of a source, None if the archive has none; one that cannot be parsed is reported by `problems`."""
        if key not in self.known:
            try:
                self.known[key] = self.archive(key)
            except UnreadableFile as error:
                self.known[key] = None
                self.unreadable[key], self.hints[key] = str(error), error.hint
        return self.known[key]

    def at(self, citation: Citation) -> tuple[Paragraph, ...]:
        """The paragraphs that a citation refers to."""
        return self.paragraphs(citation.key, citation.locators)

    def on_sheets(self, citation: Citation) -> tuple[Paragraph, ...]:
        """The paragraphs that a citation refers to if its pages count the file's sheets, except those of `at`."""
        where, text = (citation.key, citation.locators), self.text(citation.key)
        if where not in self.sheets:
            found = text.on_sheets(citation.locators) if text and text.printed else ()
            printed = set(map(id, self.at(citation)))
            self.sheets[where] = tuple(paragraph for paragraph in found if id(paragraph) not in printed)
        return self.sheets[where]

    def paragraphs(self, key: str, locators: tuple[Locator, ...]) -> tuple[Paragraph, ...]:
        """The paragraphs of a source at some locators; all of them if there are no locators."""
        if (key, locators) not in self.pointed:
            text = self.text(key)
            self.pointed[key, locators] = text.at(locators) if text else ()
        return self.pointed[key, locators]

    def whole(self, key: str) -> tuple[Paragraph, ...]:
        """All paragraphs of a source."""
        return self.paragraphs(key, ())

    def numbers(self, key: str, paragraph: Paragraph) -> PassageNumbers:
        """The numbers of a paragraph of a source."""
        # Paragraphs live as long as the cached texts, so that their `id` can be the key.
        if id(paragraph) not in self.read:
            self.read[id(paragraph)] = self.guarded(key, paragraph, self.read_numbers, PassageNumbers())
        return self.read[id(paragraph)]

    def identical(self, citation: Citation) -> Printed:
        """The certain numbers at a citation, by identity."""
        where = (citation.key, citation.locators)
        if where not in self.printed:
            found: dict[Identity, list[tuple[Quantity, Paragraph]]] = {}
            for paragraph in self.at(citation):
                for number in self.numbers(citation.key, paragraph).certain:
                    found.setdefault(identity(number), []).append((number, paragraph))
            self.printed[where] = found
        return self.printed[where]

    def periods(self, citation: Citation) -> frozenset[str]:
        """The parts of periods that a source prints at a citation."""
        where = (citation.key, citation.locators)
        if where not in self.dated:
            places = (*self.at(citation), *self.on_sheets(citation))
            self.dated[where] = frozenset().union(*(self.parts_of(citation.key, each) for each in places))
        return self.dated[where]

    def has_periods(self, key: str, parts: frozenset[str]) -> bool:
        """Whether a source prints all of some parts of periods anywhere; parsing stops once they are found."""
        left = parts - self.anywhere.get(key, frozenset())
        text = self.text(key)
        for paragraph in text.paragraphs if text and left else ():
            if left.isdisjoint(found := self.parts_of(key, paragraph)):
                continue
            self.anywhere[key] = self.anywhere.get(key, frozenset()) | found
            left -= found
            if not left:
                break
        return not left

    def parts_of(self, key: str, paragraph: Paragraph) -> frozenset[str]:
        """The parts of periods in a paragraph, and in the headers and labels of its cells."""
        if id(paragraph) not in self.parts:
            self.parts[id(paragraph)] = self.guarded(key, paragraph, lambda _, each: _parts(each), frozenset())
        return self.parts[id(paragraph)]

    def guarded(self, key: str, paragraph: Paragraph, work: Callable[[str, Paragraph], T], nothing: T) -> T:
        """The result of a parser on a paragraph; `nothing` if it raises, in which case `problems` reports it."""
        try:
            return work(key, paragraph)
        except Exception as error:  # sources are untrusted, and none may stop the run
            self.failed.append((key, paragraph, f"{type(error).__name__}: {error}"))
            return nothing

    def read_numbers(self, key: str, paragraph: Paragraph) -> PassageNumbers:
        paragraph = structs.replace(paragraph, text=_with_durations(paragraph.text))
        names = self.site.settings.names
        currency = self.currency(key)
        if not paragraph.cells:
            text = read(paragraph.text, names, currency)
            either = (each for span in text.ambiguous for each in readings(paragraph.text, *span))
            certain = (*with_labels(paragraph.text, text.quantities), *multiples(paragraph.text))
            return PassageNumbers(certain, ambiguous=tuple(either))
        own = (cell for cell in paragraph.cells if not cell.is_broken and not _is_of_a_note(paragraph.text, cell))
        found = [_read_cell(paragraph.text, cell, names, currency) for cell in own]
        rest = read_quantities(_without_cells(paragraph), names, currency)
        return PassageNumbers(
            (*rest, *(number for numbers in found for number in numbers.certain)),
            tuple(number for numbers in found for number in numbers.likely),
            tuple(number for numbers in found for number in numbers.bare),
            tuple(number for numbers in found for number in numbers.ambiguous),
        )

    def currency(self, key: str) -> Mapping[str, str]:
        """The currencies of symbols that are configured for a source."""
        return self.site.bibliography.sources[key].custom.currencies

    def problems(self) -> Iterator[Diagnostic]:
        """A diagnostic for each text and paragraph that could not be parsed."""
        for key, message in sorted(self.unreadable.items()):
            place = self.site.bibliography.spans[key]
            correction = self.hints[key] or f"save the text again, as KEY{FILES}"
            hint = f"{correction}; until then its figures stay as they were"
            yield Diagnostic(Rule.UNREADABLE_SOURCE, f"the text of `{key}` cannot be read: {message}", place, hint)
        for key, paragraph, message in self.failed:
            words = f"{self.where(key, paragraph)} could not be read: {message}"
            place = self.site.bibliography.spans[key]
            hint = "figures of that passage are not found; report it as a bug in the program"
            yield Diagnostic(Rule.UNREADABLE_SOURCE, words, place, hint, Severity.WARNING)

    def where(self, key: str, paragraph: Paragraph) -> str:
        """The place of a paragraph in words."""
        text = self.text(key)
        return f"`{key}`, {text.place(paragraph)}" if text else f"`{key}`"


_IN_A_NAME: Final = lazy_re.compile(r"(?<=[0-9][-‐‑])(?:Year|Quarter|Month|Week|Day|Hour|Minute)(?![A-Za-z])")
"""A capitalised duration: a name in a note (`a 90-Day Notice`), but in a source it may support a claim (`10-Year`)."""


def _with_durations(text: str) -> str:
    """A text with capitalised durations in lower case, so that they are parsed as quantities."""
    return _IN_A_NAME.sub(lambda found: found[0].lower(), text)


_QUARTER_DAY: Final = lazy_re.compile(r"\d{4}-(0[147]|10)-01")
"""The day by which a file of data names a quarter."""


def _parts(paragraph: Paragraph) -> frozenset[str]:
    cells = (paragraph.text[cell.start : cell.end] for cell in paragraph.cells)
    above = (text for cell in paragraph.cells for text in (as_read(cell.context.header), cell.context.label))
    texts = {_without_cells(paragraph), *cells, *above}
    quarters = (f"Q{int(day[1]) // 3 + 1}" for text in texts if (day := _QUARTER_DAY.fullmatch(text)))
    return frozenset(quarters).union(*map(read_parts, texts))


def _without_cells(paragraph: Paragraph) -> str:
    """The text of a paragraph with its cells blanked, at the same offsets."""
    text = list(paragraph.text)
    for cell in paragraph.cells:
        text[cell.start : cell.end] = "\ufffc" * (cell.end - cell.start)
    return "".join(text)


# --- the numbers of a cell -------------------------------------------------------------------------


_SEPARATOR: Final = lazy_re.compile(r"(?<=\d)[.,](?=\d)")
_NOTE_HEADS: Final = lazy_re.compile(r"\b(?:notes?|ref)\b\.?|附注|附註|\banm\.", re.I)
_NOTE: Final = lazy_re.compile(
    r"\d{1,2}(?:[.(][\da-z]{1,2}\)?)*(?:\s?(?:,|&|and|、)\s?\d{1,2}(?:[.(][\da-z]{1,2}\)?)*)*"
)


def _is_of_a_note(text: str, cell: Cell) -> bool:
    """Whether a cell refers to a note to the accounts: `12` in a column headed `Note`, and at most a measure."""
    header = cell.context.header
    found = _NOTE_HEADS.search(header)
    if found is None or not _NOTE.fullmatch(text[cell.start : cell.end].strip()):
        return False
    rest = f"{header[: found.start()]} {header[found.end() :]}".strip()
    return not rest or read_measure(rest) is not None


def _read_cell(text: str, cell: Cell, names: Sequence[str], currency: Mapping[str, str]) -> PassageNumbers:
    """The numbers of a cell, in all readings that its context allows."""
    if currency:
        cell = structs.replace(cell, context=_in_currency(cell.context, currency))
    shown = _read_printed(text[cell.start : cell.end], cell, names, currency)
    if not cell.stored:
        return shown
    return _with_stored(shown, cell, names, currency)


def _with_stored(
    shown: PassageNumbers, cell: Cell, names: Sequence[str], currency: Mapping[str, str]
) -> PassageNumbers:
    """The numbers of a cell, with those stored in it, which may have more digits or thousands that are not shown."""
    measure = cell.context.measure
    full = structs.replace(measure, scale=PLAIN.scale) if cell.is_scaled else measure
    stored = _read_printed(
        cell.stored, structs.replace(cell, context=structs.replace(cell.context, measure=full)), names, currency
    )
    in_cell = (structs.replace(each, start=cell.start, end=cell.end, bound_start=cell.start) for each in stored.certain)
    return structs.replace(shown, certain=(*shown.certain, *in_cell))


def _read_printed(printed: str, cell: Cell, names: Sequence[str], currency: Mapping[str, str]) -> PassageNumbers:
    printed = _with_minus(printed, cell)
    if cell.context.has_commas:
        printed = _SEPARATOR.sub(lambda found: "." if found[0] == "," else ",", printed)
    certain: list[Quantity] = []
    likely: list[tuple[Quantity, str]] = []
    bare: list[Quantity] = []
    for number in _negated_by_neighbours(cell_numbers(printed, names, currency), cell):
        inside = printed[number.start : number.end]
        readings = tuple(dict.fromkeys(_readings(number, inside, cell)))
        certain += (_shifted(reading, cell.start) for reading in readings)
        for measure in cell.context.likely:
            if (scaled := with_measure(number, inside, measure)) not in readings:
                likely.append((_shifted(scaled, cell.start), measure.label))
        if number not in readings:
            bare.append(_shifted(number, cell.start))
    return PassageNumbers(
        tuple(certain), tuple(likely), tuple(bare), tuple(_ambiguous_readings(printed, cell, names, currency))
    )


def _with_minus(printed: str, cell: Cell) -> str:
    """The text of a cell with a minus sign for the triangle by which Japanese and Korean accounts mark a loss."""
    if printed[:1] not in ("△", "▲"):
        return printed
    context = cell.context
    language = f"{context.label} {context.header} {context.measure.label} {'円' if context.money == 'JPY' else ''}"
    return f"-{printed[1:]}" if printed[0] in triangles_of_losses(language) else printed


def _ambiguous_readings(
    printed: str, cell: Cell, names: Sequence[str], currency: Mapping[str, str]
) -> Iterator[Quantity]:
    """Every reading of a cell's ambiguous numbers, in the measure of the cell."""
    for start, end in read_cell(printed, names, currency).ambiguous:
        for number in readings(printed, start, end):
            yield _shifted(with_measure(number, f"{abs(number.low):f}", cell.context.measure), cell.start)


def _negated_by_neighbours(numbers: Sequence[Quantity], cell: Cell) -> Sequence[Quantity]:
    """The numbers of a cell; a single one is negative if the cells beside it hold its brackets."""
    if not cell.context.is_loss or len(numbers) != 1 or numbers[0].low < 0:
        return numbers
    return (structs.replace(numbers[0], low=-numbers[0].high, high=-numbers[0].low),)


def _in_currency(context: CellContext, currency: Mapping[str, str]) -> CellContext:
    """The context of a cell with the currency symbols as configured for the source."""
    measure = context.measure
    for symbol, code in currency.items():
        usual = read_measure(symbol)
        if usual and re.search(rf"(?<![A-Z]){re.escape(symbol)}", measure.label) and measure.unit == usual.unit:
            measure = structs.replace(measure, unit=code)
        if usual and context.money == usual.unit:
            context = structs.replace(context, money=code)
    return structs.replace(context, measure=measure)


def _readings(number: Quantity, printed: str, cell: Cell) -> Iterator[Quantity]:
    """The certain readings of a number: in its measure, in the table's currency, and without a currency.

    The last only if just a heading names the currency: the scale matters, and a claim may leave the currency to its
    context.
    """
    measure = cell.context.measure
    found = with_measure(number, printed, measure)
    yield found
    money = cell.context.money
    if money and not found.unit:
        yield structs.replace(found, unit=money)
    if found.unit in MONEY and measure.scale != 1 and is_unscaled(number, printed):
        yield structs.replace(found, unit="", noun="money")


def _shifted(number: Quantity, by: int) -> Quantity:
    return structs.replace(number, start=number.start + by, end=number.end + by, bound_start=number.bound_start + by)
