"""Figures: quantities with the places that support them, in prose or in the ledger."""

import datetime
import hashlib
import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import cached_property, lru_cache
from itertools import chain
from typing import Final, Self

import msgspec
from msgspec import Struct

from briefing.model.bodies import Citation
from briefing.model.diagnostics import Span
from briefing.model.quantities import Quantity
from briefing.model.sources import Locator

CLAIM_DIGITS: Final = 16
"""Hexadecimal digits of the name of a claim."""


class Place(Struct, frozen=True, order=True, array_like=True):
    """A source and a place in it: `paragraph 12, 15`, empty for the whole source."""

    source: str
    at: str


class Figure(Struct, frozen=True, array_like=True, dict=True):
    """A quantity as printed, with its citations, any of which may support it."""

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
        """The name of its claim in the lock: the claim, or, for a figure with a period or a fall, a hash of both."""
        is_fall = self.quantity.direction < 0
        return claim(self.quantity, self.places, self.period, is_fall) if self.period or is_fall else self.claim


MAX_PLACES: Final = 10_000
"""How many places stay in memory: each is used again by every figure that cites it."""


def place(citation: Citation) -> Place:
    """The place that a citation points to."""
    return _place(citation.key, citation.locators)


@lru_cache(MAX_PLACES)
def _place(key: str, locators: tuple[Locator, ...]) -> Place:
    return Place(key, "; ".join([f"{item.kind} {item.numbers}" for item in locators]))


def claim(quantity: Quantity, places: Sequence[Place], period: str = "", is_fall: bool = False) -> str:
    """The name of an assertion; 16 hexadecimal digits of SHA-256 over its canonical JSON."""
    unit = f"{quantity.unit}/{quantity.per}" if quantity.per else quantity.unit
    # Optional parts come last, so that claims without them keep their names.
    more = [*([period] if period else ()), *(["fall"] if is_fall else ())]
    # A place is encoded as a list of its two texts.
    description = (*quantity.ends, unit, quantity.bound, places, *more)
    return hashlib.sha256(_ENCODER.encode(description)).hexdigest()[:CLAIM_DIGITS]


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
    # A missing text may be the one in its group that has the figure.
    NO_TEXT = "no-text"
    UNIT_DIFFERS = "unit-differs"
    SCALE_SUSPECT = "scale-suspect"
    NOT_FOUND = "not-found"

    @property
    def rank(self) -> int:
        """Its rank, 0 for the best."""
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
    until: datetime.date | None = None
    """The last day of `period`, as far as it is in the calendar."""
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
    """The part of a lock that a build needs: twelve bytes per claim, since a lock may have hundreds of thousands."""

    names: bytes = b""
    """The names of the claims, packed."""
    indexes: bytes = b""
    """The index of each claim's entry in `verifications`, of which there are few, in 32 bits."""
    verifications: tuple[Verification, ...] = ()
    sources: dict[str, str] = {}
    """As in `Lock`."""

    @classmethod
    def of(cls, lock: Lock) -> Self:
        """The index of a lock."""
        indexes, verifications = _numbered(lock.claims[claim] for claim in sorted(lock.claims))
        return cls(packed(lock.claims), indexes, verifications, lock.sources)

    def get(self, claim: str) -> Verification | None:
        """The entry of a claim; None if it has none."""
        claims, number = _unpacked(self.names), _number(claim)
        at = bisect_left(claims, number)
        if at == len(claims) or claims[at] != number:
            return None
        return self.verifications[memoryview(self.indexes).cast(_INDEX)[at]]

    def beginning_with(self, digits: str) -> "LockIndex":
        """The part with the claims whose names begin with some hexadecimal digits; it depends on no other claim."""
        claims, first = _unpacked(self.names), _number(digits)
        start = bisect_left(claims, first)
        end = bisect_left(claims, first + 16 ** (CLAIM_DIGITS - len(digits)), start)
        found = memoryview(self.indexes).cast(_INDEX)[start:end]
        indexes, verifications = _numbered(self.verifications[index] for index in found)
        return LockIndex(claims[start:end].tobytes(), indexes, verifications)

    def without(self, claimed: Iterable[bytes]) -> tuple[str, ...]:
        """The names of the claims that are not among others, given packed."""
        claims = _unpacked(self.names)
        # A set of all claims would take more memory than the rest of a build.
        is_claimed = bytearray(len(claims))
        for claim in chain.from_iterable(map(_unpacked, claimed)):
            at = bisect_left(claims, claim)
            if at < len(claims) and claims[at] == claim:
                is_claimed[at] = True
        return tuple(_name(claim) for claim, found in zip(claims, is_claimed, strict=True) if not found)


_PACKED: Final = "Q"
"""An unsigned number of 64 bits, as which the name of a claim takes half the bytes."""

_INDEX: Final = "I"
"""An unsigned number of 32 bits."""


def packed(claims: Iterable[str]) -> bytes:
    """The names of some claims as numbers, in order."""
    return array(_PACKED, sorted(map(_number, claims))).tobytes()


def _numbered(found: Iterable[Verification]) -> tuple[bytes, tuple[Verification, ...]]:
    """The index of each value among the distinct ones, and the distinct values in order of first occurrence."""
    numbers: dict[Verification, int] = {}
    indexes = array(_INDEX, [numbers.setdefault(each, len(numbers)) for each in found])
    return indexes.tobytes(), tuple(numbers)


def _unpacked(names: bytes) -> "memoryview[int]":
    return memoryview(names).cast(_PACKED)


def _number(digits: str) -> int:
    """The number of a claim whose name begins with these digits, and goes on with zeros."""
    return int(digits.ljust(CLAIM_DIGITS, "0"), 16)


def _name(number: int) -> str:
    return f"{number:0{CLAIM_DIGITS}x}"
