"""Ambiguous units that are resolved by the words around a number.

`摄氏37度` is Celsius, `发电37度` power, `时速64公里` a speed, `AU 18 cents` Australian, `170 million pounds of copper` a weight, and
`16.6%, down 0.3 pts` percentage points. Each is a table of words and a pattern that is tried only at an ambiguous unit.
"""

import re
from collections.abc import Mapping

from msgspec import structs

from briefing import lazy_re
from briefing.evidence.quantities import measures, nouns
from briefing.evidence.quantities.compounds import Unit
from briefing.evidence.quantities.currency_marks import parse_mark
from briefing.evidence.quantities.numbers import Number
from briefing.evidence.quantities.spellings import COUNTRIES


def ends_with(pattern: re.Pattern[str], text: str, offset: int) -> bool:
    """Whether a pattern matches in the last few characters before an offset; it should end with `$`."""
    return bool(pattern.search(text, max(0, offset - 24), offset))


_POWER = lazy_re.compile("(?:[用发耗供售购省节绿核风水火]电|电量)[^，。；0-9]{0,8}$")


def degrees(text: str, number: Number, start: int) -> tuple[Unit, ...]:
    """The unit of what is counted in 度, by the words before the number: `摄氏37度`, `发电640万度`."""
    if not text.startswith("度", start):
        return ()
    if text[start - 1] in "万亿" or ends_with(_POWER, text, number.lead_start):
        return (Unit(start + 1, "kWh"),)
    scale = text[max(0, number.lead_start - 4) : number.lead_start]
    below = "°" if text.startswith("零下", number.start) else ""
    name = "°C" if "摄氏" in scale else "°F" if "华氏" in scale else below
    return (Unit(start + 1, name),) if name else ()


_AN_HOUR: Mapping[str, str] = {"km": "km/h", "mile": "mph"}
_SPEED = lazy_re.compile("时速[约达为近超过至到可高]*$")


def speed(text: str, number: Number, unit: Unit) -> Unit:
    """A unit of length as one of speed, if the word for speed is before the number: `时速64公里`."""
    if unit.name not in _AN_HOUR or not ends_with(_SPEED, text, number.lead_start):
        return unit
    return structs.replace(unit, name=_AN_HOUR[unit.name])


_EACH_BEFORE = lazy_re.compile(
    "(?:每(?P<many>10|100|1000)? ?(?P<one>股|吨|辆|桶|户|人|瓦|片|盎司|公斤|千克|度|千瓦时|平方米|平方英尺|亩|公顷|公里|月|年|天|小时"
    "|张|件|台|套|箱|瓶|只|间|单|份)(?:[^0-9，。；每]{0,4}每(?:[年月日天周季]|小时))?[^0-9，。；每]{0,10}"
    "|(?<![0-9当本上去今明前同全各])(?P<time>[年月日])(?:产[能量]?|发电量?|耗[电能水]?量?|用[电水]量|处理能?力?)[^0-9，。；]{0,4})$"
)


def denominator_before(text: str, offset: int) -> str:
    """The denominator before an amount: `每股收益0.43元`, `每吨700元`, `日产640吨`; empty if there is none."""
    start = max(0, offset - 18)
    if "每" not in text[start:offset] and not any(char in text[start:offset] for char in "产耗电理水"):
        return ""
    found = _EACH_BEFORE.search(text, start, offset)
    if found is None:
        return ""
    char = found["one"] or found["time"]
    name = measures.unit(char)[0] if len(char) in measures.units(char, 0) else nouns.singular(char)
    return f"{found['many']} {name}" if found["many"] else name


