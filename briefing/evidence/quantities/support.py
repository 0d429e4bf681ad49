"""Whether one quantity supports another: the relation by which every printed figure is accepted or rejected.

`supports(claimed, found)` gives one of a few ordered verdicts; it is a case analysis over value, bound, sign, unit and
noun, and `tests/cases/support.md` is its truth table. Values are compared in exact decimals and in the unit of their
kind (12,200 MW is 12.2 GW), so that neither spelling nor scale matters. The rules:

- *Equal* means the same value. *Rounded* means equal after rounding the found value, half up or half to even, to the
  last printed digit of the claim; with a qualifier, to its last non-zero digit, but to at least two digits. $1 billion
  is $1.49 billion rounded, and `difference` is their relative difference. A value that is off by more than a third is
  not rounded (half a billion is not a billion), except to zero.
- *Bounds.* A claim must have the bound that is found, except that "about" and "nearly" may be added to an exact value
  that was rounded. Rounding must not tighten a bound: "over 92%" is not supported by "over 91.6%". Bounds that
  exclude each other ("up to" and "at least", "nearly" and "over") are `bound-opposed`; so is a bound at the wrong end
  of a range. The bound of a negative number applies to its size: a loss of over 5 million is 5 million or more.
- *Policies.* `SOURCE` asks whether a source prints the claim. `REPEAT` asks whether a note may repeat what it states
  elsewhere: a bound may be loosened by **less than one printed digit** (that digit itself is excluded: "over 91%" is
  supported by 91.26%, not by 92%) and may be worded otherwise ("over", "at least"), never tightened or turned round;
  "about" may be added, never left out. What `REPEAT` supports by loosening is `qualifier-differs` to `SOURCE`.
- *Signs.* A minus never supports a plus, unless the words of the positive number express a fall ("fell 27%" and -27%).
  A rise never supports a fall. A bracketed number supports a loss; a gain only with `qualifier-differs`.
- *Units.* A unit that is missing on one side counts as different. But if the claim has none and the source has an
  unlisted one, that may be a counted noun, and the verdict is `noun-differs`. Nouns and denominators are compared only
  if both quantities have one.

`unscaled`, `ambiguous`, `period-differs` and `order-differs` are never returned: callers that know the context of a
number may replace a verdict by them.
"""

import enum
import operator
from collections.abc import Callable, Iterable, Mapping
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from typing import Final

import msgspec

from briefing.evidence.quantities import measures
from briefing.evidence.quantities.amounts import EXACT
from briefing.evidence.quantities.spellings import DURATIONS, MONEY, RATIOS
from briefing.evidence.quantities.units import UNITS
from briefing.model import Bound, Quantity


class Verdict(enum.StrEnum):
    """How far one quantity supports another, from best to worst."""

    SAME = "same"
    ROUNDED = "rounded"
    QUALIFIER_DIFFERS = "qualifier-differs"
    RANGE_END = "range-end"
    UNSCALED = "unscaled"
    AMBIGUOUS = "ambiguous"
    NOUN_DIFFERS = "noun-differs"
    PERIOD_DIFFERS = "period-differs"
    ORDER_DIFFERS = "order-differs"
    BOUND_OPPOSED = "bound-opposed"
    SIGN_DIFFERS = "sign-differs"
    UNIT_DIFFERS = "unit-differs"
    SCALE_SUSPECT = "scale-suspect"
    NONE = "none"

    @property
    def rank(self) -> int:
        """Its place in the order, 0 for the best."""
        return _RANKS[self]

    @property
    def is_support(self) -> bool:
        """Whether the claim is supported without reservation."""
        return self in (Verdict.SAME, Verdict.ROUNDED)


_RANKS: Final = {verdict: rank for rank, verdict in enumerate(Verdict)}


class Policy(enum.Enum):
    """What a claim is compared with."""

    SOURCE = "source"
    """A source: the claim has to be what is printed there."""
    REPEAT = "repeat"
    """Another figure of the notes, which a heading, a span or a formula may repeat more loosely."""


Identity = tuple[Decimal, Decimal, str, Bound, int, bool, str, str]
"""A hashable canonical form of a quantity, in the base unit of its kind."""

LARGE_DIFFERENCE: Final = Decimal("0.05")
"""The relative difference above which a rounded figure is remarked on."""

# --- The relation -----------------------------------------------------------------------------------------------------


