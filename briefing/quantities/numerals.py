"""Numbers spelled in words or Chinese signs, read as decimal digits.

The patterns find only the number; whether it counts as a quantity (it must stand before a measure) is
for `quantities` to say.
"""

import re

from briefing.quantities.plain import by_head

_ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
WORDS = {word: n for n, word in enumerate([*_ONES, *_TEENS], 1)} | {word: n * 10 for n, word in enumerate(_TENS, 2)}
_SIGNS = {sign: n for n, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENFOLD = {"十": 10, "百": 100, "千": 1000}

_BELOW_HUNDRED = [
    *(rf"{tens}(?:[ -](?:{'|'.join(_ONES)}))?" for tens in _TENS),
    *_TEENS,
    *_ONES,
]
# A first letter in either case, and no inline flag, so that the engine can refuse at that letter.
_OPENING = by_head((f"[{word[0].upper()}{word[0]}]", word[1:]) for word in _BELOW_HUNDRED)
ENGLISH = rf"(?:{_OPENING})(?:[ -]hundred(?:(?: and)? (?:{'|'.join(_BELOW_HUNDRED)}))?)?(?![A-Za-z])"
DIGIT_SIGNS = "零〇一二三四五六七八九"
FRACTION = rf"(?:点[{DIGIT_SIGNS}]+)?"
# Not within `数十亿`, nor in the names of companies (`一加15`, `三星`).
_OPENS = rf"(?!一[加汽]|三[星一])(?<![第数几上下百千万亿十{DIGIT_SIGNS}两])"
CHINESE = rf"{_OPENS}[一二两三四五六七八九十][{DIGIT_SIGNS}两十百千]*{FRACTION}"
# `超百亿元`, `突破万亿`: after a qualifier a scale stands for one of it; alone it does not (`百亿补贴`, `万元机`). The
# pattern matches before the scale; what the scale must measure is for `amounts` to see.
WHOLE_SCALE = "(?<=[超破逾近约达过到足于])(?=[十百千]?[万亿])"
# `三成` is thirty per cent; before these signs 成 belongs to another word (`八成为`, `三成熟`).
TENTHS = (
    r"(?:(?<![一二三四五六七八九])[一二两三四五六七八九]|[1-9])成[一二三四五六七八九半]?"
    r"(?![为立员长本功交分绩品就果熟人年型都效不])"
)


def english_number(words: str) -> str:
    """The digits of `twenty-five` or `two hundred and ten`."""
    hundreds, _, rest = words.lower().rpartition("hundred")
    many, few = (sum(WORDS.get(word, 0) for word in re.split("[ -]", part)) for part in (hundreds, rest))
    return str(many * 100 + few)


def chinese_number(signs: str) -> str:
    """The digits of `三千五百` or `二十点五`; empty where the signs are no one number (`七八`)."""
    whole, _, fraction = signs.partition("点")
    total, digit = 0, 0
    for sign in whole:
        if sign in _TENFOLD:
            total, digit = total + (digit or 1) * _TENFOLD[sign], 0
        elif digit:
            return ""
        else:
            digit = _SIGNS[sign]
    return f"{total + digit}" + ("." + "".join(str(_SIGNS[sign]) for sign in fraction) if fraction else "")


def tenths_number(signs: str) -> str:
    """The percentage of `三成` (30), `3成` or `三成五` (35)."""
    tenths, _, ones = signs.partition("成")
    return f"{_SIGNS.get(tenths, tenths)}{_SIGNS.get(ones, 5) if ones else 0}"
