"""Checks of figures: uncited, unsupported, unknown, conflicting, miscalculated or unverified."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Context
from itertools import pairwise
from typing import Final

from briefing import lazy_re
from briefing.citations import as_written
from briefing.evidence.calculator import result_quantity
from briefing.evidence.formulas import FormulaError
from briefing.evidence.lock import PATH
from briefing.evidence.quantities import Policy, format_quantity, identity, read_value, supports
from briefing.model import (
    CONTRADICTED,
    Bound,
    Definition,
    FigureKind,
    Ledger,
    Lock,
    Mode,
    Note,
    NotePart,
    Outcome,
    Quantity,
    Statement,
)
from briefing.model.diagnostics import Diagnostic, Rule, Span
from briefing.model.suggestions import did_you_mean
from briefing.site import View
from briefing.site.resolver import Resolver

_UNREAD = (Rule.UNREADABLE_CITATION, Rule.UNREADABLE_LOCATOR)
_CONTEXT = Context(prec=200)
_OUTWARDS = {
    Bound.UP_TO: ROUND_CEILING,
    Bound.UNDER: ROUND_CEILING,
    Bound.OVER: ROUND_FLOOR,
    Bound.AT_LEAST: ROUND_FLOOR,
}

# --- cover ------------------------------------------------------------------------------------


def uncited_figures(note: Note, view: View, unsigned: Sequence[Diagnostic] = ()) -> Iterator[Diagnostic]:
    """Numbers in the text without a citation; next to an unreadable or unsigned one, only that is reported."""
    unread = _unread_lines(note, unsigned)
    uncited = [
        statement
        for statement in note.body.statements
        if statement.where is NotePart.TEXT
        and statement.figure.span.line not in unread
        and not _is_covered(statement, view)
    ]
    named = _named_by_line(note, view) if uncited else {}
    lines = re.split("\r\n?|\n", note.markdown) if uncited else ()
    for statement in uncited:
        printed, place = statement.figure.text, statement.figure.span
        hint = f"cite its source in the same sentence, or exempt it: [{printed}]{{.unsourced}}"
        column, key = named.get(place.line, (0, ""))
        if column > place.column:
            hint = f"`{key}` covers what follows it: put `[{key}]` after the number"
        elif span := _span_within(lines[place.line - 1], place):
            hint = f"`{span}` is only a part of it: put all of the number into the brackets"
        yield _finding(Rule.UNCITED_FIGURE, f"`{printed}` has no citation", statement, hint)


_NAMED_SPAN: Final = lazy_re.compile(r"\[[^\[\]\n]*\]\{#[^{}\n]*\}")


def _span_within(line: str, place: Span) -> str:
    """A span of a ledger figure in the middle of a number: `[42]{#share}%`, `USD [4]{#cost} million`."""
    end = place.column - 1 + place.length
    found = (span for span in _NAMED_SPAN.finditer(line) if span.start() < end and span.end() >= place.column)
    return next((span.group() for span in found), "")


def _named_by_line(note: Note, view: View) -> dict[int, tuple[int, str]]:
    """The last source named in each line, with its column: `It is 42% (@key).`"""
    items = (item for group in note.body.cites for item in group.items if item.mode is Mode.NARRATIVE)
    return {item.span.line: (item.span.column, as_written(item.key)) for item in items if view.source(item.key)}


def _unread_lines(note: Note, unsigned: Iterable[Diagnostic]) -> Collection[int]:
    """The lines of paragraphs with an unreadable citation."""
    faults = [each.span.line for each in (*note.problems, *unsigned) if each.rule in _UNREAD]
    lines = re.split("\r\n?|\n", note.markdown) if faults else ()
    unread: set[int] = set()
    for last in faults:
        first = next((line for line in range(last, 0, -1) if not lines[line - 1].strip()), 0)
        unread.update(range(first + 1, last + 1))
    return unread


def _is_covered(statement: Statement, view: View) -> bool:
    """Whether a number is in the ledger, exempt, or cites a source; a bare `@word` may be a handle instead."""
    return bool(statement.entry or statement.exempt) or any(
        item.mode is not Mode.NARRATIVE or view.source(item.key) or view.nearest(item.key)
        for item in statement.figure.citations
    )


def unsupported_figures(note: Note, view: View) -> Iterator[Diagnostic]:
    """Numbers in texts without citations, from title to charts, that no figure of the note supports."""
    if not _has_all_definitions(note, view):
        return
    supporting = tuple(_supporting(note, view.ledger))
    # Most are repeated as they are: only the others are compared with each number of the note.
    stated = frozenset(map(identity, supporting))
    for statement in _repeating(note):
        claimed = statement.figure.quantity
        if identity(claimed) not in stated and not any(_repeats(claimed, quantity) for quantity in supporting):
            message = f"the {statement.where} says `{statement.figure.text}`, but no figure in this note supports it"
            yield _finding(
                Rule.UNSUPPORTED_FIGURE, message, statement, "state it with its source in the text, or leave it out"
            )


def _repeating(note: Note) -> Iterator[Statement]:
    """The numbers in texts without citations, from headings to charts, then those of title and summary."""
    yield from (s for s in note.body.statements if s.where is not NotePart.TEXT and not (s.entry or s.exempt))
    yield from note.repeats


def disputed_figures(note: Note, view: View) -> Iterator[Diagnostic]:
    """Numbers in such texts that we read otherwise than their source prints them: there they would have no sign.

    A text that states our reading too, such as a title about a misprint, is left.
    """
    if not view.matching_caveats(note.path):
        return
    readings = {identity(quantity): reading for quantity, reading in _disputed(note, view)}
    repeating = tuple(_repeating(note)) if readings else ()
    for statement in repeating:
        reading = readings.get(identity(statement.figure.quantity), "")
        ours = read_value(reading)
        beside = (each.figure.quantity for each in repeating if each.where is statement.where)
        if ours and not any(_repeats(quantity, ours) for quantity in beside):
            message = f"the {statement.where} says `{statement.figure.text}`, which we read as `{reading}`"
            hint = f"state `{reading}` there too, or leave the number out: readers see no sign of the doubt there"
            yield _finding(Rule.UNSUPPORTED_FIGURE, message, statement, hint)


def _disputed(note: Note, view: View) -> Iterator[tuple[Quantity, str]]:
    """The figures of a note for which a caveat gives another value, with that value."""
    resolver = Resolver(view)
    for statement in note.body.statements:
        if statement.where is NotePart.TEXT and statement.figure.citations:
            known = resolver.assess(resolver.with_known_citations(statement.figure))
            if known.reading and known.reading != statement.figure.text:
                yield statement.figure.quantity, known.reading
    for entry in note.ledger:
        known = resolver.assess(resolver.with_known_citations(entry.figure), entry.kind)
        if known.reading and known.reading != entry.figure.text:
            yield entry.figure.quantity, known.reading


def _has_all_definitions(note: Note, view: View) -> bool:
    """Whether every figure of a note could be read; a figure defined in an unreadable ledger is not missing."""
    named = (*note.front.headline, *note.body.charted)
    return note.defines_all_figures and (all(map(view.definitions, named)) or view.defines_all_figures())


def _supporting(note: Note, ledger: Ledger) -> Iterator[Quantity]:
    """The quantities that the text and the ledger of a note state."""
    for statement in note.body.statements:
        if statement.where is NotePart.TEXT:
            yield statement.figure.quantity
    yield from (entry.figure.quantity for entry in note.ledger)
    for name in (*note.front.headline, *note.body.charted):
        if definition := ledger.at(name, note.front.date):
            yield definition.entry.figure.quantity


def _repeats(claimed: Quantity, stated: Quantity) -> bool:
    """Whether a figure may be repeated, given another one that is stated."""
    return supports(claimed, stated, Policy.REPEAT).is_support


# --- the ledger ---------------------------------------------------------------------------------


def unknown_figures(note: Note, view: View) -> Iterator[Diagnostic]:
    """Spans and headlines that name a figure which no ledger defines."""
    named = [(s.entry, s.figure.span) for s in note.body.statements if s.entry]
    named += [
        (name, note.spans.get(f"headline[{i}]", Span(f"notes/{note.path}")))
        for i, name in enumerate(note.front.headline)
    ]
    for name, span in named:
        if not view.definitions(name) and view.defines_all_figures():
            hint = did_you_mean(name, view.ids()) or "define it under `figures:` in the front matter"
            yield Diagnostic(Rule.UNKNOWN_FIGURE, f"no figure is called `{name}`", span, hint).about(name, "")


def differing_figures(note: Note, view: View) -> Iterator[Diagnostic]:
    """Spans whose printed text differs from the figure that they name."""
    ledger = view.ledger
    for statement in note.body.statements:
        definition = ledger.at(statement.entry, note.front.date) if statement.entry else None
        claimed = statement.figure.quantity
        actual = _actual(definition, view, claimed) if definition else None
        # A repetition of a wrong entry is reported at the entry.
        repeats = definition is not None and _is_same(claimed, definition.entry.figure.quantity)
        if definition and actual and not repeats and not _repeats(claimed, actual):
            printed, name = statement.figure.text, definition.entry.id
            message = f"`{printed}` is printed, but `{name}` is {_shown(definition, actual, claimed)}"
            yield _finding(Rule.FIGURE_DIFFERS, message, statement, _origin(definition))


def _is_same(claimed: Quantity, stated: Quantity) -> bool:
    """Whether two quantities have the same value and direction."""
    return claimed.value == stated.value and claimed.direction * stated.direction >= 0


def invalid_formulas(view: View) -> Iterator[Diagnostic]:
    """Derived figures without a value, or with a different one than printed."""
    for definition in _definitions(view):
        entry = definition.entry
        if entry.kind is not FigureKind.DERIVED or not entry.formula:
            continue
        claimed, printed = entry.figure.quantity, entry.figure.text
        try:
            actual = result_quantity(view.result(definition), claimed.unit, claimed.per)
        except FormulaError as fault:
            place = entry.formula_span or entry.span
            yield Diagnostic(Rule.INVALID_FORMULA, fault.message, place, fault.hint).about(entry.id, printed)
            continue
        if not _repeats(claimed, actual):
            message = f"`{entry.id}` says `{printed}`, but its formula gives {_shown(definition, actual, claimed)}"
            hint = f"the formula is {entry.formula}"
            yield Diagnostic(Rule.FIGURE_DIFFERS, message, entry.figure.span, hint).about(entry.id, printed)


def conflicting_figures(view: View) -> Iterator[Diagnostic]:
    """One figure with two values on one day."""
    for definitions in view.all_definitions().definitions.values():
        for one, other in pairwise(definitions):
            if one.as_of == other.as_of and _content(one) != _content(other):
                message = (
                    f"`{other.entry.id}` is `{other.entry.figure.text}` here and `{one.entry.figure.text}` elsewhere"
                )
                place = f"{one.entry.span.path}:{one.entry.span.line}"
                hint = f"the other is at {place}; define it once, or give the later note a later date"
                mine = other.entry
                found = Diagnostic(Rule.CONFLICTING_FIGURES, message, mine.figure.span, hint)
                yield found.about(mine.id, mine.figure.text)


def _content(definition: Definition) -> tuple[object, ...]:
    entry = definition.entry
    return (entry.figure.quantity.value, entry.formula)


def _definitions(view: View) -> Iterable[Definition]:
    return (definition for known in view.all_definitions().definitions.values() for definition in known)


def _actual(definition: Definition, view: View, claimed: Quantity) -> Quantity | None:
    """The value of a figure; None if its own formula is wrong."""
    if definition.entry.kind is not FigureKind.DERIVED:
        return definition.entry.figure.quantity
    try:
        return result_quantity(view.result(definition), claimed.unit, claimed.per)
    except FormulaError:
        return None


def _shown(definition: Definition, actual: Quantity, claimed: Quantity) -> str:
    """A value to compare with the printed one: the ledger's text, or the result with one more digit."""
    if definition.entry.kind is not FigureKind.DERIVED:
        return f"`{definition.entry.figure.text}`"
    finer = claimed.step / 10 if claimed.unit else claimed.step
    # A bound is rounded outwards: up to 34.146% is up to 34.2%.
    how = _OUTWARDS.get(actual.bound)
    low, high = (end.quantize(finer, how, _CONTEXT) for end in (actual.low, actual.high))
    rounded = Quantity(low, high, actual.unit, actual.bound, finer)
    return f"`{format_quantity(rounded)}{f'/{actual.per}' if actual.per else ''}`"


