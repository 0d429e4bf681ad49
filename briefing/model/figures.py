"""Figures: quantities with the places that support them, in prose or in the ledger."""

import datetime
import hashlib
import re
from bisect import bisect_left
from collections.abc import Sequence
from enum import StrEnum
from functools import cached_property
from typing import Final

import msgspec
from msgspec import Struct

from briefing.model.bodies import Citation
from briefing.model.diagnostics import Span
from briefing.model.quantities import Quantity


class Place(Struct, frozen=True, order=True, array_like=True):
    """A source, and where in it: `paragraph 12, 15`, empty for all of it."""

    source: str
    at: str


class Figure(Struct, frozen=True, array_like=True, dict=True):
    """A quantity as it is printed, and the citations, any of which may support it."""

    quantity: Quantity
    text: str
    """As printed, qualifier included."""
    span: Span
    citations: tuple[Citation, ...] = ()
    period: str = ""
    """The periods that its sentence, its table or its entry names: `2025`, `2025-01-01/2025-03-31`; empty if none."""

    @property
    def places(self) -> tuple[Place, ...]:
        """The source and locators of its citations."""
        found = tuple(map(place, self.citations))
        return found if len(found) == 1 else tuple(sorted(set(found)))

    @cached_property
    def claim(self) -> str:
        """A hash of what is asserted: value, unit, bound, source and place; not of wording or position."""
        return claim(self.quantity, self.places)

    @cached_property
    def lock_key(self) -> str:
        """The name of its claim in the lock: one for another period is another; without a period, the claim itself."""
        return claim(self.quantity, self.places, self.period) if self.period else self.claim


def place(citation: Citation) -> Place:
    """Where a citation points."""
    return Place(citation.key, "; ".join([f"{item.kind} {item.numbers}" for item in citation.locators]))


def claim(quantity: Quantity, places: Sequence[Place], period: str = "") -> str:
    """The name of an assertion; 16 hexadecimal digits of SHA-256 over its canonical JSON."""
    unit = f"{quantity.unit}/{quantity.per}" if quantity.per else quantity.unit
    # A place is encoded as a list of its two texts.
    description = (*quantity.ends, unit, quantity.bound, places)
    return hashlib.sha256(_ENCODER.encode((*description, period) if period else description)).hexdigest()[:16]


_ENCODER: Final = msgspec.json.Encoder()


# --- in prose -------------------------------------------------------------------------------


class NotePart(StrEnum):
    """The part of a note that contains a number."""

    TEXT = "text"
    HEADING = "heading"
    TITLE = "title"
    SUMMARY = "summary"
    LABEL = "label"
    ALT = "alt text"
    TOOLTIP = "tooltip"
    CHART = "chart"


class Statement(Struct, frozen=True, array_like=True):
    """A quantity in a note's text."""

    number: int
    figure: Figure
    where: NotePart = NotePart.TEXT
    entry: str = ""
    """The ledger figure that its span names."""
    exempt: bool = False
    """Whether its span has the class `.unsourced`."""


class PeriodMention(Struct, frozen=True, array_like=True):
    """A period in a cited sentence."""

    text: str
    parts: frozenset[str]
    """Its printed parts: `2026`, `H1`, `Q3`, `M01`, `D07`."""
    span: Span
    citations: tuple[Citation, ...]


# --- in the ledger -----------------------------------------------------------------------------

ID: Final = re.compile(r"[^\W\d_][\w-]*")
"""The spelling of ids."""


class FigureKind(StrEnum):
    """The kind of statement that a figure is."""

    ACTUAL = "actual"
    GUIDANCE = "guidance"
    ESTIMATE = "estimate"
    FORECAST = "forecast"
    PRICE = "price"
    OPINION = "opinion"
    DERIVED = "derived"


class GuidanceStatus(StrEnum):
    """The status of guidance."""

    OPEN = "open"
    MET = "met"
    MISSED = "missed"
    REVISED = "revised"
    WITHDRAWN = "withdrawn"


