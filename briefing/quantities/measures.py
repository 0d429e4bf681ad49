"""How measures are spelled: the currencies, scales and units that may stand around a number.

This room makes patterns of the tables of `spellings`. It reads no number and no date; `periods` and
`reading` do.
"""

import re
from collections.abc import Iterable, Mapping

from briefing.quantities.spellings import (
    CENTS,
    CLASSIFIERS,
    HANZI_SCALES,
    KIND_OF,
    LETTERS,
    MARKS,
    MONEY,
    NO_CLASSIFIERS,
    NOUNS,
    SCALES,
    UNITS,
)

# Each reads as its plain form, one character for one, so that offsets stay those of the given text.
_FOLDED = str.maketrans(
    "０１２３４５６７８９．％＄￥￡￠：／＋＝＜＞（）［］＇‘’　\t\u00a0\u2002\u2003\u2009\u200a\u202f－–‒‐‑−﹣～〜∼＊"
    "萬億兩圓幣約餘達過點個數幾後於從較噸時歲號頁圖種項條門華為榮紅韓歐鎊間臺輛週車會間鐘壹贰叁",
    "0123456789.%$¥£¢:/+=<>()[]'''  " + " " * 6 + "-------~~~*"
    "万亿两元币约余达过点个数几后于从较吨时岁号页图种项条门华为荣红韩欧镑间台辆周车会间钟一二三",
)
_WIDE_COMMA = re.compile("(?<=[０-９])，(?=[０-９])")
_THIN_GROUP = re.compile("(?<=[0-9])[\u2009\u202f](?=[0-9]{3}(?![0-9]))")
_HANZI_YEAR = re.compile("[一二][〇零九][〇零一二三四五六七八九]{2}(?=年)")
_HANZI_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")


def fold(text: str) -> str:
    """The text in plain forms, each at the place where it stood: ASCII digits and signs, simplified characters."""
    if text.isascii():
        return text.replace("\t", " ")
    # A wide comma is punctuation, unless the digits around it are wide too; a thin space groups
    # thousands (ISO 80000), where a no-break space may part two numbers.
    grouped = _THIN_GROUP.sub("'", _WIDE_COMMA.sub(",", text))
    folded = grouped.translate(_FOLDED)
    return _HANZI_YEAR.sub(lambda year: year[0].translate(_HANZI_DIGITS), folded)