def supports(claimed: Quantity, found: Quantity, policy: Policy = Policy.SOURCE) -> Verdict:
    """How far `found` supports `claimed`."""
    claimed, found = _in_degrees(_per_same_unit(claimed, found), found)
    ours, theirs = _magnitudes(_in_kind(claimed), _in_kind(found))
    verdict = _by_value(ours, theirs, policy) if ours.unit == theirs.unit else Verdict.NONE
    if verdict is Verdict.NONE:
        return _disagreement(claimed, found, ours, theirs)
    return max(verdict, *_reservations(claimed, found), key=_RANKS.__getitem__)


def best(claimed: Quantity, founds: Iterable[Quantity]) -> tuple[Verdict, Quantity | None]:
    """The best verdict over the numbers of a source, and the first number that gives it, if any matches."""
    verdict, chosen = Verdict.NONE, None
    for found in founds:
        other = supports(claimed, found)
        if other.rank < verdict.rank:
            verdict, chosen = other, found
        if verdict is Verdict.SAME:
            break
    return verdict, chosen


def identity(quantity: Quantity) -> Identity:
    """A key that two quantities share only if each supports the other with the verdict `same`."""
    own = _in_kind(quantity)
    return (*own.value, own.direction, own.bracketed, own.per, own.noun)


def difference(claimed: Quantity, found: Quantity) -> Decimal:
    """The relative difference between a claim and what is found, at the worse end of a range: 0.05 for 5 %."""
    ours, theirs = _magnitudes(_in_kind(claimed), _in_kind(found))
    return max(_relative(ours.low, theirs.low), _relative(ours.high, theirs.high))


def _relative(claimed: Decimal, found: Decimal) -> Decimal:
    if not found:
        return Decimal(bool(claimed))
    return EXACT.divide(abs(EXACT.subtract(claimed, found)), abs(found))


# --- Conversion to comparable units and signs -------------------------------------------------------------------------


def _in_kind(q: Quantity) -> Quantity:
    """The quantity in the base unit of its kind: 25 bp is 0.25 pp."""
    unit, power = measures.kind(q.unit)
    if unit == q.unit:
        return q
    low, high, step = (EXACT.scaleb(value, power) for value in (q.low, q.high, q.step))
    return msgspec.structs.replace(q, low=low, high=high, step=step, unit=unit)


def _per_same_unit(claimed: Quantity, found: Quantity) -> Quantity:
    """The claim with the denominator of the source, if both are of one kind: $640 a kilogram is $640,000 a tonne."""
    if not claimed.per or not found.per or claimed.per == found.per:
        return claimed
    (ours, power), (theirs, other) = _denominator(claimed.per), _denominator(found.per)
    if ours != theirs or power == other:
        return claimed
    low, high, step = (EXACT.scaleb(value, other - power) for value in (claimed.low, claimed.high, claimed.step))
    return msgspec.structs.replace(claimed, low=low, high=high, step=step, per=found.per)


def _denominator(per: str) -> tuple[str, int]:
    """The base unit or noun of a denominator, and its power of ten, including a count: `10 share`, `100kg`."""
    name = per.lstrip("01").lstrip()
    count = len(per) - len(name)
    kind, power = measures.kind(unit) if (unit := _unit_named(name)) else (name, 0)
    return kind, power + (per[:count].rstrip().count("0") if count else 0)


def _in_degrees(claimed: Quantity, found: Quantity) -> tuple[Quantity, Quantity]:
    """Both in °C, if one has only degrees below zero: those cannot be an angle."""
    if {claimed.unit, found.unit} != {"°", "°C"} or claimed.high >= 0 or found.high >= 0:
        return claimed, found
    return msgspec.structs.replace(claimed, unit="°C"), msgspec.structs.replace(found, unit="°C")


def _magnitudes(claimed: Quantity, found: Quantity) -> tuple[Quantity, Quantity]:
    """The absolute values of both, unless one of them is a range across zero."""
    if any(q.low < 0 < q.high for q in (claimed, found)):
        return claimed, found
    return _magnitude(claimed), _magnitude(found)


def _magnitude(q: Quantity) -> Quantity:
    return msgspec.structs.replace(q, low=abs(q.high), high=abs(q.low)) if q.low < 0 else q


# --- Values and bounds ------------------------------------------------------------------------------------------------

_BELOW: Final = frozenset({Bound.UP_TO, Bound.UNDER})
_ABOVE: Final = frozenset({Bound.OVER, Bound.AT_LEAST})
_HEDGES: Final = frozenset({Bound.ABOUT, Bound.NEARLY})
_SIDES: Final = {**dict.fromkeys((*_BELOW, Bound.NEARLY), -1), **dict.fromkeys(_ABOVE, 1)}
"""The side of the printed number on which the true one lies."""

