"""Whether one quantity supports another: the only relation by which a printed figure is accepted or refused.

`supports(claimed, found)` gives one of a few ordered verdicts; it is a case analysis over value, bound, sign, unit and
noun, and `tests/cases/support.md` is its truth table. Values are compared in exact decimals and in the unit of their
kind (12,200 MW is 12.2 GW), so that neither spelling nor scale matters. What counts is decided here once:

- *Equal* is the same value. *Rounded* is equal after rounding what is found, half up or half to even, to the last
  printed digit of the claim; with a qualifier, to the last digit that is not a zero, if two digits are left. $1 billion
  is $1.49 billion rounded, and `difference` is their relative difference; what is off by more than a third is no
  rounding (half a billion is not a billion), save to zero.
- *Bounds.* A claim has the bound that is found, except that "about" and "nearly" may be added to an exact value that
  was rounded. A bound is never tightened by rounding: "over 92%" is not supported by "over 91.6%". Bounds that
  exclude each other ("up to" and "at least", "nearly" and "over") are `bound-opposed`; so is a bound at the wrong end
  of a range. Of a negative number a bound is about its size: a loss of over 5 million is 5 million or more.
- *Policies.* `SOURCE` asks whether a source prints the claim. `REPEAT` asks whether a note may repeat what it states
  elsewhere: a bound may be loosened by **less than one printed digit** (that digit itself is excluded: "over 91%" is
  supported by 91.26%, not by 92%) and may be worded otherwise ("over", "at least"), never tightened or turned round;
  "about" may be added, never left out. What `REPEAT` supports by loosening is `qualifier-differs` to `SOURCE`.
- *Signs.* A minus never supports a plus, except where the words of the positive one say a fall ("fell 27%" and -27%).
  A rise never supports a fall. A bracketed number supports a loss; a gain only with `qualifier-differs`.
- *Units.* A unit that is missing on one side is a different unit; but an unknown unit in the source of a bare claim
  may be what is counted, and differs as a noun does. The counted noun and the "per what" are compared where both name
  one.

`unscaled`, `ambiguous`, `period-differs` and `order-differs` are never returned: a caller that knows the context of
a number may change a verdict to them.
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
    """How far one quantity supports another, the best first."""

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
    """The text of a source: the claim has to be what is printed there."""
    REPEAT = "repeat"
    """Another figure of the notes, which a heading, a span or a formula may repeat more loosely."""


Identity = tuple[Decimal, Decimal, str, Bound, int, bool, str, str]
"""The canonical form of a quantity, in the unit of its kind."""

LARGE_DIFFERENCE: Final = Decimal("0.05")
"""The relative difference above which a rounded figure gets a remark."""

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
    """The best verdict that any number of a source earns, and the first that earns it; nothing where none does."""
    verdict, chosen = Verdict.NONE, None
    for found in founds:
        other = supports(claimed, found)
        if other.rank < verdict.rank:
            verdict, chosen = other, found
        if verdict is Verdict.SAME:
            break
    return verdict, chosen


def identity(quantity: Quantity) -> Identity:
    """A key that two quantities share only if each supports the other as the same."""
    own = _in_kind(quantity)
    return (*own.value, own.direction, own.bracketed, own.per, own.noun)


def difference(claimed: Quantity, found: Quantity) -> Decimal:
    """The relative difference of a claim from what is found, at the end where it is largest: 0.05 for 5 %."""
    ours, theirs = _magnitudes(_in_kind(claimed), _in_kind(found))
    return max(_relative(ours.low, theirs.low), _relative(ours.high, theirs.high))


def _relative(claimed: Decimal, found: Decimal) -> Decimal:
    if not found:
        return Decimal(bool(claimed))
    return EXACT.divide(abs(EXACT.subtract(claimed, found)), abs(found))


# --- One kind, one sign -----------------------------------------------------------------------------------------------


def _in_kind(q: Quantity) -> Quantity:
    """The quantity in the unit in which all of its kind are compared: 25 bp is 0.25 pp."""
    unit, power = measures.kind(q.unit)
    if unit == q.unit:
        return q
    low, high, step = (EXACT.scaleb(value, power) for value in (q.low, q.high, q.step))
    return msgspec.structs.replace(q, low=low, high=high, step=step, unit=unit)


def _per_same_unit(claimed: Quantity, found: Quantity) -> Quantity:
    """The claim in the denominator of the source, where both are of one kind: $640 a kilogram is $640,000 a tonne."""
    if not claimed.per or not found.per or claimed.per == found.per:
        return claimed
    (ours, power), (theirs, other) = _denominator(claimed.per), _denominator(found.per)
    if ours != theirs or power == other:
        return claimed
    low, high, step = (EXACT.scaleb(value, other - power) for value in (claimed.low, claimed.high, claimed.step))
    return msgspec.structs.replace(claimed, low=low, high=high, step=step, per=found.per)


def _denominator(per: str) -> tuple[str, int]:
    """What a quantity is for one of, and the power of ten of its kind or of how many of it: `10 share`, `100kg`."""
    name = per.lstrip("01").lstrip()
    count = len(per) - len(name)
    kind, power = measures.kind(unit) if (unit := _unit_named(name)) else (name, 0)
    return kind, power + (per[:count].rstrip().count("0") if count else 0)


def _in_degrees(claimed: Quantity, found: Quantity) -> tuple[Quantity, Quantity]:
    """Both in °C, where one says no more than degrees below zero, which are no angle."""
    if {claimed.unit, found.unit} != {"°", "°C"} or claimed.high >= 0 or found.high >= 0:
        return claimed, found
    return msgspec.structs.replace(claimed, unit="°C"), msgspec.structs.replace(found, unit="°C")


def _magnitudes(claimed: Quantity, found: Quantity) -> tuple[Quantity, Quantity]:
    """Both as magnitudes, unless one of them is a range across zero."""
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
"""The side of the printed number on which the true one is."""

_HOLDS: Final[Mapping[Bound, Callable[[Decimal, Decimal], bool]]] = {
    Bound.ABOUT: lambda *_: True,
    Bound.NEARLY: operator.lt,
    Bound.OVER: operator.gt,
    Bound.AT_LEAST: operator.ge,
    Bound.UP_TO: operator.le,
    Bound.UNDER: operator.lt,
}
"""The condition of each bound on the exact value found and the value claimed."""

_LOOSENED: Final = {Policy.SOURCE: Verdict.QUALIFIER_DIFFERS, Policy.REPEAT: Verdict.ROUNDED}
"""The verdict on a claim that is true of what is found, but bounds it more loosely."""


def _by_value(claimed: Quantity, found: Quantity, policy: Policy) -> Verdict:
    """The verdict on two quantities of one unit, whatever their signs."""
    step = _coarseness(claimed)
    equal = (claimed.low, claimed.high) == (found.low, found.high)
    if equal or (_rounds(found.low, claimed.low, step) and _rounds(found.high, claimed.high, step)):
        return _by_bound(claimed, found, Verdict.SAME if equal else Verdict.ROUNDED, policy)
    return _LOOSENED[policy] if _loosens(claimed, found) else _at_end(claimed, found)


def _by_bound(claimed: Quantity, found: Quantity, agreement: Verdict, policy: Policy) -> Verdict:
    """The verdict on two quantities whose values agree."""
    if claimed.bound is found.bound and not _tightens(claimed, found):
        return agreement
    if _SIDES.get(claimed.bound, 0) * _SIDES.get(found.bound, 0) < 0:
        return Verdict.BOUND_OPPOSED
    hedged = claimed.bound in _HEDGES and found.bound is Bound.EXACT and agreement is Verdict.ROUNDED
    if hedged and _HOLDS[claimed.bound](found.high, claimed.high):
        return Verdict.ROUNDED
    return _LOOSENED[policy] if _loosens(claimed, found) else Verdict.QUALIFIER_DIFFERS


def _tightens(claimed: Quantity, found: Quantity) -> bool:
    """Whether a claim excludes values that the same bound, as found, allows."""
    if claimed.bound in _ABOVE:
        return claimed.low > found.low
    return claimed.bound in _BELOW and claimed.high < found.high


def _loosens(claimed: Quantity, found: Quantity) -> bool:
    """Whether a claim holds of all that is found, and is off by less than one of its printed digits."""
    if claimed.bound is Bound.EXACT or (claimed.bound is not Bound.ABOUT and claimed.low != claimed.high):
        return False
    ends = _near_ends(claimed, found)
    return _follows(claimed.bound, found.bound, *ends[-1]) and all(
        abs(EXACT.subtract(theirs, ours)) < _coarseness(claimed) for theirs, ours in ends
    )


def _near_ends(claimed: Quantity, found: Quantity) -> tuple[tuple[Decimal, Decimal], ...]:
    """The ends that a bound is about, found and claimed: both of "about", else the one that is nearer to it."""
    if claimed.bound is Bound.ABOUT:
        return (found.low, claimed.low), (found.high, claimed.high)
    return ((found.low if claimed.bound in _ABOVE else found.high, claimed.low),)


def _follows(claimed: Bound, found: Bound, value: Decimal, limit: Decimal) -> bool:
    """Whether a bound holds of a value found: strictly of an exact one, while a bound may be worded otherwise."""
    if found is Bound.EXACT:
        return _HOLDS[claimed](value, limit)
    if claimed in _ABOVE:
        return found in _ABOVE and value >= limit
    return claimed in _BELOW and (found in _BELOW or found is Bound.NEARLY) and value <= limit


def _at_end(claimed: Quantity, found: Quantity) -> Verdict:
    """The verdict on a single value that may be one end of a range."""
    if claimed.low != claimed.high or found.low == found.high:
        return Verdict.NONE
    side = _SIDES.get(claimed.bound, 0)
    low, high = (_rounds(end, claimed.low, claimed.step) for end in (found.low, found.high))
    if (high and side > 0) or (low and side < 0):
        return Verdict.BOUND_OPPOSED
    return Verdict.RANGE_END if low or high else Verdict.NONE


def _coarseness(q: Quantity) -> Decimal:
    """One printed digit: the last one; with a qualifier the last that is not a zero, if two digits are left."""
    if q.bound is Bound.EXACT:
        return q.step
    ends = [EXACT.normalize(end) for end in (q.low, q.high) if end]
    zeros = min((end.adjusted() - len(end.as_tuple().digits) + 1 for end in ends), default=0)
    return max(q.step, Decimal(f"1E{min([zeros, *(end.adjusted() - 1 for end in ends)])}"))


def _rounds(found: Decimal, claimed: Decimal, step: Decimal) -> bool:
    """Whether a number rounded to a step, half to even or half up, is the other, and not half as much again."""
    return found == claimed or (
        any(found.quantize(step, mode, EXACT) == claimed for mode in (ROUND_HALF_EVEN, ROUND_HALF_UP))
        and (not claimed or 3 * abs(EXACT.subtract(claimed, found)) <= abs(found))
    )


# --- Signs, denominators and nouns ------------------------------------------------------------------------------------


def _reservations(claimed: Quantity, found: Quantity) -> tuple[Verdict, ...]:
    """The reservations about two quantities whose values agree in size; `same` where there is none."""
    return (_by_sign(claimed, found), _by_denominator(claimed, found), _by_noun(claimed.noun, found.noun))


def _by_sign(claimed: Quantity, found: Quantity) -> Verdict:
    if any(q.low < 0 < q.high for q in (claimed, found)):
        return Verdict.SAME  # of a range across zero each end has its own
    negative, found_negative = claimed.low < 0, found.low < 0
    if negative == found_negative:
        turned = not negative and claimed.direction * found.direction < 0
        return Verdict.SIGN_DIFFERS if turned else _by_bracket(claimed, found)
    falls = found.direction < 0 or found.bracketed if negative else claimed.direction < 0
    # Zero has no sign.
    return Verdict.SAME if falls or not (claimed.low or claimed.high) else Verdict.SIGN_DIFFERS


def _by_bracket(claimed: Quantity, found: Quantity) -> Verdict:
    """A bare number or a sum of money in brackets may be a loss; `(27%)` in a sentence hardly ever is."""
    doubtful = found.bracketed and not claimed.bracketed and (not found.unit or found.unit in MONEY)
    return Verdict.QUALIFIER_DIFFERS if doubtful and claimed.low >= 0 and claimed.direction >= 0 else Verdict.SAME


def _by_denominator(claimed: Quantity, found: Quantity) -> Verdict:
    if not claimed.per and found.per in DURATIONS and found.unit in UNITS and found.unit not in RATIOS:
        # 640 kt is not what a mine yields at 640 kt a year; of money and per cents the time is often left unsaid.
        return Verdict.NOUN_DIFFERS
    if not claimed.per or not found.per or claimed.per == found.per:
        return Verdict.SAME
    ours, theirs = _unit_named(claimed.per), _unit_named(found.per)
    if ours and ours == theirs:
        return Verdict.SAME
    return Verdict.UNIT_DIFFERS if ours and theirs else Verdict.NOUN_DIFFERS


def _unit_named(word: str) -> str:
    """The unit that a word names, if it is one of the known."""
    if word in UNITS:
        return word
    try:
        return measures.unit(word)[0]
    except KeyError:
        return ""


def _by_noun(claimed: str, found: str) -> Verdict:
    return Verdict.NOUN_DIFFERS if claimed and found and claimed != found else Verdict.SAME


# --- Apart: another unit, another scale -------------------------------------------------------------------------------


def _disagreement(claimed: Quantity, found: Quantity, ours: Quantity, theirs: Quantity) -> Verdict:
    """The verdict on two quantities that disagree; the latter two are their magnitudes in the unit of their kind."""
    printed, printed_there = _magnitudes(claimed, found)
    if claimed.unit != found.unit and _ends(printed) == _ends(printed_there):
        counted = not claimed.unit and found.unit not in UNITS and found.unit not in MONEY
        return Verdict.NOUN_DIFFERS if counted else Verdict.UNIT_DIFFERS
    if ours.unit == theirs.unit:
        return Verdict.SCALE_SUSPECT if _is_shifted(ours, theirs) else Verdict.NONE
    if (claimed.unit and found.unit) or not _is_shifted(printed, printed_there):
        return Verdict.NONE
    # A bare claim leaves out the unit and the scale; a bare source may print both above its table.
    return Verdict.SCALE_SUSPECT if claimed.unit else Verdict.UNIT_DIFFERS


def _ends(q: Quantity) -> tuple[Decimal, Decimal]:
    return q.low, q.high


def _is_shifted(claimed: Quantity, found: Quantity) -> bool:
    """Whether both have the same digits, a power of ten apart."""
    pairs = ((claimed.low, found.low), (claimed.high, found.high))
    shifts = {theirs.adjusted() - ours.adjusted() for ours, theirs in pairs}
    apart = len(shifts) == 1 and 0 not in shifts
    return apart and all(ours and EXACT.scaleb(ours, *shifts) == theirs for ours, theirs in pairs)
