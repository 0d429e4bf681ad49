"""Chains of amounts: ranges, lists and changes, whose amounts may share a measure that is printed only once.

Adjacent amounts joined by a dash, slash, comma or conjunction form a chain. What is printed before its first amount,
or after its last, is then distributed to the amounts that lack it, unless their sizes show that it does not apply
to them. Finally the ends of ranges are paired; each other amount is a value by itself.
"""

import enum
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import msgspec

from briefing import lazy_re
from briefing.evidence.quantities import spellings
from briefing.evidence.quantities.amounts import EXACT, NO_CURRENCIES, Amount, read_amounts
from briefing.evidence.quantities.decimal_commas import has_decimal_commas
from briefing.evidence.quantities.shared_measures import with_shared_measures
from briefing.evidence.quantities.unit_context import ends_with


class _Joint(enum.Enum):
    """The connection between two amounts that may share one measure."""

    RANGE = enum.auto()
    EACH = enum.auto()
    AND = enum.auto()
    COMMA = enum.auto()


_JOINTS: Mapping[str, _Joint] = {
    **dict.fromkeys(("-", "~", "—", "to", "至", "到", "-to-", "- to"), _Joint.RANGE),
    **dict.fromkeys(("/", "、", "×", "*"), _Joint.EACH),
    **dict.fromkeys(("and", "or", "- and", "- or", ", and", ", or", "和", "与", "及", "或", "以及"), _Joint.AND),
    ",": _Joint.COMMA,
}
# Only in texts with decimal commas.
_FOREIGN_JOINTS: Mapping[str, _Joint] = {
    **dict.fromkeys(("bis", "à", "a", "al", "até", "tot", "till", "til"), _Joint.RANGE),
    **dict.fromkeys(("und", "et", "y", "e", "ed", "och", "og", "en"), _Joint.AND),
}
_BETWEEN = lazy_re.compile(r"(?:[Bb]etween|[Zz]wischen|[Ee]ntre|[Tt]ra|[Mm]ellan|介于|处于|在)(?: an?| the)? ?$")
_CHANGE = lazy_re.compile(
    r"(?<!ranging )(?<!ranged )(?<!ranges )(?<!range )(?<!where )(?<!priced )(?:\b[Ff]rom|\b[Vv]on|\bpass(?:e|é|er|ent) de|\bpas(?:ó|a|aron) de|从|由|自)(?: an?| the)? {0,2}$"
)
_RISE = lazy_re.compile(
    r"(?:by|rose|fell|gained|dropped|climbed|jumped|slid|lost|added|advanced|declined|up|down"
    r"|(?:increase|decrease|rise|fall|drop|decline|gain) of)(?: an?)? ?$"
)
# After a past tense, a change is followed by its result, whatever their sizes: `decreased $5 million to $9 million`.
_ROSE = lazy_re.compile(
    r"(?<!be )(?:rose|fell|dropped|climbed|jumped|slid|advanced|declined|increased|decreased|grew|shrank|dipped|slipped"
    r"|surged|soared|plunged|tumbled)(?: by)?(?: an?)? ?$"
)


def _joint(text: str, left: Amount, right: Amount) -> _Joint | None:
    """The connection between two adjacent amounts; None if they are not connected."""
    gap = text[left.stop : right.start]
    if len(gap) > 6 or left.stop > left.end or right.bound_start < right.start or not (left.plain and right.plain):
        return None
    joint = _JOINTS.get(gap.strip()) or _foreign_joint(text, gap.strip())
    if joint is None:
        has_grown = _GREW.fullmatch(gap.strip()) and ends_with(_CHANGE, text, left.bound_start)
        return _Joint.RANGE if has_grown else None
    if joint is _Joint.EACH and _multiplies(gap, left, right):
        return None
    if joint is _Joint.AND and "-" in text[right.start + 1 : right.end]:
        # `a coefficient of 0.2 and a 5.7-metre circle`: the unit belongs to the noun after it, not to both numbers.
        return None
    if joint is _Joint.AND and (ends_with(_BETWEEN, text, left.bound_start) or text.startswith("之间", right.stop)):
        return _Joint.RANGE
    return joint


def _foreign_joint(text: str, gap: str) -> _Joint | None:
    """The connection by a word of a language with decimal commas, if the text is in one."""
    joint = _FOREIGN_JOINTS.get(gap)
    return joint if joint and has_decimal_commas(text) else None


_LENGTHS = frozenset({"nm", "μm", "mm", "cm", "m", "km", "inch", "ft"})


def _multiplies(gap: str, left: Amount, right: Amount) -> bool:
    """Whether a small number multiplies the next one: `2×660MW`; but `4×6 m` are two lengths."""
    times = gap.strip() in ("×", "*") and left.unit is None and left.power is None and left.value <= 20
    return times and right.unit is not None and right.unit not in _LENGTHS


