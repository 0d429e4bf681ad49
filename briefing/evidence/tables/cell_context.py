"""The context of a cell: its measure, composed of several layers, and all that names it.

The layers are those from the nearest to the farthest: the row's unit column, the column's header, the row's label, the
corner, the caption, a line above the table. The nearest unit and the nearest scale win. A unit other than money (`%`,
`MW`) ends the search, and rows that a phrase such as `except per share` exempts are not scaled.
"""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Final

from msgspec import Struct, structs

from briefing import lazy_re
from briefing.evidence.tables.counted import COUNT_HEAD, counted, heads_units, is_per_share
from briefing.evidence.tables.measure import PLAIN, Measure, read_measure

_SHARE_COUNT: Final = lazy_re.compile(r"\bshares?\b|股数|股本", re.I)
_RATES: Final = lazy_re.compile(
    r"\b(?:growth|margin|change|yield|rate|ratio|percentage|yoy)\b|同比|环比|占比|毛利率|增速|率$", re.I
)
_RATIOS: Final = lazy_re.compile(
    r"\b(?:ratios?|multiples?|book-to-bill|gearing|beta|coverage)\b|比率|倍数|杠杆率", re.I
)
_WORDS: Final = lazy_re.compile(r"[a-z]{4,}|[\u3400-\u9fff]{2}")
_STOP_WORDS: Final = frozenset(
    [
        "amounts",
        "amount",
        "data",
        "where",
        "otherwise",
        "indicated",
        "noted",
        "stated",
        "other",
        "information",
        "share",
        "shares",
    ]
)


class CellContext(Struct, frozen=True, array_like=True):
    """The context of a cell."""

    measure: Measure = PLAIN
    """Its certain measure."""
    likely: tuple[Measure, ...] = ()
    """Other possible measures."""
    money: str = ""
    """The currency printed in other rows of its table, if there is exactly one."""
    label: str = ""
    header: str = ""
    time: str = ""
    """The text of its row in the column of periods, if the table has one: `2024` under `Year`."""
    section: str = ""
    """The heading of the part of the table that its row is in: `Europe` above `Revenue`, `Chile` beside its mines."""
    is_loss: bool = False
    """Whether the cells beside it hold the brackets that make its number negative."""
    has_commas: bool = False
    """Whether the table prints decimal commas, and points between thousands."""


def row_context(layers: Iterable[Measure | None], label: str = "", excepted: str = "", header: str = "") -> CellContext:
    """The context of a cell from the measures around it, nearest first; `label` is everything that names its row."""
    measures = (read_measure(header) or PLAIN,) if COUNT_HEAD.search(header) else tuple(filter(None, layers))
    measure = merged(measures)
    is_unscaled, is_restated = _is_excepted(label, excepted) or _is_per_share(label), _is_restated(label, measures)
    likely: Sequence[Measure] = () if is_unscaled else _scaled_as_others(measure, measures)
    if measure.scale != 1 and (is_unscaled or is_restated):
        likely = () if is_unscaled else (measure,)
        measure = structs.replace(measure, scale=Decimal(1))
    if measure.is_money and (counts := counted(label)):
        number = structs.replace(measure, unit="")
        # Shares are counted in the scale of the money, most other things one by one.
        is_scaled = _SHARE_COUNT.search(label) or _has_scale(label)
        scaled = (number,) if number.scale != 1 else ()
        # `Stores` may also mean their sales, `Employees` hardly.
        others = scaled if counts["people"] or counts["persons"] or counts["counter"] else (*scaled, measure)
        measure, likely = (number, ()) if is_scaled else (PLAIN, others)
    elif measure.is_money and heads_units(header):
        scaled = (structs.replace(measure, unit=""),) if measure.scale != 1 else ()
        measure, likely = PLAIN, (*scaled, measure)
    elif (measure.is_money or not measure.unit) and _RATIOS.search(label):
        measure, likely = PLAIN, (Measure("%", label=label),)
    elif (measure == PLAIN and _RATES.search(f"{header} {label}")) or (measure.is_money and _RATES.search(label)):
        likely = (Measure("%", label=header or label),)
    return CellContext(measure, tuple(likely), "", label, header)


def _scaled_as_others(measure: Measure, layers: Sequence[Measure]) -> Sequence[Measure]:
    """The likely measure of a column in another currency: the table's scale, as for US$ beside `RMB in thousands`."""
    scales = {layer.scale for layer in layers if layer.is_money and layer.unit != measure.unit} - {Decimal(1)}
    if not measure.is_money or measure.scale != 1 or len(scales) != 1:
        return ()
    return (structs.replace(measure, scale=scales.pop(), label=layers[-1].label),)


@lru_cache(maxsize=2048)  # called for each cell of a row, and labels recur
def has_own_measure(label: str) -> bool:
    """Whether the label of a row in a table of money shows that the row does not contain money."""
    return bool(counted(label) or _RATIOS.search(label))


def _has_scale(label: str) -> bool:
    """Whether a label names a scale."""
    own = read_measure(label)
    return own is not None and own.scale != 1


def merged(layers: Iterable[Measure]) -> Measure:
    """The measure that layers make up together, the nearest first."""
    found = PLAIN
    for layer in layers:
        if found.unit and not found.is_money:
            break
        same = not found.unit or not layer.unit or layer.unit == found.unit
        scale = layer.scale if found.scale == 1 and same else found.scale
        if (layer.unit and not found.unit) or scale != found.scale:
            label = " ".join(dict.fromkeys(part for part in (found.label, layer.label) if part))
            unit, per = (found.unit, found.per) if found.unit else (layer.unit, layer.per)
            found = Measure(unit, scale, per, label)
    return found


def _is_per_share(label: str) -> bool:
    """Whether a row is per share and has no scale of its own, so that no scale above it applies."""
    own = read_measure(label) if is_per_share(label) else PLAIN
    return own is None or (own is not PLAIN and own.scale == 1)


def _is_restated(label: str, layers: Iterable[Measure]) -> bool:
    """Whether a label repeats its table's currency without the scale: `Average price (RMB)` under `RMB million`."""
    own = read_measure(label)
    if own is None or not own.is_money or own.scale != 1:
        return False
    return any(layer.unit == own.unit and layer.scale != 1 for layer in layers)


def _is_excepted(label: str, excepted: str) -> bool:
    """Whether a phrase exempts a row: `except per share`, `except shares`."""
    if not excepted or not label:
        return False
    lower = label.lower()
    if "share" in excepted or "每股" in excepted or "unit" in excepted:
        if is_per_share(label):
            return True
        rest = re.sub(r"(?:and )?per[- ](?:\w+ )?(?:share|unit)s?", " ", excepted)
        if re.search(r"\bshares?\b", rest) and re.search(r"\bshares\b", lower):
            return True
    words = set(_WORDS.findall(excepted)) - _STOP_WORDS
    return bool(words & set(_WORDS.findall(lower)))
