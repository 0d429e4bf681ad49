"""Builds the evidence of figures: their states, the places that support them, their calculations."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from msgspec import Struct

from briefing.citations.references import Style
from briefing.evidence.calculator import inputs
from briefing.evidence.formulas import terms
from briefing.evidence.states import Assessment, detail, label, sentence
from briefing.model import (
    ID,
    STATE_SYMBOLS,
    Caveat,
    Citation,
    Definition,
    Entry,
    Figure,
    FigureHole,
    FigureKind,
    Grade,
    GuidanceStatus,
    Note,
    NotePart,
    Outcome,
    Quantity,
    Source,
    State,
    Statement,
    page_path,
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
    StateView,
    Tally,
    TallyPart,
    TermView,
)
from briefing.pages.places import natural, place_address, source_url
from briefing.site import View
from briefing.site.resolver import Resolver

_UNSUPPORTED: Final = Assessment(State.UNCHECKED)
"""The assessment of a figure without a citation."""
_OPERATORS: Final = {"*": "×", "/": "÷", "-": "−"}
ID_DIGITS: Final = 12
"""Digits of a claim that make an id: enough for unique ids within a site."""


class StatementEvidence(Struct, frozen=True):
    """A statement, and the evidence for it."""

    statement: Statement
    figure: Figure
    """What is verified."""
    definition: Definition | None
    target: str
    """The id of its evidence; empty where there is none to show."""
    known: Assessment | None
    """Nothing of what is exempt on purpose."""


class EndnoteData(NamedTuple):
    """The data of an endnote."""

    figure: Figure
    """What is verified."""
    definition: Definition | None
    """Its entry in the ledger."""
    known: Assessment
    text: str
    """As it is printed."""


class EvidenceBuilder:
    """Builds the evidence of the figures of a site."""

    def __init__(self, view: View, style: Style, day: Callable[[date], Day]) -> None:
        self.view = view
        self.resolver = Resolver(view)
        self.ledger = view.ledger
        self.style = style
        self.words = style.words
        self.day = day
        self.states: dict[tuple[State, State | None, Outcome | None], StateView] = {}

    # one figure

    def evidence(self, target: str, endnote: EndnoteData, uses: tuple[str, ...]) -> EvidenceView:
        figure, definition, known, text = endnote
        entry = definition.entry if definition else None
        return EvidenceView(
            id=target,
            text=text,
            label=entry.label if entry else "",
            period=self.style.period(entry.period) if entry else "",
            kind=self.words.kinds[entry.kind] if entry else "",
            state=self.state(known),
            day=self.day(known.verification.date) if known.verification else None,
            places=self.places(figure),
            caveats=tuple(map(self.caveat, known.caveats)),
            equation=tuple(self.equation(definition)) if definition else (),
            inputs=tuple(self.inputs(definition)) if definition else (),
            basis=entry.basis if entry else "",
            uses=uses,
        )

    def target(self, figure: Figure, entry: Entry | None) -> str:
        """The id of a figure's evidence: the ledger's, else that of its claim for its period."""
        return f"fig.{entry.id if entry else figure.lock_key[:ID_DIGITS]}"

    def place(self, citation: Citation, source: Source, printed: str) -> PlaceView:
        at = citation.locators
        return PlaceView(
            source=self.name(source),
            via=source.custom.via,
            path=place_address(source.id, at),
            locators=self.style.locators(at),
            url=source_url(source, at, printed),
            order=natural(at),
        )

    def name(self, source: Source) -> str:
        """The name of a source, unique within the site."""
        return self.style.short(source, self.resolver.suffix(source.id))

    def places(self, figure: Figure) -> tuple[PlaceView, ...]:
        """The places that support a figure, each by itself."""
        return tuple(self.place(citation, source, figure.text) for citation, source in self.known(figure))

    def known(self, figure: Figure) -> Iterator[tuple[Citation, Source]]:
        """The citations of a figure with their sources, each place once, without those of unknown sources."""
        cited: Iterable[Citation] = figure.citations
        if len(figure.citations) > 1:
            cited = {(c.key, c.locators): c for c in figure.citations}.values()
        for citation in cited:
            if source := self.resolver.source(citation.key):
                yield citation, source

    def assess(self, definition: Definition) -> Assessment:
        """The assessment of a ledger figure."""
        return self.resolver.assess_defined(definition.entry.figure, definition)

    def state(self, known: Assessment) -> StateView:
        """A state in the site's language, cached, since most figures share one of a few."""
        if known.reading:
            return self.state_view(known)
        outcome = known.verification.outcome if known.verification else None
        key = known.state, known.doubt, outcome
        if key not in self.states:
            self.states[key] = self.state_view(known)
        return self.states[key]

    def state_view(self, known: Assessment) -> StateView:
        state, words = known.state, self.words
        more = detail(known, words)
        return StateView(
            id=state.value,
            sign=STATE_SYMBOLS[state],
            word=words.states[state],
            detail=f"{words.colon}{more}" if more else "",
            sentence=sentence(known, words),
            reading=known.reading,
            printed=known.printed,
        )

    def caveat(self, caveat: Caveat) -> CaveatView:
        differs = caveat.grade is Grade.DIFFERS
        return CaveatView(
            at=self.style.locators(caveat.at),
            figures=caveat.figures,
            says=caveat.says,
            reading=caveat.reading,
            grade=caveat.grade.value,
            label=label(State.OTHERWISE, self.words) if differs else self.words.grades[caveat.grade],
            value=caveat.value,
        )

    def equation(self, definition: Definition) -> Iterator[TermView]:
        """A formula with the values of its figures."""
        for term in terms(definition.entry.formula):
            found = self.ledger.at(term, definition.as_of) if ID.fullmatch(term) else None
            yield self.term(found) if found else TermView(_OPERATORS.get(term, term), "", None)

    def term(self, definition: Definition) -> TermView:
        """A figure in a formula."""
        return TermView(definition.entry.figure.text, self.path(definition), self.state(self.assess(definition)))

    def inputs(self, definition: Definition) -> Iterator[InputView]:
        for found in inputs(self.ledger, definition):
            yield InputView(
                found.entry.label, found.entry.figure.text, self.style.period(found.entry.period), self.path(found)
            )

    def path(self, definition: Definition) -> str:
        """The path of a ledger figure's evidence, on the page of the note that defines it."""
        return f"{page_path(definition.note)}#fig.{definition.entry.id}"

    # one note

    def statements(self, note: Note) -> tuple[StatementEvidence, ...]:
        """The evidence for each statement of a note."""
        return tuple(self.statement(statement, note.front.date) for statement in note.body.statements)

    def statement(self, statement: Statement, day: date) -> StatementEvidence:
        """The evidence for a statement in a note with a given date."""
        resolved = self.resolver.resolve(statement, day)
        printed, definition, figure = resolved
        entry = resolved.entry
        shown = not statement.exempt and bool(definition or printed.citations)
        known = self.resolver.assess_defined(figure, definition) if shown else _UNSUPPORTED
        return StatementEvidence(
            statement=statement,
            figure=figure,
            definition=definition,
            target=self.target(figure, entry) if shown else "",
            known=None if statement.exempt else known,
        )

    def mark(self, part: FigureHole, stated: StatementEvidence) -> FigureMark:
        """The mark around a figure in the text."""
        return FigureMark(
            id=f"n.{part.number + 1}",
            target=stated.target,
            value=_machine(stated.statement.figure.quantity),
            state=self.state(stated.known) if stated.known else None,
            inside_link=part.inside_link,
        )

    def note_evidence(self, note: Note, statements: Sequence[StatementEvidence]) -> tuple[EvidenceView, ...]:
        """An endnote for each figure that a note states, leads with or defines, without duplicates."""
        marked = {part.number for part in note.body.parts if isinstance(part, FigureHole)}
        endnotes: dict[str, EndnoteData] = {}
        uses: dict[str, list[str]] = defaultdict(list)
        for each in statements:
            if each.target and each.known and each.statement.number in marked:
                printed = each.definition.entry.figure if each.definition else each.statement.figure
                endnotes.setdefault(each.target, EndnoteData(each.figure, each.definition, each.known, printed.text))
                uses[each.target].append(f"n.{each.statement.number + 1}")
        for definition in self.defined(note):
            entry = definition.entry
            found = EndnoteData(entry.figure, definition, self.assess(definition), entry.figure.text)
            endnotes.setdefault(self.target(entry.figure, entry), found)
        return tuple(self.evidence(target, endnote, tuple(uses[target])) for target, endnote in endnotes.items())

    def defined(self, note: Note) -> Iterator[Definition]:
        """The figures that a note leads with, those of its charts, and those that it defines."""
        for name in (*note.front.headline, *note.body.charted, *(entry.id for entry in note.ledger)):
            if definition := self.ledger.at(name, note.front.date):
                yield definition

    def headline(self, note: Note) -> tuple[LedgerRow, ...]:
        """The figures that a note leads with."""
        found = (self.ledger.at(name, note.front.date) for name in note.front.headline)
        return tuple(self.row(item, f"#fig.{item.entry.id}") for item in found if item)

    def standing(self, note: Note) -> tuple[LedgerRow, ...]:
        """The price among the headline figures of a note, and the figures compared with it."""
        found = [item for name in note.front.headline if (item := self.ledger.at(name, note.front.date))]
        prices = {
            item.entry.id: item.entry.figure.quantity.unit for item in found if item.entry.kind is FigureKind.PRICE
        }
        return tuple(self.row(item, f"#fig.{item.entry.id}") for item in found if _is_about(item.entry, prices))

    def tally(self, statements: Sequence[StatementEvidence]) -> Tally:
        """How the figures of a note are supported, statement by statement."""
        states = [
            each.known.state if each.known else None for each in statements if each.statement.where is NotePart.TEXT
        ]
        if not states:
            return Tally(0, (), "")
        parts = tuple(self.tally_parts(states))
        return Tally(len(states), parts, self.words.semicolon.join(part.text for part in parts) + self.words.stop)

    def tally_parts(self, states: Sequence[State | None]) -> Iterator[TallyPart]:
        words, total = self.words, len(states)
        found = states.count(State.FOUND)
        text = words_for(words.figures_found, total, found, total)
        yield TallyPart(State.FOUND.value, STATE_SYMBOLS[State.FOUND] if found else "", found, text, "evidence.")
        others = (
            (State.OTHERWISE, words.figures_otherwise, "doubts."),
            (State.UNCHECKED, words.figures_unchecked, "evidence."),
            (State.OURS, words.figures_ours, "ours."),
        )
        for state, count, anchor in others:
            if number := states.count(state):
                yield TallyPart(state.value, STATE_SYMBOLS[state], number, words_for(count, number, number), anchor)
        if number := states.count(None):
            yield TallyPart("exempt", "", number, words_for(words.figures_exempt, number, number), "evidence.")

    # the whole site

    def row(self, definition: Definition, path: str = "") -> LedgerRow:
        entry, note = definition.entry, self.view.card(definition.note)
        known = self.assess(definition)
        caveats = len(known.caveats)
        titles = {segment.id: segment.title for segment in self.view.settings.segments}
        return LedgerRow(
            id=entry.id,
            label=entry.label,
            text=entry.figure.text,
            value=_machine(entry.figure.quantity),
            period=self.style.period(entry.period),
            until=entry.until.isoformat() if entry.until else "",
            kind=self.words.kinds[entry.kind],
            state=self.state(known),
            caveats=words_for(self.words.caveats_of, caveats, caveats) if caveats else "",
            places=self.places(entry.figure),
            note=note.title,
            segment=titles.get(note.segment, ""),
            path=path or self.path(definition),
        )

    def guidance_row(self, definition: Definition) -> GuidanceRow:
        """A guidance figure and its outcome."""
        entry = definition.entry
        status = entry.status or GuidanceStatus.OPEN
        overdue = status is GuidanceStatus.OPEN and entry.due_by is not None and entry.due_by < self.view.as_of()
        return GuidanceRow(
            row=self.row(definition),
            due=self.style.period(entry.due),
            due_iso=entry.due_by.isoformat() if entry.due_by else "",
            status=status.value,
            status_label=self.words.standings[status],
            is_overdue=overdue,
            outcome=entry.outcome.text if entry.outcome else "",
            outcome_state=self.state(self.resolver.assess(entry.outcome)) if entry.outcome else None,
        )


def _is_about(entry: Entry, prices: Mapping[str, str]) -> bool:
    """Whether a figure is a price, a target in its unit, or calculated from it; `prices` have their units by id."""
    if entry.kind is FigureKind.DERIVED:
        return any(term in prices for term in terms(entry.formula))
    is_price = entry.kind in (FigureKind.PRICE, FigureKind.FORECAST)
    return is_price and entry.figure.quantity.unit in prices.values()


def _machine(quantity: Quantity) -> str:
    """A value for `<data>`: `550000`, or `500/700` for a range, followed by a space and the unit."""
    return f"{'/'.join(dict.fromkeys(quantity.ends))} {quantity.unit}".strip()