_CENTS = frozenset(["cent", "cents", "¢", "c"])
_OF_A_MARK = _CENTS | {"元", "圆", "圓", "元整"}
"""Names of money whose currency is that of the mark before the number."""
_GERMAN_CENT = "Cent"
_DOLLARS = frozenset([*_CENTS, "dollar", "dollars", "$"])
_WEIGHED = lazy_re.compile("(?:[Ww]eigh(?:s|ed|ing|t)?|[Ll]ift(?:s|ed|ing)?|[Pp]ayload|[Tt]hrust)[a-z ]*$")
_OF_WEIGHT = lazy_re.compile(
    r" (?:of (?:[a-z]+ )?(?:copper|uranium|lithium|cobalt|nickel|zinc|lead|tin|gold|silver|coffee|sugar|beef|pork|meat|food"
    r"|fish|body weight|cargo|freight|payload|thrust|coal|steel|plastic|waste|pressure|cotton|fruit|U3O8|CO2"
    r"|tea|rice|wheat|corn|salt|flour|cheese|butter|milk|cocoa|tobacco|wool|rubber|paper|wood|fuel|propane|seed|feed|fertili[sz]er"
    r"|chicken|poultry|turkey|seafood|shrimp|crab|lobster|salmon|vegetables|produce|potatoes|apples|nuts|honey|cannabis|hemp"
    r"|platinum|molybdenum|vanadium|tungsten|antimony|iron|ore|concentrate|oxide|rare earths|chemicals|explosives|litter|force)\b|heavier|lighter|in weight)"
)


def currency(text: str, number: Number, unit: Unit, spelled: str, currencies: Mapping[str, str]) -> str:
    """The currency named after a number, resolved by a mark or country before it, or by the text's `currencies`."""
    plain = spelled.lower()
    if plain in _OF_A_MARK and number.mark:
        # `HK14 cents`, `RMB14 cents`, `港币2.45元`, `US$3.2亿元`
        return parse_mark(number.mark).code
    if plain in _DOLLARS:
        country = COUNTRIES.get(text[max(0, number.start - 3) : number.start].rstrip(), "")
        return country or ("EUR" if spelled == _GERMAN_CENT else currencies.get("$", unit.name))
    if plain in ("pound", "pounds"):
        weighed = ends_with(_WEIGHED, text, number.lead_start) or _OF_WEIGHT.match(text, unit.end)
        return "lb" if weighed else unit.name
    # In `Mkr` the first letter is a scale.
    return currencies.get(spelled) or currencies.get(spelled[1:].lstrip(), unit.name)


_POINTS = lazy_re.compile(r" ?-?(?:pts?|points?)\b")
_OF_RATES = lazy_re.compile(
    r"(?:%|per ?cent)(?: |,|[a-z]+ )[^%.;:0-9]{0,48}\b(?:up|down|by|of|higher|lower|improved|increased|decreased|rose|fell"
    r"|gained|lost|added|widened|narrowed)(?: an?)? ?[-+]?$"
)
# Names of rates: `the gross margin rose 1.2 points`.
_OF_A_RATE = lazy_re.compile(
    r"\b(?i:margins?|(?:tax|interest|policy|growth|savings|vacancy|jobless|churn|default) rates?|ratios?|market share|yields?"
    r"|penetration|utili[sz]ation|occupancy|inflation|unemployment)\b(?: [a-z]+){0,5} $"
)
_OF_A_LEVEL = lazy_re.compile(r"(?:%|per ?cent)[^%.;:0-9]{0,48}$")
_IS_COMPARED = lazy_re.compile(r" (?:higher|lower|above|below|more|less|up|down|better|worse)\b")
_OF_A_STAKE = lazy_re.compile(r" of (?:its|his|her|their|the) (?:stake|holding|shareholding|market share)\b")
# Indexes, which are measured in points of their own.
_OF_A_MARKET = lazy_re.compile(
    "ndex|ndices|FTSE|Nasdaq|NASDAQ|Dow|S&P|Nikkei|Hang Seng|DAX|CAC|STOXX|Sensex|Nifty|Russell|Composite"
)
_TO_A_RATE = lazy_re.compile(r"(?: [a-z]+)?,? to [0-9.]+ ?(?:%|per ?cent)")


def points(text: str, number: Number, unit: Unit) -> Unit | None:
    """Percentage points, if the points after a number are those of a rate: `16.6%, down 0.3 pts`; else None."""
    printed = _POINTS.match(text, unit.end) if text.startswith((" p", "p", "-p"), unit.end) else None
    if printed is None or len(number.digits) > len("-12.34"):
        return None
    before = text[max(0, number.lead_start - 160) : number.lead_start]
    behind = _OF_A_LEVEL.search(before) and _IS_COMPARED.match(text, printed.end())
    beside = behind or (not _OF_A_MARKET.search(before) and (_OF_RATES.search(before) or _OF_A_RATE.search(before)))
    is_rate = beside or _TO_A_RATE.match(text, printed.end()) or _OF_A_STAKE.match(text, printed.end())
    return Unit(printed.end(), "pp") if is_rate else None
