"""The label of a row: the words that identify it, and the sign that it implies for its numbers.

`Net loss 41.7` is a loss of 41.7, whatever its sign, and `(Increase)/decrease in stocks (46.2)` is an increase of
46.2. Outflows (costs, taxes, dividends) have brackets in accounts, but no sign in notes: `Dividends paid (41.2)` is a
dividend of 41.2. A result in brackets is a loss, whatever costs are named beside it.
"""

import re
from typing import Final

from msgspec import structs

from briefing import lazy_re
from briefing.evidence.quantities import label_direction
from briefing.evidence.quantities.spellings import MONEY
from briefing.evidence.tables import CellContext
from briefing.model import Quantity

_WORDS: Final = lazy_re.compile(r"[^\W\d_\u3400-\u9fff]{3,}|\d{4}|(?=([\u3400-\u9fff]{2})).")
"""Words, years, and pairs of Chinese characters."""
_OUTLAYS: Final = lazy_re.compile(
    r"\b(?:costs?|expen\w+|capex|dividends?|tax\w*|paid|pay\w*|spen[dt]\w*|purchas\w+|repa\w+|repurchas\w+|bought|used"
    r"|uses|invest\w+|interest|depreciation|amorti[sz]\w+|treasury|provision\w*|impair\w+|writ\w+|acqui\w+|outflows?"
    r"|redeem\w*|redempt\w+|distribut(?:ed|ions?) to|distributions?|(?:contributions?|loans?|advances?)(?: and \w+)? to"
    r"|lent|contributed)\b"
    r"|成本|费用|支出|支付|分红|税|折旧|摊销|减值|购买|偿还",
    re.I,
)
_DIRECTION_WORD: Final = (
    r"(?:used|expen\w+|paid|payments?|outflows?|incomes?|gains?|benefits?|credits?|reversals?|releases?|recover\w+"
    r"|provided|received|receipts?|inflows?|proceeds|provisions?)\b"
)
_DIRECTION_WORDS: Final = lazy_re.compile(rf"\b{_DIRECTION_WORD}", re.I)
_DIRECTION_IN_BRACKETS: Final = lazy_re.compile(rf"[(（](({_DIRECTION_WORD})[^()（）]*)[)）]", re.I)
"""The meaning that a label gives to numbers in brackets: `(expense)` in `Benefit (expense)`."""
_TAX: Final = lazy_re.compile(r"\bincome tax(?:es)?\b", re.I)
"""A tax, although it contains the word `income`."""
_INFLOWS: Final = lazy_re.compile(r"\b(?:receiv\w+|raised|proceeds|borrow\w+|inflows?|brought in)\b|流入", re.I)
_SYNONYMS: Final = tuple(
    lazy_re.compile(rf"\b(?:{words})\b", re.I)
    for words in (
        r"cap(?:ital )?ex(?:penditures?)?|spen[dt]\w*|capital investments?|invested|investments|additions? to \w+",
        r"purchas\w+|acqui\w+|bought|repurchas\w+",
        r"repa\w+|redeem\w*|redempt\w+|paid (?:back|down|off)",
        r"dividends?|distribut\w+",
        r"contribut\w+|loans?|advances?|lent",
    )
)
"""Synonyms for outlays: capital expenditures and investments, for example."""

_RESULTS: Final = lazy_re.compile(
    r"\b(?:results?|earnings|profits?|income(?! tax)|gains?|cash (?:flow|from|generated|provided))\b"
    r"|\b(?:before|after) (?:\w+ )?(?:tax|interest|deprec|amorti|impair|financ|except|special|dividend|cost|item)"
    r"|利润|收益|现金流",
    re.I,
)
_CHANGE_HEADING: Final = lazy_re.compile(
    r"\b(?:change|growth|delta|variance|yoy|qoq|versus|vs)\b|[%±]|同比|环比|变动|变化|增[减长幅]", re.I
)
"""The heading of a column with changes in what the row's label names, not with the thing itself."""


def with_direction(number: Quantity, context: CellContext) -> Quantity:
    """A number of a cell with the direction that its row's label implies, if it has none of its own.

    A direction that contradicts the label of a change is dropped: the `+3.4` of a `Decrease in stocks` may be the
    decrease, or what it adds to the cash.
    """
    if not number.low or _CHANGE_HEADING.search(context.header):
        return number
    way, is_change = label_direction(context.label)
    if number.direction:
        return structs.replace(number, direction=0) if is_change and way == -number.direction else number
    if number.unit and number.unit not in MONEY and not is_change:
        return number
    if number.low < 0:
        return _turned(number, -way) if is_change and "(" in context.label.translate(PLAIN_BRACKETS) else number
    is_single = number.low == number.high
    return structs.replace(number, direction=way or int(is_single and _is_of_result(context)))