def _origin(definition: Definition) -> str:
    span = definition.entry.span
    formula = f", calculated as {definition.entry.formula}" if definition.entry.formula else ""
    return f"it is defined at {span.path}:{span.line}{formula}"


# --- the lock -------------------------------------------------------------------------------------

VERIFY = "run `briefing verify --archive DIR` on the machine that has the sources' texts"
_CONTRADICTIONS = {
    Outcome.NOT_FOUND: "was not found in its source",
    Outcome.UNIT_DIFFERS: "has another unit in its source",
    Outcome.SCALE_SUSPECT: "is a power of ten apart in its source",
}


def unverified_figures(note: Note, view: View) -> Iterator[Diagnostic]:
    """Figures that have not been verified as they are now, and those not found in their source.

    Nothing is reported in a project that has never verified anything, unless
    its `rules:` set a severity for this rule.
    """
    if not view.has_lock() and Rule.FIGURE_UNVERIFIED not in view.settings.rules:
        return
    ids = note.ids
    for figure in view.claims(note):
        known, name = view.verification_of(figure.lock_key), ids.get(figure.span, "")
        if known is None:
            message = f"`{figure.text}` has not been verified"
            yield Diagnostic(Rule.FIGURE_UNVERIFIED, message, figure.span, VERIFY).about(name, figure.text)
        elif known.outcome in CONTRADICTED:
            message = f"`{figure.text}` {_CONTRADICTIONS[known.outcome]}"
            hint = "correct the figure or its citation, then run `briefing verify --archive DIR` again"
            yield Diagnostic(Rule.FIGURE_CONTRADICTED, message, figure.span, hint).about(name, figure.text)


def stale_claims(lock: Lock, names: Iterable[str]) -> Iterator[Diagnostic]:
    """Stale entries of the lock."""
    for claim in names:
        value, at = lock.descriptions[claim]
        hint = "run `briefing verify` to drop it"
        yield Diagnostic(Rule.STALE_LOCK, f"no note claims `{value}` at {at}", Span(PATH, lock.lines[claim]), hint)


def _finding(rule: Rule, message: str, statement: Statement, hint: str) -> Diagnostic:
    return Diagnostic(rule, message, statement.figure.span, hint).about(statement.entry, statement.figure.text)