def blank(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with these stretches, in order, struck out and every offset kept."""
    pieces, place = [], 0
    for start, end in spans:
        if start >= place:
            pieces += [text[place:start], "\0" * (end - start)]
            place = end
    return "".join(pieces) + text[place:] if pieces else text


_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s\u3000-\uffef<>\"]+|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|\b10\.[0-9]{4,}/[^\s\u3000-\uffef]+|\b[a-z0-9-]+\.(?:com|cn|org|net|io)(?:/[^\s\u3000-\uffef]*)?(?![A-Za-z])",
    re.ASCII,
)


def without_addresses(text: str) -> str:
    """The text with web addresses, e-mail addresses and DOIs struck out."""
    return blank(text, (match.span() for match in _ADDRESS.finditer(text))) if "." in text else text


def _expanded(spellings: str) -> list[str]:
    """Each spelling of a table's entry, with and without its optional plural."""
    words = spellings.split("|")
    plurals = [re.sub(r"\((\w+)\)", r"\1", word) for word in words if "(" in word]
    return [re.sub(r"\(\w+\)", "", word) for word in words] + plurals


def _is_word(spelling: str) -> bool:
    """Whether a spelling is a word, read in any case, rather than a symbol (`nm` is not `Nm`)."""
    return spelling in SCALES or (len(spelling) > 3 and spelling.isascii() and spelling.replace(" ", "").isalpha())


def _piece(spelling: str) -> str:
    """The pattern of one spelling: symbols as they are, words in any case and joined by a space or a hyphen."""
    if not _is_word(spelling):
        return re.escape(spelling).replace(r"\ ", " ")
    first, rest = spelling[0], spelling[1:].replace(" ", r"[ \n-]")
    return f"[{first.upper()}{first.lower()}](?i:{rest})"


_LATIN_END = re.compile("[A-Za-z0-9]$")


def _one_of(spellings: list[str]) -> str:
    """A pattern for the longest of these spellings; one ending in a letter ends a word."""
    ordered = sorted(set(spellings), key=len, reverse=True)
    words = "|".join(_piece(word) for word in ordered if _is_word(word))
    symbols = "|".join(_piece(word) for word in ordered if not _is_word(word) and _LATIN_END.search(word))
    other = "|".join(_piece(word) for word in ordered if not _LATIN_END.search(word))
    # A digit that touches a word is the mark of a footnote; one that touches a symbol makes a code of it.
    parts = (words and f"(?:{words})(?![A-Za-z])", symbols and f"(?:{symbols})(?![A-Za-z0-9²³])", other)
    return "|".join(part for part in parts if part)


def _spelled(*tables: Mapping[str, str]) -> dict[str, str]:
    """What each spelling stands for."""
    return {word: name for table in tables for name, words in table.items() for word in _expanded(words)}


_MARKED = _spelled(MARKS)
_MEASURED = _spelled(UNITS, MONEY)
_CENTS = _spelled(CENTS)
_LOWERED = {word.lower(): name for word, name in _MEASURED.items() if _is_word(word)}
_LOWERED_CENTS = {word.lower(): name for word, name in _CENTS.items()}

# Where a Chinese unit opens another word (`升至`, `三元锂`, `天猫`, `周年`), it is none.
_OTHER_WORDS = (
    r"(?!元[素旦宝器宇]|升[至到级幅高值温破]|天[猫津然]|周[年一二三四五六日末]|年[级代度月]|米[家粉]|秒杀|克[隆莱]|瓦[解斯]|桶装|月[饼球]|磅礴"
    r"|x[0-9]|× ?[0-9])"
)

MARK = "|".join(sorted(map(re.escape, _MARKED), key=len, reverse=True))
# `won` is money only after a scale, `p` only where it touches the number; `second` is a time in `3-second` or where
# nothing follows, 日 only in 日内.
_GUARDED_UNITS = {"won": ("KRW", 0), "p": ("GBP", -2), "second": ("second", 0), "日": ("day", 0)}
_GUARDED = (
    r"won(?<=n won)(?![A-Za-z])|p(?<=[0-9)]p)(?![A-Za-z0-9]|\. ?[0-9])"
    r"|second(?:(?<=[0-9]-second)|(?![ -]?[A-Za-z]))|日(?=内)"
)
UNIT = f"{_OTHER_WORDS}(?:{_one_of([*_MEASURED, *_CENTS])}|{_GUARDED})"
_HANZI_SCALE = r"个?万亿|个?[十百千]?亿|[十百千]?万(?!科)|千(?![米瓦克兆赫伏卡])|百(?![分度货公])"
SCALE = f"{_one_of(list(SCALES))}|{_HANZI_SCALE}"
METRES = r"m(?=[\u4e00-\u9fff]| (?:long|wide|tall|deep|high)\b)"
LETTER = rf"(?!{METRES})(?:[kKmM]|B)(?![A-Za-z0-9])"
MONEY_LETTER = r"(?:mm|MM|[kKmMbBtT])(?![A-Za-z0-9])"
GAP = r"(?:[ \n-]|  )?"
CLASSIFIER = "(?:" + "|".join(f"{sign}(?![{NO_CLASSIFIERS.get(sign, '~')}])" for sign in CLASSIFIERS) + ")"
MEASURE = rf"(?:{GAP}(?:{SCALE}|{UNIT})|{LETTER}| ?{CLASSIFIER})"
MEASURED_NOUN = rf" (?:{NOUNS})\b"


def currency(mark: str) -> str:
    """The ISO 4217 code of what stands before an amount."""
    return _MARKED[mark]


def unit(spelling: str) -> tuple[str, int]:
    """The canonical unit of a spelling, and the power of ten it carries (-2 for cents)."""
    plain = " ".join(re.split(r"[ \n-]", spelling.lower())) if spelling not in _MEASURED else spelling
    if spelling in _GUARDED_UNITS:
        return _GUARDED_UNITS[spelling]
    if plain in _LOWERED_CENTS:
        return _LOWERED_CENTS[plain], -2
    return _MEASURED.get(spelling) or _LOWERED[plain], 0


def power(scale: str) -> int:
    """The power of ten that a scale word stands for."""
    plain = " ".join(re.split(r"[ \n-]", scale.lower()))
    if plain in SCALES:
        return SCALES[plain]
    return LETTERS[plain] if plain in LETTERS else sum(HANZI_SCALES[sign] for sign in scale)


def kind(unit: str) -> tuple[str, int]:
    """The unit in which others of its kind are compared with it, and the power of ten between them."""
    return KIND_OF.get(unit, (unit, 0))
