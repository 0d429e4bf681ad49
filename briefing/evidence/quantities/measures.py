"""Measures: the scale and unit that follow a number.

Looks up the scale or unit at an offset of a normalized text in the tables of `spellings` and `units`. Numbers and
dates are parsed by `amounts` and `periods`, the denominator after a unit (`/MWh`, `a share`) by `compounds`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache

import msgspec

from briefing import lazy_re
from briefing.evidence.quantities.decimal_commas import has_decimal_commas
from briefing.evidence.quantities.exponents import end_of_power, exponent
from briefing.evidence.quantities.normalization import is_hanzi
from briefing.evidence.quantities.nouns import NOUNS
from briefing.evidence.quantities.spellings import (
    AMBIGUOUS_CODES,
    CENTS,
    CLASSIFIERS,
    HANZI_SCALES,
    LETTERS,
    MONEY,
    NO_CLASSIFIERS,
    NO_UNITS,
    SCALES,
)
from briefing.evidence.quantities.units import HANZI_UNITS, KIND_OF, RATES, UNITS, prefixed

# --- The meaning of a spelling ----------------------------------------------------------------------------------------


def _expanded(spellings: str) -> Iterator[str]:
    """Each spelling of a table's entry, with and without its optional plural."""
    for spelling in spellings.split("|"):
        before, _, rest = spelling.partition("(")
        ending, _, after = rest.partition(")")
        yield before + after
        if ending:
            yield before + ending + after


def _spelled(*tables: Mapping[str, str]) -> dict[str, str]:
    """The unit and power of ten of each spelling."""
    return {word: name for table in tables for name, words in table.items() for word in _expanded(words)}


def _is_word(spelling: str) -> bool:
    """Whether a spelling is a word, whose case does not matter, rather than a symbol (`nm` is not `Nm`)."""
    return spelling in SCALES or (len(spelling) > 3 and spelling.isascii() and spelling.replace(" ", "").isalpha())


_MEASURED = {**HANZI_UNITS, **_spelled(UNITS, MONEY)}
_CENTS = _spelled(CENTS)
_LOWERED = {word.lower(): name for word, name in _MEASURED.items() if _is_word(word)}
_LOWERED_CENTS = {word.lower(): name for word, name in _CENTS.items()}
_GUARDED_UNITS = {
    **{"won": ("KRW", 0), "Won": ("KRW", 0), "dong": ("VND", 0), "p": ("GBP", -2), "c": ("USD", -2), "C": ("°C", 0)},
    **{"second": ("second", 0), "日": ("day", 0), "成": ("%", 1), "摄氏度": ("°C", 0), ":1": ("x", 0)},
}

_GAPS = str.maketrans("\n-", "  ")


def _plain(words: str) -> str:
    """Words in lower case with spaces for hyphens and line ends, as in the tables."""
    return words.lower().translate(_GAPS)


def spelled_units() -> tuple[str, ...]:
    """Every spelling of a unit, including currencies after an amount."""
    return (*_MEASURED, *_CENTS, *_GUARDED_UNITS)


@lru_cache(maxsize=1024)
def unit(spelling: str) -> tuple[str, int]:
    """The canonical unit of a spelling and its power of ten (-2 for cents); raises `KeyError` for an unknown one."""
    plain = _plain(spelling) if spelling not in _MEASURED else spelling
    if plain in _GUARDED_UNITS or spelling in _GUARDED_UNITS:
        return _GUARDED_UNITS.get(spelling) or _GUARDED_UNITS[plain]
    if plain in _LOWERED_CENTS:
        return _LOWERED_CENTS[plain], -2
    if spelling in RATES:
        return RATES[spelling][0], 0
    return _MEASURED.get(spelling) or _LOWERED.get(plain) or prefixed()[spelling][0], 0


@lru_cache(maxsize=1024)
def power(scale: str) -> int:
    """The power of ten of a scale word, or of a power of ten."""
    if (printed := exponent(scale)) is not None:
        return printed
    plain = _plain(scale)
    if plain in SCALES:
        return SCALES[plain]
    return LETTERS[plain] if plain in LETTERS else sum(HANZI_SCALES[char] for char in scale)


