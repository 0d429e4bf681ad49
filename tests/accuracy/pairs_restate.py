"""Honest restatements of labelled numbers, and wrong ones.

An honest one is another spelling of the same value, or of the value rounded. A wrong one is a spelling in which one
thing was changed: the sign, a digit, the scale, the currency, the unit or the bound. What arithmetic would make right
again, as rounding does when a last digit is dropped, is left out.
"""

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal

from pairs_base import BOUNDS, MONEY, OPPOSITE, Labelled, Spelled, labelled, plain, spellings
from pairs_cases import Pair

SPELLINGS_A_SENTENCE = 6
MUTATED_SPELLINGS = 3

# How a rounded number is said after this bound: one that lost decimals, and one that ends in a zero instead.
ABOUT = {"": (("{}", "about {}"), ("{}", "约{}")), "about": (("about {}",) * 2,) * 2, "约": (("约{}",) * 2,) * 2}
CURRENCIES = {"CNY": ("USD", "HKD"), "USD": ("EUR", "CNY"), "EUR": ("USD", "GBP"), "GBP": ("EUR", "USD")}
UNITS = {
    "%": (" percentage points", "x"),
    "pp": ("%", " per cent"),
    "bp": ("%", " percentage points"),
    "GW": (" GWh", " MW"),
    "MW": (" MWh", " kW"),
    "MWh": (" MW", " GWh"),
    "GWh": (" GW", " MWh"),
    "TWh": (" TW", " GWh"),
    "kWh": (" kW", " MWh"),
    "t": (" ounces", " barrels"),
    "km": (" miles", " m"),
    "m": (" feet", " km"),
    "bpd": (" barrels", " tonnes per day"),
    "W": (" kW", " Wh"),
    "ha": (" acres", " km²"),
    "x": ("%", " pp"),
}
UNITS_ZH = {
    "%": ("个百分点", "倍"),
    "pp": ("%", "倍"),
    "bp": ("%", "个百分点"),
    "GW": ("GWh", "MW"),
    "MW": ("MWh", "千瓦"),
    "GWh": ("GW", "MWh"),
    "TWh": ("亿千瓦", "万千瓦时"),
    "t": ("盎司", "桶"),
    "km": ("英里", "米"),
}


def restatements() -> tuple[Pair, ...]:
    """Honest notes about the labelled sentences."""
    return tuple(pair for item in labelled() for pair in _honest(item))


def mutations() -> tuple[Pair, ...]:
    """Wrong notes about the labelled sentences."""
    return tuple(dict.fromkeys(pair for item in labelled() for pair in _wrong(item)))


# --- honest ----------------------------------------------------------------------------------------


def _honest(item: Labelled) -> Iterator[Pair]:
    ways = _spread(spellings(item), SPELLINGS_A_SENTENCE)
    phrases = BOUNDS[item.bound]
    for number, spelled in enumerate(ways):
        yield _pair("spelling", item, str(spelled), phrases[number % len(phrases)])
    if len(item.ends) == 2:
        yield from (_pair("range", item, text, "{}") for text in _ranges(ways[0]) if not item.chinese)
    elif item.bound in ABOUT:
        yield from (_pair("rounded", item, text, phrase) for text, phrase in _rounded(item, ways[-1]))


def _ranges(spelled: Spelled) -> Iterator[str]:
    low, high = (f"{end:,f}" for end in spelled.ends)
    for text in (f"{low} to {spelled.front}{high}", f"{low}-{high}", f"{low}–{spelled.front}{high}"):
        yield f"{spelled.front}{text}{spelled.back}"


def _rounded(item: Labelled, spelled: Spelled) -> Iterator[tuple[str, str]]:
    """With one significant digit less, where at least two are left; with `about` where that leaves a zero."""
    end = spelled.ends[0]
    if len(end.normalize().as_tuple().digits) < 3:
        return
    place = _last_place(end).scaleb(1)
    yield (
        str(spelled._replace(ends=(plain(end.quantize(place, ROUND_HALF_UP)),))),
        ABOUT[item.bound][item.chinese][place > 1],
    )


