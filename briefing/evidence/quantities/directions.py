"""Directions: whether the words around a number express a fall or a rise, a loss or a gain.

`fell 27%` and `-27%` make the same statement, `a loss of $5m` and `a profit of $5m` opposite ones. The word for a
change is right before its number, with at most `by`, `of` or an article between (after `to` comes a level), or right
after it. The word for a result may come earlier: `the loss for the year was $5m`. A verb may also come before its
object: if that is a rate (`cut its policy rate 25 bp`, `下调利率25个基点`) or, with `by`, any amount (`cut its
forecast by $3m`). A number repeated in another unit shares the direction: `a loss of $409 million, or $0.61 a
share`. Words that may mean either direction (`improved`) are left out.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from briefing import lazy_re
from briefing.evidence.quantities import foreign_directions as foreign
from briefing.evidence.quantities.normalization import is_hanzi

_FALLING = (
    "fell fall falls falling fallen down decline declines declined declining drop drops dropped dropping decrease"
    " decreases decreased decreasing slid slide slides sliding slip slipped slips slump slumped plunge plunged tumbled"
    " sank shrank shrunk contracted contraction dipped retreated lower off eased plummeted crashed collapsed weakened"
    " softened receded sagged skidded diminished reduced reduces reducing reduction lowered shed dip"
    " compressed compression plunges retreat collapse depreciated devalued missed underperformed discount"
    " shrinking contracting cooler colder cheaper"
)
_RISING = (
    "rose rise rises rising risen up grew grow grows growing grown growth increase increases increased increasing"
    " climbed climb climbing jumped jump surged surge soared expanded higher advanced rallied strengthened leapt"
    " leaped spiked swelled raised hiked lifted appreciated outperformed premium expansion rebounded climbs jumps surges soar soars"
    " expanding warmer hotter dearer costlier"
)
_LOSS = f"negative loss losses lost lose loses losing deficit shortfall outflow outflows {foreign.LOSS}"
_PROFIT = f"profit profits gain gains gained surplus inflow inflows earned income earnings {foreign.PROFIT}"
ENGLISH_CHANGES: Mapping[str, int] = {**dict.fromkeys(_FALLING.split(), -1), **dict.fromkeys(_RISING.split(), 1)}
CHANGES: Mapping[str, int] = {**foreign.CHANGES, **ENGLISH_CHANGES}
"""Words that express a fall (-1) or a rise (1)."""
RESULTS: Mapping[str, int] = {**dict.fromkeys(_LOSS.split(), -1), **dict.fromkeys(_PROFIT.split(), 1)}
_NO_RESULTS = frozenset({"income tax", "income taxes", "loss ratio", "loss allowance", "loss allowances"})
OF_CASH: Mapping[str, int] = {"used": -1, "consumed": -1, "provided": 1, "generated": 1}
_CASH = lazy_re.compile(r"\b(?:cash|activities|operations)\b")
_REVISIONS = frozenset({"revision", "revisions", "adjustment"})
_WAYS_OF_REVISIONS: Mapping[str, int] = {"upward": 1, "downward": -1}
_ADDED = frozenset({"add", "adds", "added", "adding"})
"""Verbs for a rise in a count: `added | 119,000 jobs`; of money and rates they may say something else."""
_LINKS = f"by of a an another further the some about between {foreign.LINKS}"
_VERBS = (
    "was were is are be been came to at of reached hit totalled totaled widened narrowed betrug betrugen beträgt bei auf"
    " à atteint fue fueron foi è"
)
_LINK_WORDS = frozenset(_LINKS.split())
_BEFORE_CHANGES = frozenset({"by", "um"})
_OF = frozenset({"of", "von", "de", "di"})
_IN = frozenset({"in", "du", "des", "del", "de", "der", "do"})
_JOINED = str.maketrans("", "", "-'")
_MAX_WORDS = 12
_LINKING_VERBS = frozenset(_VERBS.split())
_NEGATIVE = frozenset({"negative", "minus"})
# Words after a number: `a 27% decline`, `a $5m net loss`, `5% lower`.
_AFTER = (
    "fall falls decline declines drop drops decrease decreases slide slump plunge contraction lower down dip reduction"
    " retreat collapse rise rises growth increase increases jump surge higher up climb loss losses deficit shortfall"
    " outflow outflows profit profits gain gains surplus inflow inflows discount premium gesunken gefallen zurück"
    " zurückgegangen niedriger gestiegen gewachsen höher"
)
_ADJECTIVES = (
    "net operating pre-tax pretax quarterly annual first-half full-year year-on-year rate rates price prices interest"
    " policy key tariff dividend"
)
_BEFORE_OF: Mapping[str, int] = {"build": 1, "plus": 1, "draw": -1, "drawdown": -1, "minus": -1}
"""Words for a change only before `of` or `von` and its amount: `a build of 57 Bcf`, `ein Plus von 3 %`."""
_OF_MEASURES: Mapping[str, int] = {
    **dict.fromkeys(["colder", "cooler", "cheaper", "shorter", "smaller", "lighter", "younger"], -1),
    **dict.fromkeys(["warmer", "hotter", "dearer", "costlier", "longer", "larger", "bigger", "heavier", "older"], 1),
}
"""Comparatives after an amount with a unit: `1.5 °C warmer`, but not `12 smaller stores`."""
_ONLY_AFTER: Mapping[str, int] = {
    **dict.fromkeys(["below", "cut", "cuts", "reduction", "reductions", "dip", "less", "fewer"], -1),
    **dict.fromkeys(["above", "hike", "hikes", "more"], 1),
}
_NOUNS: Mapping[str, int] = {
    **{word: CHANGES.get(word, 0) or RESULTS[word] for word in _AFTER.split()},
    **_ONLY_AFTER,
}
_BETWEEN = frozenset(_ADJECTIVES.split())

_DOWN = (
    "负增长 下降 下跌 下滑 下挫 下调 下行 下探 减少 降低 回落 回调 缩减 缩水 收缩 萎缩 走低 走弱 滑坡 衰退 贬值 降息 减息 降准 降价 下浮 调低 调降 减 降 跌 亏损 净亏 预亏 损失 손실 적자"
    " 亏 流出 偏低 偏少 偏冷 落后 降幅 跌幅 减幅 减持 净卖出 赤字"
)
_UP = "增长 上升 上涨 上调 上扬 上行 增加 提升 提高 回升 攀升 走高 走强 升值 飙升 跃升 抬升 加息 升息 提价 涨价 上浮 调高 调升 增 涨 盈利 流入 偏高 偏多 偏暖 领先 增幅 涨幅 升幅 净利润 净利 利润 盈余 增持 净买入 黒字"
_CHINESE_FALLING = tuple(_DOWN.split())
_CHINESE_RISING = tuple(_UP.split())
_CHINESE_LINKS = "了约为达额近:( "
_MAX_DISTANCE = 64
"""The most characters between such a word's beginning and the number."""
_AT_A_RATE = lazy_re.compile(
    r"at (?:(?<=\bat )(?:an?|its|the) (?:[a-z-]+ ){0,4}(?:rate|pace|clip) of (?:about |some )?$"
    r"|(?:(?<=ing at )|(?<=[Gg]rew at ))$)"
)
"""The phrase between a verb and a rate: `grew | at an annual rate of | 3.8 %`, `rising | at | 4.7 mm a year`."""
_RESTATED = lazy_re.compile(
    r"(?<=[ \n(])\S*\d[^\s\d,;]*(?: [A-Za-z²³/%]{1,16}){0,4}"
    r"(?:,? (?:or|i\.e\.|that is),? | \()$"
    r"|\d[^\s\d,，。;；]*[,，](?:即|合|约合|相当于)(?:每股)?$"
)
"""The end of a number that the next one restates: `a loss of $409 million, or | $0.61 a share`."""
_OTHERWISE = lazy_re.compile(
    r" (?:(?:at|in|on an?|excluding|ex) )?(?:constant|local|organic|like-for-like|comparable|underlying|reported|fx|"
    r"exchange|currency|currencies|acquisitions)\b",
    re.I,
)
"""What follows a number in brackets that restates the change before it: `fell 11% (9.8% | at constant currency)`."""
_RESTATES = ("or ", "or, ", "i.e. ", "i.e., ", "that is ", "that is, ", "即", "合", "相当于", "每股")
"""The text that joins a number to its restatement."""