@lru_cache(maxsize=1024)
def kind(unit: str) -> tuple[str, int]:
    """The base unit in which all units of a kind are compared, and the power of ten between it and this one.

    For `kg/MWh` they are `g/Wh` and -3: kinds divide as units do.
    """
    top, slash, bottom = unit.partition("/")
    if unit in KIND_OF or not slash:
        return _plain_kind(unit)
    (upper, power), (lower, divisor) = _plain_kind(top), kind(bottom)
    return f"{upper}/{lower}", power - divisor


def without_prefix(unit: str) -> str:
    """The unit without its prefix: `t` for `Mt`, and for `t` itself."""
    return prefixed()[unit][1] if unit in prefixed() else unit


def _plain_kind(unit: str) -> tuple[str, int]:
    if unit in KIND_OF or unit not in prefixed():
        return KIND_OF.get(unit, (unit, 0))
    _, base, power = prefixed()[unit]
    kind, more = KIND_OF.get(base, (base, 0))
    return kind, power + more


# --- What may follow a spelling ---------------------------------------------------------------------------------------


class _Family(msgspec.Struct, frozen=True):
    """The spellings of scales or units that begin alike, each with an assertion about the text after it."""

    words: dict[str, re.Pattern[str]]
    """By the result of `_plain`."""
    symbols: dict[str, re.Pattern[str]]
    lengths: tuple[int, ...]
    """The longest first."""

    def ends(self, text: str, start: int) -> list[int]:
        """The offsets where the spellings that match at an offset end, the longest first."""
        found = []
        for length in self.lengths:
            printed = text[start : start + length]
            closing = self.symbols.get(printed) or (self.words and self.words.get(_plain(printed)))
            if closing and len(printed) == length and closing.match(text, start + length):
                found.append(start + length)
        return found


