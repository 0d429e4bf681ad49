"""The printed forms of periods and days, as patterns composed of named pieces; `periods` interprets the matches.

Forms that begin alike are alternatives of one pattern, in order of precedence. A pattern is compiled for the first
text that may need it, and tried only where the cheaper pattern of `openings` finds the first characters of a form.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby

import msgspec

from briefing import lazy_re
from briefing.evidence.quantities.normalization import is_hanzi

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
GERMAN_MONTHS = {"Mär": 3, "Mai": 5, "Okt": 10, "Dez": 12}
"""The first letters of German months where these are not English ones, by their numbers."""
SMALL_NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven")

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?|JAN(?:UARY)?|FEB(?:RUARY)?|MAR(?:CH)?|APR(?:IL)?|JUNE?|JULY?|AUG(?:UST)?"
    r"|SEPT?(?:EMBER)?|OCT(?:OBER)?|NOV(?:EMBER)?|DEC(?:EMBER)?|Januar|Februar|März|Mai|Juni|Juli|Okt(?:ober)?|Dez(?:ember)?)(?![A-Za-z])"
)
_ORDINAL = r"(?i:first|second|third|fourth|1st|2nd|3rd|4th)"
# The pieces of the forms below. A lower-case piece is a part of a date, and its first letter gives the kind: `y` year,
# `h` half, `q` quarter, `n` months or `t` quarters from January, `l` months up to a day, `m` month, `d` day. An
# upper-case piece joins or delimits parts.
_PIECES: Mapping[str, str] = {
    "y": r"(?:19[0-9]{2}|20[0-9]{2}|2100)(?![0-9])",
    "ya": r"(?:1[0-9]{3}|20[0-9]{2}|2100)(?![0-9])",
    "yy": r"[0-9]{2}(?![0-9])",
    "yz": r"1[6-9](?=年)|2[0-9](?=年)|3[0-5](?=年)",
    "m": r"(?:1[0-2]|0?[1-9])(?![0-9])",
    "mon": _MONTH,
    "mz": "十[一二]?|[一二三四五六七八九]",
    "dz": "[二三]?十[一二三四五六七八九]?|[一二三四五六七八九]",
    "d": r"(?:3[01]|[12][0-9]|0?[1-9])(?![0-9])",
    "q": "[一二三四1-4]",
    "h": "[上下12]",
    "nd": "(?:1[01]|[1-9])(?![0-9])",
    "n": rf"(?:1[01]|[1-9])(?![0-9])|{'|'.join(SMALL_NUMBERS)}|[二三四五六七八九十两]",
    "t": r"[1-4一二三四两](?![0-9])|two|three",
    "l": r"(?:(?i:three|six|nine|twelve)|3|6|9|12)(?=[ -](?i:months?))|(?:[Qq]uarter|[Hh]alf|[Yy]ear|YEAR|QUARTER)(?=[sS]? |-[Yy]ear)",
    "lz": "(?:[三六九369]|十二|12)(?=个月)|年度",
    "qth": _ORDINAL,
    "hth": _ORDINAL,
    "TO": r" ?(?:[-~] ?|— ?)|至|到| (?:to|through|and) ",
    "OF": r",? (?:of |in )?(?:the )?",
    "FISCAL": r"(?:FY|CY|(?i:(?:fiscal|calendar)(?: year)?)) ?'?",
    "E": r"(?:[EFAe](?![A-Za-z0-9]))?",
    "TH": r"(?:st|nd|rd|th)?",
    "END": r"(?![0-9A-Za-z%]|[.,][0-9])",
    # Four digits are not a year within a longer number or a name.
    "ALONE": r"(?<![0-9][-~/.,×*])(?<![A-Za-z][-._])",
    "FREE": r"(?![0-9A-Za-z+]|[.'][0-9]|,[0-9]{3}(?![0-9.])|(?: ?[-~×*] ?|/)[0-9]|-[A-Za-z]*[0-9])",
    "SHORT": r"(?<![0-9.,][-~/])",
}
# The same for texts without Chinese: a character class with one Chinese character takes ten times as long to compile.
_LATIN_PIECES: Mapping[str, str] = {
    **_PIECES,
    "q": "[1-4]",
    "h": "[12]",
    "n": rf"(?:1[01]|[1-9])(?![0-9])|{'|'.join(SMALL_NUMBERS)}",
    "t": "[1-4](?![0-9])|two|three",
    "yz": "(?!)",
    "TO": " ?(?:[-~] ?|— ?)| (?:to|through|and) ",
}
_BY_YEAR = r"(?:(?:<FISCAL>)?<y>|FY'?<yy>)<E>(?![0-9A-Za-z]|[.,][0-9])"
# What follows the year in `2025Q3`, in Chinese forms and in `2026 first half`, and after a year alone.
_QUARTER_OF_YEAR = (
    r" ?年? ?[-/]?(?:Q(?=[1-4])<q>(?:<TO>Q?(?=[1-4])<q2>)?|(?=[1-4])<q>Q|H(?=[12])<h>|(?=[12])<h>H)<E>(?![0-9A-Za-z])"
)
_MONTHS_OF_YEAR = r" ?年 ?<m>(?: ?月?<TO>(?:<y2> ?年 ?)?<m2>)? ?月份?"
_QUARTERS_OF_YEAR = r" ?年?度? ?第? ?<q>(?:(?:季度?)?(?:[、至到-])第?<q2>)?季(?:度|报)?"
_HALF_OF_YEAR = r" ?年?度? ?(?![12])<h>半年"
_START_OF_YEAR = r" ?年?度? ?前(?:<t>个?季度?|<n>个?月)"
_SPELLED_PART_OF_YEAR = r"(?:'s)? (?:<qth>[ -][Qq]uarter|<hth>[ -][Hh]alf)"
_YEAR_ENDS = r"(?:[EFAe](?![A-Za-z0-9])| ?年(?:度(?!电))?|财年|<FREE>)"
_SUBJECT = "底|末|初|全年|营收|收入|净利|归母|销量|业绩|出货|交付|毛利|盈利|资本|PE|EPS|预测|目标"

# Each form: an example, and a pattern composed of pieces (with a 2 for the far end of a range). The forms are in tables
# by their first character, since a text needs few of them. The first form that matches wins; no two tables match at the
# same place. A form that consists of alternatives is in parentheses.
_YEAR_FORMS: Mapping[str, str] = {
    "2026-01-07": r"<y>(?:-<m>-|/<m>/|\. ?<m>\. ?)<d>(?:T[0-9:.+Z-]+)?",
    "2025-Nov-14": r"<y>-<mon>-<d>",
    "2026-01": r"(?=201[2-9]|20[2-9])<y>[-/](?=0|1)<m>(?![0-9/-])(?<=[-/][0-9]{2})",
    "2026年1月5日至7日": r"<ya> ?年 ?<m> ?月 ?<d>(?:(?: ?[日号])?<TO>(?:<m2> ?月 ?)?<d2>)? ?[日号]",
    "2025年十一月十四日": r"<y> ?年 ?<mz> ?月(?:份| ?<dz> ?[日号]|<TO><mz2> ?月)?",
    "2025年10-12月": r"<ya>" + _MONTHS_OF_YEAR,
    "2025年第三季度": r"<y>" + _QUARTERS_OF_YEAR,
    "2026年上半年": r"<y>" + _HALF_OF_YEAR,
    "2025年前三季度": r"<y>" + _START_OF_YEAR,
    "2025Q3": r"<y>" + _QUARTER_OF_YEAR,
    "2026 first half": r"<y>" + _SPELLED_PART_OF_YEAR,
    "2026 November": r"<y> (?!May)<mon>(?: <d><TH>)?<END>",
    "2025–2030": r"<ALONE><y><E>年?(?:/20[0-9]{2})*(?: ?[-—~/] ?|至|到| to | through )<y2>"
    r"(?:年度?|财年|[EF](?![A-Za-z0-9])|<FREE>)",
    "2025/26": r"<ALONE><y><E>[/-](?:[0-9]{2}/)*<yy2>(?:年|[EFA](?![A-Za-z0-9])|<FREE>)",
    "2025": r"<ALONE><y>" + _YEAR_ENDS,
    "1990s": r"(?:19|20)[0-9]0'?s(?![A-Za-z])",
}
_NUMBER_FORMS: Mapping[str, str] = {
    "14-Nov-2025": r"<d>[-/.]<mon2>[-/.](?:<y>|<yy>)<END>",
    "31.12.2025": r"<d>\.<m>\.<y><END>",
    "1 9 9 9 年1 2 月": r"(?:1 [0-9]|2 0) [0-9] [0-9] ?年(?: ?(?:1 ?[0-2]|[1-9]) ?月(?: ?(?:[12] ?[0-9]|3 ?[01]|[1-9]) ?[日号])?)?",
    "25年10-12月": r"<yz>" + _MONTHS_OF_YEAR,
    "25年第三季度": r"<yz>" + _QUARTERS_OF_YEAR,
    "26年上半年": r"<yz>" + _HALF_OF_YEAR,
    "25年前三季度": r"<yz>" + _START_OF_YEAR,
    "25Q3": r"(?:(?=[1-3])<yy>|<yz>)" + _QUARTER_OF_YEAR,
    "3Q25": r"(?:(?=[1-4])<q>(?:Q?<TO>(?=[1-4])<q2>)?[Qq]|(?=[12])<h>[Hh]|<nd>M)"
    r"(?:(?: ?(?:of )?<FISCAL>| |-)?<y>|(?:<FISCAL>| FY| ?')?<yy>)<E><END>",
    # The year is optional.
    "5–6 January 2026": r"<d><TH>(?: <mon>\.?)?(?:<TO><d2><TH>)?(?: of)? <mon2>(?:\.?,? <ya>)?",
    "12-2025": r"<SHORT><m>[-/]<y>(?![0-9/-])",
    "25/26/27E": r"<SHORT>(?=[23])<yy>(?:[/-][0-9]{2})*[/-]<yy2>(?:财?年|E(?![A-Za-z0-9]))",
    "26E": r"<SHORT>(?=[23])<yy>(?:[EFA](?:[/-]<yy2>[EFA])?(?![A-Za-z0-9])|财年)",
    "’17": r"'(?=[0-3])<yy><END>",
    "25年底": rf"<SHORT><yz>年(?={_SUBJECT})",
    "1月5日": r"<m> ?月 ?<d>(?:(?: ?[日号])?<TO>(?:<m2> ?月 ?)?<d2>)? ?[日号]",
    "10-12月": r"<m>(?: ?月?<TO><m2>)? ?月份?(?!饼)",
    "7日": r"<d>(?:[日号]?<TO><d2>)?日(?![元圆本均内活])",
    "3季度": r"<q>季度",
    "3Q": r"(?:(?=[1-4])<q>Q|(?=[12])<h>H)(?![0-9A-Za-z])",
    "90's": r"'?[0-9]0(?:'s|年代)|[0-9]{2}世纪(?:[0-9]0年代)?",
    "07/01/2026": r"(?:3[01]|[12][0-9]|0?[1-9])/(?:3[01]|[12][0-9]|0?[1-9])/(?:19|20)?[0-9]{2}(?![0-9])"
    r"|(?:3[01]|[12][0-9]|0?[1-9])(?:-(?:3[01]|[12][0-9]|0?[1-9])-|\.(?:1[0-2]|0?[1-9])\.)(?:19|20)[0-9]{2}(?![0-9])",
}
# These begin with a word or with a digit: `third`, `3rd`.
_COUNTED_FORMS: Mapping[str, str] = {
    "three months ended 31 March 2026": r"(?:<qth>[ -](?:fiscal[ -])?(?=[Qq]uarter)|<hth>[ -](?:fiscal[ -])?(?=[Hh]alf))?"
    r"<l>[sS]?(?:[ -](?i:months?))?(?:[ -](?:[Yy]ear|[Pp]eriod))?s?(?: then)? (?:(?i:end(?:ed|ing))|to)(?: on)?(?: the)? "
    r"(?:<mon>\.?(?: <d><TH>)?,?:? ?<y>|<d><TH>(?: of)? <mon>,?:? <y>)",
    "third quarter of 2025": r"<qth>(?:<TO><qth2>)?[ -](?:fiscal[ -])?[Qq]uarter<OF>" + _BY_YEAR,
    "first half of 2026": r"<hth>[ -](?:fiscal[ -])?[Hh]alf<OF>" + _BY_YEAR,
    "third quarter": r"(?:<qth>[ -](?:fiscal[ -])?[Qq]uarter|<hth>[ -][Hh]alf)",
}
_MONTH_FORMS: Mapping[str, str] = {
    "Nov-14-2025": r"<mon>-<d>-<y>",
    # The year is optional.
    "January 5–6, 2026": r"<mon>\.? <d><TH>(?:<TO>(?:<mon2>\.? )?<d2><TH>)?(?:,? <ya>(?!,[0-9])|<END>)",
    "October–December 2025": r"<mon>\.?(?:<TO><mon2>\.?)?(?:,? (?:of )?|[-/'])'?<y>(?!,[0-9])",
    # The year of these is not printed.
    "Nov-25": r"<mon>[-'][0-9]{2}(?![0-9])",
    "January": r"<mon>",
}
_WORD_FORMS: Mapping[str, str] = {
    "截至2026年6月30日止六个月": r"截[至止] ?<y> ?年 ?<m> ?月 ?<d> ?日(?:止|期间)?的?(?:<lz>(?:个月)?)",
    "FY2025Q3": r"<FISCAL>(?:<y>|(?=[1-3])<yy>|<yz>)" + _QUARTER_OF_YEAR,
    "Q3 2025": r"(?:[Qq](?=[1-4])<q>(?:<TO>Q?(?=[1-4])<q2>)?|[Hh](?=[12])<h>)(?:[ /'-](?:of |in )?|, )?" + _BY_YEAR,
    "Q3'25, Q3 25": r"(?:Q(?=[1-4])<q>|H(?=[12])<h>)(?: ?'|-|/| (?=(?:1[6-9]|2[0-9]|3[0-5])(?![-/~])))<yy><E><END>",
    "FY2026 first half": r"<FISCAL><y>" + _SPELLED_PART_OF_YEAR,
    "first nine months of 2025": r"(?i:first) (?:<n> months|<t> quarters)<OF>" + _BY_YEAR,
    "FY3/26": r"FYE? ?(?!09/10|10/11|11/12|12/13)(?:1[0-2]|0?[1-9])/(?:<y>|<yy>)<E><END>",
    "FY25/26": r"<FISCAL>(?:<y>|<yy>)<E>(?:(?:/[0-9]{2})*(?: ?[/~-] ?| to )(?:<FISCAL>)?(?:<y2>|<yy2>))?<E><END>",
    "mid-2025": r"<ALONE>(?i:mid|early|late|end|pre|post)-<y>" + _YEAR_ENDS,
    # The year of these is not printed.
    "第三季度": r"第?<q>季度|(?![12])<h>半年",
    "Q3": r"(?:Q(?=[1-4])<q>(?:-Q?(?=[1-4])<q2>)?|H(?=[12])<h>)(?![0-9A-Za-z])",
    "前9个月": r"前[0-9]{1,2}个?(?:月|季度)",
    "前三季度": r"(?<![目此之以])前<t>季度?",
    "first nine months": r"(?i:first) (?:<n> months|<t> quarters)",
}
_TABLES: Mapping[str, Mapping[str, str]] = {
    "year": _YEAR_FORMS,
    "number": _NUMBER_FORMS,
    "counted": _COUNTED_FORMS,
    "month": _MONTH_FORMS,
    "word": _WORD_FORMS,
}
EXAMPLES = [example for table in _TABLES.values() for example in table]


# The beginning of a form, up to and including its first part of a date if that comes without alternatives.
_FORM_HEAD = lazy_re.compile("(?:(?:<ALONE>|<SHORT>)?<[a-z]+>)?")
_PART = lazy_re.compile("<(?=[a-z])")


def _template(forms: Iterable[str]) -> str:
    """Forms as alternatives, each in a group; a head that successive forms share is compiled only once."""
    return "|".join(_with_shared_head(head, list(alike)) for head, alike in groupby(forms, _head))


def _head(form: str) -> str:
    found = _FORM_HEAD.match(form)
    return found[0] if found else ""


def _with_shared_head(head: str, forms: Sequence[str]) -> str:
    """The pattern of forms with the same head, which is marked as shared."""
    return f"{_PART.sub('<^', head)}(?:{'|'.join(f'({form.removeprefix(head)})' for form in forms)})"


def _piece(token: re.Match[str], pieces: Mapping[str, str]) -> str:
    """The pattern of a piece; a part of a date is a group named after its kind, whether it is shared, and its place."""
    shared, name, other_end = token.groups()
    kind = f"{name[0]}{other_end}_{shared and 'shared_'}{token.start()}"
    return f"(?P<{kind}>{pieces[name]})" if name.islower() else f"(?:{pieces[name]})"


# By the first character of a form, what may follow it: most words and numbers of a text are rejected here, before the
# many forms are tried. A form that begins otherwise would never be found; a test tries each.
_OPENINGS: Mapping[str, str] = {
    "0-9": r"(?<=[12])[0-9]{3}(?![0-9])|[0-9]?(?:[-/QqHhM'~—snrtEFAe年月日季半个至到]|\.(?:[0-9]{1,2}\.|[A-Z])"
    r"| (?:[A-Z]|of |to |through |and |[-~—]|month)| {1,2}[-/]?(?:[QH][1-4]|[1-4][QH]))",
    "'": "[0-9]",
    "JFMASOND": "(?i:an|un|ul|eb|ar|ay|pr|ug|ep|ct|ov|ec)|är|ai|kt|ez",
    "FC": "Y",
    "Ff": "(?i:irst|iscal|ourth)",
    "Ss": "(?i:econd|ix[ -]m)",
    "Tt": "(?i:hird|hree|welve[ -]m)",
    "Nn": "(?i:ine[ -]m)",
    "QqHh": "[1-4]|(?i:uarters?|alfs?)[ -](?:[yYpP]|(?i:end)|to )",
    "Yy": "(?i:ears?)[ -](?:[yYpP]|(?i:end)|to )",
    "Cc": "(?i:alendar)",
    "EeLlMmPp": "(?i:arly|nd|ate|id|re|ost)-",
}
_CHINESE_OPENINGS: Mapping[str, str] = {**_OPENINGS, "0-9": "", "'": "", "一二三四第上下前截": ""}


class _Forms(msgspec.Struct, frozen=True):
    """The forms of one table, compiled."""

    pattern: re.Pattern[str]
    parts: Mapping[int, Sequence[tuple[int, str]]]
    """For each form, by the number of its own group: the groups in it, and which part of a date each is."""


@cache
def _forms(table: str, chinese: bool) -> _Forms:
    """The forms of a table, those in Chinese only if requested."""
    pieces = _PIECES if chinese else _LATIN_PIECES
    template = _template(form for example, form in _TABLES[table].items() if chinese or not any(map(is_hanzi, example)))
    found = re.compile(re.sub("<(\\^?)([A-Za-z]+)(2?)>", lambda token: _piece(token, pieces), template))
    return _Forms(found, _parts_by_form(found))


def _parts_by_form(pattern: re.Pattern[str]) -> dict[int, list[tuple[int, str]]]:
    """The groups of each form and all shared groups; in a match, shared groups of other forms are empty."""
    named = {index: name.split("_") for name, index in pattern.groupindex.items()}
    shared = [(index, words[0]) for index, words in named.items() if "shared" in words]
    own = [index for index in range(1, pattern.groups + 1) if index not in named]
    ends = [*own[1:], pattern.groups + 1]
    return {
        first: [*shared, *((index, named[index][0]) for index in range(first + 1, end) if index in named)]
        for first, end in zip(own, ends, strict=True)
    }


@cache
def openings(chinese: bool) -> re.Pattern[str]:
    """The pattern of the places where a form may begin, with Chinese forms only if requested."""
    follows = _CHINESE_OPENINGS if chinese else _OPENINGS
    found = "|".join(f"(?<=[{heads}])(?:{rest})" for heads, rest in follows.items())
    return re.compile(f"[{''.join(follows)}](?<![0-9A-Za-z].)(?:{found})")


# The beginnings of the forms in the table `counted`.
_OPENS_COUNTED = lazy_re.compile(f"{_ORDINAL}|{_PIECES['l']}")
_FOUR_DIGITS = lazy_re.compile("[12][0-9]{3}(?![0-9])")


def form_at(text: str, offset: int, chinese: bool) -> tuple[re.Match[str], Mapping[str, str]] | None:
    """The match of a form at an offset, and the printed parts of its date by their names; None if there is none."""
    for table in _tables(text, offset):
        forms = _forms(table, chinese)
        if (match := forms.pattern.match(text, offset)) and match.lastindex:
            return match, {name: word for index, name in forms.parts[match.lastindex] if (word := match[index])}
    return None


def _tables(text: str, offset: int) -> Iterator[str]:
    """The tables whose forms may begin with the character at an offset."""
    if (letters := text[offset : offset + 3].capitalize()) in MONTHS or letters in GERMAN_MONTHS:
        yield "month"
        return
    is_number = text[offset] in "'0123456789"
    if is_number:
        yield "year" if _FOUR_DIGITS.match(text, offset) else "number"
    if _OPENS_COUNTED.match(text, offset):
        yield "counted"
    if not is_number:
        yield "word"
