"""Compares pairs of figures field by field."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Final

from msgspec import Meta, Struct

from briefing.build.changes.editions import Edition
from briefing.build.changes.pairing import Pair, pairs
from briefing.evidence.formulas import names
from briefing.model import OWN_KINDS, FigureKind, place
from briefing.site.statements import Stated, StatedIn

EXEMPT: Final = "exempt"
"""What stands for the state of a number that is exempt from a source on purpose."""


class Kind(StrEnum):
    """What happened to a figure."""

    CORRECTED = "corrected"
    """Its value is another."""
    RESTATED = "restated"
    """Its value is another since its source says another: the source's text changed, or a later note revises it."""
    RESOURCED = "re-sourced"
    """It rests on another source, place, formula or basis."""
    REGRADED = "re-graded"
    """Its state, its kind, its caveats or, of guidance, its status is another."""
    ADDED = "added"
    WITHDRAWN = "withdrawn"


class Facts(Struct, frozen=True):
    """What an edition says of a figure."""

    text: Annotated[str, Meta(description="the value as printed")]
    source: Annotated[str, Meta(description="sources and places; of our own, the formula or basis")]
    state: Annotated[str, Meta(description="found, ours, otherwise, unchecked or exempt")]
    grade: Annotated[tuple[str, ...], Meta(description="kind and status in the ledger, and what caveats say of it")]
    note: str
    line: int


class ChangeRecord(Struct, frozen=True):
    """The change of one figure, as JSON for programs."""

    kinds: Annotated[tuple[Kind, ...], Meta(description="the gravest first")]
    where: Annotated[str, Meta(description="ledger, outcome or text")]
    id: Annotated[str, Meta(description="its id in the ledger; may be empty")]
    label: Annotated[str, Meta(description="what the ledger calls it, else its sentence")]
    before: Facts | None
    after: Facts | None


class Changed(ChangeRecord, frozen=True):
    """The same, with the compared figures."""

    pair: Pair | None = None

    @property
    def facts(self) -> Facts:
        """The newer facts, or the last ones if it was withdrawn."""
        facts = self.after or self.before
        assert facts
        return facts


def compare(before: Edition, after: Edition) -> tuple[Changed, ...]:
    """Every figure that changed: those of the ledger first, then those of texts, each by note and line."""
    found = [each for pair in pairs(before, after) if (each := _changed(pair, before, after))]
    ordered = sorted(found, key=lambda each: (each.where == StatedIn.TEXT, each.facts.note, each.facts.line))
    return tuple(_inherited(ordered))


def _changed(pair: Pair, before: Edition, after: Edition) -> Changed | None:
    kinds = tuple(_kinds(pair, before, after))
    item = pair.after or pair.before
    if not kinds or not item:
        return None
    label = item.entry.label if item.entry and item.where is not StatedIn.TEXT else item.sentence
    old, new = (facts(each) if each else None for each in (pair.before, pair.after))
    return Changed(kinds, item.where, item.id, label, old, new, pair)


def _kinds(pair: Pair, before: Edition, after: Edition) -> Iterator[Kind]:
    old, new = pair.before, pair.after
    if old is None or new is None:
        yield Kind.ADDED if new else Kind.WITHDRAWN
        return
    is_other = _value(old) != _value(new)
    if is_other:
        is_restated = pair.is_revision or _is_restated(old, new, before, after)
        yield Kind.RESTATED if is_restated else Kind.CORRECTED
    is_moved = _source(old) != _source(new)
    if is_moved:
        yield Kind.RESOURCED
    if _grade(old) != _grade(new) or (old.state is not new.state and not is_other and not is_moved):
        yield Kind.REGRADED


def _is_restated(old: Stated, new: Stated, before: Edition, after: Edition) -> bool:
    """Whether the text of a source that both cite has changed."""
    both = {item.key for item in old.citations} & {item.key for item in new.citations}
    known = both & before.texts.keys() & after.texts.keys()
    return any(before.texts[key] != after.texts[key] for key in known)


def _inherited(found: Iterable[Changed]) -> Iterator[Changed]:
    """Mark a derived figure as restated if all its changed inputs were, and its formula is the same."""
    everything = list(found)
    changed: Mapping[str, tuple[Kind, ...]] = {
        each.id: each.kinds for each in everything if each.where == StatedIn.LEDGER
    }
    for each in everything:
        inputs = [changed[name] for name in _inputs(each) if name in changed]
        values = [kinds for kinds in inputs if {Kind.CORRECTED, Kind.RESTATED} & set(kinds)]
        if each.kinds == (Kind.CORRECTED,) and values and all(Kind.RESTATED in kinds for kinds in values):
            yield Changed((Kind.RESTATED,), each.where, each.id, each.label, each.before, each.after, each.pair)
        else:
            yield each


def _inputs(each: Changed) -> Iterable[str]:
    entry = each.pair.after.entry if each.pair and each.pair.after else None
    is_derived = each.where == StatedIn.LEDGER and entry is not None and entry.kind is FigureKind.DERIVED
    return names(entry.formula) if entry and is_derived else ()


# --- what is compared -------------------------------------------------------------------------------


def facts(item: Stated) -> Facts:
    """What an edition says of a figure."""
    state = item.state.value if item.state else EXEMPT
    path, line = item.figure.span.path, item.figure.span.line
    return Facts(item.figure.text, _source(item), state, _grade(item), path, line)


def _value(item: Stated) -> tuple[object, ...]:
    quantity = item.figure.quantity
    return (*quantity.value, quantity.per)


def _source(item: Stated) -> str:
    if item.entry and item.where is StatedIn.LEDGER and item.entry.kind in OWN_KINDS:
        return item.entry.formula or item.entry.basis
    places = dict.fromkeys(place(citation) for citation in item.citations)
    return "; ".join(f"{each.source} {each.at}".strip() for each in places)


def _grade(item: Stated) -> tuple[str, ...]:
    """Its kind and status in the ledger, and its caveats."""
    entry = item.entry if item.where is StatedIn.LEDGER else None
    caveats = item.known.caveats if item.known else ()
    labels = (entry.kind.value, entry.status.value if entry.status else "") if entry else ()
    return (*filter(None, labels), *(f"{caveat.grade.value}: {caveat.says}" for caveat in caveats))
