"""Text normalization that keeps every offset: characters are folded to plain forms, and URLs and the like blanked.

The patterns for numbers, periods and names then need to know only ASCII digits and signs, common Chinese numerals and
simplified characters. A separator that is ambiguous, such as a narrow space or a wide comma between digits, is folded to
a character that makes the number ambiguous, so that no later step takes it for certain.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from briefing import lazy_re
from briefing.evidence.quantities.visible import has_lookalikes, plain_digits

_WIDE_LETTERS = "".join(map(chr, (*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))))
_SPACES = "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_LINE_ENDS = "\x0b\x0c\x85\u2028\u2029"
# Each character is replaced by exactly one, so that offsets do not change.
_FOLDED = str.maketrans(
    f"０１２３４５６７８９．％﹪＄﹩￥￡￠：／＋＝＜＞（）［］＇‘’٪٫٬⁄∕－–‒‐‑−﹣～〜∼＊{_SPACES}{_LINE_ENDS}{_WIDE_LETTERS}"
    "萬億兩圓圆幣約餘達過點個數幾後於從較噸時歲號頁圖種項條門華為榮紅韓歐鎊間臺輛週車會間鐘壹贰叁負虧損減長漲淨縮貶飆躍潤額",
    f"0123456789.%%$$¥£¢:/+=<>()[]'''%.,//-------~~~*{' ' * len(_SPACES)}{' ' * len(_LINE_ENDS)}"
    f"{''.join(chr(ord(letter) - 0xFEE0) for letter in _WIDE_LETTERS)}"
    "万亿两元元币约余达过点个数几后于从较吨时岁号页图种项条门华为荣红韩欧镑间台辆周车会间钟一二三负亏损减长涨净缩贬飙跃润额",
)
_FOLDING = frozenset([*map(chr, _FOLDED), *"肆伍陆陸柒捌玖拾佰仟"])
_WIDE_COMMA = lazy_re.compile("(?<=[０-９])，(?=[０-９])")
# A wide comma between plain digits groups thousands if three digits follow it, and if fewer than three precede it or
# the group after it begins with a zero or has a scale. After three digits it may also end a clause
# (`收入为500，300家门店关闭`); before money or a weight, or a scale after several groups, it is ambiguous: `300，500元`.
_MAY_GROUP = lazy_re.compile("，(?<=[0-9]，)[0-9]{3}(?![0-9])")
_WIDE_GROUPS = lazy_re.compile(
    "(?<![0-9.,，])[1-9](?:[0-9]?(?:，[0-9]{3}){1,6}(?![0-9，])"
    "|[0-9]{2}(?:(?:，[0-9]{3}){0,6}，0[0-9]{2}(?:，[0-9]{3}){0,6}|，[0-9]{3}(?=[多余]?[十百千]?[万亿]))(?![0-9，]))"
)
_WIDE_DOUBT = lazy_re.compile(
    "(?<![0-9.,，])[1-9][0-9]{2}(?:，[0-9]{3}){1,6}"
    "(?=(?:[.][0-9]+)?(?:[多余]?[十百千]?[万亿]|[美港日欧澳加]?元|[公]?[吨斤里]|千?米))"
)
# A raised decimal point, as in older print, only before a measure: `4·3%`, but not the date `9·18`.
_MIDDLE_POINT = lazy_re.compile(
    r"(?<=[0-9])·(?=[0-9]{1,2} ?(?:[%‰万亿倍元吨度米]|[多余]?[十百千]?[万亿]|公[里斤顷]|个百分点|per ?cent|[mb]illion|[mb]n?\b))"
)
_FIXED_SPACES = "\u00a0\u2007\u2009\u202f"
_NARROW_SPACES = "\u2006\u2008\u2009\u200a\u202f"
_FIXED_SPACE = lazy_re.compile(f"[{_FIXED_SPACES}{_NARROW_SPACES}]")
_GROUPS = lazy_re.compile(
    f"(?:(?<![0-9A-Za-z.,'])|(?<=[A-Z]{{3}})|(?<=Rs)|(?<=kr)|(?<=(?<![A-Za-z])R))[0-9]{{1,3}}(?:[{_FIXED_SPACES}][0-9]{{3}})+(?![0-9])"
)
# Digits joined by a no-break space that are not groups of three: `12 34`, `12, 500`. Next to a year, or in a
# series of pairs such as a telephone number, they are separate.
_DOUBTFUL_GROUPS = lazy_re.compile("(?<![0-9.,'])[0-9]+(?:[\u00a0\u2007][0-9]+)+(?![0-9])")
_AFTER_A_COMMA = lazy_re.compile("(?<=[0-9])([.,])[\u00a0\u2007\u202f](?=[0-9])")
_YEAR = lazy_re.compile("(?:19|20)[0-9]{2}")
_NARROW_GAP = lazy_re.compile(f"(?<=[0-9])[{_NARROW_SPACES}](?=[0-9])")
# U+2212 is always a minus, even before a space: `− 5.6%`. It is replaced by a character that `minus_signs` handles.
_LONE_MINUS = lazy_re.compile("(?<![0-9%)])(?<![0-9%)][ \u00a0])−(?=[ \u00a0\u2009\u202f][0-9$€£¥])")
_HANZI_YEAR = lazy_re.compile("[一二][〇零九][〇零一二三四五六七八九]{2}(?=年)")
_HANZI_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
# The financial numerals, recognised only if two are adjacent: 陆 and 伍 are surnames too.
_CAPITALS = str.maketrans("壹贰貳叁參肆伍陆陸柒捌玖拾佰仟", "一二二三三四五六六七八九十百千")
_CAPITAL = "壹贰貳叁參肆伍陆陸柒捌玖"
_CAPITAL_NUMERAL = lazy_re.compile(
    f"[{_CAPITAL}](?=[{_CAPITAL}拾佰仟]|[万萬亿億][{_CAPITAL}元圆圓零整]|[元圆圓]整)[{_CAPITAL}拾佰仟零万萬亿億]*"
)


def fold(text: str) -> str:
    """The text with characters folded to ASCII digits and symbols and to simplified Chinese, at the same offsets."""
    if text.isascii():
        return text.replace("\t", " ")
    text = plain_digits(text)
    # Most non-ASCII texts contain only a `€` or the placeholder of a citation, and nothing to fold.
    folded = text if _FOLDING.isdisjoint(text) else _grouped(with_common_numerals(text)).translate(_FOLDED)
    if "，" in folded and _MAY_GROUP.search(folded):
        folded = _WIDE_GROUPS.sub(lambda number: number[0].replace("，", ","), folded)
        folded = _WIDE_DOUBT.sub(lambda number: number[0].replace("，", "_"), folded)
    if "·" in folded:
        folded = _MIDDLE_POINT.sub(".", folded)
    return _HANZI_YEAR.sub(lambda year: year[0].translate(_HANZI_DIGITS), folded) if "年" in folded else folded


def _grouped(text: str) -> str:
    """The text with ASCII digit grouping and plain minus signs."""
    # A wide comma is punctuation unless the digits around it are wide too. A no-break space groups thousands
    # (ISO 80000), while a plain one may separate two numbers.
    commas = _WIDE_COMMA.sub(",", text) if "，" in text else text
    minuses = _LONE_MINUS.sub("➖", commas) if "−" in commas else commas
    if not _FIXED_SPACE.search(minuses):
        return minuses
    # Digits with only a narrow space between them may be one number or two.
    grouped = _GROUPS.sub(lambda number: "'".join(number[0].split()), minuses)
    kept = _AFTER_A_COMMA.sub(_after_a_comma, _DOUBTFUL_GROUPS.sub(_doubtful_groups, grouped))
    return _NARROW_GAP.sub("_", kept)


def _doubtful_groups(digits: re.Match[str]) -> str:
    """Digits joined by no-break spaces, marked as one ambiguous number unless they are clearly separate."""
    parts = digits[0].split()
    apart = any(map(_YEAR.fullmatch, parts)) or (len(parts) > 2 and {len(part) for part in parts} == {2})
    return digits[0] if apart else "_".join(parts)


def _after_a_comma(separator: re.Match[str]) -> str:
    """A comma or point with a no-break space after it, doubled so that the number is ambiguous; not after a year."""
    before = separator.string[max(0, separator.start() - 4) : separator.start()]
    return separator[0] if _YEAR.fullmatch(before) else separator[1] * 2


def with_common_numerals(text: str) -> str:
    """The text with financial Chinese numerals (叁拾万元) replaced by common ones."""
    return _CAPITAL_NUMERAL.sub(lambda numeral: numeral[0].translate(_CAPITALS), text)


# Words to which the following number may be glued, if the space between them was lost.
_GLUED_WORDS = "the and for of to in by at with from was were is are than or sold bought owns added over about"
GLUED_WORD = f"(?:{'|'.join(_GLUED_WORDS.split())})"
_PLACES_BEHIND = [rf"(?<=\b{word})" for word in _GLUED_WORDS.split()]
AFTER_A_GLUED_WORD = f"(?:{'|'.join(_PLACES_BEHIND)})"

_DIGIT = lazy_re.compile("[0-9]")
_ANY_DIGIT = lazy_re.compile("[\\d¼-¾⅐-⅞]")


def has_digits(text: str) -> bool:
    """Whether a text has digits of any script or fractions, or characters that are read as digits."""
    if _DIGIT.search(text):
        return True
    return not text.isascii() and (bool(_ANY_DIGIT.search(text)) or has_lookalikes(text))


def blank(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with the given spans, which are in order, replaced by as many NUL characters."""
    pieces, offset = [], 0
    for start, end in spans:
        if start >= offset:
            pieces += [text[offset:start], "\0" * (end - start)]
            offset = end
    return "".join(pieces) + text[offset:] if pieces else text