_CONDITIONS: Final[Mapping[Bound, Callable[[Decimal, Decimal], bool]]] = {
    Bound.ABOUT: lambda *_: True,
    Bound.NEARLY: operator.lt,
    Bound.OVER: operator.gt,
    Bound.AT_LEAST: operator.ge,
    Bound.UP_TO: operator.le,
    Bound.UNDER: operator.lt,
}
"""For each bound, the condition that an exact found value and the claimed one must meet."""

_LOOSENED: Final = {Policy.SOURCE: Verdict.QUALIFIER_DIFFERS, Policy.REPEAT: Verdict.ROUNDED}
"""The verdict on a claim that follows from what is found, but has a looser bound."""


def _by_value(claimed: Quantity, found: Quantity, policy: Policy) -> Verdict:
    """The verdict on two quantities of the same unit, disregarding their signs."""
    step = _coarseness(claimed)
    equal = (claimed.low, claimed.high) == (found.low, found.high)
    if equal or (_rounds_to(found.low, claimed.low, step) and _rounds_to(found.high, claimed.high, step)):
        return _by_bound(claimed, found, Verdict.SAME if equal else Verdict.ROUNDED, policy)
    return _LOOSENED[policy] if _loosens(claimed, found) else _at_end(claimed, found)


def _by_bound(claimed: Quantity, found: Quantity, agreement: Verdict, policy: Policy) -> Verdict:
    """The verdict on two quantities whose values agree."""
    if claimed.bound is found.bound and not _tightens(claimed, found):
        return agreement
    if _SIDES.get(claimed.bound, 0) * _SIDES.get(found.bound, 0) < 0:
        return Verdict.BOUND_OPPOSED
    hedged = claimed.bound in _HEDGES and found.bound is Bound.EXACT and agreement is Verdict.ROUNDED
    if hedged and _CONDITIONS[claimed.bound](found.high, claimed.high):
        return Verdict.ROUNDED
    return _LOOSENED[policy] if _loosens(claimed, found) else Verdict.QUALIFIER_DIFFERS


def _tightens(claimed: Quantity, found: Quantity) -> bool:
    """Whether a claim excludes values that the same bound, as found, allows."""
    if claimed.bound in _ABOVE:
        return claimed.low > found.low
    return claimed.bound in _BELOW and claimed.high < found.high


def _loosens(claimed: Quantity, found: Quantity) -> bool:
    """Whether a claim's bound holds for all that is found, and is off by less than one of its printed digits."""
    if claimed.bound is Bound.EXACT or (claimed.bound is not Bound.ABOUT and claimed.low != claimed.high):
        return False
    ends = _near_ends(claimed, found)
    return _follows(claimed.bound, found.bound, *ends[-1]) and all(
        abs(EXACT.subtract(theirs, ours)) < _coarseness(claimed) for theirs, ours in ends
    )


def _near_ends(claimed: Quantity, found: Quantity) -> tuple[tuple[Decimal, Decimal], ...]:
    """The ends to which a bound applies, as pairs of found and claimed: both for "about", else the nearer one."""
    if claimed.bound is Bound.ABOUT:
        return (found.low, claimed.low), (found.high, claimed.high)
    return ((found.low if claimed.bound in _ABOVE else found.high, claimed.low),)


def _follows(claimed: Bound, found: Bound, value: Decimal, limit: Decimal) -> bool:
    """Whether a claimed bound holds for a found value: strictly if exact; bounds may be worded otherwise."""
    if found is Bound.EXACT:
        return _CONDITIONS[claimed](value, limit)
    if claimed in _ABOVE:
        return found in _ABOVE and value >= limit
    return claimed in _BELOW and (found in _BELOW or found is Bound.NEARLY) and value <= limit


def _at_end(claimed: Quantity, found: Quantity) -> Verdict:
    """The verdict on a single claimed value that may be one end of a found range."""
    if claimed.low != claimed.high or found.low == found.high:
        return Verdict.NONE
    side = _SIDES.get(claimed.bound, 0)
    low, high = (_rounds_to(end, claimed.low, claimed.step) for end in (found.low, found.high))
    if (high and side > 0) or (low and side < 0):
        return Verdict.BOUND_OPPOSED
    return Verdict.RANGE_END if low or high else Verdict.NONE


def _coarseness(q: Quantity) -> Decimal:
    """The place value of the last printed digit; with a qualifier, of the last non-zero one beyond the first."""
    if q.bound is Bound.EXACT:
        return q.step
    ends = [EXACT.normalize(end) for end in (q.low, q.high) if end]
    zeros = min((end.adjusted() - len(end.as_tuple().digits) + 1 for end in ends), default=0)
    return max(q.step, Decimal(f"1E{min([zeros, *(end.adjusted() - 1 for end in ends)])}"))