_OF_RESULT: Final = lazy_re.compile(
    r"\b(?:results?|ebit\w*|cash flows?|cash from)\b|(?:betriebs|konzern|jahres|segment|perioden)?ergebnis\b"
    r"|\br[eé]sultats?\b|\bresultados?\b|\brisultat[oi]\b|\bresultaat\b",
    re.I,
)
_IN_BRACKETS: Final = lazy_re.compile(r"[(（][^()（）]*[)）]")
_OF_LOSSES: Final = lazy_re.compile(
    r"\b(?:loss(?:es)?|deficits?|outflows?|used|negative|pertes?|verluste?|p[eé]rdidas?|perdit[ae])\b", re.I
)


def _is_of_result(context: CellContext) -> bool:
    """Whether a number is a result that is a loss only if it has a minus sign: `Operating result`, `EBITDA`."""
    is_result = not context.is_loss and _OF_RESULT.search(context.label)
    return bool(is_result) and not _OF_LOSSES.search(f"{_IN_BRACKETS.sub(' ', context.label)} {context.header}")


_RISE_HEADING: Final = lazy_re.compile(
    r"\b(?:change|chg|growth|delta|variance|yoy|qoq|y/y|q/q|year[ -]on[ -]year)\b|同比|环比|变动|变化|增[长幅速减]",
    re.I,
)
_GROWTH: Final = lazy_re.compile(r"(?<!negative )\bgrowth\b|增长率|增速", re.I)
_NO_RISE_HEADING: Final = lazy_re.compile(
    r"\b(?:better|worse|b/\(?w|fav|unfav|decreas|declin|reduc|improve)|(?<![升增])[降减]", re.I
)


def is_change(context: CellContext) -> bool:
    """Whether the heading or the row of a cell makes a number without a sign a rise; not for outlays and losses."""
    header, label = context.header, context.label
    is_plain = not (_NO_RISE_HEADING.search(f"{header} {label}") or _OUTLAYS.search(label))
    is_rise = _RISE_HEADING.search(header) or _GROWTH.search(label)
    return bool(is_rise) and is_plain and label_direction(label)[0] >= 0


def is_growth(context: CellContext) -> bool:
    """Whether a number is a growth by its heading or its row, so that without a sign it can be no fall."""
    return bool(_GROWTH.search(f"{context.header} {context.label}"))


PLAIN_BRACKETS: Final = str.maketrans("（）", "()")


def _turned(number: Quantity, way: int) -> Quantity:
    return structs.replace(number, low=-number.high, high=-number.low, direction=way)


def words_of(text: str) -> frozenset[str]:
    """The words and years of a text, by which rows are identified."""
    return frozenset((word[1] or word[0]).lower() for word in _WORDS.finditer(text))


def name_one_outlay(label: str, words: str) -> bool:
    """Whether the label of a row and the words around a claim name the same outlay, and no result.

    If a label has two directions, the one in brackets counts: `used in` of `Net cash provided by (used in) operations`.
    """
    if other := _DIRECTION_IN_BRACKETS.search(label):
        return not words_of(other[1]).isdisjoint(words_of(words))
    if not _OUTLAYS.search(label) or _RESULTS.search(f"{label} {words}") or _INFLOWS.search(words):
        return False
    is_shared = _OUTLAYS.search(words) and not _singulars(label).isdisjoint(_singulars(words))
    return bool(is_shared) or any(form.search(label) and form.search(words) for form in _SYNONYMS)


def name_the_other_way(label: str, clause: str) -> bool:
    """Whether a claim of a non-negative number names the direction in brackets: an expense for `Benefit (expense)`.

    In `clause` a NUL stands for the claim's number.
    """
    other = _DIRECTION_IN_BRACKETS.search(label)
    if other is None or not _DIRECTION_WORDS.search(_TAX.sub(" ", label[: other.start()])):
        return False
    words = _TAX.sub(" ", clause)
    ways = list(_DIRECTION_WORDS.finditer(words))
    phrase, way = other[1].split(",")[0].strip(), other[2]
    if len(ways) != 1 or _singular(ways[0][0]) != _singular(way):
        return False
    following = words[ways[0].end() :]
    return following.startswith(phrase[len(way) :]) or following.lstrip().startswith("\0")


def _singulars(text: str) -> set[str]:
    return set(map(_singular, words_of(text)))


def _singular(word: str) -> str:
    return word.lower().removesuffix("s")
