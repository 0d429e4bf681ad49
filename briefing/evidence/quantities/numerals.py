"""Numerals: numbers spelled in words or Chinese characters, parsed to decimal digits.

The patterns match the number only. Whether it is a quantity, for which it needs a measure after it, is
decided by `parser`.
"""

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from briefing import lazy_re
from briefing.evidence.quantities.normalization import by_head
from briefing.evidence.quantities.visible import VULGAR

_ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
MAX_UNCHECKED = 12
"""The largest integer that needs no source if it has no measure."""
WORDS = {word: n for n, word in enumerate([*_ONES, *_TEENS], 1)} | {word: n * 10 for n, word in enumerate(_TENS, 2)}
_DIGIT_OF = {char: n for n, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENFOLD = {"十": 10, "百": 100, "千": 1000}

_AND_ONES = f"(?:[ -](?:{'|'.join(_ONES)}))?"
_BELOW = f"(?:(?:{'|'.join(_TENS)}){_AND_ONES}|{'|'.join([*_TEENS, *_ONES])})"


def _opening(letter: str) -> Iterator[tuple[str, str]]:
    """The numbers below a hundred that begin with a letter: the letter in either case, and the rest."""
    # A character class instead of an inline flag, so that the engine can reject at the first letter.
    tens, others = ([word[1:] for word in words if word[0] == letter] for words in (_TENS, [*_TEENS, *_ONES]))
    if tens:
        yield f"[{letter.upper()}{letter}]", f"(?:{'|'.join(tens)}){_AND_ONES}"
    yield from ((f"[{letter.upper()}{letter}]", rest) for rest in others)


_OPENING = by_head(form for letter in sorted({word[0] for word in WORDS}) for form in _opening(letter))
_INNER = rf" {_BELOW}(?:[ -]hundred(?:(?: and)? {_BELOW})?)?(?![A-Za-z])(?! (?:hundred|million|billion|trillion)\b)"
_AND_A_HALF = "(?:[ -]and[ -](?:an?|one)[ -](?:half|quarter)|[ -]and[ -]three[ -]quarters)(?![A-Za-z])"
_POINT = rf"[ -]point(?:[ -](?:zero|{'|'.join(_ONES)}))+(?= (?:thousand|million|billion|trillion|per ?cent|percentage)(?![A-Za-z]))"
"""Decimals, only before a scale or a rate: `gained one point two weeks ago` has none."""
ENGLISH = rf"(?:{_OPENING}|[Aa](?= hundred(?: and)? {_BELOW}(?![A-Za-z])))(?![A-Za-z])"
"""The first word or two of a number; `end_of_english` finds the end of the whole."""
_MAY_GO_ON = lazy_re.compile("[ -](?:hundred|thousand|million|and|point)")
# Few numbers continue, and this pattern takes longer to compile than all of those above.
_REST = lazy_re.compile(
    rf"(?:[ -]hundred(?:(?: and)? {_BELOW})?(?![A-Za-z]))?"
    rf"(?:[ -]thousand(?: and)?{_INNER}(?! thousand)"
    rf"|[ -]million(?: and)?{_INNER}(?:[ -]thousand(?:(?: and)?{_INNER}(?! thousand))?)?|{_AND_A_HALF}|{_POINT})?"
)


def end_of_english(text: str, offset: int) -> int:
    """The end of a number whose first words, matched by `ENGLISH`, end at an offset."""
    if _MAY_GO_ON.match(text, offset) and (rest := _REST.match(text, offset)):
        return rest.end()
    return offset


# Fractions of a percentage point, and of a million.
POINTS = (
    r"[Hh]alf(?: of)?(?: an?)?[ -](?:percentage[ -])?points?\b|[Qq]uarter(?: of)?(?: an?)?[ -](?:percentage[ -])?points?\b"
    r"|[Tt]hree[ -]quarters?(?: of an?)?[ -](?:percentage[ -])?points?\b"
)
HALF = (
    r"(?:[Hh]alf(?: of)?|[Qq]uarter of|[Tt]hree[ -]quarters? of) an?(?= (?:million|billion|trillion|per ?cent)(?!-)\b)"
    "|半(?=个百分点)"
)
_WHOLE = r"(?![0-9/]|[.,][0-9])"
# The fraction after the first digits of `5¼`, `7 1/2`, `3-1/4` and `3/4`.
PART = (
    rf"[ -]?[{VULGAR}]|[ -](?:1/2|[12]/3|[13]/4|[1-4]/5|[1357]/8|[0-9]{{1,2}}/(?:16|32)){_WHOLE}"
    rf"|(?:(?<![0-9/.,].)(?:(?<=1)/2|(?<=[12])/3|(?<=[13])/4|(?<=[1357])/8|(?<=[13579])/(?:16|32))"
    rf"|(?<![0-9/.,]..)(?:(?<=1[135])/16|(?<=[12][13579])/32|(?<=31)/32)){_WHOLE}"
)
NUMERAL_CHARS = "零〇一二三四五六七八九"
FRACTION = rf"(?:点[{NUMERAL_CHARS}]+)?"
# Not within `数十亿`, nor in names of companies (`一加15`, `三星`); but a number may continue after 万 or 亿.
_OPENS = rf"(?!一[加汽]|三[星一])(?<![第数几上百千十{NUMERAL_CHARS}两])(?<!(?<!零)下)(?<![数几][万亿])(?<![数几][十百千][万亿])"
_SIGN = rf"(?:[{NUMERAL_CHARS}两十]|百(?!分)|千(?![瓦米克赫伏卡]))"
CHINESE = rf"{_OPENS}(?:(?<=[万亿])[零〇])?[一二两三四五六七八九十]{_SIGN}*{FRACTION}"
# `超百亿元`, `突破万亿`: after a qualifier, a scale alone means one of it; otherwise it does not (`百亿补贴`,
# `万元机`). The pattern matches the empty text before the scale; `numbers` checks that a measure follows.
WHOLE_SCALE = "(?<=[超破逾近约达过到足于])(?=[十百千]?[万亿])"
# `三成` is thirty per cent; before these characters 成 belongs to another word (`八成为`, `三成熟`).
_TENTH = r"成[一二三四五六七八九半]?(?![为立员长本功交分绩品就果熟人年型都效不])"
TENTHS = (
    rf"(?:(?<![一二三四五六七八九])[一二两三四五六七八九]|(?<![0-9.,'])[1-9]){_TENTH}"
    # The first number of `三至四成`.
    rf"|(?<![一二两三四五六七八九十百千万亿0-9.,])[一二两三四五六七八九1-9](?=[至到~-][一二三四五六七八九1-9]{_TENTH})"
)


_GROUPS = {"thousand": 1000, "million": 1_000_000}
_QUARTERS = {"half": "5", "quarter": "25", "quarters": "75"}
_DECIMALS = lazy_re.compile("[ -]point[ -]")
_AND = lazy_re.compile("[ -]and[ -](?=an?[ -]|one[ -]|three[ -])")


def english_number(words: str) -> str:
    """The digits of `twenty-five`, `two hundred and ten`, `one thousand five hundred`, `two and a half`, `two point five`."""
    whole, *decimals = _DECIMALS.split(words.lower())
    if decimals:
        return f"{english_number(whole)}.{''.join(str(WORDS.get(word, 0)) for word in re.split('[ -]', decimals[0]))}"
    total = group = 0
    *counted, last = re.split("[ -]", words.lower())
    if last in _QUARTERS:
        return f"{english_number(_AND.split(words)[0])}.{_QUARTERS[last]}"
    for word in (*counted, last):
        if word == "hundred":
            group *= 100
        elif word in _GROUPS:
            total, group = total + group * _GROUPS[word], 0
        else:
            group += 1 if word == "a" else WORDS.get(word, 0)
    return str(total + group)


def half_or_quarter(words: str) -> str:
    """The digits of `half a point`, `quarter-point`, `three-quarters of a point` or `半`."""
    return {"h": "0.5", "半": "0.5", "q": "0.25", "t": "0.75"}[words[0].lower()]


def mixed_number(printed: str) -> str:
    """The digits of `5¼`, `7 1/2` or `3/4`; periodic fractions such as thirds are rounded to two decimals."""
    parts = re.findall(f"[0-9]+/[0-9]+|[{VULGAR}]|[0-9]+", printed.replace(",", "").replace("'", ""))
    values = [_fraction(part) for part in parts]
    total = sum(values, Fraction())
    decimals = next((n for n in range(7) if (total * 10**n).denominator == 1), 2)
    return f"{Decimal(round(total * 10**decimals)).scaleb(-decimals):f}"


def _fraction(part: str) -> Fraction:
    return Fraction(unicodedata.numeric(part)).limit_denominator(32) if part in VULGAR else Fraction(part)


def chinese_number(chars: str) -> str:
    """The digits of `三千五百` or `二十点五`; empty if the characters are not one number (`七八`)."""
    whole, _, fraction = chars.partition("点")
    total, digit = 0, 0
    for char in whole:
        if char in _TENFOLD:
            total, digit = total + (digit or 1) * _TENFOLD[char], 0
        elif digit:
            return ""
        else:
            digit = _DIGIT_OF[char]
    return f"{total + digit}" + ("." + "".join(str(_DIGIT_OF[char]) for char in fraction) if fraction else "")


def tenths_number(chars: str) -> str:
    """The percentage of `三成` (30), `3成`, `三成五` (35), or of the 三 of `三至四成`."""
    tenths, _, ones = chars.partition("成")
    return f"{_DIGIT_OF.get(tenths, tenths)}{_DIGIT_OF.get(ones, 5) if ones else 0}"
