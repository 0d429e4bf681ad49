"""Directions: whether the words around a number express a fall or a rise, a loss or a gain.

`fell 27%` and `-27%` are one statement, `a loss of $5m` and `a profit of $5m` are opposite ones. Of a change the word
is right before the number, with `by`, `of` or an article between (`to` would give the level that is reached), or
right after it. For a result it may come earlier: `the loss for the year was $5m`. There is no direction where no such
word is near; words that may mean either (`improved`, `cut costs by`) are left out. A number that is repeated in
another unit shares its direction: `a loss of $409 million, or $0.61 a share`.
"""

import re
from collections.abc import Mapping, Sequence

_FALLING = (
    "fell fall falls falling fallen down decline declines declined declining drop drops dropped dropping decrease"
    " decreases decreased decreasing slid slide slides sliding slip slipped slips slump slumped plunge plunged tumbled"
    " sank shrank shrunk contracted contraction dipped retreated lower off eased plummeted crashed collapsed weakened"
    " softened receded sagged skidded diminished reduced reduces reducing reduction lowered shed dip"
    " retreat collapse"
)
_RISING = (
    "rose rise rises rising risen up grew grow grows growing grown growth increase increases increased increasing"
    " climbed climb climbing jumped jump surged surge soared expanded higher advanced rallied strengthened leapt"
    " leaped spiked swelled raised hiked lifted"
)
_LOSS = "negative loss losses lost lose loses losing deficit shortfall outflow outflows"
_PROFIT = "profit profits gain gains gained surplus inflow inflows earned income earnings"
_CHANGES: Mapping[str, int] = {**dict.fromkeys(_FALLING.split(), -1), **dict.fromkeys(_RISING.split(), 1)}
_RESULTS: Mapping[str, int] = {**dict.fromkeys(_LOSS.split(), -1), **dict.fromkeys(_PROFIT.split(), 1)}
_LINKS = "by of a an another further the some about"
_VERBS = "was were is are came to at of reached hit totalled totaled widened narrowed"
_BY = frozenset(_LINKS.split())
_WAS = frozenset(_VERBS.split())
_NEGATIVE = frozenset({"negative", "minus"})
# After a number: `a 27% decline`, `a $5m net loss`, `5% lower`.
_AFTER = (
    "fall falls decline declines drop drops decrease decreases slide slump plunge contraction lower down dip reduction"
    " retreat collapse rise rises growth increase increases jump surge higher up climb loss losses deficit shortfall"
    " outflow outflows profit profits gain gains surplus inflow inflows"
)
_ADJECTIVES = "net operating pre-tax pretax quarterly annual first-half full-year year-on-year"
_ONLY_AFTER: Mapping[str, int] = {
    **dict.fromkeys(["below", "cut", "cuts", "reduction", "reductions", "dip", "less", "fewer"], -1),
    **dict.fromkeys(["above", "hike", "hikes", "more"], 1),
}
_NOUNS: Mapping[str, int] = {
    **{word: _CHANGES.get(word, 0) or _RESULTS[word] for word in _AFTER.split()},
    **_ONLY_AFTER,
}
_BETWEEN = frozenset(_ADJECTIVES.split())

_DOWN = (
    "负增长 下降 下跌 下滑 下挫 下调 下行 下探 减少 降低 回落 回调 缩减 缩水 收缩 萎缩 走低 走弱 滑坡 衰退 贬值 减 降 跌 亏损 净亏 预亏"
    " 亏 流出 降幅 跌幅 减幅"
)
_UP = "增长 上升 上涨 上调 上扬 上行 增加 提升 提高 回升 攀升 走高 走强 升值 飙升 跃升 抬升 增 涨 盈利 流入 增幅 涨幅 升幅 净利润 净利 利润 盈余"
_CHINESE_FALLING = tuple(_DOWN.split())
_CHINESE_RISING = tuple(_UP.split())
_CHINESE_LINKS = "了约为达额近:( "
_MAX_DISTANCE = 48
"""The characters from a number within which such a word may begin."""
_RESTATED = re.compile(
    r"(?<=[ \n(])\S*\d[^\s\d,;]*(?: (?:thousand|million|billion|trillion|[mb]n|[kmb]|cents?|per cent|points?|bps?|pp))?"
    r",? (?:or|i\.e\.|that is),? $"
    r"|\d[^\s\d,，。;；]*[,，](?:即|合|约合|相当于)(?:每股)?$"
)
"""A number that the next one repeats in other units: `a loss of $409 million, or | $0.61 a share`."""