class _Chain(msgspec.Struct, frozen=True):
    """Amounts in one range or list, with the joint between each and the next."""

    amounts: tuple[Amount, ...]
    joints: tuple[_Joint, ...]
    change: bool
    """Whether the first two are the ends of a change (`from 500 to 1,000`), not of a range."""


_TO = frozenset({"to", "至", "到", "à", "a"})
_GREW = lazy_re.compile(
    "auf|(?:增长|增加|提[升高]|上[升涨调]|扩大|攀升|下[降滑跌调]|减少|降低|收窄|[升增降减涨跌])[至到为]"
)
"""The words between the ends of a change in Chinese and German: `从9.8亿增长到12.4亿元`, `von 3,2 auf 4,1 Mrd. Euro`."""


def _is_change(text: str, left: Amount, right: Amount) -> bool:
    """Whether two amounts are the ends of a change: `from 500 to 1,000`."""
    gap = text[left.stop : right.start].strip()
    return (gap in _TO or bool(_GREW.fullmatch(gap))) and ends_with(_CHANGE, text, left.bound_start)


def _chains(text: str, amounts: Sequence[Amount]) -> Iterator[_Chain]:
    """The amounts of a text, grouped into chains."""
    joints = [_joint(text, left, right) for left, right in pairwise(amounts)]
    start = 0
    for index, joint in enumerate([*joints, None] if amounts else []):
        if joint is None:
            members = tuple(amounts[start : index + 1])
            change = len(members) > 1 and _is_change(text, *members[:2])
            yield _Chain(members, tuple(joint for joint in joints[start:index] if joint), change)
            start = index + 1


def _with_mark_of(left: Amount, right: Amount, joint: _Joint) -> Amount:
    """The right amount, with the mark printed before the left one if it applies to both."""
    same_scale = left.power == right.power and left.power is not None
    close = joint in (_Joint.RANGE, _Joint.EACH) and (left.power is None or right.power is not None)
    alike = left.spelled or not right.spelled or left.unit in ("%", "‰")
    if left.marked and right.unit is None and alike and (same_scale or close):
        return msgspec.structs.replace(right, unit=left.unit, marked=True)
    return right


def _with_measure_of(text: str, left: Amount, right: Amount, joint: _Joint, change: bool) -> Amount:
    """The left amount, with the scale and unit printed after the right one if they apply to both."""
    listed = joint in (_Joint.AND, _Joint.COMMA)
    if listed and left.marked and right.marked and left.unit == right.unit:
        return _scaled_alike(text, left, right)
    complete = left.unit is not None and (not left.marked or listed)
    unlike = joint is _Joint.AND and right.unit in ("%", "pp") and abs(left.value) > 100 >= abs(right.value)
    if complete or unlike or left.spelled != right.spelled or (right.marked and not left.marked):
        return left
    takes_unit = left.unit is None and (left.power is None or right.power is not None)
    unit, shift = (right.unit, right.shift) if takes_unit else (left.unit, left.shift)
    shared = msgspec.structs.replace(left, unit=unit, shift=shift, per=left.per or right.per)
    scaled = msgspec.structs.replace(shared, power=right.power if left.power is None else left.power)
    if change:
        return _of_like_size(text, shared, scaled, right)
    if joint is not _Joint.RANGE:
        return shared if _is_grouped(text, left) and scaled.value > right.value else scaled
    # A range rises: so `8000-1.2万元` shares the currency only, and `500 to 15%` nothing.
    return next((each for each in (scaled, shared) if _is_range(each, right)), left)


def _is_range(left: Amount, right: Amount) -> bool:
    """Whether two amounts ascend, as the ends of a range do; losses of similar size may also descend: `-3% to -5%`."""
    are_losses = left.value < 0 and right.value < 0
    return left.value <= right.value or (are_losses and _powers_apart(left, right) <= 1)


def _is_grouped(text: str, amount: Amount) -> bool:
    """Whether an amount has its thousands written out, and therefore takes no scale: `900,000`."""
    return bool(_GROUP.search(text, amount.start, amount.end))


_GROUP = lazy_re.compile("[0-9][,'][0-9]{3}")


def _of_like_size(text: str, shared: Amount, scaled: Amount, right: Amount) -> Amount:
    """The first end of a change, with the scale of the second only if that makes their sizes closer: `1.2 to 1.4bn`."""
    if _is_grouped(text, shared) or _powers_apart(shared, right) < _powers_apart(scaled, right):
        return shared
    if scaled.value > right.value and _powers_apart(scaled, right) > 1:
        # `from 900 to 1.2 billion`: probably 900 million, but ambiguous.
        return msgspec.structs.replace(scaled, plain=False)
    return scaled


def _powers_apart(one: Amount, other: Amount) -> int:
    """The approximate number of powers of ten between two amounts."""
    return abs(one.value.adjusted() - other.value.adjusted())