def _rounds_to(found: Decimal, claimed: Decimal, step: Decimal) -> bool:
    """Whether a number, rounded to a step, is the claimed one, and the two differ by a third at most."""
    return found == claimed or (
        any(found.quantize(step, mode, EXACT) == claimed for mode in (ROUND_HALF_EVEN, ROUND_HALF_UP))
        and (not claimed or 3 * abs(EXACT.subtract(claimed, found)) <= abs(found))
    )


# --- Signs, denominators and nouns ------------------------------------------------------------------------------------


def _reservations(claimed: Quantity, found: Quantity) -> tuple[Verdict, ...]:
    """The verdicts on sign, denominator and noun of two quantities whose values agree."""
    return (_by_sign(claimed, found), _by_denominator(claimed, found), _by_noun(claimed.noun, found.noun))


def _by_sign(claimed: Quantity, found: Quantity) -> Verdict:
    if any(q.low < 0 < q.high for q in (claimed, found)):
        return Verdict.SAME  # a range across zero has one end of each sign
    negative, found_negative = claimed.low < 0, found.low < 0
    if negative == found_negative:
        turned = not negative and claimed.direction * found.direction < 0
        return Verdict.SIGN_DIFFERS if turned else _by_bracket(claimed, found)
    falls = found.direction < 0 or found.bracketed if negative else claimed.direction < 0
    # Zero has no sign.
    return Verdict.SAME if falls or not (claimed.low or claimed.high) else Verdict.SIGN_DIFFERS


def _by_bracket(claimed: Quantity, found: Quantity) -> Verdict:
    """The verdict on brackets: around a bare number or money they may mean a loss; `(27%)` in prose hardly ever is."""
    doubtful = found.bracketed and not claimed.bracketed and (not found.unit or found.unit in MONEY)
    return Verdict.QUALIFIER_DIFFERS if doubtful and claimed.low >= 0 and claimed.direction >= 0 else Verdict.SAME


def _by_denominator(claimed: Quantity, found: Quantity) -> Verdict:
    if not claimed.per and found.per in DURATIONS and found.unit in UNITS and found.unit not in RATIOS:
        # An amount of 640 kt is not a rate of 640 kt a year; but with money and percentages the time is often left out.
        return Verdict.NOUN_DIFFERS
    if not claimed.per or not found.per or claimed.per == found.per:
        return Verdict.SAME
    ours, theirs = _unit_named(claimed.per), _unit_named(found.per)
    if ours and ours == theirs:
        return Verdict.SAME
    return Verdict.UNIT_DIFFERS if ours and theirs else Verdict.NOUN_DIFFERS


def _unit_named(word: str) -> str:
    """The canonical unit that a word names; empty if it is not a known one."""
    if word in UNITS:
        return word
    try:
        return measures.unit(word)[0]
    except KeyError:
        return ""


def _by_noun(claimed: str, found: str) -> Verdict:
    return Verdict.NOUN_DIFFERS if claimed and found and claimed != found else Verdict.SAME


# --- Disagreement: another unit, another scale ------------------------------------------------------------------------


def _disagreement(claimed: Quantity, found: Quantity, ours: Quantity, theirs: Quantity) -> Verdict:
    """The verdict on two quantities that disagree; `ours` and `theirs` are their absolute values in base units."""
    printed, printed_there = _magnitudes(claimed, found)
    if claimed.unit != found.unit and _ends(printed) == _ends(printed_there):
        counted = not claimed.unit and found.unit not in UNITS and found.unit not in MONEY
        return Verdict.NOUN_DIFFERS if counted else Verdict.UNIT_DIFFERS
    if ours.unit == theirs.unit:
        return Verdict.SCALE_SUSPECT if _is_shifted(ours, theirs) else Verdict.NONE
    if (claimed.unit and found.unit) or not _is_shifted(printed, printed_there):
        return Verdict.NONE
    # A bare claim lacks unit and scale itself; a bare number in a source may have both above its table.
    return Verdict.SCALE_SUSPECT if claimed.unit else Verdict.UNIT_DIFFERS


def _ends(q: Quantity) -> tuple[Decimal, Decimal]:
    return q.low, q.high


def _is_shifted(claimed: Quantity, found: Quantity) -> bool:
    """Whether both have the same digits, and differ by a power of ten."""
    pairs = ((claimed.low, found.low), (claimed.high, found.high))
    shifts = {theirs.adjusted() - ours.adjusted() for ours, theirs in pairs}
    apart = len(shifts) == 1 and 0 not in shifts
    return apart and all(ours and EXACT.scaleb(ours, *shifts) == theirs for ours, theirs in pairs)