# A digit right after a word is a footnote mark; one right after a symbol makes the whole a code.
_WORD_ENDS = lazy_re.compile("(?![A-Za-z])")
_SYMBOL_ENDS = lazy_re.compile("(?![A-Za-z0-9²³·])")
_SIGN_ENDS = lazy_re.compile("")
# Not units of time, but comparisons or dates: `$5m year over year`, `a year-end count`, `4,000 week on week`.
_TIME_ENDS = lazy_re.compile(
    r"(?![A-Za-z]|[ -](?:over|on|to|versus|vs|after|by)[ -](?:the[ -])?(?:year|quarter|month|week|day|date)\b|[ -]ends?\b)"
)
# A symbol after a space may belong to the next cell of a table: `666 $ (0.62)`, `294 $ — $ 374`, `2019 $ Change`.
_AMOUNT_ENDS = lazy_re.compile(
    r"(?:(?<=[0-9][$€£¥])|(?<=[0-9][A-Z][$])|(?<=[0-9][A-Z][A-Z][$]))(?! ?[0-9])"
    r"|(?<=[A-Za-z.] [$€£¥])(?! ?(?:[0-9—-]|\([^A-Za-z]))|(?<=[A-Za-z.] [A-Z][A-Z][$])(?! ?[0-9(—-])"
    r"|(?=[,.;:)/]|\Z| (?:million|billion|trillion|[mb]n)\b)(?! ?[0-9])"
    r"|(?:(?<=[0-9] [$€£¥])|(?<=[0-9] [A-Z][$])|(?<=[0-9] [A-Z][A-Z][$]))(?= (?!change|growth|amount|value|var)[a-z])"
)
# A footnote mark may follow a unit that itself never ends with a digit: `512 MW3`, `512 MW³`.
_NOTED_ENDS = lazy_re.compile("(?![A-Za-z0-9²³·])|(?=[1-9](?![0-9A-Za-z]|[.,][0-9]))|(?=[²³](?![A-Za-z0-9/·]))")
# `won` is money only after a scale, `p` only right after the number; `second` is a time in `3-second` or if no word
# follows, but an ordinal with a capital letter; 日 is a day only in 日内; × is no multiple in `3×5`; `BP` after a space
# is a company; `1.5C` is a warming or a rate of charging; 成 begins many words; `um` in `2024 um 3 %` is German.
_GUARDS = {
    **dict.fromkeys(("kW", "MW", "GW", "TW", "kWh", "MWh", "GWh", "TWh"), _NOTED_ENDS),
    "um": lazy_re.compile(
        "(?<=[0-9]um)(?![A-Za-z0-9])|(?! [€$]?[0-9]| (?:rund|etwa|fast|knapp|gut|mehr|über|bis|weitere)\\b|[A-Za-z0-9])"
    ),
    "won": lazy_re.compile("(?<=n [Ww]on)(?![A-Za-z])"),
    "Won": lazy_re.compile("(?<=n Won)(?![A-Za-z])"),
    "dong": lazy_re.compile("(?<=n dong)(?![A-Za-z])"),
    "p": lazy_re.compile(r"(?<=[0-9)]p)(?![A-Za-z0-9]|\. ?[0-9])"),
    "c": lazy_re.compile(
        r"(?<=[0-9]c)(?= (?:a|per|an) |/)|(?<=[0-9] c)(?=/[A-Za-z])|(?<=(?:AU|NZ|HK|US) [0-9]c)|(?<=(?:AU|NZ|HK|US) [0-9]{2}c)"
        r"|(?<=(?:AU|NZ|HK|US) [0-9]\.[0-9]c)|(?<=(?:AU|NZ|HK|US) [0-9]{2}\.[0-9]c)"
    ),
    "C": lazy_re.compile(
        "(?<=[0-9]C)(?= (?:above|below|over|warm|hott|cool|cold|of (?:global )?(?:warming|heating)|rise"
        "|increase|limit|target|threshold|pathway|scenario|world|goal))"
    ),
    "BP": lazy_re.compile("(?<=[0-9]BP)(?![A-Za-z0-9])|(?<=[0-9] BP)(?! ?[A-Za-z0-9])"),
    "second": lazy_re.compile("(?<=[0-9]-second)|(?![ -]?[A-Za-z])"),
    "日": lazy_re.compile("(?=内)"),
    "成": lazy_re.compile("(?![为立员长本功交分绩品就果熟人年型都效不半一二三四五六七八九])"),
    "×": lazy_re.compile("(?! ?[0-9])"),
    ":1": lazy_re.compile(r"(?:(?<=\.[0-9]:1)|(?<=\.[0-9]{2}:1))(?![0-9:]|\.[0-9])"),
    **dict.fromkeys(("year", "quarter", "month", "week", "day"), _TIME_ENDS),
    **dict.fromkeys(("$", "US$", "HK$", "A$", "AU$", "C$", "CA$", "S$", "NZ$", "NT$", "€", "£", "¥"), _AMOUNT_ENDS),
    **dict.fromkeys(("mio.", "mrd.", "mia.", "tsd."), lazy_re.compile("(?= [A-Z€$£])")),
    **dict.fromkeys(("milj.", "mld."), lazy_re.compile("(?= [A-Za-z€])")),
    **dict.fromkeys(("mds", "md"), lazy_re.compile("(?= ?(?:€|EUR|d'|euro))")),
    **dict.fromkeys(AMBIGUOUS_CODES, lazy_re.compile("(?<=n [A-Z]{3})(?! ?[A-Za-z])")),
}
_LETTERS = lazy_re.compile("[A-Za-z]+")


def _is_read_in_any_case(printed: str) -> bool:
    """Whether a spelling is a word that means the same with a capital letter."""
    return _is_word(printed) and printed not in _CASED


_CASED = frozenset({"second", "dong"})


def _closing(printed: str) -> re.Pattern[str]:
    """The assertion after a spelling: by default that no letter follows, if it ends with one."""
    latin = printed[-1].isascii() and printed[-1].isalnum()
    return _GUARDS.get(printed) or (_WORD_ENDS if _is_word(printed) else _SYMBOL_ENDS if latin else _SIGN_ENDS)


def _head(text: str, start: int = 0) -> str:
    """The letters at an offset, in lower case, or else its first character."""
    letters = _LETTERS.match(text, start)
    return letters[0].lower() if letters else text[start : start + 1]


def _by_head(spellings: Iterable[str]) -> dict[str, list[str]]:
    """Spellings by how they begin."""
    heads: dict[str, list[str]] = {}
    for printed in spellings:
        heads.setdefault(_head(printed), []).append(printed)
    return heads


