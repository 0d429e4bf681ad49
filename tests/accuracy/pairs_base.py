"""The labelled sentences from which honest and wrong restatements are made, and the spellings of their numbers.

A number is spelled from its label alone, never from the sentence, so that what a restatement should be found to say is
known without reading it.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from pairs_cases import lines

_LABEL = re.compile(
    r"(?P<signed>± )?(?:(?P<bound>[^\d\s.]+) )?(?P<low>[\d.]+?)(?:\.\.(?P<high>[\d.]+))?(?: (?P<unit>\S+))?"
)
_BRACES = re.compile(r"[{}]")


class Labelled(NamedTuple):
    """A sentence of a source, a note's sentence about it, and what its number is."""

    source: str
    note: str
    """With `{}` where the number goes."""
    bound: str
    ends: tuple[Decimal, ...]
    """One value, or the two ends of a range."""
    unit: str
    signed: bool
    """Whether the note's sentence would take the number's negative as well."""

    @property
    def chinese(self) -> bool:
        """Whether the note is in Chinese."""
        return not self.note.isascii()

    @property
    def others(self) -> tuple[str, ...]:
        """The digits of whatever else stands in the source."""
        return tuple(re.findall(r"\d+", _BRACES.sub(" ", self.source).replace(",", "")))


class Spelled(NamedTuple):
    """A number as it can be printed: `US$ 318.4 million` is its front, digits and back."""

    front: str
    ends: tuple[Decimal, ...]
    """As printed, before the scale."""
    back: str
    scale: Decimal
    """What one of the printed number is worth, in the unit of the label."""
    joint: str = "–"

    def __str__(self) -> str:
        return self.front + self.joint.join(f"{end:,f}" for end in self.ends) + self.back


def labelled() -> Iterator[Labelled]:
    """Every sentence of `base.md`."""
    for _, _, (source, note, label) in lines("base.md"):
        found = _LABEL.fullmatch(label)
        assert found, label
        ends = tuple(Decimal(end) for end in (found["low"], found["high"]) if end)
        plain = source.replace("{", "").replace("}", "")
        yield Labelled(plain, note, found["bound"] or "", ends, found["unit"] or "", bool(found["signed"]))


# --- spellings -------------------------------------------------------------------------------------