def _spread(ways: Sequence[Spelled], count: int) -> Sequence[Spelled]:
    """So many of them, spread over all."""
    unique = list({str(way): way for way in ways}.values())
    return [unique[i * len(unique) // count] for i in range(count)] if len(unique) > count else unique


# --- wrong -----------------------------------------------------------------------------------------


def _wrong(item: Labelled) -> Iterator[Pair]:
    for spelled in _spread(spellings(item), MUTATED_SPELLINGS):
        phrase = BOUNDS[item.bound][0]
        for kind, text in _mutated(item, spelled):
            yield _pair(kind, item, text, phrase)
        yield from (_pair("bound opposed", item, str(spelled), other) for other in OPPOSITE.get(item.bound, ()))


def _mutated(item: Labelled, spelled: Spelled) -> Iterator[tuple[str, str]]:
    if item.signed:
        yield "sign", f"-{spelled}"
    for kind, first in _digits(spelled.ends[0]):
        changed = spelled._replace(ends=(first, *spelled.ends[1:]))
        if _is_wrong(changed, item):
            yield kind, str(changed)
    for kind, factor in (("ten times", 10), ("a thousand times", 1000)):
        yield kind, str(spelled._replace(ends=tuple(plain(end * factor) for end in spelled.ends)))
    yield from (("other unit", text) for text in _other_units(item, spelled))


def _digits(end: Decimal) -> Iterator[tuple[str, Decimal]]:
    """The number with one thing done to its digits."""
    sign, digits, exponent = end.as_tuple()
    assert isinstance(exponent, int)
    shown = [*(0,) * max(0, 1 - len(digits) - exponent), *digits]
    yield "last digit", end + _last_place(end)
    for at in range(len(digits) - 1):
        if digits[at] != digits[at + 1] and (at or digits[1]):
            swapped = (*digits[:at], digits[at + 1], digits[at], *digits[at + 2 :])
            yield "digits swapped", Decimal((sign, swapped, exponent))
            break
    if len(shown) > 2:
        yield "digit dropped", Decimal((sign, (*digits[:1], *digits[2:]), exponent))


def _last_place(end: Decimal) -> Decimal:
    """What one in the last printed digit that is not zero is worth."""
    exponent = end.normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    return Decimal(1).scaleb(exponent)


def _is_wrong(changed: Spelled, item: Labelled) -> bool:
    """Whether a number is not the labelled one, not even rounded, nor another of the source's."""
    first, label = changed.ends[0], item.ends[0]
    beyond = abs(first * changed.scale - label) * 2 > _last_place(first) * changed.scale
    ordered = len(changed.ends) == 1 or first < changed.ends[1]
    return beyond and ordered and first > 0 and f"{first:f}".replace(".", "") not in item.others


def _other_units(item: Labelled, spelled: Spelled) -> Iterator[str]:
    if item.unit in MONEY:
        yield from _other_currencies(item, spelled)
    elif item.unit:
        table = UNITS_ZH if item.chinese else UNITS
        yield from (str(spelled._replace(back=back)) for back in table[item.unit] if spelled.scale == 1)


def _other_currencies(item: Labelled, spelled: Spelled) -> Iterator[str]:
    names = sorted((pair for pair in MONEY[item.unit] if any(pair)), key=lambda pair: -len("".join(pair)))
    _, back = next(p for p in names if spelled.front == p[0] and spelled.back.endswith(p[1]))
    scale = spelled.back.removesuffix(back)
    for other in CURRENCIES.get(item.unit, ("USD", "EUR")):
        ways = [pair for pair in MONEY[other] if item.chinese == (not pair[1].isascii())]
        new_front, new_back = ways[len(spelled.back) % len(ways)]
        yield str(spelled._replace(front=new_front, back=scale + new_back))


def _pair(kind: str, item: Labelled, number: str, phrase: str) -> Pair:
    return Pair(kind, (item.source,), item.note.replace("{}", phrase.replace("{}", number)))
