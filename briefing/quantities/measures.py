"""How measures are spelled: the currencies, scales and units that may stand around a number.

This room holds tables and the patterns made of them, for English and Chinese. It reads no number and
no date; `periods` and `quantities` do. A new spelling is a word in a table here, and nothing else.
"""

import re
from collections.abc import Iterable, Mapping

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
    r"(?:https?://|www\.)[^\s\u3000-\uffef<>\"]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|\b10\.[0-9]{4,}/[^\s\u3000-\uffef]+|\b[a-z0-9-]+\.(?:com|cn|org|net|io)(?:/[^\s\u3000-\uffef]*)?(?![A-Za-z])",
    re.ASCII,
)


def without_addresses(text: str) -> str:
    """The text with web addresses, e-mail addresses and DOIs struck out."""
    return blank(text, (match.span() for match in _ADDRESS.finditer(text))) if "." in text else text


_OTHER_CODES = ("AED", "CHF", "CLP", "CZK", "DKK", "HUF", "MOP", "MXN", "MYR", "NOK", "PLN", "QAR", "SAR", "SEK", "ZAR")
# What may stand before an amount of money. A dollar or yen sign without a country is the commonest in
# this market: $ is USD, ¥ is CNY.
MARKS: Mapping[str, str] = {
    "CNY": "RMB|Rmb|CNY|CNH|CN¥|RMB¥|¥|人民币",
    "HKD": "HKD|HK$|HKD$|港元|港币",
    "USD": "USD|US$|US $|U.S.$|USD$|$|美元",
    "EUR": "EUR|€|欧元",
    "GBP": "GBP|£|英镑",
    "JPY": "JPY|JP¥|日元",
    "KRW": "KRW|₩",
    "TWD": "TWD|NTD|NT$|TW$|新台币",
    "SGD": "SGD|S$",
    "AUD": "AUD|A$|AU$",
    "CAD": "CAD|C$|CA$",
    "NZD": "NZD|NZ$",
    "INR": "INR|₹|Rs.|Rs",
    "BRL": "BRL|R$",
    "THB": "THB|฿",
    "VND": "VND|₫",
    "PHP": "PHP|₱",
    "TRY": "TRY|₺",
    "ILS": "ILS|₪",
    "RUB": "RUB|₽",
    "IDR": "IDR|Rp",
    **{code: code for code in _OTHER_CODES},
}

# What may stand after an amount of money; `(s)` is an optional plural.
MONEY: Mapping[str, str] = {
    "CNY": "yuan|renminbi|Chinese yuan|RMB|CNY|元人民币|人民币|元|块钱",
    "HKD": "Hong Kong dollar(s)|HK dollar(s)|HKD|港元|港币|港纸",
    "USD": "US dollar(s)|U.S. dollar(s)|dollar(s)|USD|美元|美金",
    "EUR": "euro(s)|EUR|欧元|€",
    "GBP": "pound(s) sterling|pound(s)|sterling|GBP|英镑",
    "JPY": "Japanese yen|yen|JPY|日元|円",
    "KRW": "Korean won|South Korean won|KRW|韩元|韩币",
    "TWD": "Taiwan dollar(s)|New Taiwan dollar(s)|NTD|TWD|新台币|台币",
    "SGD": "Singapore dollar(s)|SGD|新加坡元|新元",
    "AUD": "Australian dollar(s)|AUD|澳元",
    "CAD": "Canadian dollar(s)|CAD|加元",
    "NZD": "New Zealand dollar(s)|NZD|纽元",
    "INR": "Indian rupee(s)|rupee(s)|INR|卢比",
    "CHF": "Swiss franc(s)|CHF|瑞士法郎|瑞郎",
    "THB": "baht|THB|泰铢",
    "RUB": "rouble(s)|ruble(s)|RUB|卢布",
    "BRL": "reais|BRL|雷亚尔",
    "MYR": "ringgit|MYR|林吉特",
    "IDR": "rupiah|IDR|印尼盾",
    "VND": "VND|越南盾",
    "TRY": "Turkish lira|TRY|里拉",
    "AED": "dirham(s)|AED|迪拉姆",
    "SAR": "riyal(s)|SAR|里亚尔",
    "MOP": "MOP|澳门元",
    **{code: code for code in ("CLP", "CZK", "DKK", "HUF", "ILS", "MXN", "NOK", "PHP", "PLN", "QAR", "SEK", "ZAR")},
}