def _family(alike: Sequence[str]) -> _Family:
    return _Family(
        words={printed.lower(): _closing(printed) for printed in alike if _is_read_in_any_case(printed)},
        symbols={printed: _closing(printed) for printed in alike if not _is_read_in_any_case(printed)},
        lengths=tuple(sorted(set(map(len, alike)), reverse=True)),
    )


_SCALES = {head: _family(alike) for head, alike in _by_head(SCALES).items()}


@cache
def _unit_heads() -> Mapping[str, Sequence[str]]:
    return _by_head(spelled_units())


@cache  # texts contain only a few of the thousand heads
def _units_of(head: str) -> _Family:
    return _family(_unit_heads()[head])


_HANZI_SCALE = lazy_re.compile(
    "[십백천]?(?:조(?= ?(?:[원0-9]|달러|유로|엔|위안))|억|만)|천(?= ?(?:[원명대개톤]|달러|유로|위안))"
    "|个?万[多余来]?亿|个?(?:[十百千][多余来]?)?亿|(?:[十百千][多余来]?)?万(?!科(?![威摩]))|千(?![米瓦克兆赫伏卡帕焦])|百(?![分度货公升帕慕])|兆(?=[元円圆日美韩新台0-9ドユウ])"
)


# --- Scales and units at an offset ------------------------------------------------------------------------------------

_LETTER = lazy_re.compile(
    "(?:[kKmMB]|b(?=(?<=[.][0-9]b)|(?<=[.][0-9]{2}b)| (?:people|users|vehicles|shares|parameters|devices|units)\\b)(?!-))"
    "(?![A-Za-z0-9])"
)
_MONEY_LETTER = lazy_re.compile(" ?((?:mm|MM|mil|cr|[kKmMbBtT])(?![A-Za-z0-9]))")
_DIMENSION = lazy_re.compile(
    r"[ -](?:long|wide|tall|deep|high|thick|in (?:height|length|width|depth|diameter)|above sea|below sea|tower|bridge|tunnel|mast|wall|blade|rotor|dam|pool|sprint|race|of (?:cable|pipe|pipeline|track|fence|wall|tunnel|rope|drilling|core))\b"
)
_DEPTH = lazy_re.compile(
    r"(?:[深高长宽厚距径]|海拔|水位|(?:height|depth|length|width|altitude|elevation|diameter) of)"
    r"(?:度|离|程|约|达到?|超过?|逾|近|为|至|到| |about|over|up to|more than)*[0-9.,]+$"
)
_NOUN = lazy_re.compile(r" ([a-z]+)\b")


def after_gap(text: str, start: int) -> int:
    """The offset after what may separate a number from its measure: one or two spaces, a line end, a hyphen."""
    return start + (2 if text.startswith("  ", start) else text.startswith((" ", "\n", "-"), start))


def _opens(text: str, start: int, others: str) -> bool:
    """Whether the character at an offset is followed by one of `others`, with which it begins another word."""
    following = text[start + 1 : start + 2]
    return following != "" and following in others


def units(text: str, start: int) -> list[int]:
    """The offsets where the unit at an offset may end, the longest first; empty if there is none."""
    head = _head(text, start)
    family = _units_of(head) if head in _unit_heads() else None
    if family and text[start].isupper() and _NAMED.match(text, start):
        return []
    ends = family.ends(text, start) if family else []
    if head in NO_UNITS and _opens(text, start, NO_UNITS[head]):
        return [end for end in ends if end > start + 1]
    return ends or _prefixed_end(text, start)


# Names that begin with the word for a unit: `Foot Locker`, `Micron`, `Minute Maid`, `Watt Street`.
_NAMED = lazy_re.compile(
    "Micron [A-Za-z]|(?:Foot|Minute|Sterling|Newton|Rand|Pound|Quarter|Watt|Yard|Bar|Day|Second) [A-Z]"
)
_TOKEN = lazy_re.compile(r"[A-Za-zµμΩ][A-Za-z.·•µμΩ/²³]*[A-Za-z²³Ω](?![A-Za-z0-9])|[µμ]?Ω")


