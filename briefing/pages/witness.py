"""Makes the evidence of figures, for the pages that show it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from itertools import starmap
from typing import NamedTuple

from msgspec import Struct, structs

from briefing.figures import inputs
from briefing.model import (
    CONTRADICTED,
    Caveat,
    Citation,
    Definition,
    Entry,
    Figure,
    Figured,
    FigureKind,
    Note,
    Outcome,
    Quantity,
    Source,
    Standing,
    Statement,
    Verification,
    Where,
    address,
    words_for,
)
from briefing.pages.evidence import (
    CaveatView,
    Day,
    EvidenceView,
    FigureMark,
    GuidanceRow,
    InputView,
    LedgerRow,
    PlaceView,
    Tally,
)
from briefing.quantities import Verdict, read_periods, read_value, supports
from briefing.references import Style
from briefing.resolve import source_address
from briefing.view import View

OURS = {FigureKind.DERIVED, FigureKind.OPINION}
STANDING_WELL = {Outcome.VERIFIED.value, Outcome.ROUNDED.value}
IDENTIFIER = 12
"""Digits of a claim that make an id: enough that no two of a site are alike."""


class Stated(Struct, frozen=True):
    """A statement, and what is known of it."""

    statement: Statement
    figure: Figure
    """What is verified."""
    definition: Definition | None
    target: str
    """The id of its evidence; empty where there is none to show."""
    found: Verification | None
    """What the lock remembers of it."""
    state: str


class Gathered(NamedTuple):
    """What an endnote is about."""

    figure: Figure
    """What is verified."""
    definition: Definition | None
    """Its entry in the ledger."""
    found: Verification | None
    """What the lock remembers of it."""
    text: str
    """As it is printed."""


class Witness:
    """Knows, of every figure of a site, what bears it out."""

    def __init__(self, view: View, style: Style, day: Callable[[date], Day]) -> None:
        self.view = view
        self.books = view.books
        self.style = style
        self.words = style.words
        self.day = day

    # one figure

    def evidence(self, target: str, gathered: Gathered, uses: tuple[str, ...]) -> EvidenceView:
        figure, definition, found, text = gathered
        entry = definition.entry if definition else None
        state = _state(found, entry)
        known = tuple(self.known(figure))
        return EvidenceView(
            id=target,
            text=text,
            label=entry.label if entry else "",
            period=entry.period if entry else "",
            kind=self.words.kinds[entry.kind] if entry else "",
            state=state,
            outcome=self.words.outcomes[state],
            day=self.day(found.date) if found else None,
            places=tuple(starmap(self.place, known)),
            caveats=tuple(self.caveats(figure, known)),
            formula=entry.formula if entry else "",
            inputs=tuple(self.inputs(definition)) if definition else (),
            basis=entry.basis if entry else "",
            uses=uses,
        )

    def target(self, figure: Figure, entry: Entry | None) -> str:
        """The id of a figure's evidence: the ledger's, else the claim's."""
        return f"fig.{entry.id if entry else figure.claim[:IDENTIFIER]}"

    def place(self, citation: Citation, source: Source) -> PlaceView:
        locators = self.style.locators(citation.locators)
        return PlaceView(self.style.label(source), source.custom.via, source_address(source.id), locators)

    def known(self, figure: Figure) -> Iterator[tuple[Citation, Source]]:
        """The citations of a figure whose source there is, each place once."""
        cited: Iterable[Citation] = figure.grounds
        if len(figure.grounds) > 1:
            cited = {(c.key, c.locators): c for c in figure.grounds}.values()
        for citation in cited:
            if source := self.view.source(citation.key):
                yield citation, source

    def caveats(self, figure: Figure, known: Iterable[tuple[Citation, Source]]) -> Iterator[CaveatView]:
        for citation, source in known:
            for caveat in source.custom.caveats:
                if caveat.concerns(citation.locators) and _names(caveat, figure.quantity):
                    yield self.caveat(caveat)

    def caveat(self, caveat: Caveat) -> CaveatView:
        places = self.style.locators(caveat.at)
        return CaveatView(places, caveat.figures, caveat.says, caveat.reading)

    def inputs(self, definition: Definition) -> Iterator[InputView]:
        for found in inputs(self.books, definition):
            yield InputView(found.entry.label, found.entry.figure.text, found.entry.period, self.path(found))

    def path(self, definition: Definition) -> str:
        """Where a ledger figure's evidence stands: on the page of the note that defines it."""
        return f"{address(definition.note)}#fig.{definition.entry.id}"

    # one note

    def stated(self, note: Note) -> tuple[Stated, ...]:
        """What is known of each statement of a note."""
        return tuple(self.known_of(statement, note) for statement in note.body.statements)

    def known_of(self, statement: Statement, note: Note) -> Stated:
        printed = self.view.grounded(statement.figure)
        definition = self.definition(statement, printed, note)
        entry = definition.entry if definition else None
        # Of a span the ledger's own figure is verified, else what is printed.
        figure = entry.figure if entry and statement.entry else printed
        shown = not statement.exempt and bool(definition or printed.grounds)
        found = self.view.verification(figure) if shown else None
        return Stated(
            statement=statement,
            figure=figure,
            definition=definition,
            target=self.target(figure, entry) if shown else "",
            found=found,
            state="exempt" if statement.exempt else _state(found, entry) if shown else "uncited",
        )

    def definition(self, statement: Statement, printed: Figure, note: Note) -> Definition | None:
        """The ledger's entry for a statement: the one it names, else the one that claims the same."""
        if statement.entry:
            return self.books.at(statement.entry, note.front.date)
        if not printed.grounds or not self.view.has_figures():
            return None
        return self.view.claimed(printed.claim)

    def mark(self, part: Figured, stated: Stated) -> FigureMark:
        """What stands around a figure in the text."""
        return FigureMark(
            id=f"n.{part.number + 1}",
            target=stated.target,
            value=_machine(stated.statement.figure.quantity),
            state=stated.state,
            inside_link=part.inside_link,
        )

    def note_evidence(self, note: Note, stated: Sequence[Stated]) -> tuple[EvidenceView, ...]:
        """An endnote for each figure that a note states, leads with or defines, each once."""
        marked = {part.number for part in note.body.parts if isinstance(part, Figured)}
        gathered: dict[str, Gathered] = {}
        uses: dict[str, list[str]] = defaultdict(list)
        for each in stated:
            if each.target and each.statement.number in marked:
                printed = each.definition.entry.figure if each.definition else each.statement.figure
                gathered.setdefault(each.target, Gathered(each.figure, each.definition, each.found, printed.text))
                uses[each.target].append(f"n.{each.statement.number + 1}")
        for definition in self.defined(note):
            entry = definition.entry
            found = Gathered(entry.figure, definition, self.view.verification(entry.figure), entry.figure.text)
            gathered.setdefault(self.target(entry.figure, entry), found)
        return tuple(self.evidence(target, about, tuple(uses[target])) for target, about in gathered.items())

    def defined(self, note: Note) -> Iterator[Definition]:
        """The figures that a note leads with, those of its charts, and those that it defines."""
        for name in (*note.front.headline, *note.body.charted, *(entry.id for entry in note.ledger)):
            if definition := self.books.at(name, note.front.date):
                yield definition

    def headline(self, note: Note) -> tuple[LedgerRow, ...]:
        """The figures that a note leads with."""
        found = (self.books.at(name, note.front.date) for name in note.front.headline)
        return tuple(self.row(item, f"#fig.{item.entry.id}") for item in found if item)

    def tally(self, stated: Sequence[Stated]) -> Tally:
        """How the figures of a note stand, statement by statement."""
        states = [each.state for each in stated if each.statement.where is Where.TEXT]
        stand = sum(map(states.count, STANDING_WELL))
        ours = sum(map(states.count, ("derived", "opinion", "as-read")))
        exempt = states.count("exempt")
        rest = len(states) - stand - ours - exempt
        tally = Tally(len(states), stand, ours, exempt, rest, "")
        return structs.replace(tally, sentence=self.sentence(tally))

    def sentence(self, tally: Tally) -> str:
        if not tally.total:
            return ""
        said = [words_for(self.words.figures_stand, tally.total, tally.stand, tally.total)]
        parts = ((self.words.figures_ours, tally.ours), (self.words.figures_exempt, tally.exempt))
        said += [words_for(count, number, number) for count, number in parts if number]
        said += (
            [words_for(self.words.figures_unverified, tally.unverified, tally.unverified)] if tally.unverified else []
        )
        return self.words.comma.join(said) + self.words.stop

    # the whole site

    def row(self, definition: Definition, path: str = "") -> LedgerRow:
        entry, note = definition.entry, self.view.card(definition.note)
        state = _state(self.view.verification(entry.figure), entry)
        titles = {segment.id: segment.title for segment in self.view.settings.segments}
        return LedgerRow(
            id=entry.id,
            label=entry.label,
            text=entry.figure.text,
            value=_machine(entry.figure.quantity),
            period=entry.period,
            until=_until(entry.period),
            kind=self.words.kinds[entry.kind],
            state=state,
            outcome=self.words.outcomes[state],
            places=tuple(starmap(self.place, self.known(entry.figure))),
            note=note.title,
            segment=titles.get(note.segment, ""),
            path=path or self.path(definition),
        )

    def ledger(self) -> tuple[LedgerRow, ...]:
        """Every figure, in the order of the notes and of their ledgers."""
        return tuple(self.row(definition) for definition in self.view.latest())

    def guidance_row(self, definition: Definition) -> GuidanceRow:
        """What management said would happen, and what became of it."""
        entry = definition.entry
        status = entry.status or Standing.OPEN
        overdue = status is Standing.OPEN and entry.due_by is not None and entry.due_by < self.view.as_of()
        return GuidanceRow(
            row=self.row(definition),
            due=entry.due,
            due_iso=entry.due_by.isoformat() if entry.due_by else "",
            status=status.value,
            status_label=self.words.standings[status],
            is_overdue=overdue,
            outcome=entry.outcome.text if entry.outcome else "",
        )


def _state(found: Verification | None, entry: Entry | None) -> str:
    """What is known of a figure, of which the lock remembers this."""
    if entry and entry.kind in OURS:
        return entry.kind.value
    return found.outcome.value if found and found.outcome not in CONTRADICTED else "unverified"


def _machine(quantity: Quantity) -> str:
    """A value for `<data>`: `550000`, `500/700` for a range, the unit behind a space."""
    return f"{'/'.join(dict.fromkeys(quantity.ends))} {quantity.unit}".strip()


@cache
def _until(period: str) -> str:
    """The last day of a time, as far as it is in the calendar."""
    return max((found.last.isoformat() for found in read_periods(period)), default="")


def _names(caveat: Caveat, quantity: Quantity) -> bool:
    """Whether a caveat is about a figure; one that names none is about all of its places."""
    if not caveat.figures:
        return True
    named = (item for item in map(read_value, caveat.figures) if item)
    return any(supports(quantity, item).rank <= Verdict.RANGE_END.rank for item in named)
