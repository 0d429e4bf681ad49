"""The impact of a source, or of a locator in it: figures, notes, derived figures and charts that depend on it.

A figure that cites the whole source depends on every place in it. Derived
figures are followed through any number of formulas.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from briefing.evidence.formulas import names
from briefing.evidence.states import label
from briefing.model import Citation, Definition, FigureKind, Locator, State, Words
from briefing.model import place as place_of
from briefing.notes.records.json_schema import DRAFT, Schema
from briefing.site import View
from briefing.site.statements import Stated, StatedIn, all_stated


class Resting(Struct, frozen=True):
    """A figure that depends on the source."""

    note: str
    line: int
    column: int
    where: Annotated[str, Meta(description="text, ledger or outcome")]
    id: str
    text: Annotated[str, Meta(description="as printed")]
    place: Annotated[str, Meta(description="where in the source; empty for all of it")]
    state: Annotated[str, Meta(description="found, ours, otherwise, unchecked or exempt")]


class Derived(Struct, frozen=True):
    """A figure calculated from figures that depend on the source."""

    id: str
    text: str
    note: str
    line: int
    formula: str
    printed: Annotated[tuple[str, ...], Meta(description="where texts print it: notes/a.md:7:3")]


class Charted(Struct, frozen=True):
    """A chart that shows some of them."""

    note: str
    line: int
    title: str
    figures: tuple[str, ...]


class Impact(Struct, frozen=True):
    """Everything that depends on a source or a place in it."""

    source: str
    place: str
    figures: tuple[Resting, ...]
    derived: tuple[Derived, ...]
    charts: tuple[Charted, ...]
    notes: Annotated[tuple[str, ...], Meta(description="those that cite it there, figure or not")]


def impact(view: View, key: str, locators: Sequence[Locator] = ()) -> Impact:
    """Everything that depends on a source, or on the given locators of it."""
    everything = tuple(all_stated(view))
    resting = [item for item in everything if any(_rests(each, key, locators) for each in item.citations)]
    direct = {item.id for item in resting if item.id and item.where is not StatedIn.OUTCOME}
    derived = tuple(_derived(view, direct))
    ids = direct | {definition.entry.id for definition in derived}
    return Impact(
        source=key,
        place="; ".join(f"{locator.kind} {locator.numbers}" for locator in locators),
        figures=tuple(_resting(item, key) for item in resting),
        derived=tuple(_depends_on(definition, everything) for definition in derived),
        charts=tuple(_charts(view, ids)),
        notes=tuple(_notes(view, key, locators, resting)),
    )


def impact_schema() -> Schema:
    """The JSON Schema of what is printed for programs."""
    return {"$schema": DRAFT, **msgspec.json.schema(Impact)}


def _rests(citation: Citation, key: str, locators: Sequence[Locator]) -> bool:
    return citation.key == key and _meets(citation.locators, locators)


def _meets(cited: Sequence[Locator], asked: Sequence[Locator]) -> bool:
    return not asked or not cited or any(one.meets(other) for one in cited for other in asked)


def _resting(item: Stated, key: str) -> Resting:
    span = item.figure.span
    places = "; ".join(place_of(each).at for each in item.citations if each.key == key)
    state = item.state.value if item.state else "exempt"
    return Resting(span.path, span.line, span.column, item.where, item.id, item.figure.text, places, state)


def _derived(view: View, direct: set[str]) -> Iterator[Definition]:
    """The newest definitions of figures derived from some others, through any number of formulas."""
    waiting = [item for item in view.latest() if item.entry.kind is FigureKind.DERIVED and item.entry.formula]
    known = set(direct)
    while found := [item for item in waiting if known & set(names(item.entry.formula))]:
        yield from found
        known |= {item.entry.id for item in found}
        waiting = [item for item in waiting if item not in found]


def _depends_on(definition: Definition, everything: Sequence[Stated]) -> Derived:
    entry, span = definition.entry, definition.entry.span
    spans = [item.figure.span for item in everything if item.id == entry.id and item.where is StatedIn.TEXT]
    printed = tuple(f"{each.path}:{each.line}:{each.column}" for each in spans)
    return Derived(entry.id, entry.figure.text, f"notes/{definition.note}", span.line, entry.formula, printed)


def _charts(view: View, ids: set[str]) -> Iterator[Charted]:
    for note in view.notes:
        for chart in note.body.charts:
            shown = tuple(dict.fromkeys(point.name for point in chart.points if point.name in ids))
            if shown:
                yield Charted(f"notes/{note.path}", chart.span.line, chart.title, shown)


def _notes(view: View, key: str, locators: Sequence[Locator], resting: Sequence[Stated]) -> Iterator[str]:
    """The notes that cite it there, and those whose ledgers do."""
    named = {path for path, found in view.uses(key) if any(_meets(use.locators, locators) for use in found.uses)}
    booked = {item.note for item in resting}
    yield from (f"notes/{path}" for path in view.order() if path in named | booked)


# --- in words ---------------------------------------------------------------------------------


def as_text(found: Impact, words: Words) -> str:
    """The same for a terminal."""
    return "".join(f"{line}\n" for line in _lines(found, words))


def _lines(found: Impact, words: Words) -> Iterator[str]:
    about = f"{found.source}, {found.place}" if found.place else found.source
    if not (found.figures or found.notes):
        yield f"nothing depends on {about}"
        return
    counts: Mapping[str, int] = {
        "figure": len(found.figures),
        "derived figure": len(found.derived),
        "chart": len(found.charts),
        "note": len(found.notes),
    }
    tally = ", ".join(f"{count:,} {noun}{'' if count == 1 else 's'}" for noun, count in counts.items() if count)
    yield f"{about}: {tally}"
    for item in found.figures:
        name = f" ({item.id})" if item.id else ""
        at = f", {item.place}" if item.place else ", the whole source" if found.place else ""
        yield f"{item.note}:{item.line}:{item.column}: {item.text}{name}{at}: {_label(item.state, words)}"
    for each in found.derived:
        printed = f", printed at {', '.join(each.printed)}" if each.printed else ""
        yield f"{each.note}:{each.line}: {each.text} ({each.id}) = {each.formula}{printed}"
    for chart in found.charts:
        yield f"{chart.note}:{chart.line}: chart “{chart.title}” shows {', '.join(chart.figures)}"
    listed = {item.note for item in found.figures}
    yield from (f"{path}: cites it, but for no figure" for path in found.notes if path not in listed)


def _label(state: str, words: Words) -> str:
    return state if state == "exempt" else label(State(state), words)
