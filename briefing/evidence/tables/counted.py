"""Rows and columns of a money table that hold no money: `Employees`, `Stores`, `Units sold`, amounts per share."""

import re
from typing import Final

from briefing import lazy_re
from briefing.evidence.tables.measure import read_measure

_PER_SHARE: Final = lazy_re.compile(r"\bper\b.{0,30}\b(?:share|unit|ad[sr])\b|\beps\b|\bdps\b|每股", re.I)
_OF_SHARES: Final = lazy_re.compile(
    r"(?:(?:weighted|average|number of|basic|diluted|common|ordinary)[ -])*shares\b(?! price)", re.I
)
"""The beginning of a label that counts shares, as in `Shares used in computing earnings per share`."""
_COUNTS: Final = lazy_re.compile(
    r"\b(?P<people>number|headcount|employees|staff|personnel|workforce|people|ftes?)\b"
    r"|\b(?:shares|customers|subscribers|users|stores|plants|projects|countries|vehicles|cars|units|homes|days)\b"
    r"|(?P<persons>人数|员工|户数)|股数|门店|销量|(?P<counter>[(（](?:十?万|千|百万|亿)?[辆台部架艘套件家户人个座间][)）])",
    re.I,
)
_OF_MONEY: Final = lazy_re.compile(
    r"\b(?:cash|paid|payments?|proceeds|(?:re)?purchases?|issue of|issuances?|redemption|deposits?|loans?|advances?"
    r"|receivables?|payables?|due|revenues?|sales|costs?|expens\w+|benefits?|compensation|remuneration|wages|salaries"
    r"|pensions?|equity|profits?|income|loss(?:es)?|earnings|dividends?|property|equipment|investments?|borrowings?"
    r"|provisions?|liabilit\w+|assets?|attributable|treasury|contracts with|turnover|amounts?|balances?)\b"
    r"|现金|支付|收入|成本|费用|薪酬|应[收付]|款|销售额",
    re.I,
)
"""Words that make a row with a counted noun one of money all the same: `Loans to customers`, `Staff costs`."""
_NUMBER_OF: Final = lazy_re.compile(
    r"\bnumber\b|\bvolumes?\b|\bheadcount\b|\(units\)|\bunits$|量|[辆台部架艘套件家户人个座间][)）]", re.I
)
COUNT_HEAD: Final = lazy_re.compile(
    r"(?:\b(?:numbers?|no\.)|#) of (?!(?:\w+ ){0,2}(?:shares|options|awards|units|warrants|rsus?|psus?))|\bheadcount\b"
    r"|人数|户数|家数|数量",
    re.I,
)
"""The heading of a column of plain counts, whatever the scale of its table; shares are often counted in thousands."""
_UNITS_HEAD: Final = lazy_re.compile(
    r"(?:units|pieces|deliveries|shipments)(?: (?:sold|shipped|delivered|produced|made))?\b|[销产]量|出货量|交付量",
    re.I,
)
"""The beginning of the heading of a column that counts units sold, unless the heading has a measure of its own."""


def is_per_share(label: str) -> bool:
    """Whether a label marks its numbers as amounts per share."""
    return bool(_PER_SHARE.search(label)) and not _OF_SHARES.match(label)


def counted(label: str) -> re.Match[str] | None:
    """The counted noun in the label of a money table's row, if it is a count: `Employees`, but not `Staff costs`."""
    found = _COUNTS.search(label)
    is_count = found and not is_per_share(label)
    return (
        found
        if is_count and (_NUMBER_OF.search(label) or _OF_SHARES.match(label) or not _OF_MONEY.search(label))
        else None
    )


def heads_units(header: str) -> bool:
    """Whether the heading of a column says that it counts units or people, and names no measure."""
    found = counted(header)
    are_people = found and (found["people"] or found["persons"] or found["counter"])
    return bool(are_people or _UNITS_HEAD.match(header)) and read_measure(header) is None