def direction(text: str, start: int, end: int, unit: str = "") -> int:
    """-1 if the words around a span of a normalized text express a fall or a loss, 1 for a rise or a profit, else 0."""
    before = text[max(0, start - _MAX_DISTANCE) : start].replace("\n", " ")
    is_restated = before.endswith(_RESTATES) or (before.endswith(" (") and _OTHERWISE.match(text, end))
    if is_restated and (restated := _RESTATED.search(before)):
        start -= len(before) - restated.start()
        # The match begins at the last digit of the restated number.
        before = text[max(0, start - _MAX_DISTANCE) : start].rstrip("0123456789.,")
    if before.endswith((" of ", " at ")):
        before = _AT_A_RATE.sub("", before)
    if not before.isascii() and (found := chinese_direction(before)):
        return found
    after = text[end : end + _MAX_DISTANCE]
    found = _direction_between(before, after, unit)
    if found or not (unit in _RATES or before.endswith(_BY_AMOUNTS)):
        return found
    return _verb_direction(text[max(0, start - _MAX_CLAUSE) : start], unit) or _shared_verb_direction(text, start, unit)


def _shared_verb_direction(text: str, start: int, unit: str) -> int:
    """The direction of the verb that a number shares with the previous one: `fell by 0.1 % and exports by | 1.8 %`."""
    first = max(0, start - _MAX_SHARED_VERB)
    found = _SHARED_VERB.search(text[first:start]) if text.startswith("by ", start - 3) else None
    if found is None or any(
        word in _LINKING_VERBS or word in _UNSHARED_VERBS for word in found["other"].lower().split()
    ):
        return 0
    return direction(text, first + found.start("number"), first + found.end("number"), unit)


