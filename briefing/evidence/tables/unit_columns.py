"""Columns that say something of each row: its unit, its scale or its time, as files of data have them.

Of SDMX, the format of statistical offices and central banks, there are `UNIT_MEASURE` with a code, `UNIT_MULT` with a
power of ten, and the same in words.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from briefing import lazy_re
from briefing.evidence.tables.measure import Measure, read_measure

_UNITS: Final = (
    "unit|units|uom|measure|unit of measure|unit multiplier|scale|einheit|einheiten|unité|unités|unidad|unidades"
    "|unità|unidade|enhet|eenheid|单位|计量单位|單位|計量單位|単位|단위"
)
_UNIT_HEADERS: Final = frozenset(_UNITS.split("|"))
_CODE: Final = "unit_measure"
_POWER_HEADER: Final = "unit_mult"
_TIMES: Final = "year|date|period|quarter|month|time|fiscal year|time period|time_period|年|年份|日期|期间|季度|月份"
_TIME_HEADERS: Final = frozenset(_TIMES.split("|"))
_PERCENT: Final = lazy_re.compile("P[CT](?:_[A-Z0-9_]+)?")
"""The codes of per cent: `PC`, `PC_GDP`, `PT_LF`."""
_POWER: Final = lazy_re.compile("0?[1-9]|1[0-2]")


def is_unit_header(text: str) -> bool:
    """Whether a header such as `Unit` or `单位` heads a column that names the unit of each row."""
    return _plain(text) in _UNIT_HEADERS


def is_time_header(text: str) -> bool:
    """Whether a header says that its column names the time of each row."""
    return text.strip().lower() in _TIME_HEADERS


def unit_columns(heads: Sequence[str]) -> tuple[int, ...]:
    """The columns behind the first that name the unit or scale of each row; a code of it only where no word does."""
    names = [(at, _plain(head)) for at, head in enumerate(heads) if at]
    # Beside a code, `MEASURE` is what is measured.
    others = {"measure"} if any(name == _CODE for _, name in names) else set()
    in_words = [at for at, name in names if name in _UNIT_HEADERS - others]
    codes = [at for at, name in names if name == _POWER_HEADER or (name == _CODE and not in_words)]
    return (*in_words, *codes)


def unit_in(cell: str, header: str = "") -> Measure | None:
    """The measure that a whole cell is, such as `MW` beside a label; None if it is none."""
    text = cell.strip()
    if _plain(header) == _POWER_HEADER and _POWER.fullmatch(text):
        return Measure(scale=Decimal(10) ** int(text), label=f"10^{text}")
    if _PERCENT.fullmatch(text):
        return Measure("%", label=text)
    return None if any(map(str.isdigit, cell.replace("000", ""))) else read_measure(f"({text})")


def _plain(header: str) -> str:
    return header.strip().rstrip(":").lower()