class Outcome(StrEnum):
    """The verification result of a claim, the best first."""

    VERIFIED = "verified"
    ROUNDED = "rounded"
    AS_READ = "as-read"
    QUALIFIER_DIFFERS = "qualifier-differs"
    UNSCALED = "unscaled"
    AMBIGUOUS = "ambiguous"
    # A text that is not in the archive may be the one of a group that has the figure.
    NO_TEXT = "no-text"
    UNIT_DIFFERS = "unit-differs"
    SCALE_SUSPECT = "scale-suspect"
    NOT_FOUND = "not-found"

    @property
    def rank(self) -> int:
        """Its place in the order, 0 for the best."""
        return _RANKS[self]


_RANKS: Final = {outcome: rank for rank, outcome in enumerate(Outcome)}


class State(StrEnum):
    """How a figure is supported, in the same four words on every surface that shows one."""

    FOUND = "found"
    OURS = "ours"
    OTHERWISE = "otherwise"
    UNCHECKED = "unchecked"


RECORDED_OUTCOMES: Final = tuple(outcome for outcome in Outcome if outcome is not Outcome.NO_TEXT)
"""The outcomes that a lock records."""

CONTRADICTED: Final = frozenset({Outcome.UNIT_DIFFERS, Outcome.SCALE_SUSPECT, Outcome.NOT_FOUND})
"""The outcomes if the source does not have the figure: errors of `check` and `build`."""

STATE_SYMBOLS: Final = {State.FOUND: "✓", State.OURS: "=", State.OTHERWISE: "⚠", State.UNCHECKED: "?"}
"""The symbol of each state, the same in every language."""

OWN_KINDS: Final = frozenset((FigureKind.DERIVED, FigureKind.OPINION))
"""The kinds of figures that are our own, without a source."""


class Entry(Struct, frozen=True, kw_only=True, array_like=True):
    """A figure of the ledger, with its id."""

    id: str
    label: str
    kind: FigureKind
    span: Span
    """The span of its id."""
    figure: Figure
    """Its value, as printed."""
    period: str = ""
    period_mention: PeriodMention | None = None
    """The period as a mention to verify, if it is in the calendar and has a source."""
    due: str = ""
    """When guidance falls due, as typed: a date, a quarter, a half or a year."""
    due_by: datetime.date | None = None
    """The last day of `due`."""
    status: GuidanceStatus | None = None
    outcome: Figure | None = None
    """The outcome of guidance."""
    basis: str = ""
    formula: str = ""
    formula_span: Span | None = None


class Verification(Struct, frozen=True, array_like=True):
    """The entry of a claim in the lock."""

    outcome: Outcome
    date: datetime.date


class Lock(Struct, frozen=True):
    """The contents of the lock file: verified claims, and the texts they were verified against."""

    claims: dict[str, Verification] = {}
    descriptions: dict[str, tuple[str, str]] = {}
    """Of each claim, its value and its places in words, for people who read a diff."""
    lines: dict[str, int] = {}
    """Where each claim is in the file."""
    sources: dict[str, str] = {}
    """SHA-256 of each source's whole text, line ends normalised."""


class LockIndex(Struct, frozen=True, array_like=True):
    """The part of a lock that a build needs, compact for hundreds of thousands of claims."""

    claims: tuple[str, ...] = ()
    """Their names, in order."""
    indexes: tuple[int, ...] = ()
    """The index of each claim's entry in `verifications`, of which there are few."""
    verifications: tuple[Verification, ...] = ()
    sources: dict[str, str] = {}
    """As in `Lock`."""

    def get(self, claim: str) -> Verification | None:
        """The entry of a claim; None if it has none."""
        return self.of(claim, f"{claim}\0").get(claim)

    def of(self, first: str, end: str) -> dict[str, Verification]:
        """The verifications of the claims from `first` up to `end`, which is excluded."""
        places = range(bisect_left(self.claims, first), bisect_left(self.claims, end))
        return {self.claims[at]: self.verifications[self.indexes[at]] for at in places}