_MAX_SHARED_VERB = 160
_SHARED_VERB = lazy_re.compile(
    r"(?:^|\s)(?P<number>[^\s]*[0-9][^\s,]*)(?: (?:per ?cent|(?:percentage |basis )?points?|bps?|pp|[mb]illion))?,?"
    r" (?:and|while|but) (?P<other>[^0-9,.;:()]{3,60})\bby $"
)
_UNSHARED_VERBS = frozenset(
    [
        "driven",
        "led",
        "followed",
        "helped",
        "held",
        "owned",
        "made",
        "outpaced",
        "exceeded",
        "produced",
        "caused",
        "offset",
    ]
)
"""Verbs before `by` that do not share an earlier verb: `grew by 5 % and was led by 12 stores`."""


def of_change(word: str) -> int:
    """-1 for a word that expresses a fall, 1 for a rise, else 0."""
    return CHANGES.get(word, 0)


def _direction_between(before: str, after: str, unit: str) -> int:
    """The direction by the last words before a number, or the first ones after it.

    A change after it is nearer than a result before it: `profit was | 11% | lower`.
    """
    words = before.rstrip(" :(").lower().rsplit(None, _MAX_WORDS)[-_MAX_WORDS:]
    link = ""
    while words and words[-1] in _LINK_WORDS:
        link = words.pop()
    if not words:
        return _direction_after(after, unit)
    if change := _change(words, link, after, unit):
        return change
    behind = _direction_after(after, unit)
    is_result = not RESULTS.keys().isdisjoint(after[1:].split(None, 1)[:1])
    return (behind if not is_result else 0) or _result_before(before, words, link) or behind


def _change(words: Sequence[str], link: str, after: str, unit: str) -> int:
    """The direction of a change that the last word before a number expresses."""
    last, other = words[-1], words[-2] if len(words) > 1 else ""
    if last in CHANGES and not (link in foreign.TO and last in foreign.CHANGES):
        return -CHANGES[last] if other in _NEGATIVE else CHANGES[last]
    if last in _REVISIONS:
        return _WAYS_OF_REVISIONS.get(other, 0)
    if last in OF_CASH and _CASH.search(f"{' '.join(words)} | {after}"):
        return OF_CASH[last]
    return int(not unit and last in _ADDED)


def _result_before(before: str, words: Sequence[str], link: str) -> int:
    """The direction of a result that the words before a number name."""
    if words[-1] in RESULTS:
        return _of_result(words, len(words) - 1)
    if link in ("of", "von") and words[-1] in _BEFORE_OF:
        return _BEFORE_OF[words[-1]]
    is_led = (
        (words[-1] in _LINKING_VERBS and link not in _BEFORE_CHANGES) or link in _OF or before.rstrip().endswith(":")
    )
    return _result(words) if is_led else 0


def _result(words: Sequence[str]) -> int:
    """The direction of the last noun for a result in the words before a number: `the loss fell to $5m`."""
    for index in range(len(words) - 1, -1, -1):
        if words[index] in RESULTS:
            return 0 if " ".join(words[index : index + 2]) in _NO_RESULTS else _of_result(words, index)
        if words[index] in OF_CASH and "cash" in (words[index - 1], *words[index + 1 : index + 2]):
            return OF_CASH[words[index]]
        if not words[index].translate(_JOINED).isalpha():
            return 0
    return 0