# Currency: what stands before a number and what behind it, in English; what behind it in Chinese.
MONEY = {
    "CNY": (("RMB ", ""), ("CNY ", ""), ("", " yuan"), ("RMB", ""), ("", " renminbi"), ("", "元"), ("人民币", "元")),
    "USD": (("$", ""), ("US$", ""), ("USD ", ""), ("", " dollars"), ("US$ ", ""), ("", "美元")),
    "EUR": (("€", ""), ("EUR ", ""), ("", " euros"), ("", "欧元")),
    "GBP": (("£", ""), ("GBP ", ""), ("", "英镑")),
    "HKD": (("HK$", ""), ("HKD ", ""), ("", "港元")),
    "JPY": (("JPY ", ""), ("", " yen"), ("", "日元")),
    "CHF": (("CHF ", ""), ("", " Swiss francs"), ("", "瑞士法郎")),
    "AUD": (("A$", ""), ("AUD ", ""), ("", "澳元")),
    "CAD": (("C$", ""), ("CAD ", ""), ("", "加元")),
    "SGD": (("S$", ""), ("SGD ", ""), ("", "新加坡元")),
    "KRW": (("KRW ", ""), ("", " won"), ("", "韩元")),
    "INR": (("INR ", ""), ("Rs ", ""), ("", " rupees"), ("", "卢比")),
    "NOK": (("NOK ", ""), ("", " Norwegian kroner"), ("", "挪威克朗")),
    "SEK": (("SEK ", ""), ("", " Swedish kronor"), ("", "瑞典克朗")),
}
SCALES = (
    (Decimal(10) ** 12, (" trillion", "trn")),
    (Decimal(10) ** 9, (" billion", "bn", " bn")),
    (Decimal(10) ** 6, (" million", "m", " mn")),
)
SCALES_ZH = ((Decimal(10) ** 8, ("亿",)), (Decimal(10) ** 4, ("万",)))
# Unit: its spellings, each with what it is worth in the unit of the label.
MEASURES = {
    "%": (("%", 1), (" per cent", 1), (" percent", 1), (" %", 1)),
    "pp": ((" percentage points", 1), (" pp", 1), (" percentage points", 1), (" basis points", "0.01")),
    "bp": ((" basis points", 1), (" bp", 1), (" bps", 1), (" percentage points", 100)),
    "GW": ((" GW", 1), ("GW", 1), (" gigawatts", 1), (" MW", "0.001")),
    "MW": ((" MW", 1), ("MW", 1), (" megawatts", 1), (" GW", 1000)),
    "MWh": ((" MWh", 1), (" megawatt-hours", 1), (" GWh", 1000)),
    "GWh": ((" GWh", 1), ("GWh", 1), (" gigawatt-hours", 1), (" TWh", 1000)),
    "TWh": ((" TWh", 1), ("TWh", 1), (" terawatt-hours", 1), (" GWh", "0.001")),
    "kWh": ((" kWh", 1), ("kWh", 1), (" kilowatt-hours", 1)),
    "t": ((" tonnes", 1), (" t", 1), (" metric tons", 1), (" kt", 1000)),
    "km": ((" km", 1), (" kilometres", 1), (" kilometers", 1)),
    "m": ((" metres", 1), (" m", 1), (" meters", 1)),
    "bpd": ((" barrels per day", 1), (" barrels a day", 1), (" bpd", 1)),
    "W": ((" W", 1), (" watts", 1)),
    "ha": ((" hectares", 1), (" ha", 1)),
    "x": (("x", 1), (" times", 1)),
}
MEASURES_ZH = {
    "%": (("%", 1), ("％", 1)),
    "pp": (("个百分点", 1), ("个基点", "0.01")),
    "bp": (("个基点", 1), ("个百分点", 100), ("bp", 1)),
    "GW": (("GW", 1), ("万千瓦", "0.01"), ("吉瓦", 1), ("兆瓦", "0.001")),
    "MW": (("MW", 1), ("兆瓦", 1), ("万千瓦", 10)),
    "GWh": (("GWh", 1), ("吉瓦时", 1)),
    "TWh": (("亿千瓦时", "0.1"), ("亿度", "0.1"), ("TWh", 1)),
    "t": (("吨", 1), ("万吨", 10_000)),
    "km": (("公里", 1), ("千米", 1), ("km", 1)),
}
# Bound: how else it is said, first in English, then in Chinese; a gap is where the number goes.
BOUNDS = {
    "": ("{}",),
    "about": ("about {}", "around {}", "some {}", "roughly {}"),
    "over": ("over {}", "more than {}", "above {}"),
    "at-least": ("at least {}", "no less than {}", "a minimum of {}"),
    "up-to": ("up to {}", "at most {}", "a maximum of {}"),
    "under": ("under {}", "less than {}", "below {}"),
    "nearly": ("nearly {}", "almost {}"),
    "约": ("约{}", "大约{}", "{}左右"),
    "超过": ("超过{}", "超{}", "逾{}"),
    "不低于": ("不低于{}", "不少于{}", "至少{}"),
    "不足": ("不足{}", "不到{}"),
}
OPPOSITE = {
    "over": ("under {}", "less than {}", "at most {}"),
    "at-least": ("at most {}", "up to {}", "less than {}"),
    "up-to": ("at least {}", "over {}", "no less than {}"),
    "under": ("over {}", "more than {}", "at least {}"),
    "nearly": ("over {}", "more than {}"),
    "超过": ("不足{}", "不到{}", "低于{}"),
    "不低于": ("不超过{}", "不足{}", "最多{}"),
    "不足": ("超过{}", "逾{}", "不低于{}"),
}


def spellings(item: Labelled) -> tuple[Spelled, ...]:
    """How a number can be printed exactly, in the language of its note."""
    if item.unit in MONEY:
        return tuple(_money(item))
    if not item.unit:
        return tuple(_counts(item))
    table = MEASURES_ZH if item.chinese else MEASURES
    return tuple(_spelled(item, "", back, Decimal(str(worth))) for back, worth in table[item.unit])


def _money(item: Labelled) -> Iterator[Spelled]:
    for front, back in MONEY[item.unit]:
        if item.chinese == (not back.isascii()):
            yield from (_spelled(item, front, name + back, scale) for scale, name in _scales(item))


def _counts(item: Labelled) -> Iterator[Spelled]:
    yield _spelled(item, "", "", Decimal(1))
    yield from (_spelled(item, "", name, scale) for scale, name in _scales(item) if scale > 1)


def _scales(item: Labelled) -> Iterator[tuple[Decimal, str]]:
    """The scales in which a value is usually said, each with its names; none for a small value."""
    table = SCALES_ZH if item.chinese else SCALES
    fitting = [(scale, names) for scale, names in table if Decimal("0.1") <= item.ends[0] / scale < 100_000]
    if not fitting or item.ends[0] < 10_000:
        yield Decimal(1), ""
    else:
        yield from ((scale, name) for scale, names in fitting for name in names)


def _spelled(item: Labelled, front: str, back: str, worth: Decimal) -> Spelled:
    return Spelled(front, tuple(plain(end / worth) for end in item.ends), back, worth, "至" if item.chinese else "–")


def plain(value: Decimal) -> Decimal:
    """A value without trailing zeros or an exponent."""
    short = value.normalize()
    return short.quantize(Decimal(1)) if short == short.to_integral() else short