# Money in hundredths: the currency, written a hundredfold.
CENTS: Mapping[str, str] = {
    "USD": "US cent(s)|cent(s)|美分",
    "HKD": "HK cent(s)|港仙",
    "CNY": "分钱",
    "EUR": "euro cent(s)|欧分",
    "GBP": "pence",
}

UNITS: Mapping[str, str] = {
    "%": "%|per cent|percent|pct|pc",
    "‰": "‰|per mille",
    "pp": "percentage point(s)|percent point(s)|pct point(s)|pct pt(s)|% point(s)|% pt(s)|%pt(s)|%-pt(s)|%-point(s)|%p"
    "|pcts|个pct|ppts|ppt|pps|pp|p.p.|个百分点|百分点",
    "bp": "basis point(s)|bps|bp|BPs|个基点|基点",
    "x": "x|X|×|times|fold|倍",
    "nm": "nm|nanometre(s)|nanometer(s)|纳米",
    "μm": "μm|µm|um|micron(s)|micrometre(s)|micrometer(s)|微米",
    "mm": "mm|millimetre(s)|millimeter(s)|毫米",
    "cm": "cm|centimetre(s)|centimeter(s)|厘米|公分",
    "m": "m|metre(s)|meter(s)|米",
    "km": "km|KM|Km|kms|kilometre(s)|kilometer(s)|公里|千米",
    "mile": "mile(s)|mi|英里",
    "nmi": "nautical mile(s)|nmi|海里",
    "inch": "inch(es)|inch|英寸|寸|″",
    "ft": "ft|feet|foot|英尺",
    "sqm": "sqm|sq m|sq. m|m²|m2|square metre(s)|square meter(s)|平方米|平米|㎡",
    "mm²": "mm²|mm2|square millimetre(s)|square millimeter(s)|平方毫米",
    "cm²": "cm²|cm2|square centimetre(s)|square centimeter(s)|平方厘米",
    "sqft": "sq ft|sqft|sq. ft|square feet|square foot|平方英尺",
    "sqkm": "sqkm|sq km|km²|km2|square kilometre(s)|square kilometer(s)|平方公里",
    "hectare": "hectare(s)|ha|公顷",
    "acre": "acre(s)|英亩",
    "mu": "mu|亩",
    "m³": "m³|m3|cubic metre(s)|cubic meter(s)|cu m|cbm|立方米",
    "bcm": "bcm",
    "cf": "cf|cubic feet|cubic foot|立方英尺",
    "Bcf": "Bcf|bcf",
    "L": "L|litre(s)|liter(s)|升",
    "mL": "mL|ml|millilitre(s)|milliliter(s)|毫升",
    "bbl": "bbl|bbls|barrel(s)|桶",
    "bpd": "bpd|b/d|bbl/d|barrel(s) per day|barrel(s) a day|桶/日|桶/天",
    "kb/d": "kb/d|kbpd",
    "mb/d": "mb/d|mmbpd|mbpd|MMbbl/d|MMb/d",
    "boe": "boe|桶油当量",
    "gallon": "gallon(s)|加仑",
    "mg": "mg|milligram(s)|毫克",
    "g": "g|gram(s)|gramme(s)|克",
    "kg": "kg|KG|kgs|kilogram(s)|kilo(s)|公斤|千克",
    "t": "t|tonne(s)|metric ton(s)|ton(s)|公吨|吨",
    "kt": "kt|kilotonne(s)",
    "Mt": "Mt",
    "Gt": "Gt",
    "oz": "oz|ounce(s)|盎司",
    "lb": "lb|lbs|磅",
    "W": "W|watt(s)|瓦特|瓦",
    "kW": "kW|KW|kw|kilowatt(s)|千瓦",
    "MW": "MW|megawatt(s)|兆瓦",
    "GW": "GW|gigawatt(s)|吉瓦",
    "TW": "TW|terawatt(s)|太瓦",
    "kWp": "kWp",
    "MWp": "MWp",
    "GWp": "GWp",
    "Wh": "Wh|watt hour(s)|瓦时",
    "kWh": "kWh|KWh|KWH|kwh|Kwh|kilowatt hour(s)|千瓦时|度电",
    "MWh": "MWh|MWH|megawatt hour(s)|兆瓦时",
    "GWh": "GWh|GWH|Gwh|gigawatt hour(s)|吉瓦时",
    "TWh": "TWh|TWH|terawatt hour(s)|太瓦时",
    "Wh/kg": "Wh/kg|瓦时/千克|瓦时/公斤",
    "Wh/L": "Wh/L",
    "kWh/100km": "kWh/100km|kWh/100 km|千瓦时/百公里|度/百公里",
    "L/100km": "L/100km|L/100 km|升/百公里",
    "MJ": "MJ|megajoule(s)|兆焦",
    "GJ": "GJ|gigajoule(s)",
    "EJ": "EJ|exajoule(s)",
    "kcal": "kcal|大卡|千卡",
    "Btu": "Btu|英热单位|英热",
    "MMBtu": "MMBtu|mmBtu|mmbtu",
    "mAh": "mAh|MAH|mah|毫安时|毫安",
    "Ah": "Ah|安时",
    "V": "V|volt(s)|伏特|伏",
    "kV": "kV|千伏",
    "hp": "hp|bhp|horsepower|马力",
    "PS": "PS",
    "N·m": "N·m|Nm|N.m|N•m|newton metre(s)|newton meter(s)|牛·米|牛米",
    "rpm": "rpm|转/分钟|转/分",
    "km/h": "km/h|kph|kmh|公里/小时|公里每小时|千米/小时|公里/时",
    "mph": "mph|mile(s) per hour|英里/小时",
    "m/s": "m/s|米/秒",
    "g/km": "g/km|gCO2/km|克/公里",
    "°C": "°C|℃|degree(s) Celsius|摄氏度",
    "°F": "°F|℉|degree(s) Fahrenheit|华氏度",
    "Hz": "Hz|HZ|hertz|赫兹",
    "kHz": "kHz|千赫",
    "MHz": "MHz|兆赫",
    "GHz": "GHz|吉赫",
    "KB": "KB|kB",
    "MB": "MB|megabyte(s)",
    "GB": "GB|gigabyte(s)",
    "TB": "TB|terabyte(s)",
    "PB": "PB|petabyte(s)",
    "EB": "EB|exabyte(s)",
    "kbps": "kbps|Kbps",
    "Mbps": "Mbps|Mb/s|兆比特每秒",
    "Gbps": "Gbps|Gb/s",
    "MB/s": "MB/s|MBps",
    "GB/s": "GB/s|GBps",
    "TB/s": "TB/s|TBps",
    "TOPS": "TOPS|Tops",
    "FLOPS": "FLOPS",
    "TFLOPS": "TFLOPS|TFLOPs|Tflops",
    "PFLOPS": "PFLOPS|PFLOPs|Pflops",
    "EFLOPS": "EFLOPS|EFLOPs|Eflops",
    "MP": "MP|megapixel(s)",
    "ppi": "ppi|dpi",
    "fps": "fps",
    "nit": "nit(s)|尼特",
    "dB": "dB|分贝",
    "cc": "cc",
    "TEU": "TEU|TEUs|标箱",
    "dwt": "dwt|载重吨",
    "ms": "ms|millisecond(s)|毫秒",
    "second": "s|sec|secs|seconds|秒钟|秒",
    "minute": "min|mins|minute(s)|分钟",
    "hour": "h|hr|hrs|hour(s)|个小时|小时|个钟头",
    "day": "day(s)|trading day(s)|business day(s)|working day(s)|calendar day(s)|consecutive day(s)|straight day(s)"
    "|个交易日|个工作日|个自然日|天",
    "week": "week(s)|wk|wks|consecutive week(s)|straight week(s)|个星期|星期|周",
    "month": "month(s)|mth|mths|consecutive month(s)|straight month(s)|more month(s)|个月",
    "quarter": "quarter(s)|consecutive quarter(s)|straight quarter(s)|more quarter(s)|个季度",
    "year": "year(s)|yr|yrs|consecutive year(s)|straight year(s)|more year(s)|full year(s)|个财年|年",
    "decade": "decade(s)",
}