def _of_result(words: Sequence[str], index: int) -> int:
    """The direction of the result at an index, or of a change in it: `a decline in the net profit of 27%`."""
    changed = next((at for at in range(index - 1, max(0, index - 4), -1) if words[at] in _IN), 0)
    return (CHANGES.get(words[changed - 1], 0) if changed else 0) or RESULTS[words[index]]


def chinese_direction(before: str) -> int:
    """The direction that the end of a Chinese text before a number expresses."""
    words = before.rstrip(_CHINESE_LINKS)
    return -words.endswith(_CHINESE_FALLING) or int(words.endswith(_CHINESE_RISING))


# --- Verbs whose object is before the number --------------------------------------------------------------------------

_RATES = frozenset({"%", "pp", "bp"})
_BY_AMOUNTS = ("by ", "by a ", "by an ", "by some ", "by about ", "by another ", "by a further ", "um ", "um rund ")
"""Words before the amount of a change in an object that the verb precedes: `cut its forecast | by | $3m`."""
_POINTS = frozenset({"pp", "bp"})
_MAX_CLAUSE = 96
"""The most characters between the beginning of such a verb and the amount."""
_CUT = (
    "cut cuts cutting trim trims trimmed trimming slash slashes slashed slashing reduced reduces reducing lowered lowers"
    " lowering decreased narrowed eroded squeezed dented fell dropped declined slipped shrank deteriorated knocked"
    " compressed missed undershot underperformed lagged pared depreciated weakened sank trails trailed"
    f" {foreign.FELL_BY}"
)
_RAISED = (
    "raised raises raising hiked hikes hiking lifted lifts lifting increased increases increasing boosted boosts"
    " widened rose grew climbed jumped beat beats exceeded outperformed appreciated strengthened upped leads"
    f" {foreign.ROSE_BY}"
)
_VERBS_OF_CHANGE: Mapping[str, int] = {**dict.fromkeys(_CUT.split(), -1), **dict.fromkeys(_RAISED.split(), 1)}
_BASES: Mapping[str, int] = {
    **dict.fromkeys(["reduce", "lower", "trim", "slash", "narrow", "decrease", "drew"], -1),
    **dict.fromkeys(["raise", "lift", "hike", "increase", "boost", "widen", "built"], 1),
}
"""Verbs that could also be nouns or adjectives, or mean something else: they express a change only with `by`."""
_NOUNS_OF_CHANGE: Mapping[str, int] = {
    **dict.fromkeys(["cut", "cuts", "decline", "drop", "fall", "reduction", "decrease", "drawdown"], -1),
    **dict.fromkeys(["hike", "hikes", "rise", "increase", "raise"], 1),
}
_BREAK = lazy_re.compile(
    r"[0-9,.;:()]|\b(?:and|but|or|that|which|who|while|as|after|before|when|because|so|with|than|if|to"
    r"|would|will|could|may|might|can|should|did|does|do|has|have|had|not|was|were|is|are|been)\b"
)
_BY_VERBS: Mapping[str, int] = {**_BASES, **_VERBS_OF_CHANGE}
_OF_CHANGE = frozenset((*_VERBS_OF_CHANGE, *_BASES, *_NOUNS_OF_CHANGE))
"""All words to look for; most texts contain none."""
_AS_SPACES = str.maketrans(dict.fromkeys("0123456789,.;:()", " "))
_NO_OBJECT = frozenset(
    ["the", "a", "an", "its", "his", "their", "this", "of", "in", "on", "for", "at", "into", "stood"]
)
"""Words that cannot end the object between a verb and a number without `by`: `raised the | 5% threshold`."""
_OTHER_VERB = lazy_re.compile(
    "[a-z]{2,}ed|hurt|hit|costs?|took|takes?|sent|made|makes?|brought|brings?|drove|kept|held|led|left|adds?|means|saves?"
    "|gives?"
)
"""A second verb, which governs the number instead: `increased volumes | weighed on margins by 120 bp`."""
_CHINESE_VERBS: Mapping[str, int] = {
    **dict.fromkeys(["上调", "调高", "调升", "提高", "提升", "领先"], 1),
    **dict.fromkeys(["下调", "调低", "调降", "降低", "减少", "落后"], -1),
}
_NO_CHINESE_OBJECT = frozenset("至到为达在按以的有是上下调提降加减升和")
_MAX_OBJECT = 10