def direction(text: str, start: int, end: int) -> int:
    """-1 if the words around a span of a normalized text express a fall or a loss, 1 for a rise or a profit, else 0."""
    before = text[max(0, start - _MAX_DISTANCE) : start].replace("\n", " ")
    if restated := _RESTATED.search(before):
        start -= len(before) - restated.start()
        # The match begins at the last digit of the number before.
        before = text[max(0, start - _MAX_DISTANCE) : start].rstrip("0123456789.,")
    if not before.isascii() and (found := _chinese_direction(before)):
        return found
    return _direction_before(before) or _direction_after(text[end : end + _MAX_DISTANCE])


def _direction_before(before: str) -> int:
    """The direction of the last words before a number."""
    words = before.rstrip(" :(").lower().rsplit(None, 8)[-8:]
    link = ""
    while words and words[-1] in _BY:
        link = words.pop()
    if not words:
        return 0
    if words[-1] in _CHANGES:
        is_turned = len(words) > 1 and words[-2] in _NEGATIVE
        return -_CHANGES[words[-1]] if is_turned else _CHANGES[words[-1]]
    if words[-1] in _RESULTS:
        return _of_result(words, len(words) - 1)
    is_led = (words[-1] in _WAS and link != "by") or link == "of" or before.rstrip().endswith(":")
    return _result(words) if is_led else 0


def _result(words: Sequence[str]) -> int:
    """The direction of the last noun that names a result, in the clause before a number: `the loss fell to $5m`."""
    for index in range(len(words) - 1, -1, -1):
        if words[index] in _RESULTS:
            return _of_result(words, index)
        if not words[index].replace("-", "").isalpha():
            return 0
    return 0


def _of_result(words: Sequence[str], index: int) -> int:
    """The direction of a result at an index, or of its change: `a decline in the net profit of 27%`."""
    changed = next((at for at in range(index - 1, max(0, index - 4), -1) if words[at] == "in"), 0)
    return (_CHANGES.get(words[changed - 1], 0) if changed else 0) or _RESULTS[words[index]]


def _chinese_direction(before: str) -> int:
    words = before.rstrip(_CHINESE_LINKS)
    return -words.endswith(_CHINESE_FALLING) or int(words.endswith(_CHINESE_RISING))


# What comes after a number in Japanese and Korean: `前年同期比3.2%減`, `12% 감소`.
_ASIAN: Mapping[str, int] = {
    **dict.fromkeys(("減", "减", "低下", "下落", "감소", "하락", "줄"), -1),
    **dict.fromkeys(("増", "上昇", "증가", "상승", "늘"), 1),
}
_ASIAN_CHANGES = frozenset(word[0] for word in _ASIAN)


def _asian_direction(after: str) -> int:
    return next((way for word, way in _ASIAN.items() if after.startswith(word)), 0)


def _direction_after(after: str) -> int:
    """The direction of the first words after a number."""
    if after.lstrip()[:1] in _ASIAN_CHANGES:
        return _asian_direction(after.lstrip())
    if after[:1] == "的":
        return -after.startswith(_CHINESE_FALLING, 1) or int(after.startswith(_CHINESE_RISING, 1))
    for word in after[1:].split(None, 3)[:3] if after[:1] in (" ", "-") else ():
        plain = word.rstrip(",.;:)")
        if plain not in _BETWEEN:
            return 0 if after[1:].startswith("up to") else _NOUNS.get(plain, 0)
    return 0
