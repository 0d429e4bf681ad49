"""Figures: a quantity with the places it rests on, in prose or in the ledger."""

import datetime
import hashlib
import re
from bisect import bisect_left
from collections.abc import Iterable
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
    """A quantity as it is printed, and the citations that any of may bear it out."""

    quantity: Quantity
    text: str
    """As printed, qualifier included."""
    span: Span
    grounds: tuple[Citation, ...] = ()

    @property
    def places(self) -> tuple[Place, ...]:
        """Where it is said to stand."""
        found = tuple(map(place, self.grounds))
        return found if len(found) == 1 else tuple(sorted(set(found)))

    @cached_property
    def claim(self) -> str:
        """A hash of what is asserted: value, unit, bound, source and place; not of wording or position."""
        return claim(self.quantity, self.places)


def place(citation: Citation) -> Place:
    """Where a citation points."""
    return Place(citation.key, "; ".join(f"{item.kind} {item.numbers}" for item in citation.locators))


def claim(quantity: Quantity, places: Iterable[Place]) -> str:
    """The name of an assertion; 16 hexadecimal digits of SHA-256 over its canonical JSON."""
    unit = f"{quantity.unit}/{quantity.per}" if quantity.per else quantity.unit
    said = [*quantity.ends, unit, quantity.bound, [[item.source, item.at] for item in places]]
    return hashlib.sha256(msgspec.json.encode(said)).hexdigest()[:16]


# --- in prose -------------------------------------------------------------------------------


class Where(StrEnum):
    """The part of a note in which a number stands."""

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
    where: Where = Where.TEXT
    entry: str = ""
    """The ledger figure that its span names."""
    exempt: bool = False
    """Whether its span says `.unsourced`."""


class Dated(Struct, frozen=True, array_like=True):
    """A period in a cited sentence."""

    text: str
    parts: frozenset[str]
    """What is printed of it: `2026`, `H1`, `Q3`, `M01`, `D07`."""
    span: Span
    grounds: tuple[Citation, ...]


# --- in the ledger -----------------------------------------------------------------------------

ID: Final = re.compile(r"[^\W\d_][\w-]*")
"""How an id is spelled, wherever one stands."""


class FigureKind(StrEnum):
    """What sort of word a figure is."""

    ACTUAL = "actual"
    GUIDANCE = "guidance"
    ESTIMATE = "estimate"
    FORECAST = "forecast"
    PRICE = "price"
    OPINION = "opinion"
    DERIVED = "derived"


class Standing(StrEnum):
    """What became of guidance."""

    OPEN = "open"
    MET = "met"
    MISSED = "missed"
    REVISED = "revised"
    WITHDRAWN = "withdrawn"


class Outcome(StrEnum):
    """What `verify` found of a claim, the best first."""

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


REMEMBERED: Final = tuple(outcome for outcome in Outcome if outcome is not Outcome.NO_TEXT)
"""What a lock remembers."""

CONTRADICTED: Final = frozenset({Outcome.UNIT_DIFFERS, Outcome.SCALE_SUSPECT, Outcome.NOT_FOUND})
"""What a look-up comes to where the source does not have the figure: `check` and `build` refuse it."""

SIGNS: Final = {State.FOUND: "✓", State.OURS: "=", State.OTHERWISE: "⚠", State.UNCHECKED: "?"}
"""The sign of each state, the same in every language."""

OWN_KINDS: Final = frozenset((FigureKind.DERIVED, FigureKind.OPINION))
"""What is our word and no source's."""


class Entry(Struct, frozen=True, kw_only=True, array_like=True):
    """A figure of the ledger: an id, and what is said of it."""

    id: str
    label: str
    kind: FigureKind
    span: Span
    """Where its id stands."""
    figure: Figure
    """Its value, as printed."""
    period: str = ""
    dated: Dated | None = None
    """The same as something to look up, where it is in the calendar and has a source."""
    due: str = ""
    """When guidance falls due, as typed: a date, a quarter, a half or a year."""
    due_by: datetime.date | None = None
    """The last day of `due`."""
    status: Standing | None = None
    outcome: Figure | None = None
    """What guidance came to."""
    basis: str = ""
    formula: str = ""
    formula_span: Span | None = None


class Verification(Struct, frozen=True, array_like=True):
    """What the lock remembers of a claim."""

    outcome: Outcome
    date: datetime.date


class Lock(Struct, frozen=True):
    """What was verified, and against which texts, as it is written down."""

    claims: dict[str, Verification] = {}
    said: dict[str, tuple[str, str]] = {}
    """Of each claim, its value and its places in words, for people who read a diff."""
    lines: dict[str, int] = {}
    """Where each claim stands in the file."""
    sources: dict[str, str] = {}
    """SHA-256 of each source's whole text, line ends normalised."""


class Locked(Struct, frozen=True, array_like=True):
    """What a build needs to know of a lock: of hundreds of thousands of claims, in little room."""

    claims: tuple[str, ...] = ()
    """Their names, in order."""
    which: tuple[int, ...] = ()
    """How each stands: which of the `verifications`, of which there are few."""
    verifications: tuple[Verification, ...] = ()
    sources: dict[str, str] = {}
    """As in `Lock`."""

    def get(self, claim: str) -> Verification | None:
        """How a claim stands, if it does."""
        return self.of(claim, f"{claim}\0").get(claim)

    def of(self, first: str, end: str) -> dict[str, Verification]:
        """The claims from one name up to another, which is not in it, and how they stand."""
        places = range(bisect_left(self.claims, first), bisect_left(self.claims, end))
        return {self.claims[at]: self.verifications[self.which[at]] for at in places}