def _verb_direction(before: str, unit: str) -> int:
    """The direction of a verb or noun whose object comes before the number: `cut its policy rate by | 25 bp`."""
    if not before.isascii() and (found := _of_chinese_change(before)):
        return found
    if _OF_CHANGE.isdisjoint(before.lower().translate(_AS_SPACES).split()):
        return 0
    clause = _BREAK.split(before)[-1].lower().split()
    links = _pop_links(clause)
    if links[:1] == ["of"]:
        return (_NOUNS_OF_CHANGE.get(clause[-1], 0) or _of_noun_in(clause)) if clause else 0
    verbs = _VERBS_OF_CHANGE if _BEFORE_CHANGES.isdisjoint(links) else _BY_VERBS
    at = next((at for at in range(len(clause) - 1, -1, -1) if clause[at] in verbs), len(clause))
    between = clause[at + 1 :]
    if at == len(clause) or not _LOSSES.isdisjoint(clause) or any(map(_OTHER_VERB.fullmatch, between)):
        return 0
    if not _BEFORE_CHANGES.isdisjoint(links):
        # `the increase in stocks reduced cash by $5m` is a rise of one thing and a fall of another.
        of_both = unit not in _RATES and any(word in CHANGES or word in _NOUNS for word in clause[:at])
        return 0 if of_both else verbs[clause[at]]
    is_object = not links and not clause[at].endswith("s") and (not between or between[-1] not in _NO_OBJECT)
    return verbs[clause[at]] if is_object and len(between) < (5 if unit in _POINTS else 3) else 0


def _of_noun_in(clause: Sequence[str]) -> int:
    """The direction of a noun for a change in something: `the fall in prices of | 4 %`."""
    nouns = (word for word, following in pairwise(clause[-_MAX_NOUN_WORDS:]) if following == "in")
    return next((_NOUNS_OF_CHANGE[word] for word in nouns if word in _NOUNS_OF_CHANGE), 0)


_MAX_NOUN_WORDS = 7
_LOSSES = frozenset(_LOSS.split())


def _of_chinese_change(before: str) -> int:
    """The direction of a Chinese verb whose object is between it and the number: `下调利率 | 25个基点`."""
    verb = max(_CHINESE_VERBS, key=before.rfind)
    between = before[before.rfind(verb) + len(verb) :].rstrip("约了")
    is_object = 0 < len(between) <= _MAX_OBJECT and all(is_hanzi(char) for char in between)
    return _CHINESE_VERBS[verb] if verb in before and is_object and _NO_CHINESE_OBJECT.isdisjoint(between) else 0


def _pop_links(clause: list[str]) -> list[str]:
    """The link words at the end of a clause, which are removed from it."""
    links: list[str] = []
    while clause and clause[-1] in _LINK_WORDS:
        links.insert(0, clause.pop())
    return links


# --- Japanese and Korean ----------------------------------------------------------------------------------------------

# Words after a number in Japanese and Korean: `前年同期比3.2%減`, `12% 감소`.
_ASIAN: Mapping[str, int] = {
    **dict.fromkeys(("減", "减", "低下", "下落", "감소", "하락", "줄"), -1),
    **dict.fromkeys(("増", "上昇", "증가", "상승", "늘"), 1),
}
_ASIAN_CHANGES = frozenset(word[0] for word in _ASIAN)


def _asian_direction(after: str) -> int:
    return next((way for word, way in _ASIAN.items() if after.startswith(word)), 0)


def _direction_after(after: str, unit: str) -> int:
    """The direction of the first words after a number."""
    if after.lstrip()[:1] in _ASIAN_CHANGES:
        return _asian_direction(after.lstrip())
    if after[:1] == "的":
        return -after.startswith(_CHINESE_FALLING, 1) or int(after.startswith(_CHINESE_RISING, 1))
    if than := foreign.THAN.match(after):
        return 1 if than["more"] else -1
    for word in after[1:].split(None, 4)[:4] if after[:1] in (" ", "-") else ():
        plain = word.rstrip(",.;:)")
        if plain not in _BETWEEN:
            found = _NOUNS.get(plain, 0) or (unit and _OF_MEASURES.get(plain, 0)) or 0
            return 0 if after[1:].startswith("up to") else found or _by_budget(after)
    return 0


_BUDGET = lazy_re.compile(r" (?:over|(under)) (?:the |its )?(?:budget|plan|target)\b")


def _by_budget(after: str) -> int:
    """The direction in `23% over budget`."""
    found = _BUDGET.match(after)
    return 0 if found is None else -1 if found[1] else 1
