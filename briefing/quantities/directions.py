"""Whether the words beside a number say that something falls or rises, loses or gains.

`fell 27%` and `-27%` are one statement, `a loss of $5m` and `a profit of $5m` are opposite ones. The words nearest to
the number count: those of a change may have `by`, `of` or an article between (`to` would say the level reached), those
of a result also `was`, `widened to` and the like. Nothing is said where neither is near.
"""

from collections.abc import Mapping

_FALLING = (
    "fell fall falls falling fallen down decline declines declined declining drop drops dropped dropping decrease"
    " decreases decreased decreasing slid slide slides sliding slip slipped slips slump slumped plunge plunged tumbled"
    " sank shrank shrunk contracted contraction reduction reduced dipped eased retreated shed cut lower"
)
_RISING = (
    "rose rise rises rising risen up grew grow grows growing grown growth increase increases increased increasing gained"
    " gaining climbed climb climbing jumped jump surged surge soared advanced added expanded expansion improved"
    " improvement higher"
)
_LOSS = "loss losses lost lose loses losing deficit outflow outflows"
_PROFIT = "profit profits gain gains surplus inflow inflows earned earning earnings"
_CHANGES: Mapping[str, int] = {**dict.fromkeys(_FALLING.split(), -1), **dict.fromkeys(_RISING.split(), 1)}
_RESULTS: Mapping[str, int] = {**dict.fromkeys(_LOSS.split(), -1), **dict.fromkeys(_PROFIT.split(), 1)}
_LINKS = "by of a an another further the some about"
_VERBS = "for was were is came to at per share widened narrowed totalled totaled reached hit"
_BY = frozenset(_LINKS.split())
_WAS = frozenset(_VERBS.split()) | _BY
# After a number: `a 27% decline`, `a $5m net loss`, `5% lower`.
_AFTER = (
    "fall falls decline declines drop drops decrease decreases slide slip slump plunge contraction reduction cut lower"
    " rise rises growth increase increases jump surge expansion improvement higher climb loss losses deficit outflow"
    " outflows profit profits gain gains surplus inflow inflows"
)
_ADJECTIVES = "net operating pre-tax pretax quarterly annual first-half full-year year-on-year"
_NOUNS = frozenset(_AFTER.split())
_BETWEEN = frozenset(_ADJECTIVES.split())

_DOWN = "下降 下跌 下滑 减少 降低 回落 缩减 萎缩 降 跌 减 亏损 净亏 预亏 亏 流出 降幅 跌幅 减幅"
_UP = "增长 上升 上涨 增加 提升 提高 增 涨 升 盈利 流入 增幅 涨幅 升幅 净利润 净利 利润 盈余"
_CHINESE_FALLING = tuple(_DOWN.split())
_CHINESE_RISING = tuple(_UP.split())
_CHINESE_LINKS = "了约为达额幅近超过逾出的是:( "
_REACH = 32
"""How far from its number such a word may begin."""


def direction(text: str, start: int, end: int) -> int:
    """-1 where the words beside the stretch of a folded text say a fall or a loss, 1 a rise or a profit, 0 neither."""
    before = text[max(0, start - _REACH) : start]
    return _said_before(before) or _said_in_chinese(before) or _said_after(text[end : end + _REACH])


def _said_before(before: str) -> int:
    """What the last words before a number say."""
    links_change = True
    for word in reversed(before.rstrip(" :(").lower().rsplit(None, 5)):
        if word in _WAS:
            links_change = links_change and word in _BY
        elif word in _RESULTS:
            return _RESULTS[word]
        else:
            return _CHANGES.get(word, 0) if links_change else 0
    return 0


def _said_in_chinese(before: str) -> int:
    if before.isascii():
        return 0
    words = before.rstrip(_CHINESE_LINKS)
    return -words.endswith(_CHINESE_FALLING) or int(words.endswith(_CHINESE_RISING))


def _said_after(after: str) -> int:
    """What the first words after a number say."""
    if after[:1] == "的":
        return -after.startswith(_CHINESE_FALLING, 1) or int(after.startswith(_CHINESE_RISING, 1))
    for word in after[1:].split(None, 3)[:3] if after[:1] in (" ", "-") else ():
        plain = word.rstrip(",.;:)")
        if plain in _NOUNS:
            return _CHANGES.get(plain, 0) or _RESULTS.get(plain, 0)
        if plain not in _BETWEEN:
            return 0
    return 0