def _prefixed_end(text: str, start: int) -> list[int]:
    """The offsets where a prefixed unit, or a rate in one word, may end, the longest first."""
    token = _TOKEN.match(text, start)
    if token is None:
        return []
    ends = (start + len(part) for part in (token[0], token[0].partition("/")[0].rstrip(".")))
    return [end for end in dict.fromkeys(ends) if text[start:end] in RATES or text[start:end] in prefixed()]


_HANGUL_SCALES = frozenset("십백천만억조")


def scale(text: str, start: int) -> int | None:
    """The end of the scale at an offset; None if there is none."""
    head = _head(text, start)
    if is_hanzi(head) or head in _HANGUL_SCALES:
        found = _HANZI_SCALE.match(text, start)
        return found.end() if found else None
    return next(iter(_SCALES[head].ends(text, start)), None) if head in _SCALES else None


def _letter(text: str, start: int) -> int | None:
    """The end of a letter that is a scale because it comes right after the number; None if there is none."""
    letter = _LETTER.match(text, start)
    if not letter or (letter[0] == "m" and _is_metre(text, start, letter.end())):
        return None
    return letter.end()


def _is_metre(text: str, start: int, end: int) -> bool:
    """Whether a letter is a metre: `25m wide`, `25m高`, `水深25m`."""
    return (
        is_hanzi(text[end : end + 1])
        or bool(_DIMENSION.match(text, end))
        or bool(_DEPTH.search(text, max(0, start - 32), start))
    )


_CRORE = lazy_re.compile(" ?(C[rR])(?![A-Za-z0-9])")
"""A crore, only after rupees: `£640 Cr` is a credit."""
_MIL = lazy_re.compile(r"mil(?= (?!mil)[^\W\d_])|mil(?=[.,;)]|\Z)")
"""A thousand in Spanish and Portuguese, but a million after `HK$640`."""
_RUPEES = frozenset({"Rs", "Rs.", "₹", "INR"})


def scales(text: str, start: int, mark: str) -> list[tuple[str, int]]:
    """Candidates for the scale after a number, with their ends; `mark` is the currency before the number.

    Letters are scales only right after the number, or if there is a mark.
    """
    if end := end_of_power(text, start):
        return [(text[start:end], end)]
    offset = after_gap(text, start)
    end = scale(text, offset) or (None if mark else _million_of_money(text, offset))
    found = [(text[offset:end], end)] if end else []
    if thousands := _MIL.match(text, offset) if text.startswith(" mil", offset - 1) else None:
        is_spanish = mark == "R$" or has_decimal_commas(text)
        found += [("mila" if is_spanish else "mil", thousands.end())] if is_spanish or not mark else []
    if not mark and (end := _letter(text, start)):
        found.append((text[start:end], end))
    elif mark and (
        letter := _MONEY_LETTER.match(text, start) or (mark in _RUPEES and _CRORE.match(text, start)) or None
    ):
        found.append((letter[1], letter.end()))
    return found


def _million_of_money(text: str, start: int) -> int | None:
    """The end of an `m` between a space and a currency, which is a million: `640 m euros`; None if there is none."""
    if not text.startswith("m ", start):
        return None
    is_money = any(unit(text[start + 2 : end])[0] in MONEY for end in units(text, start + 2))
    return start + 1 if is_money else None


def is_classifier(text: str, start: int) -> bool:
    """Whether the character at an offset is a Chinese classifier: `2000家`, but not `2025家电展`."""
    char = text[start : start + 1]
    return char != "" and char in CLASSIFIERS and not _opens(text, start, NO_CLASSIFIERS.get(char, "~"))


def is_measured(text: str, start: int) -> bool:
    """Whether a scale or a unit follows the number that ends at an offset."""
    offset = after_gap(text, start)
    return bool(scale(text, offset)) or bool(units(text, offset))


def is_counted(text: str, start: int) -> bool:
    """Whether the number that ends at an offset has a measure of any kind, or a classifier."""
    classifier = is_classifier(text, start + text.startswith(" ", start))
    return classifier or bool(_letter(text, start)) or is_measured(text, start)


def counts_things(text: str, start: int) -> bool:
    """Whether an often counted noun follows the number that ends at an offset."""
    noun = _NOUN.match(text, start)
    return noun is not None and noun[1] in NOUNS
