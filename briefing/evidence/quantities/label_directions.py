"""Directions of rows: what a label such as `Net loss` or `Decrease in stocks` says about the numbers of its row."""

from briefing import lazy_re
from briefing.evidence.quantities.directions import CHANGES, OF_CASH, RESULTS, chinese_direction

_IN_BRACKETS = lazy_re.compile(r"/? ?[(（\[][^()（）\[\]]{0,60}[)）\]] ?/?")
_HEAD = lazy_re.compile(r"[a-z][a-z-]*|/")
_PREPOSITIONS = frozenset({"on", "of", "for", "from", "before", "after", "in", "to", "at"})
_MAY_FOLLOW = frozenset({"", "for", "before", "after", "per", "attributable", "from"})
"""Words that may follow the noun for a result; a `loss carryforward`, for example, is no loss."""


def label_direction(label: str) -> tuple[int, bool]:
    """The direction of the non-negative numbers of a row, and whether it is a change.

    `Net loss` and `Decrease in stocks` have one. `Income (loss)` is an income if its number is positive. `Tax on profit`
    and `Profit margin` have none.
    """
    plain = _IN_BRACKETS.sub(" ", label).lower()
    if not plain.isascii() and (found := chinese_direction(_without_tail(plain))):
        return found, plain.rstrip("额 ").endswith(("加", "少", "降", "升", "长"))
    words = _HEAD.findall(plain)
    for at, word in enumerate(words):
        if word in _PREPOSITIONS or "/" in words:
            return 0, False
        following = words[at + 1] if at + 1 < len(words) else ""
        if word == "cash" and following in OF_CASH:
            return OF_CASH[following], False
        if word in RESULTS:
            return (RESULTS[word] if following in _MAY_FOLLOW else 0), False
        if word in CHANGES:
            return (CHANGES[word], True) if following in ("in", "of") else (0, False)
    return 0, False


def _without_tail(label: str) -> str:
    """A label in Chinese without the suffix for an amount: 亏损 for 亏损总额."""
    bare = label.rstrip(":： ").removesuffix("额")
    return bare[:-1] if bare.endswith(("总", "净", "金")) else bare