# Units of one kind, each a power of ten of the first: what is said in GW may stand in the source as 万千瓦.
KINDS: Mapping[str, Mapping[str, int]] = {
    "pp": {"bp": -2},
    "%": {"‰": -1},
    "m": {"nm": -9, "μm": -6, "mm": -3, "cm": -2, "km": 3},
    "sqm": {"mm²": -6, "cm²": -4, "hectare": 4, "sqkm": 6},
    "m³": {"bcm": 9},
    "cf": {"Bcf": 9},
    "L": {"mL": -3},
    "bpd": {"kb/d": 3, "mb/d": 6},
    "g": {"mg": -3, "kg": 3, "t": 6, "kt": 9, "Mt": 12, "Gt": 15},
    "W": {"kW": 3, "MW": 6, "GW": 9, "TW": 12},
    "kWp": {"MWp": 3, "GWp": 6},
    "Wh": {"kWh": 3, "MWh": 6, "GWh": 9, "TWh": 12},
    "MJ": {"GJ": 3, "EJ": 12},
    "Btu": {"MMBtu": 6},
    "mAh": {"Ah": 3},
    "V": {"kV": 3},
    "Hz": {"kHz": 3, "MHz": 6, "GHz": 9},
    "KB": {"MB": 3, "GB": 6, "TB": 9, "PB": 12, "EB": 15},
    "kbps": {"Mbps": 3, "Gbps": 6},
    "MB/s": {"GB/s": 3, "TB/s": 6},
    "FLOPS": {"TFLOPS": 12, "PFLOPS": 15, "EFLOPS": 18},
    "ms": {"second": 3},
}
_KIND_OF = {unit: (kind, power) for kind, units in KINDS.items() for unit, power in units.items()}

