"""Figure states: how a figure is supported, as one of the four states that readers see everywhere.

The kind of a figure is considered first, then the caveats of its source, then
the outcome of `verify`. A caveat of grade `differs` overrides a successful
look-up: that a number is printed does not make it right. Caveats of grade
`context` are ignored.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Final

from msgspec import Struct

from briefing.evidence.quantities import Verdict, read_quantities, read_value, supports
from briefing.evidence.sentences import sentences
from briefing.model import (
    OWN_KINDS,
    STATE_SYMBOLS,
    Caveat,
    Citation,
    Figure,
    FigureKind,
    Grade,
    Outcome,
    Quantity,
    Source,
    State,
    Verification,
    Words,
)

_FOUND: Final = frozenset((Outcome.VERIFIED, Outcome.ROUNDED))

Sources = Callable[[str], Source | None]
"""Returns a source by its key, or None if there is none."""


class Assessment(Struct, frozen=True):
    """The state of a figure and the evidence for it."""

    state: State
    verification: Verification | None = None
    """The lock's result for its claim."""
    caveats: tuple[Caveat, ...] = ()
    """The caveats about it at its cited places, except those of grade `context`."""
    printed: str = ""
    """The value that the source prints, if our reading differs; else empty."""
    reading: str = ""
    """Our reading, if it differs from the source; else empty."""
    doubt: State | None = None
    """The worst state among the figures that it is calculated from, if that is `otherwise` or `unchecked`."""


def state_of(kind: FigureKind | None, outcome: Outcome | None, *, is_contradicted: bool = False) -> State:
    """The state of a figure, given its kind, its outcome, and whether a caveat contradicts it."""
    if kind in OWN_KINDS:
        return State.OURS
    if is_contradicted or outcome is Outcome.AS_READ:
        return State.OTHERWISE
    return State.FOUND if outcome in _FOUND else State.UNCHECKED


def assess(figure: Figure, kind: FigureKind | None, found: Verification | None, sources: Sources) -> Assessment:
    """The assessment of a figure, given its kind and verification."""
    placed = _at_places(figure.citations, sources)
    outcome = found.outcome if found else None
    if not placed or kind in OWN_KINDS:
        return Assessment(state_of(kind, outcome), found)
    quantity = figure.quantity
    caveats = tuple(dict.fromkeys(caveat for caveat in placed if is_about(caveat, quantity)))
    value = next((str(caveat.value) for caveat in caveats if contradicts(caveat, quantity)), "")
    state = state_of(kind, outcome, is_contradicted=bool(value))
    if state is State.OTHERWISE and not value:
        return _as_read(figure, found, placed)
    return Assessment(state, found, caveats, figure.text if value else "", value)


def _as_read(figure: Figure, found: Verification | None, placed: Iterable[Caveat]) -> Assessment:
    """The assessment of a figure that already is our reading; the caveat says what the source prints instead."""
    caveats = tuple(dict.fromkeys(caveat for caveat in placed if reads(caveat, figure.quantity)))
    printed = "; ".join(dict.fromkeys(text for caveat in caveats for text in _others(caveat, figure.quantity)))
    return Assessment(State.OTHERWISE, found, caveats, printed, figure.text)


def _others(caveat: Caveat, quantity: Quantity) -> Iterator[str]:
    """The figures of a caveat with another value, preferably those in the same unit."""
    others = [text for text in caveat.figures if (item := _value(text)) and not supports(quantity, item).is_support]
    alike = [text for text in others if (item := _value(text)) and item.unit == quantity.unit]
    yield from alike or others


def _at_places(citations: Iterable[Citation], sources: Sources) -> list[Caveat]:
    return [
        caveat
        for citation in citations
        if (source := sources(citation.key))
        for caveat in source.custom.caveats
        if caveat.grade is not Grade.CONTEXT and caveat.concerns(citation.locators)
    ]


# --- one caveat -------------------------------------------------------------------------------


def is_about(caveat: Caveat, quantity: Quantity) -> bool:
    """Whether a caveat is about a figure at the places it concerns.

    A caveat that names no figures is about all of them; one of grade `differs`
    only about those in the unit of its value.
    """
    if caveat.figures:
        return _is_one_of(quantity, filter(None, map(_value, caveat.figures)))
    value = _value(caveat.value) if caveat.grade is Grade.DIFFERS else None
    return value is None or value.unit == quantity.unit


def _is_one_of(quantity: Quantity, values: Iterable[Quantity]) -> bool:
    """Whether a figure is one of these values, whatever its qualifier."""
    return any(supports(quantity, item).rank <= Verdict.RANGE_END.rank for item in values)


def meets(caveat: Caveat, figure: Figure, key: str) -> bool:
    """Whether a caveat of the source `key` is about a figure, or the figure adopts the caveat's reading."""
    placed = any(item.key == key and caveat.concerns(item.locators) for item in figure.citations)
    return placed and (is_about(caveat, figure.quantity) or _is_one_of(figure.quantity, values_read(caveat)))


def contradicts(caveat: Caveat, quantity: Quantity) -> bool:
    """Whether a caveat about a figure gives another value for it."""
    value = _value(caveat.value) if caveat.grade is Grade.DIFFERS else None
    return value is not None and not supports(quantity, value).is_support


def reads(caveat: Caveat, quantity: Quantity, names: Sequence[str] = ()) -> bool:
    """Whether a figure is a value that a caveat gives as the reading; never for a caveat of grade `context`."""
    if caveat.grade is Grade.CONTEXT:
        return False
    return any(supports(quantity, value).is_support for value in values_read(caveat, names))


def values_read(caveat: Caveat, names: Sequence[str] = ()) -> tuple[Quantity, ...]:
    """The values that a caveat gives: its value, else the figures in the first sentence of its reading.

    The other sentences give reasons, whose figures are not readings.
    """
    if caveat.value:
        value = _value(caveat.value)
        return (value,) if value else ()
    start, end = sentences(caveat.reading)[0]
    return read_quantities(caveat.reading[start:end], names)


@cache
def _value(text: str) -> Quantity | None:
    return read_value(text)


# --- in words ---------------------------------------------------------------------------------


def label(state: State, words: Words) -> str:
    """A state's symbol and label: `✓ Found in source`."""
    return f"{STATE_SYMBOLS[state]} {words.states[state]}"


def sentence(assessment: Assessment, words: Words) -> str:
    """A state's label, followed by a colon and its detail if it has one."""
    return words.colon.join(filter(None, (words.states[assessment.state], detail(assessment, words))))


def detail(assessment: Assessment, words: Words) -> str:
    """Both values if our reading differs; else a doubt about its inputs, or the outcome of the look-up."""
    if assessment.reading:
        printed = words.source_prints.format(assessment.printed) if assessment.printed else ""
        return words.semicolon.join(filter(None, (assessment.reading, printed)))
    if assessment.doubt:
        return words.doubtful_inputs[assessment.doubt]
    return words.details.get(assessment.verification.outcome, "") if assessment.verification else ""