def _scaled_alike(text: str, left: Amount, right: Amount) -> Amount:
    """The left of two listed amounts of money, with the scale printed once for both: `$2.5 and $3.1 billion`."""
    if left.power is not None and right.power is None:
        # `$412 million, or $1.84 per share`
        return left
    per = msgspec.structs.replace(left, per=left.per or right.per)
    if left.power is not None or right.power is None or _is_grouped(text, left):
        return per
    scaled = msgspec.structs.replace(per, power=right.power)
    return scaled if _powers_apart(scaled, right) <= 1 else per


def _with_one_mark(chain: _Chain) -> Sequence[Amount]:
    """The amounts of a chain, each with the mark of the first if a list has one mark and one scale for all.

    In `€1.2, 1.5 and 1.9 billion` these are at its ends. Of only two (`$18 and 24 million people`) the second may be a
    count.
    """
    first, *others = chain.amounts
    scales = [amount.power is not None for amount in chain.amounts]
    is_list = set(chain.joints) == {_Joint.AND, _Joint.COMMA}
    if not is_list or not first.marked or any(scales[:-1]) or not scales[-1]:
        return chain.amounts
    if any(other.unit or other.noun or other.spelled for other in others):
        return chain.amounts
    return [first, *(msgspec.structs.replace(other, unit=first.unit, marked=True) for other in others)]


def _distributed(text: str, chain: _Chain) -> Sequence[Amount]:
    """The amounts of a chain, each with the measure that is printed once for several."""
    amounts, listed = list(_with_one_mark(chain)), _Joint.AND in chain.joints
    links = [(i, joint) for i, joint in enumerate(chain.joints) if listed or joint is not _Joint.COMMA]
    for i, joint in links:
        amounts[i + 1] = _with_mark_of(amounts[i], amounts[i + 1], joint)
    for i, joint in reversed(links):
        amounts[i] = _with_measure_of(text, amounts[i], amounts[i + 1], joint, chain.change and i == 0)
    return amounts


def _follows_a_change(text: str, offset: int) -> bool:
    """Whether a verb of change precedes an offset."""
    return ends_with(_RISE, text, offset) or ends_with(_ROSE, text, offset)


def _is_complete(text: str, left: Amount, right: Amount) -> bool:
    """Whether each of two amounts has its own unit and scale: `$3.7 million to $7.5 million`, but not `$3 to $5`."""
    if left.unit is None and left.power is None:
        return False
    sized = right.power is not None or right.unit not in spellings.MONEY or _is_grouped(text, right)
    scaled = left.power is not None or right.power is None or _is_grouped(text, left)
    return sized and scaled and left.marked == right.marked


def _is_rise(text: str, left: Amount, right: Amount, printed: Amount) -> bool:
    """Whether two amounts are a change and its result, as in `rose $100 to $1,099` or `by 2 GW to 9.4 GW`, not a range.

    `printed` is the left amount with only its own measure, which in `by 2 to 9 GW` is none.
    """
    apart = right.value >= EXACT.multiply(3, left.value) or (
        _is_complete(text, printed, right) and ends_with(_ROSE, text, left.bound_start)
    )
    own = (
        left.unit is None
        or left.unit in spellings.MONEY
        or (printed.unit is not None and left.unit not in _RATIOS_AND_TIMES)
        or (printed.unit in spellings.DURATIONS and right.value >= EXACT.multiply(5, left.value))
    )
    return apart and own and "to" in text[left.end : right.start] and _follows_a_change(text, left.bound_start)


_RATIOS_AND_TIMES = spellings.RATIOS | spellings.DURATIONS


def _ends_of_values(text: str, chain: _Chain) -> Iterator[tuple[Amount, Amount]]:
    """The two ends of each value in a chain; the same amount twice if it is not a range."""
    if not chain.joints:
        yield from ((amount, amount) for amount in chain.amounts)
        return
    amounts, index = _distributed(text, chain), 0
    while index < len(amounts):
        left, right = amounts[index], amounts[min(index + 1, len(amounts) - 1)]
        joined = chain.joints[index : index + 1] == (_Joint.RANGE,) and not (chain.change and index == 0)
        rising = joined and left.unit == right.unit and _is_range(left, right)
        ranged = rising and not _is_rise(text, left, right, chain.amounts[index])
        yield left, right if ranged else left
        index += 2 if ranged else 1


def read_values(text: str, currencies: Mapping[str, str] = NO_CURRENCIES) -> Iterator[tuple[Amount, Amount]]:
    """The two ends of every value in a folded text, in order; the same amount twice if it is not a range."""
    amounts = read_amounts(text, currencies)
    if len(amounts) == 1:
        yield amounts[0], amounts[0]
        return
    for chain in _chains(text, with_shared_measures(text, amounts)):
        yield from _ends_of_values(text, chain)