DURATIONS = frozenset({"second", "minute", "hour", "day", "week", "month", "quarter", "year", "decade"})

# Powers of ten. The letters are scales only where they touch the number, or after a currency.
SCALES: Mapping[str, int] = {
    "ten thousand": 4,
    "hundred thousand": 5,
    "hundred million": 8,
    "hundred billion": 11,
    "hundred": 2,
    "thousand": 3,
    "million": 6,
    "millions": 6,
    "mln": 6,
    "mn": 6,
    "billion": 9,
    "billions": 9,
    "bln": 9,
    "bn": 9,
    "trillion": 12,
    "trillions": 12,
    "trn": 12,
    "tn": 12,
    "lakh crore": 12,
    "lakh": 5,
    "crore": 7,
}
LETTERS: Mapping[str, int] = {"k": 3, "m": 6, "mm": 6, "b": 9, "t": 12}
_HANZI_SCALES = {"十": 1, "百": 2, "千": 3, "万": 4, "亿": 8, "个": 0}

# What counts things without measuring them; it carries no unit, and shows that `2000家` is not a year.
CLASSIFIERS = "家个人名款台辆部件种项次条套间座艘架只张枚份位户处所例头点分篇城店站省市县股根颗片块层笔单组批员万亿"
# Where another word opens with the sign, it counts nothing: `2025家电展`, `2025股东大会`.
_NO_CLASSIFIERS = {
    **{
        "家": "电庭用具装居",
        "人": "工形民才类力均",
        "个": "人股税",
        "部": "分署门",
        "股": "东票市权价份息",
        "分": "红部析类布拆",
    },
    **{"点": "评", "台": "湾", "名": "义单爵", "处": "理", "条": "例", "位": "于置"},
}
NOUNS = (
    "stores|outlets|units|vehicles|cars|people|employees|staff|engineers|shops|branches|customers|users|points|stations|patents"
    "|companies|cities|shares|households|homes|jobs|workers|suppliers|dealers|orders|restaurants|trucks|buses|robots|devices"
    "|phones|handsets|wafers|seats|rooms|members|analysts|investors|respondents|models|merchants|drivers|researchers|showrooms"
)


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
# nothing follows.
_GUARDED_UNITS = {"won": ("KRW", 0), "p": ("GBP", -2), "second": ("second", 0)}
_GUARDED = (
    r"won(?<=n won)(?![A-Za-z])|p(?<=[0-9)]p)(?![A-Za-z0-9]|\. ?[0-9])|second(?:(?<=[0-9]-second)|(?![ -]?[A-Za-z]))"
)
UNIT = f"{_OTHER_WORDS}(?:{_one_of([*_MEASURED, *_CENTS])}|{_GUARDED})"
_HANZI_SCALE = r"个?万亿|个?[十百千]?亿|[十百千]?万(?!科)|千(?![米瓦克兆赫伏卡])|百(?![分度货公])"
SCALE = f"{_one_of(list(SCALES))}|{_HANZI_SCALE}"
METRES = r"m(?=[\u4e00-\u9fff]| (?:long|wide|tall|deep|high)\b)"
LETTER = rf"(?!{METRES})(?:[kKmM]|B)(?![A-Za-z0-9])"
MONEY_LETTER = r"(?:mm|MM|[kKmMbBtT])(?![A-Za-z0-9])"
GAP = r"(?:[ \n-]|  )?"
CLASSIFIER = "(?:" + "|".join(f"{sign}(?![{_NO_CLASSIFIERS.get(sign, '~')}])" for sign in CLASSIFIERS) + ")"
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
    return LETTERS[plain] if plain in LETTERS else sum(_HANZI_SCALES[sign] for sign in scale)


def kind(unit: str) -> tuple[str, int]:
    """The unit in which others of its kind are compared with it, and the power of ten between them."""
    return _KIND_OF.get(unit, (unit, 0))
