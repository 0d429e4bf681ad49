"""Makes the evidence of figures, for the pages that show it."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date

from msgspec import structs

from briefing.figures import inputs
from briefing.model import (
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
    Site,
    Standing,
    Statement,
    Where,
    Words,
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
from briefing.quantities import Match, compare, read_value
from briefing.references import format_locators, label
from briefing.resolve import source_address

OURS = {FigureKind.DERIVED, FigureKind.OPINION}
STANDING_WELL = {Outcome.VERIFIED, Outcome.ROUNDED, Outcome.QUALIFIER_DIFFERS}
_ABOUT_IT = {Match.SAME, Match.ROUNDED, Match.BOUND_DIFFERS, Match.RANGE_END}
IDENTIFIER = 12
"""Digits of a claim that make an id: enough that no two of a site are alike."""


class Witness:
    """Knows, of every figure of a site, what bears it out."""

    def __init__(self, site: Site, words: Words, day: Callable[[date], Day]) -> None:
        self.site = site
        self.words = words
        self.day = day
        self.by_claim = {
            site.grounded(definition.entry.figure).claim: definition
            for definition in reversed(site.books.latest())
            if definition.entry.figure.grounds
        }

    # one figure

    def state(self, figure: Figure, entry: Entry | None) -> str:
        """What is known of a figure, as a word for styles."""
        if entry and entry.kind in OURS:
            return entry.kind.value
        found = self.site.verification(figure)
        return found.outcome.value if found else "unverified"

    def evidence(self, figure: Figure, definition: Definition | None, uses: tuple[str, ...], text: str) -> EvidenceView:
        entry = definition.entry if definition else None
        found = self.site.verification(figure)
        state = self.state(figure, entry)
        return EvidenceView(
            id=self.target(figure, entry),
            text=text,
            label=entry.label if entry else "",
            period=entry.period if entry else "",
            kind=self.words.kinds[entry.kind] if entry else "",
            state=state,
            outcome=self.words.outcomes[state],
            day=self.day(found.date) if found else None,
            places=tuple(self.places(figure)),
            caveats=tuple(self.caveats(figure)),
            formula=entry.formula if entry else "",
            inputs=tuple(self.inputs(definition)) if definition else (),
            basis=entry.basis if entry else "",
            uses=uses,
        )

    def target(self, figure: Figure, entry: Entry | None) -> str:
        """The id of a figure's evidence: the ledger's, else the claim's."""
        return f"fig.{entry.id if entry else self.site.grounded(figure).claim[:IDENTIFIER]}"

    def places(self, figure: Figure) -> Iterator[PlaceView]:
        for citation in self.known(figure):
            source = self.site.bibliography.sources[citation.key]
            locators = format_locators(citation.locators, self.words)
            yield PlaceView(label(source, self.words), source.custom.via, source_address(source.id), locators)

    def known(self, figure: Figure) -> tuple[Citation, ...]:
        """The citations of a figure whose source there is, each place once."""
        return tuple({(c.key, c.locators): c for c in self.site.grounded(figure).grounds}.values())

    def caveats(self, figure: Figure) -> Iterator[CaveatView]:
        for citation in self.known(figure):
            for caveat in self.site.bibliography.sources[citation.key].custom.caveats:
                if caveat.concerns(citation.locators) and _names(caveat, figure.quantity):
                    yield self.caveat(caveat)

    def caveat(self, caveat: Caveat) -> CaveatView:
        places = format_locators(caveat.at, self.words)
        return CaveatView(places, caveat.figures, caveat.says, caveat.reading)

    def inputs(self, definition: Definition) -> Iterator[InputView]:
        for found in inputs(self.site.books, definition):
            yield InputView(found.entry.label, found.entry.figure.text, found.entry.period, self.path(found))

    def path(self, definition: Definition) -> str:
        """Where a ledger figure's evidence stands: on the page of the note that defines it."""
        return f"{self.site.by_path[definition.note].address}#fig.{definition.entry.id}"

    # one note

    def definition(self, statement: Statement, note: Note) -> Definition | None:
        """The ledger's entry for a statement: the one it names, else the one that claims the same."""
        if statement.entry:
            return self.site.books.at(statement.entry, note.front.date)
        figure = self.site.grounded(statement.figure)
        return self.by_claim.get(figure.claim) if figure.grounds else None

    def mark(self, part: Figured, note: Note) -> FigureMark:
        """What stands around a figure in the text."""
        statement = note.body.statements[part.number]
        definition = self.definition(statement, note)
        shown = bool(definition or self.known(statement.figure)) and not statement.exempt
        entry = definition.entry if definition else None
        figure = _figure(statement, entry)
        return FigureMark(
            id=f"n.{part.number + 1}",
            target=self.target(figure, entry) if shown else "",
            value=_machine(statement.figure.quantity),
            state="exempt" if statement.exempt else self.state(figure, entry) if shown else "uncited",
            inside_link=part.inside_link,
        )

    def note_evidence(self, note: Note) -> tuple[EvidenceView, ...]:
        """An endnote for each figure that a note states, leads with or defines, each once."""
        marked = {part.number: part for part in note.body.parts if isinstance(part, Figured)}
        gathered: dict[str, tuple[Figure, Definition | None, str]] = {}
        uses: dict[str, list[str]] = defaultdict(list)
        for statement in note.body.statements:
            if statement.number not in marked:
                continue
            mark = self.mark(marked[statement.number], note)
            if mark.target:
                definition = self.definition(statement, note)
                figure = _figure(statement, definition.entry if definition else None)
                text = definition.entry.figure.text if definition else statement.figure.text
                gathered.setdefault(mark.target, (figure, definition, text))
                uses[mark.target].append(mark.id)
        for definition in self.defined(note):
            entry = definition.entry
            gathered.setdefault(self.target(entry.figure, entry), (entry.figure, definition, entry.figure.text))
        return tuple(
            self.evidence(figure, definition, tuple(uses[target]), text)
            for target, (figure, definition, text) in gathered.items()
        )

    def defined(self, note: Note) -> Iterator[Definition]:
        """The figures that a note leads with, those of its charts, and those that it defines."""
        charted = (point.name for chart in note.body.charts for point in chart.points)
        for name in (*note.front.headline, *charted, *(entry.id for entry in note.ledger)):
            if definition := self.site.books.at(name, note.front.date):
                yield definition

    def headline(self, note: Note) -> tuple[LedgerRow, ...]:
        """The figures that a note leads with."""
        found = (self.site.books.at(name, note.front.date) for name in note.front.headline)
        return tuple(self.row(item, f"#fig.{item.entry.id}") for item in found if item)

    def tally(self, note: Note) -> Tally:
        """How the figures of a note stand, statement by statement."""
        states = [self.statement_state(s, note) for s in note.body.statements if s.where is Where.TEXT]
        stand = sum(state in {outcome.value for outcome in STANDING_WELL} for state in states)
        ours = sum(state in {"derived", "opinion", "as-read"} for state in states)
        exempt = states.count("exempt")
        rest = len(states) - stand - ours - exempt
        tally = Tally(len(states), stand, ours, exempt, rest, "")
        return structs.replace(tally, sentence=self.sentence(tally))

    def statement_state(self, statement: Statement, note: Note) -> str:
        if statement.exempt:
            return "exempt"
        definition = self.definition(statement, note)
        if definition is None and not self.known(statement.figure):
            return "uncited"
        entry = definition.entry if definition else None
        return self.state(_figure(statement, entry), entry)

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
        entry, note = definition.entry, self.site.by_path[definition.note]
        state = self.state(entry.figure, entry)
        titles = {segment.id: segment.title for segment in self.site.settings.segments}
        return LedgerRow(
            id=entry.id,
            label=entry.label,
            text=entry.figure.text,
            period=entry.period,
            kind=self.words.kinds[entry.kind],
            state=state,
            outcome=self.words.outcomes[state],
            places=tuple(self.places(entry.figure)),
            note=note.front.title,
            segment=titles.get(note.front.segment, ""),
            path=path or self.path(definition),
        )

    def ledger(self) -> tuple[LedgerRow, ...]:
        """Every figure, in the order of the notes and of their ledgers."""
        order = {note.path: i for i, note in enumerate(self.site.notes)}
        inside = {id(entry): i for note in self.site.notes for i, entry in enumerate(note.ledger)}
        latest = sorted(self.site.books.latest(), key=lambda d: (order[d.note], inside[id(d.entry)]))
        return tuple(self.row(definition) for definition in latest)

    def guidance(self, segment: str | None = None) -> tuple[GuidanceRow, ...]:
        """What management said would happen, by the day it falls due; of one segment or of all."""
        found = [
            definition
            for definition in self.site.books.latest()
            if definition.entry.kind is FigureKind.GUIDANCE
            and (segment is None or self.site.by_path[definition.note].front.segment == segment)
        ]
        ordered = sorted(found, key=lambda d: (d.entry.due_by or date.max, d.entry.id))
        return tuple(self.guidance_row(definition) for definition in ordered)

    def guidance_row(self, definition: Definition) -> GuidanceRow:
        entry = definition.entry
        status = entry.status or Standing.OPEN
        overdue = status is Standing.OPEN and entry.due_by is not None and entry.due_by < self.site.as_of
        return GuidanceRow(
            row=self.row(definition),
            due=entry.due,
            due_iso=entry.due_by.isoformat() if entry.due_by else "",
            status=status.value,
            status_label=self.words.standings[status],
            is_overdue=overdue,
            outcome=entry.outcome.text if entry.outcome else "",
        )


def _figure(statement: Statement, entry: Entry | None) -> Figure:
    """What is verified: of a span the ledger's own figure, else what is printed."""
    return entry.figure if entry and statement.entry else statement.figure


def _machine(quantity: Quantity) -> str:
    """A value for `<data>`: `550000`, `500/700` for a range, the unit behind a space."""
    return f"{'/'.join(dict.fromkeys(quantity.ends))} {quantity.unit}".strip()


def _names(caveat: Caveat, quantity: Quantity) -> bool:
    """Whether a caveat is about a figure; one that names none is about all of its places."""
    if not caveat.figures:
        return True
    named = (item for item in map(read_value, caveat.figures) if item)
    return any(compare(quantity, item) in _ABOUT_IT for item in named)