_ADDRESS = lazy_re.compile(
    r"(?:https?://|www\.)[^\s\u3000-\uffef<>\"]+|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|\b10\.[0-9]{4,}/[^\s\u3000-\uffef]+|\b[a-z0-9-]+\.(?:com|cn|org|net|io)(?:/[^\s\u3000-\uffef]*)?(?![A-Za-z])",
    re.ASCII,
)
_IN_ADDRESSES = ("://", "www.", "@", "10.", ".com", ".cn", ".org", ".net", ".io")


def without_addresses(text: str) -> str:
    """The text with URLs, e-mail addresses and DOIs blanked."""
    # Most texts have none, and are spared the search.
    if not any(map(text.__contains__, _IN_ADDRESSES)):
        return text
    return blank(text, (match.span() for match in _ADDRESS.finditer(text)))


# --- Chinese ----------------------------------------------------------------------------------------------------------

# Comparisons instead of patterns: a character class of all Chinese characters takes milliseconds to compile.


def may_be_chinese(text: str) -> bool:
    """Whether a text may contain Chinese characters, so that patterns for them are needed."""
    return not text.isascii() and _goes_beyond_latin(text)


@lru_cache(maxsize=16)  # called several times with one text
def _goes_beyond_latin(text: str) -> bool:
    # U+FFFC is the placeholder of a citation or an image.
    return max(text.replace("\ufffc", ""), default="") >= "\u3001"


def is_hanzi(char: str) -> bool:
    """Whether a character is a Chinese one."""
    return "\u4e00" <= char <= "\u9fff"


def is_in_chinese(around: str) -> bool:
    """Whether any of some characters is Chinese, punctuation included."""
    return any("\u3001" <= char <= "\u9fff" or "\uff0c" <= char <= "\uff1b" for char in around)


def by_head(words: Iterable[tuple[str, str]]) -> str:
    """A pattern of words, given as first character and rest: grouped by the former, so that it fails fast."""
    heads: dict[str, list[str]] = {}
    for head, rest in words:
        heads.setdefault(head, []).append(rest)
    return "|".join(f"{head}(?:{'|'.join(rests)})" for head, rests in heads.items())


def one_of(forms: Mapping[str, str], chinese: bool) -> str:
    """A pattern of alternative forms, given by an example of each; those with a Chinese example only if requested."""
    return f"(?:{'|'.join(form for example, form in forms.items() if chinese or not any(map(is_hanzi, example)))})"
