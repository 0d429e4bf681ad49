"""Words by which the row of a number is known, and rows of what goes out: costs, taxes and dividends.

Accounts print those in brackets, and a note gives them without a sign: `Dividends paid (41.2)` is a dividend of 41.2.
A result is a loss in brackets, whatever is said of costs beside it.
"""

import re
from typing import Final

from briefing import lazy_re

_WORDS: Final = lazy_re.compile(r"[^\W\d_\u3400-\u9fff]{3,}|\d{4}|(?=([\u3400-\u9fff]{2})).")
"""Words, years, and each two Chinese characters."""
_OUTLAYS: Final = lazy_re.compile(
    r"\b(?:costs?|expen\w+|capex|dividends?|tax\w*|paid|pay\w*|spen[dt]|purchas\w+|repa\w+|repurchas\w+|bought|used"
    r"|invest\w+|interest|depreciation|amorti[sz]\w+|treasury|provision\w*|impair\w+|writ\w+|acqui\w+)\b"
    r"|成本|费用|支出|支付|分红|税|折旧|摊销|减值|购买|偿还",
    re.I,
)
_RESULTS: Final = lazy_re.compile(
    r"\b(?:results?|earnings|profits?|income(?! tax)|gains?|cash (?:flow|from|generated|provided)|before|after)\b"
    r"|利润|收益|现金流",
    re.I,
)


def words_of(text: str) -> frozenset[str]:
    """The words and years of a text, by which a row is known."""
    return frozenset((word[1] or word[0]).lower() for word in _WORDS.finditer(text))


def name_one_outlay(label: str, words: str) -> bool:
    """Whether the label of a row and the words around a claim name the same outlay, and no result."""
    if not _OUTLAYS.search(label) or not _OUTLAYS.search(words):
        return False
    return not words_of(label).isdisjoint(words_of(words)) and not _RESULTS.search(f"{label} {words}")
