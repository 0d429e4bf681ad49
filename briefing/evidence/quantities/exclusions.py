"""Digits that are no quantity: in names, codes, references, clock times and list items.

Tables of patterns, each with an example; `amounts` skips what they match. Names with digits that a project lists
itself (`Xiaomi 17 Ultra`) are blanked by `without_names`. Numbers are not parsed here.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from briefing import lazy_re
from briefing.evidence.quantities.currency_marks import is_mark
from briefing.evidence.quantities.measures import after_gap, counts_things, is_counted, is_measured, scale, unit, units
from briefing.evidence.quantities.normalization import GLUED_WORD, blank, fold, is_hanzi, one_of
from briefing.evidence.quantities.nouns import NOUNS
from briefing.evidence.quantities.spellings import MONEY

# After these words a number is a reference.
_REFERENCES = (
    "page pages p. pp. section sections sec. secs. sec § §§ ¶ ¶¶ para para. paras paras. paragraph paragraphs table"
    " tables figure figures fig. figs. fig figs exhibit exhibits chart charts chapter chapters ch. appendix annex slide"
    " slides footnote footnotes no. nos. version ver. vol. column columns row rows step phase tier stage level week"
    " article articles art. arts. clause clauses note notes steps phases stages weeks rules questions"
)
# Capitalised words that do not form a name with the number after them: they begin sentences, label it, or are places.
_OPENING_WORDS = (
    "The A An In On At By With From To Of For About Over Under Nearly Almost Some Around Only Just All Both Another"
    " These Those This That Its Their Our Up Down Between After Before Within Since Until And But Or As Above Below"
    " More Less Fewer Than Through Per Plus Last Next Past First Top Out Any Other Even Still Also Now Today"
    " Further Including Versus Vs We They It He She I Is Are Was Were Had Has Have Will Total Revenue Revenues"
    " Sales Deliveries Shipments Volume Volumes Orders Stores Outlets Employees Headcount Users Units Margin Profit"
    " Price Target Income Output Capacity Production Range Score Index Count Number Value Cost Costs Capex Rating"
    " Stations Branches Models Patents Net Gross Average Europe China India Germany Asia America Japan Africa"
    " Beijing Shanghai Shenzhen Wuhan Korea Brazil Mexico Thailand Indonesia Spain Italy France Britain London"
    " Paris Overseas Mainland January February March April May June July August September October November December"
    " Monday Tuesday Wednesday Thursday Friday Saturday Sunday Brent WTI EPS DPS BPS BVPS PE PB PS EV EBITDA EBIT"
    " ASP ASPs ARPU MAU MAUs DAU DAUs GMV PMI CPI PPI TP NAV NPS AUM CAGR ROE ROA ROIC NIM NPL YTD AND OR THE IN OF"
    " TO YoY QoQ MoM HoH"
)
_OPENERS = frozenset(_OPENING_WORDS.split())
_MODELS = "Ultra|Pro|Max|MAX|Plus|Air|Mini|mini|Elite|Turbo|Lite|SE|GT|Fold|Flip|Edge|FE|Neo|[Ss]eries|系列"
_CHINESE_NAMES = (
    "图表|图|表|附注|附录|注释|公式|代码|编号|版本|型号|小米|红米|华为|荣耀|麒麟|骁龙|高通|天玑|鸿蒙|澎湃|玄戒|极氪|海豹|海狮|沪深|中证|上证"
    "|安卓|内核|固件|版本号|蓝牙|科创|创业板|标普|纳斯达克|纳指|日经|财富|胡润|世界|苹果|三星|一加|真我|小鹏|问界|理想|深蓝|英伟达|恒指|富时|密码"
)
# Registers of books, securities and companies.
_REGISTERS = "ISBN|ISSN|ISIN|CUSIP|WKN|SEDOL|GTIN|EAN|CIK|HRA|HRB|SIREN|SIRET|DUNS|PMID|OCLC|IMO|MMSI"
_EXCHANGES = "SEHK|HKEX|HKG|HKSE|SSE|SZSE|SHA|SHE|TYO|KRX|TPE|TWSE|NSE|BSE|XETRA|ETR|Frankfurt"
_BEFORE_DECADES = "(?<=the )|(?<=their )|(?<=mid )|(?<=late )|(?<=early )|(?<=low )|(?<=high )|(?<=low-)|(?<=mid-)"
_UNITS_AFTER_HYPHEN = (
    "[KMGTE]?B|[kMGT]?(?:Wh?|Wp|We|Wth|VA|V|Pa|Hz|J|Ah)|MP|TOPS|[MG]?bps|[MG]t|[KM]T|TEU|DWT|MMBtu|MM(?:bbl|boe|cf)"
    "|RMB|USD|HKD|EUR|GBP|JPY|CHF|SGD|AUD|CAD|PS"
)

# Software and the like, which has versions; below, acts of law, which have numbers.
_SOFTWARE = (
    "Python|Ubuntu|Debian|Fedora|Kubernetes|Postgre(?:s|SQL)|MySQL|Java|Ruby|Perl|Django|React|Angular|Node|node|Excel"
    "|Windows|Linux|Chrome|Firefox|Safari|Kotlin|Docker|[Kk]ernel|[Ff]irmware|[Rr]evision|[Rr]ev\\."
    "|[Ss]chema|[Pp]rotocol|[Ee]dition|[Ss]oftware|[Rr]elease|[Vv]ersions"
)
_VERSION = r"[0-9]{1,3}\.[0-9]{1,3}(?:\.[0-9]+)*"
_NEXT_VERSION = rf"(?:, | and | or |/){_VERSION}"
_ACTS = (
    "Law|Lei|Ley|Loi|Legge|Gesetz|Decree|Decreto|Décret|Act|Regulation|Directive|Decision|Resolution|Ordinance|Order"
    "|Pub\\. ?L\\.|P\\.L\\.|S\\.I\\.|Bill"
)

_INTEGER = "[0-9]{1,4}(?![0-9])"
_POINTED = "[1-9][0-9]{0,2}"
_NEXT = rf"(?:, ?|/|-| and |, and | to |和|、|至){_INTEGER}"
_BARE = r"(?![0-9A-Za-z]|[.,][0-9])"
_REFERENCE = "|".join(
    f"[{word[0].upper()}{word[0]}]{re.escape(word[1:])}" if word[0].isalpha() else word for word in _REFERENCES.split()
)
_CAPITALISED = r"(?P<capitalised>[A-Z][A-Za-z&'-]*(?<!'s))"

# Years before 1900: what precedes one in English (but `resulted in 1500` has none), what follows it, and what makes
# it a length of time in Chinese.
_BEHIND_A_PREPOSITION = (
    r"(?:(?<=\b[Ii]n ....)(?<!(?:ulted|esult|ought) in ....)(?<!(?:came|took) in ....)|(?<=\bBy ....)"
    r"|(?<=(?:[Ss]ince|[Uu]ntil|[Aa]fter|[Cc]irca) ....)|(?<=(?:[Bb]efore|[Dd]uring) ....))"
)
_CLOSES_A_YEAR = (
    r"(?= ?[,.;:)\n\0](?![0-9])| (?:the|an?|when|and|or|by|until|with|he|she|it|they|under|as|at|in|on|after|before|for|was|had"
    r"|were|is|to(?! [0-9])|[A-Z])(?![0-9])| ?$)"
)
_CLAUSE_BEGINS = r"(?:(?<![\s\S])|(?<=[。；，:(\n“]))"
_NO_AGE = "(?!历史|以?前|以上|多|余|左右|期(?!间)|来|的(?:历史|文明|文化|传统|古)|内|之久|寿|陈|古)"

# Currency codes, after which `5K` is an amount: `RMB 5K`, but `a 5K race`.
_CODES = [
    "USD",
    "RMB",
    "CNY",
    "EUR",
    "HKD",
    "GBP",
    "JPY",
    "CHF",
    "INR",
    "KRW",
    "TWD",
    "AUD",
    "CAD",
    "SGD",
    "SEK",
    "NOK",
    "DKK",
    "Rs",
    "Rs.",
    "RM",
]
_NO_MONEY = "(?<![$€£¥₹₩₽₺฿₫₱₪])" + "".join(f"(?<!{re.escape(code)}{gap})" for code in _CODES for gap in ("", " "))

# Names that start with a digit.
_NUMBERED: Mapping[str, str] = {
    "6分46秒874": r"[0-9]+分[0-9]+秒[0-9]*",
    "14:30, 16:9": r"(?![0-9]+\.[0-9]+:1(?![0-9:]|\.[0-9]))[0-9]+(?:\.[0-9]+)?:[0-9]+(?:\.[0-9]+)?(?::[0-9]+)?(?: ?[ap]\.?m\b\.?)?",
    "17.45 CET": r"(?:[01]?[0-9]|2[0-3])\.[0-5][0-9](?= (?:CES?T|GMT|BST|UTC|E[SD]T|P[SD]T|JST|HKT)\b)",
    "9 a.m., 5.30 p.m.": r"[0-9]{1,2}(?:\.[0-9]{2})? ?[ap]\.?m(?![A-Za-z])\.?",
    "8点半, 24时, 8时35分": r"[0-9]{1,2}点(?:[0-9]{1,2}分|半|整|许)"
    r"|(?:[01]?[0-9]|2[0-4])时(?:[0-9]{1,2}分(?:[0-9]{1,2}秒)?)?(?![间长薪])",
    "1080p": r"(?:480|720|1080|1440|2160)p",
    "2.0.1": rf"(?!{_POINTED}(?:\.[0-9]{{3}}){{2,}}(?![0-9.]))[0-9]+(?:\.[0-9]+){{2,}}",
    "1810.HK, 1810 HK": r"[0-9]{3,6}[.:-](?:HK|SH|SZ|SS|TW|KS|T|N|O|SI|BJ)(?![A-Za-z0-9])"
    r"|[0-9]{3,6} (?:HK|CH|TT|KS|JP)(?![A-Za-z0-9$]| ?[$]| dollar)",
    "400-820-8820": r"\+?[0-9]{1,4}(?:[ -]\(?[0-9]{3,4}\)?){2,}(?![0-9])"
    r"|0[0-9]{2,3}-[0-9]{7,8}",
    "7×24 hours": r"7[×*/]24(?:小时| ?h(?:ours?)?)?",
    "+44 20 7946 0958": r"(?<=\+)[0-9]{1,3}[ -]\(?[0-9]{1,4}\)?(?:[ -][0-9]{3,4}){1,3}",
    "18 Keji Road, 221B Baker Street": r"[0-9]{1,5}[A-Z]? (?:[A-Z][a-z]+ ){1,3}"
    r"(?:Road|Street|Avenue|Boulevard|Lane|Drive|Square|Terrace|Quay|Rd|St|Ave|Blvd)\b",
    "(212) 555-0199, 1-800-555-0199": r"(?<=\()[0-9]{3}\) ?[0-9]{3}-[0-9]{4}(?![0-9])|1-[0-9]{3}-[0-9]{3}-[0-9]{4}(?![0-9])",
    "52.52° N, 13°24′E": r"[0-9]{1,3}(?:\.[0-9]+)? ?°(?: ?[0-9]{1,2}(?:\.[0-9]+)?[′'](?: ?[0-9]{1,2}(?:\.[0-9]+)?[″\"])?)? ?[NSEW]"
    r"(?![A-Za-z])",
    "17 CFR 240.10b-5, 347 U.S. 483": r"[0-9]{1,4} (?:CFR|C\.F\.R\.|USC|U\.S\.C\.|U\.S\.|S\. ?Ct\.|Fed\. ?Reg\.)"
    r" (?:§+ ?[0-9][0-9a-z]*|[0-9]{1,5}(?:\.[0-9][0-9a-z-]*)?(?![0-9,.]*[0-9%]| [a-z]))",
    "50-50, 2s/10s": r"50[-/]50(?![0-9%.,])|[0-9]+s/[0-9]+s\b",
    "5500K": r"[0-9]{4,}K(?![A-Za-z0-9])",
    "(301291)": r"(?<=\()[0-9]{6}(?=\))",
    "007": r"0[0-9]+(?![0-9.,])",
    "17 Ultra, 17 Pro": rf"[0-9]{{1,3}}\+? ?(?:{_MODELS})(?![A-Za-z])",
    "民国115年": r"(?<=民国)[0-9]{1,3}年",
    "500强, 3号线, 90后": r"[0-9]+ ?(?:强|后|号|代|周年|世纪|年代|届|版|型|线|同城|氪|寸照)",
    "2.0 era": r"[0-9]\.0(?= ?(?:时代|版|阶段|战略|体系|模式|version|era))",
    "11.11 sales": r"(?<=\()11\.11(?=\))"
    "|11\\.11(?= ?(?:大促|购物|狂欢|活动|期间|[Ff]estival|[Ss]hopping|[Ss]ales))",
    "2K, 2B, 1M/3M": rf"{_NO_MONEY}(?:(?:1\.5|2|2\.5|2\.8|3|4|5|8)K(?![A-Za-z0-9])|2[BC](?![A-Za-z0-9])|1M(?=[、/,]))",
    "24远航01, 13#楼": r"(?<=[“\"])[0-9]{2}[\u4e00-\u9fff]{2,6}[0-9]{2}(?=[”\"])"
    r"|[0-9]{2}(?![家个名款台辆部件种项次条套间座艘只张枚份位户处所万亿天周月])[\u4e00-\u9fff]{2,4}0[1-9](?![0-9.%])"
    r"|[0-9]+#(?![0-9])",
    "1️⃣": "[0-9]\u20e3(?![0-9.,%])",
    "By 1563, in 1840": rf"1[0-8][0-9]{{2}}{_BEHIND_A_PREPOSITION}(?:-1?[0-9]{{2,3}})?{_CLOSES_A_YEAR}",
    "(1837-1901)": r"(?<=\()1[0-8][0-9]{2}-(?:1[0-9]{3}|20[0-9]{2})(?=\))",
    "1840年, 于979年": rf"1[0-8][0-9]{{2}}(?:[-~—至]1?[0-9]{{2,3}})? ?年(?<![约近过超逾达今有时续历]1[0-8]..年){_NO_AGE}(?<!1000年)"
    rf"|(?:(?<=公元)|(?<=元前)|(?<=于)(?<![少低小长短多大高晚早]于))[1-9][0-9]{{0,2}} ?年{_NO_AGE}"
    r"|[1-9][0-9]{2}年(?=(?:1[0-2]|[1-9])月)"
    rf"|{_CLAUSE_BEGINS}[1-9][0-9]{{2}}年(?=[,，])|[1-9][0-9]{{2}}年[-~—至到]1[0-8][0-9]{{2}}年"
    rf"|(?<=\()[1-9][0-9]{{2}}年?[-~—至到][1-9][0-9]{{2,3}}年(?=\))",
    "the 90s, ’90s": rf"(?:{_BEFORE_DECADES}|(?<='))[0-9]0s\b",
}
# The same, unless the capital begins a unit: `a 640-KW site`.
_HYPHENATED: Mapping[str, str] = {
    "20-F, 7-Eleven": rf"(?<![$€£¥])[0-9]+-(?!(?:{_UNITS_AFTER_HYPHEN})\b)[A-Z]",
}
# The same, unless they measure something: `1/3 of it`, `1/3 km`.
_RATIOS: Mapping[str, str] = {
    "13800138000": "1[3-9][0-9]{9}(?![0-9])",
    "1/3, 24/7, 1920×1080": r"[0-9]+(?: ?[×*] ?|/)[0-9]+(?![0-9]|[.,/×*][0-9]| ?[×*])",
    "3·15晚会": "[0-9]{1,2}·[0-9]{1,2}(?![0-9%.])",
    "1.234.567": rf"{_POINTED}(?:\.[0-9]{{3}}){{2,}}(?![0-9.]|,[0-9])",
}
# A shopping day, only next to certain words: `618 cars` is an ordinary number.
_SALES: Mapping[str, str] = {
    "618大促": r"618(?= ?(?:大促|促销|购物|年中|电商|狂欢|期间|活动|当天|战报|晚会))",
    "“618”": r"(?<=[“‘「\"'])618(?=[”’」\"'])",
    "618 festival": r"618(?= (?:[Ss]hopping|[Ff]estivals?|[Ss]ales? (?:event|season|day)|[Pp]romotions?|[Mm]id-?year)\b)",
}
# Months, unless they count something: `12M` is a year, but `12M users` are users.
_MONTHS: Mapping[str, str] = {
    "12M": rf"{_NO_MONEY}(?:3|6|9|12|18|24)M(?![A-Za-z0-9])",
}

# Names that start with something else.
_NAMED: Mapping[str, str] = {
    "第15": r"[第제] ?[0-9]+(?:[-至到、][0-9]+)*",
    "f/1.8": r"f/[0-9.]+",
    "HKG: 1810": rf"(?:{_EXCHANGES}): ?[0-9]{{3,6}}(?![0-9,.])",
    "K12+350": r"D?K[0-9]{1,4}\+[0-9]{3}(?:\.[0-9]+)?",
    "SU7, GPT-4, 5G, 3rd": r"(?!(?i:yoy|qoq|mom|hoh)[-+])"
    r"(?!(?:HK|US|AU|NZ|SG)[0-9][0-9.]* ?(?:cents?|c|¢)(?![A-Za-z]))(?!US[¢c][0-9])(?:[A-Za-z]+(?:[-._][A-Za-z]+)*[-._]?[0-9]|[0-9]+[A-Za-z])"
    r"[A-Za-z0-9]*(?:[-._][A-Za-z0-9]+)*\+?",
    "#15, [15]": r"#[0-9A-Fa-f]+|\[[0-9]{1,3}(?:[,-] ?[0-9]{1,3})*\]",
}
# The same, unless their number measures something: `Table 2`, but `Total 2 million`.
_NAMED_UNMEASURED: Mapping[str, str] = {
    "ISBN 978-3-16-148410-0, CIK 0000320193": rf"(?:{_REGISTERS})(?: ?[Nn]o\.?)?:? ?[A-Z]{{0,4}}[0-9](?:[ -]?[0-9]){{3,}}[ -]?X?(?![0-9%])"
    r"|arXiv: ?[0-9]{4}\.[0-9]{4,5}(?:v[0-9]+)?",
    "Table 2, pp. 12–15, sec. 3.2": rf"(?:{_REFERENCE}|(?:see|in|also) notes?|[Rr]ule of) ?"
    rf"[0-9]+(?:\.[0-9]+)*(?:s\b)?(?:{_NEXT})*",
    "iPhone 17, HyperOS 2.0": r"(?:[a-z]+[A-Z]|[A-Z][a-z]+[A-Z])[A-Za-z]* [0-9]{1,4}(?:\.[0-9]{1,2})?"
    rf"(?:/{_INTEGER})*",
    "Python 3.12, kernel 5.15, build 17134": rf"(?:{_SOFTWARE}) {_VERSION}(?:{_NEXT_VERSION})*"
    rf"|[Bb]uild [0-9]{{4,6}}(?:\.[0-9]+)?(?! [a-z]+s\b)",
    "Law 12.846/2013, Pub. L. 111-203": rf"(?:{_ACTS})(?: ?\([A-Z]{{2,7}}\))?(?: (?:No\.?|Nr\.?|n[°ºo]\.?))? ?[0-9][0-9.]{{0,6}}"
    r"(?:[/-][0-9]{1,6})+(?:/[A-Z]{2,7})*|(?:Executive Order|H\.R\.|H\. R\.) [0-9]{2,5}",
    "Xiaomi 17, CSI 300, Boeing 737-800, Gemini 2.5": rf"{_CAPITALISED} (?:[0-9]{{1,2}}\.[0-9]"
    # Not the beginning of a longer number: `Norrland 1 250 MW`.
    rf"|(?:[0-9]{{4}}|[0-9]{{1,3}}(?! [0-9]{{3}}(?![0-9])))[A-Z]?(?![0-9]|-[0-9]+-[0-9])(?:-[0-9]{{3}})?|[A-Z] [0-9]{{1,5}})(?:/{_INTEGER})*",
    "ISO 26262, EN 50128": r"(?:ISO|GB|IEC|UN|SAE|EN|DIN|BS|ASTM|ANSI|IEEE|IATF|JIS|RFC|ECE)(?:/[A-Z]+)? "
    r"[A-Z]?[0-9.]+(?:-[0-9]{1,4})?",
    "代码为600519": r"(?:代码|编号|型号|版本号)[为是:：] ?[0-9]+(?:\.[0-9]+)?"
    r"|(?:安卓|内核|固件|版本号?) ?[0-9]{1,2}(?:\.[0-9]+)+",
    "图3, 小米17": rf"(?:{_CHINESE_NAMES})(?<![代发报列外手仪]表) ?"
    rf"[0-9]+(?:\.[0-9]|[XTSCE](?![A-Za-z]))?(?:{_NEXT})*",
}
# The first character of any of these. A lower-case word starts one only if it contains a capital or a symbol, or if a
# digit or certain words follow: most words are rejected here, before the many forms are tried.
_WORD_STARTS = r"(?<![0-9A-Za-z].)(?<![0-9][.,'].)(?:(?<![a-z])|(?=[a-z]*(?:[A-Z0-9/._-]| (?:[0-9]|note|of))))"
_FIRST_CHARS = "第제" + "".join(name[0] for name in _CHINESE_NAMES.split("|"))


class _Patterns(NamedTuple):
    """The compiled patterns of names, for texts with or without Chinese."""

    numbered: tuple[tuple[re.Pattern[str], Callable[[str, int], bool]], ...]
    """For names that start with a digit, each with a function that tells when a match is no name after all."""
    starts: re.Pattern[str]
    """The places where other names may start."""
    unmeasured: re.Pattern[str]
    other: re.Pattern[str]


def _never(_text: str, _end: int) -> bool:
    return False


_WORD = lazy_re.compile("[A-Z][a-z]*[aeiouy][a-z]*")


def _begins_a_unit(text: str, end: int) -> bool:
    """Whether the capital before an offset begins the symbol of a unit, and not a word as in `90-Day`."""
    ends = (stop for stop in units(text, end - 1) if stop > end and not _WORD.fullmatch(text, end - 1, stop))
    return any(unit(text[end - 1 : stop])[0] not in MONEY for stop in ends)


@cache
def _patterns(chinese: bool) -> _Patterns:
    chars = f"§¶{_FIRST_CHARS if chinese else ''}"
    tables = (
        (_RATIOS, is_counted),
        (_NUMBERED, _never),
        (_HYPHENATED, _begins_a_unit),
        (_SALES, is_counted),
        (_MONTHS, counts_things),
    )
    return _Patterns(
        tuple((re.compile(one_of(forms, chinese)), unless) for forms, unless in tables),
        re.compile(f"[A-Za-z#\\[{chars}](?:(?<=[{chars}])|{_WORD_STARTS})"),
        re.compile(one_of(_NAMED_UNMEASURED, chinese) + _BARE),
        re.compile(one_of(_NAMED, chinese)),
    )


# Grouped thousands, percentages and amounts with a scale are never names; this decides for most numbers.
_NO_NAME = lazy_re.compile(
    r"[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+(?![0-9])|(?:\.[0-9]+)?(?:[%万亿]| (?:per cent|[mb]illion)\b))"
)


def end_of_numbered(text: str, start: int, chinese: bool) -> int | None:
    """The end of the name that starts with the digits at an offset, if there is one."""
    if _NO_NAME.match(text, start):
        return None
    for pattern, unless in _patterns(chinese).numbered:
        name = pattern.match(text, start)
        if name and not unless(text, name.end()):
            return name.end()
    return None


_IS_BARE = lazy_re.compile(_BARE)
_LAST = lazy_re.compile(f"{_NEXT}$")


def _unmeasured_end(text: str, start: int, end: int) -> int | None:
    """The end of a name, without last numbers that measure something: `Table 2 | and 3 million`."""
    while is_counted(text, end) or not _IS_BARE.match(text, end):
        last = _LAST.search(text, start, end)
        if last is None:
            return None
        end = last.start()
    return end


# Words that lost the space before a number, as happens in PDFs: `the195 MW plant`, `sold4 acres`.
_GLUED = lazy_re.compile(rf"{GLUED_WORD}[0-9][0-9.,]*(?=[ %-])")


def _end_of_named(text: str, start: int, chinese: bool) -> int | None:
    """The end of the name at an offset that starts with something other than a digit, if there is one."""
    unmeasured = _patterns(chinese).unmeasured.match(text, start)
    if unmeasured and not _is_no_name(unmeasured) and (end := _unmeasured_end(text, start, unmeasured.end())):
        return end
    other = _patterns(chinese).other.match(text, start)
    return other.end() if other and not _is_glued(text, start) else None


_LETTERS = lazy_re.compile("[A-Za-z]+")
# At the beginning of a sentence, a plural is not a name, but what the number counts: `Ferries 42`.
_PLURAL = lazy_re.compile("[A-Z][a-z]+(?:[b-df-hj-np-rtv]s|[aeiou][lmnrtv]es|[cghx]es|ies)(?<!Mercedes)(?<!Series)")
_BEGINS = lazy_re.compile(r"(?:(?<![\s\S])|(?<=[\n:;(])|(?<=[.!?:;,] ))")


def _is_no_name(name: re.Match[str]) -> bool:
    """Whether a capitalised word forms no name with a number: it begins a sentence, or is a noun or currency."""
    if not name["capitalised"]:
        return False
    word = _LETTERS.match(name["capitalised"])
    return word is not None and (
        word[0] in _OPENERS
        or word[0].lower() in NOUNS
        or bool(_PLURAL.fullmatch(word[0]) and _BEGINS.match(name.string, name.start("capitalised")))
        or (word[0].endswith(("ly", "ed")) and word[0][1:].islower() and len(word[0]) > 3)
        or is_mark(name.string, name.start("capitalised"), word[0])
    )


def _is_glued(text: str, start: int) -> bool:
    """Whether a lower-case word and an amount lost the space between them."""
    glued = _GLUED.match(text, start) if text[start].islower() else None
    return glued is not None and is_measured(text, glued.end())


def end_of_name(text: str, start: int, chinese: bool) -> int | None:
    """The end of the name at an offset, if there is one."""
    return end_of_numbered(text, start, chinese) or _end_of_named(text, start, chinese)


_MAX_PREFIX = 40
"""The most characters between the beginning of a name and its digits."""


def name_before(text: str, offset: int, number: int, chinese: bool) -> int | None:
    """The end of the first name that begins between two offsets, the latter that of a number."""
    if offset == number:
        return None
    # No further than a lookahead needs: searching the whole rest of the text for each number would be quadratic.
    for start in _patterns(chinese).starts.finditer(text, max(offset, number - _MAX_PREFIX), number + len(" note")):
        if start.start() >= number:
            return None
        if end := _end_of_named(text, start.start(), chinese):
            return end
    return None


# At the start of a line, the number of a list item.
_ITEM = lazy_re.compile(r"^ *\(?[0-9]{1,2}[.)、]", re.MULTILINE)
# At the start of a text, the number of a section: `3.3 Fair value estimation`.
_SECTION = lazy_re.compile(r" *[1-9][0-9]?\.[0-9]{1,2}(?= [A-Z][a-z]+ [A-Za-z])")
_OPENING = lazy_re.compile("[ A-Z]")
_MAY_OPEN = lazy_re.compile("[ (0-9]")


@lru_cache(maxsize=64)
def _listed(names: tuple[str, ...]) -> re.Pattern[str]:
    """The pattern of given names, the longest first."""
    ordered = sorted((name for name in names if name.strip()), key=len, reverse=True)
    words = "|".join(r"[ \n]?".join(map(re.escape, fold(name).split())) for name in ordered)
    return re.compile(rf"(?<![A-Za-z0-9])(?:{words or '(?!)'})(?![0-9A-Za-z]|[.,][0-9])")


def _is_scaled(text: str, end: int) -> bool:
    """Whether the number of a listed name has a scale, so that it is an amount after all: `Mi 10 million`."""
    offset = after_gap(text, end)
    return text.startswith("%", offset) or scale(text, offset) is not None


def _opens_an_item(text: str, start: int) -> bool:
    return bool(_OPENING.match(text, start)) or is_hanzi(text[start : start + 1])


def without_names(text: str, names: Sequence[str]) -> str:
    """A folded text in which the given names and the numbers of list items are blanked."""
    found = _listed(tuple(names)).finditer(text) if names else ()
    unnamed = blank(text, (name.span() for name in found if not _is_scaled(text, name.end())))
    if not _MAY_OPEN.match(unnamed) and "\n" not in unnamed:
        return unnamed
    items = [item.span() for item in _ITEM.finditer(unnamed) if _opens_an_item(unnamed, item.end())]
    section = _SECTION.match(unnamed)
    if section and not is_measured(unnamed, section.end()):
        items.insert(0, section.span())
    return blank(unnamed, items)
