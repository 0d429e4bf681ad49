"""Spellings of units of measurement in English, Chinese and some European languages, and powers of ten among them.

Common units are in a table. Others are composed of a prefix and a unit as in the SI (`hPa`, `kVAr`, `PJ`; BIPM, The
International System of Units, 9th edition), so that none is missed for lack of a line here. A rate of production that
is written as one word (`ktpa`) is a unit with a denominator.
"""

from collections.abc import Iterator, Mapping
from functools import cache

from briefing.evidence.quantities.spellings import DURATIONS, RATIOS

UNITS: Mapping[str, str] = {
    "%": "%|Prozent|procent|prosent|процента|процентов|процент|pour cent|por ciento|per cento|퍼센트|per cent|of a per cent|of one per cent|of a percent|of one percent|percent|pct|p.c.|pc|por cento|proc.",
    "‰": "‰|per mille|per mil|permille",
    "pp": "percentage point(s)|percent point(s)|pct point(s)|pct pt(s)|% point(s)|% pt(s)|%pt(s)|%-pt(s)|%-point(s)|%p|ponto percentual|pontos percentuais|punto porcentual|punto percentuale|point de pourcentage|procentpunt|procentpunten"
    "|of a percentage point|of one percentage point|pcts|个pct|ppts|ppt|pps|pp|p.p.|个百分点|百分点|个百份点|Prozentpunkt|Prozentpunkte|Prozentpunkten|points de pourcentage|puntos porcentuales"
    "|punti percentuali|%포인트|퍼센트포인트",
    "bp": "basis point(s)|basis pt(s)|bps|bp|BPs|BP|BPS|Bps|个基点|基点|Basispunkt|Basispunkte|Basispunkten|points de base|puntos básicos|punti base",
    "x": "x|X|×|times|fold|倍|배",
    "nm": "nm|nanometre(s)|nanometer(s)|纳米",
    "μm": "μm|µm|um|micron(s)|micrometre(s)|micrometer(s)|微米",
    "mm": "mm|millimetre(s)|millimeter(s)|毫米",
    "cm": "cm|centimetre(s)|centimeter(s)|厘米|公分|釐米",
    "m": "m|metre(s)|meter(s)|米|公尺|mètre(s)|metros|metri",
    "km": "km|KM|Km|kms|㎞|kilometre(s)|kilometer(s)|公里|千米|kilomètre(s)|kilómetros|chilometri|quilômetros",
    "mile": "mile(s)|mi|英里|英哩",
    "nmi": "nautical mile(s)|nmi|海里|海浬",
    "inch": "inch(es)|inch|英寸|英吋|吋|寸|″",
    "ft": "ft|feet|foot|英尺|英呎|呎",
    "sqm": "sqm|sq m|sq. m|sq.m|sq.m.|sq metre(s)|sq. metre(s)|m²|m2|square metre(s)|square meter(s)|平方米|平方公尺|平米|㎡|Quadratmeter|mètre carré|mètres carrés|metros cuadrados|metro cuadrado|metri quadrati|metro quadro|metros quadrados|metro quadrado",
    "mm²": "mm²|mm2|square millimetre(s)|square millimeter(s)|平方毫米",
    "cm²": "cm²|cm2|square centimetre(s)|square centimeter(s)|平方厘米",
    "sqft": "sq ft|sf|sqft|sq. ft|sq.ft|sq.ft.|sq feet|square feet|square foot|平方英尺|平方呎|平方英呎",
    "sqkm": "sqkm|sq km|km²|km2|square kilometre(s)|square kilometer(s)|平方公里|平方千米",
    "hectare": "hectare(s)|ha|公顷|公頃|Hektar|hectáreas|hectárea|ettari|ettaro",
    "acre": "acre(s)|英亩|英畝",
    "sqmi": "sqmi|square mile(s)|sq mi|sq. mi|平方英里|平方英哩",
    "yd": "yard(s)|yd|yds",
    "mu": "mu|亩|畝",
    "坪": "坪",
    "m³": "m³|m3|㎥|cubic metre(s)|cubic meter(s)|cu m|cbm|立方米|立方公尺",
    "km³": "km³|km3|cubic kilometre(s)|cubic kilometer(s)|立方公里",
    "cm³": "cm³|cm3|cubic centimetre(s)|cubic centimeter(s)|立方厘米",
    "mcm": "mcm|Mm3|Mm³|MMm3|MMm³",
    "bcm": "bcm",
    "cf": "cf|scf|cubic feet|cubic foot|立方英尺",
    "Mcf": "Mcf|mcf|MCF|Mscf|mscf",
    "MMcf": "MMcf|mmcf|MMCF|Mmcf|MMscf|mmscf",
    "Bcf": "Bcf|bcf|BCF|Bscf|bscf",
    "Tcf": "Tcf|tcf|TCF",
    "Mcfe": "Mcfe|mcfe",
    "MMcfe": "MMcfe|mmcfe|Mmcfe",
    "Bcfe": "Bcfe|bcfe",
    "L": "L|litre(s)|liter(s)|升|公升|litros|litri",
    "hL": "hL|hl|hectolitre(s)|hectoliter(s)|百升",
    "mL": "mL|ml|millilitre(s)|milliliter(s)|毫升",
    "bbl": "bbl|bbls|BBL|barrel(s)|桶",
    "bpd": "bpd|b/d|bbl/d|barrel(s) per day|barrel(s) a day|桶/日|桶/天",
    "kb/d": "kb/d|kbpd|kbd",
    "mb/d": "mb/d|mmbpd|mbpd|MMbbl/d|MMb/d",
    "kbbl": "kbbl|Mbbl|mbbl|Mbbls|mbbls",
    "MMbbl": "MMbbl|mmbbl|Mmbbl|MMbbls|mmbbls|Mmbbls",
    "boe": "boe|BOE|barrel(s) of oil equivalent|桶油当量",
    "kboe": "kboe|Mboe|mboe|MBOE",
    "MMboe": "MMboe|mmboe|Mmboe|MMBOE",
    "bboe": "bboe|Bboe",
    "toe": "toe|tonne(s) of oil equivalent|ton(s) of oil equivalent|吨油当量",
    "tce": "tce|tonne(s) of coal equivalent|ton(s) of coal equivalent|吨标准煤|吨标煤",
    "gallon": "gallon(s)|US gallon(s)|U.S. gallon(s)|gal|加仑",
    "imperial gallon": "imperial gallon(s)|UK gallon(s)|英制加仑",
    "bushel": "bushel(s)|bu|蒲式耳",
    "pint": "pint(s)|品脱",
    "board foot": "board feet|board foot",
    "mg": "mg|milligram(s)|milligramme(s)|毫克",
    "g": "g|gram(s)|gramme(s)|公克|克",
    "斤": "斤|市斤|台斤",
    "kg": "kg|KG|Kg|kgs|Kgs|KGs|kilogram(s)|kilogramme(s)|kilo(s)|公斤|千克|Kilogramm|kilogramos|quilogramas|chilogrammi|chili|quilos",
    "t": "t|MT|tonne(s)|metric ton(s)|metric tonne(s)|ton(s)|公吨|吨|トン|톤|Tonnen|tonelada(s)|tonnellate|tonnellata",
    "kt": "kt|KT|kilotonne(s)",
    "Mt": "Mt|MMT|mmt|megatonne(s)|megaton(s)",
    "Gt": "Gt|gigatonne(s)|gigaton(s)",
    "short ton": "short ton(s)|short tonne(s)|短吨",
    "long ton": "long ton(s)|长吨",
    "oz": "oz|troy oz|ozt|ounce(s)|troy ounce(s)|fine ounce(s)|盎司|金衡盎司",
    "koz": "koz|Koz",
    "Moz": "Moz|moz",
    "lb": "lb|lbs|磅",
    "Mlb": "Mlb|Mlbs|mlb|mlbs",
    "karat": "karat(s)",
    "carat": "carat(s)|克拉",
    "quintal": "quintal(s)",
    "cwt": "cwt|hundredweight(s)",
    "W": "W|watt(s)|瓦特|瓦",
    "kW": "kW|KW|Kw|kw|kilowatt(s)|千瓦",
    "MW": "MW|Mw|megawatt(s)|兆瓦",
    "GW": "GW|Gw|gigawatt(s)|吉瓦",
    "TW": "TW|terawatt(s)|太瓦",
    "kWp": "kWp",
    "MWp": "MWp",
    "GWp": "GWp",
    "Wh": "Wh|watt hour(s)|瓦时|瓦小时|瓦·时",
    "kWh": "kWh|KWh|KWH|kwh|Kwh|kilowatt hour(s)|千瓦时|千瓦小时|千瓦·时|度电|Kilowattstunde|Kilowattstunden",
    "MWh": "MWh|MWH|Mwh|megawatt hour(s)|兆瓦时|兆瓦小时|兆瓦·时|Megawattstunde|Megawattstunden",
    "GWh": "GWh|GWH|Gwh|gigawatt hour(s)|吉瓦时|吉瓦小时|吉瓦·时|Gigawattstunden",
    "TWh": "TWh|TWH|Twh|terawatt hour(s)|太瓦时|太瓦小时|太瓦·时|Terawattstunden",
    "Wh/kg": "Wh/kg|瓦时/千克|瓦时/公斤",
    "Wh/L": "Wh/L",
    "kWh/100km": "kWh/100km|kWh/100 km|千瓦时/百公里|度/百公里",
    "L/100km": "L/100km|L/100 km|升/百公里",
    "kJ": "kJ|kilojoule(s)|千焦耳|千焦",
    "MJ": "MJ|megajoule(s)|兆焦",
    "GJ": "GJ|gigajoule(s)",
    "EJ": "EJ|exajoule(s)",
    "cal": "cal|calorie(s)|卡路里",
    "kcal": "kcal|kilocalorie(s)|大卡|千卡",
    "Btu": "Btu|BTU|btu|British thermal unit(s)|英热单位|英热",
    "MMBtu": "MMBtu|mmBtu|mmbtu|MMBTU|MBtu",
    "therm": "therm(s)",
    "mAh": "mAh|MAH|mah|毫安时|毫安",
    "Ah": "Ah|安时",
    "V": "V|volt(s)|伏特|伏",
    "ampere": "amp(s)|ampere(s)|安培",
    "kV": "kV|KV|Kv|kv|kilovolt(s)|千伏",
    "VA": "VA|volt ampere(s)|伏安",
    "kVA": "kVA|KVA|kva|kilovolt ampere(s)|千伏安",
    "MVA": "MVA|mva|megavolt ampere(s)|兆伏安",
    "Pa": "Pa|pascal(s)|帕斯卡",
    "hPa": "hPa|hectopascal(s)|百帕",
    "kPa": "kPa|KPa|Kpa|KPA|kilopascal(s)|千帕",
    "MPa": "MPa|Mpa|MPA|megapascal(s)|兆帕",
    "bar": "bar|barg|bara",
    "mbar": "mbar|millibar(s)|毫巴",
    "mmHg": "mmHg",
    "psi": "psi|pound(s) per square inch|psig|psia|PSI",
    "atm": "atm|标准大气压",
    "hp": "hp|bhp|horsepower|马力",
    "PS": "PS",
    "N·m": "N·m|Nm|N.m|N•m|newton metre(s)|newton meter(s)|牛·米|牛米",
    "lb-ft": "lb-ft|lb·ft|lb ft|ft-lb|ft·lb|ft lb|lbf·ft|pound-feet",
    "rpm": "rpm|转/分钟|转/分",
    "km/h": "km/h|km/hr|km/hour|kph|KPH|kmh|kilometre(s) per hour|kilometer(s) per hour|kilometre(s) an hour|kilometer(s) an hour|公里/小时|公里每小时|千米/小时|公里/时",
    "mph": "mph|MPH|mi/h|mile(s) per hour|mile(s) an hour|英里/小时",
    "m/s": "m/s|metre(s) per second|meter(s) per second|metre(s) a second|meter(s) a second|米/秒|米每秒",
    "m/s²": "m/s²|m/s2|metre(s) per second squared",
    "knot": "knot(s)|kn|kts",
    "mpg": "mpg|mile(s) per gallon",
    "g/km": "g/km|克/公里",
    "°C": "°C|° C|℃|degree(s) Celsius|degree(s) celsius|degree(s) centigrade|degree(s) C|deg C|celsius|centigrade|摄氏度",
    "°F": "°F|° F|℉|degree(s) Fahrenheit|degree(s) F|deg F|fahrenheit|华氏度",
    "°": "°|degrees|Grad|degrés|grados|gradi|graus",
    "Hz": "Hz|HZ|hertz|赫兹",
    "kHz": "kHz|KHz|kilohertz|千赫|千赫兹",
    "MHz": "MHz|megahertz|兆赫|兆赫兹",
    "GHz": "GHz|gigahertz|吉赫|吉赫兹",
    "KiB": "KiB",
    "MiB": "MiB",
    "GiB": "GiB",
    "TiB": "TiB",
    "byte": "byte(s)|字节",
    "KB": "KB|kB|kilobyte(s)",
    "MB": "MB|megabyte(s)|兆字节",
    "GB": "GB|gigabyte(s)",
    "TB": "TB|terabyte(s)",
    "PB": "PB|petabyte(s)",
    "EB": "EB|exabyte(s)",
    "ZB": "ZB|zettabyte(s)",
    "bit": "bit(s)|比特",
    "qubit": "qubit(s)|量子比特",
    "kbps": "kbps|Kbps",
    "Mbps": "Mbps|Mb/s|Mbit/s|megabit(s) per second|兆比特每秒",
    "Gbps": "Gbps|Gb/s|Gbit/s|gigabit(s) per second",
    "Tbps": "Tbps|Tb/s|Tbit/s|terabit(s) per second",
    "MB/s": "MB/s|MBps",
    "GB/s": "GB/s|GBps",
    "TB/s": "TB/s|TBps",
    "TOPS": "TOPS|Tops",
    "FLOPS": "FLOPS|FLOP/s|flops",
    "GFLOPS": "GFLOPS|GFLOPs|gigaflop(s)",
    "TFLOPS": "TFLOPS|TFLOPs|Tflops|teraflop(s)",
    "PFLOPS": "PFLOPS|PFLOPs|Pflops|petaflop(s)",
    "EFLOPS": "EFLOPS|EFLOPs|Eflops|exaflop(s)",
    "MP": "MP|megapixel(s)",
    "ppi": "ppi|dpi",
    "fps": "fps|FPS",
    "nit": "nit(s)|尼特",
    "dB": "dB|decibel(s)|分贝",
    "cc": "cc",
    "TEU": "TEU|TEUs|teu|twenty-foot equivalent unit(s)|标箱|标准箱",
    "FEU": "FEU|FEUs|forty-foot equivalent unit(s)",
    "dwt": "dwt|DWT|deadweight tonne(s)|deadweight ton(s)|载重吨",
    "gross ton": "gross tonnage|gross ton(s)|gross tonne(s)|总吨",
    "CGT": "CGT|cgt|修正总吨",
    "ns": "nanosecond(s)|纳秒",
    "μs": "microsecond(s)|微秒",
    "ms": "ms|millisecond(s)|毫秒",
    "second": "s|sec|secs|seconds|秒钟|秒",
    "minute": "min|mins|minute(s)|分钟|Minuten|minutos|minuti",
    "hour": "h|hr|hrs|hour(s)|个小时|小时|个钟头|Stunden|heures|horas|uur",
    "day": "Tage|Tagen|jours|días|giorni|dias|dagen|day(s)|trading day(s)|business day(s)|working day(s)|calendar day(s)|consecutive day(s)|straight day(s)"
    "|个交易日|个工作日|个自然日|天",
    "week": "week(s)|wk|wks|consecutive week(s)|straight week(s)|个星期|星期|周|Wochen|semaines|semanas|settimane|weken",
    "month": "month(s)|mth|mths|consecutive month(s)|straight month(s)|more month(s)|个月|Monate|Monaten|mois|meses|mesi|maanden",
    "quarter": "quarter(s)|consecutive quarter(s)|straight quarter(s)|more quarter(s)|个季度",
    "year": "year(s)|yr|yrs|consecutive year(s)|straight year(s)|more year(s)|full years|个财年|周岁|岁|年|Jahre|Jahren|ans|années|años|anni|anos|jaar",
    "decade": "decade(s)",
    "ppm": "ppm|PPM|ppmv|part(s) per million",
    "ppb": "ppb|PPB|ppbv|part(s) per billion",
    "mol": "mol|摩尔",
    "Sv": "sievert(s)|西弗",
    "Bq": "becquerel(s)|贝克勒尔",
    "eV": "eV|electronvolt(s)|electron volt(s)|电子伏特|电子伏",
    "IU": "IU|international unit(s)|国际单位",
    "lm": "lumen(s)|流明",
    "lx": "lux|勒克斯",
    "cd": "candela(s)",
    "Ω": "Ω|ohm(s)|欧姆",
    "joule": "joule(s)|焦耳",
    "newton": "newton(s)|牛顿",
    "pax": "pax",
    "RPK": "RPK|RPKs|revenue passenger kilometre(s)|revenue passenger kilometer(s)",
    "ASKs": "ASKs|available seat kilometre(s)|available seat kilometer(s)",
}

# By the base unit of each kind, the powers of ten of others: a figure in GW may be in 万千瓦 in the source.
KINDS: Mapping[str, Mapping[str, int]] = {
    "pp": {"bp": -2},
    "%": {"‰": -1},
    "m": {"nm": -9, "μm": -6, "mm": -3, "cm": -2, "km": 3},
    "sqm": {"mm²": -6, "cm²": -4, "hectare": 4, "sqkm": 6},
    "m³": {"km³": 9, "cm³": -6, "mcm": 6, "bcm": 9},
    "cf": {"Mcf": 3, "MMcf": 6, "Bcf": 9, "Tcf": 12},
    "Mcfe": {"MMcfe": 3, "Bcfe": 6},
    "L": {"mL": -3, "hL": 2},
    "bbl": {"kbbl": 3, "MMbbl": 6},
    "boe": {"kboe": 3, "MMboe": 6, "bboe": 9},
    "oz": {"koz": 3, "Moz": 6},
    "lb": {"Mlb": 6},
    "Pa": {"mbar": 2, "hPa": 2, "kPa": 3, "bar": 5, "MPa": 6},
    "VA": {"kVA": 3, "MVA": 6},
    "bpd": {"kb/d": 3, "mb/d": 6},
    "g": {"mg": -3, "kg": 3, "t": 6, "kt": 9, "Mt": 12, "Gt": 15},
    "W": {"kW": 3, "MW": 6, "GW": 9, "TW": 12},
    "Wp": {"kWp": 3, "MWp": 6, "GWp": 9},
    "Wh": {"kWh": 3, "MWh": 6, "GWh": 9, "TWh": 12},
    "ampere": {"A": 0},
    "newton": {"N": 0},
    "joule": {"J": 0, "MJ": 6, "GJ": 9, "EJ": 18},
    "cal": {"kcal": 3},
    "Btu": {"MMBtu": 6},
    "ppb": {"ppm": 3},
    "mAh": {"Ah": 3},
    "V": {"kV": 3},
    "Hz": {"kHz": 3, "MHz": 6, "GHz": 9},
    "byte": {"KB": 3, "MB": 6, "GB": 9, "TB": 12, "PB": 15, "EB": 18, "ZB": 21},
    "kbps": {"Mbps": 3, "Gbps": 6, "Tbps": 9},
    "MB/s": {"GB/s": 3, "TB/s": 6},
    "FLOPS": {"GFLOPS": 9, "TFLOPS": 12, "PFLOPS": 15, "EFLOPS": 18},
    "ms": {"ns": -6, "μs": -3, "second": 3},
}
KIND_OF = {unit: (kind, power) for kind, units in KINDS.items() for unit, power in units.items()}

# Units that take SI prefixes, with the prefixes in use.
_PREFIXED: Mapping[str, str] = {
    **{"W": "nμmkMGTP", "Wh": "mkMGTP", "Wp": "kMGT", "We": "kMGT", "Wth": "kMGT", "Wdc": "kMGT", "Wac": "kMGT"},
    **{"Pa": "μmhkMGT", "bar": "mk", "A": "nμmk", "V": "nμmkM", "VA": "mkMGT", "var": "kMG", "Ah": "mkM", "Ω": "μmkMG"},
    **{
        "J": "nμmkMGTPE",
        "eV": "mkMGT",
        "N": "μmkMG",
        "N·m": "mkM",
        "cal": "kMG",
        "Hz": "mkMGTP",
        "F": "pnμm",
        "H": "nμm",
    },
    **{"s": "pnμm", "m": "nμmcdk", "g": "nμmckM", "L": "nμmcdhkMG", "mol": "pnμmk", "t": "kMGT", "hectare": "kM"},
    **{"Bq": "mkMGTPE", "Sv": "nμm", "Gy": "μmck", "Ci": "nμmk", "lm": "k", "lx": "k", "cd": "m", "T": "nμ", "K": "m"},
    **{
        "byte": "kMGTPEZY",
        "bit": "kMGTPE",
        "bps": "kMGTPE",
        "FLOPS": "kMGTPEZY",
        "OPS": "GTP",
        "toe": "kMG",
        "tce": "kMG",
    },
    **{"dB": "", "dBm": "", "dBA": "", "pH": "", "IU": "kM", "tkm": "kMG", "pkm": "kMG"},
}
_POWERS: Mapping[str, int] = {
    **{"p": -12, "n": -9, "μ": -6, "m": -3, "c": -2, "d": -1, "": 0, "h": 2, "k": 3},
    **{"M": 6, "G": 9, "T": 12, "P": 15, "E": 18, "Z": 21, "Y": 24},
}
# Other symbols for the same unit.
_ALIKE: Mapping[str, tuple[str, ...]] = {
    "var": ("VAr", "VAR", "Var"),
    "N·m": ("Nm", "N.m", "N•m"),
    "Ω": ("ohm",),
    "L": ("l",),
    "byte": ("B",),
    "bit": ("bit", "b"),
    "bps": ("bit/s", "b/s"),
    "FLOPS": ("FLOPs", "Flops", "flops", "FLOP/s"),
    "hectare": ("ha",),
    "OPS": ("OPs",),
}
# Prefixes and units in words: `megalitres`, `微克`. What the table of units has already takes precedence.
_PREFIX_NAMES: Mapping[str, tuple[str, str]] = {
    **{"p": ("pico", "皮"), "n": ("nano", "纳"), "μ": ("micro", "微"), "m": ("milli", "毫"), "c": ("centi", "厘")},
    **{"d": ("deci", "分"), "h": ("hecto", "百"), "k": ("kilo", "千"), "M": ("mega", "兆"), "G": ("giga", "吉")},
    **{"T": ("tera", "太"), "P": ("peta", "拍"), "E": ("exa", "艾"), "Z": ("zetta", "泽"), "Y": ("yotta", "尧")},
}
_UNIT_NAMES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    **{"W": (("watt",), ("瓦",)), "V": (("volt",), ("伏", "伏特")), "A": (("amp", "ampere"), ("安", "安培"))},
    **{"Ω": (("ohm",), ("欧", "欧姆")), "F": (("farad",), ("法拉",)), "J": (("joule",), ("焦", "焦耳"))},
    **{"N": (("newton",), ("牛顿",)), "Pa": (("pascal",), ("帕", "帕斯卡")), "bar": (("bar",), ("巴",))},
    **{"L": (("litre", "liter"), ("升",)), "g": (("gram", "gramme"), ("克",)), "m": (("metre", "meter"), ("米",))},
    **{"t": (("tonne", "ton"), ()), "s": (("second",), ("秒",)), "mol": (("mole",), ("摩尔",))},
    **{"bit": (("bit",), ("比特",)), "byte": (("byte",), ("字节",)), "eV": (("electronvolt",), ("电子伏",))},
    **{"Bq": (("becquerel",), ("贝克勒尔", "贝可")), "Sv": (("sievert",), ("西弗",)), "Gy": (("gray",), ("戈瑞",))},
    **{"cal": (("calorie",), ()), "FLOPS": (("flop",), ()), "Hz": (("hertz",), ("赫", "赫兹"))},
}
HANZI_UNITS: Mapping[str, str] = {
    _PREFIX_NAMES[prefix][1] + name: prefix + unit
    for unit, (_, names) in _UNIT_NAMES.items()
    for prefix in _PREFIXED[unit]
    for name in names
    # 千 and 百 before a unit are parsed as scales.
    if prefix not in "kh"
}
# Prefix and unit together would be another word, abbreviation or name.
_NO_UNITS = frozenset(["PA", "MA", "GA", "us", "um", "pg", "dm", "dg", "MT", "GT", "TT", "PT", "Pt", "We", "Ga"])

# Rates written as one word: the unit, and the denominator.
RATES: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(("tpa", "tpy", "TPA"), ("t", "year")),
    **dict.fromkeys(("ktpa", "Ktpa", "KTPA", "ktpy", "kta"), ("kt", "year")),
    **dict.fromkeys(("mtpa", "Mtpa", "MTPA", "mtpy", "mmtpa", "MMtpa", "MMTPA", "Mta"), ("Mt", "year")),
    **dict.fromkeys(("tpd", "TPD"), ("t", "day")),
    **dict.fromkeys(("tph", "TPH"), ("t", "hour")),
    **dict.fromkeys(("boepd", "BOEPD"), ("boe", "day")),
    **dict.fromkeys(("kboepd", "mboepd", "Mboepd", "MBOEPD", "mboed", "kboed"), ("kboe", "day")),
    **dict.fromkeys(("mmboepd", "MMboepd", "mmboed"), ("MMboe", "day")),
    **dict.fromkeys(("mcfd", "Mcfd", "MCFD", "mcfpd", "mscfd"), ("Mcf", "day")),
    **dict.fromkeys(("mmcfd", "MMcfd", "MMCFD", "mmcfpd", "mmscfd", "MMscfd"), ("MMcf", "day")),
    **dict.fromkeys(("bcfd", "Bcfd", "BCFD"), ("Bcf", "day")),
    "bopd": ("bbl", "day"),
    "bwpd": ("bbl", "day"),
    "bcma": ("bcm", "year"),
}


def _named() -> Iterator[tuple[str, str, str]]:
    """Each English name of a prefixed unit, with the prefix and the unit."""
    for unit, (names, _) in _UNIT_NAMES.items():
        for prefix in _PREFIXED[unit]:
            for name in (_PREFIX_NAMES[prefix][0] + name + plural for name in names for plural in ("", "s")):
                yield from ((name, prefix, unit), (name.capitalize(), prefix, unit))


@cache
def prefixed() -> Mapping[str, tuple[str, str, int]]:
    """Maps each spelling of a prefixed unit to its canonical spelling, its unit and its power of ten."""
    named = {name: (prefix + unit, unit, _POWERS[prefix]) for name, prefix, unit in _named()}
    return named | {
        printed + spelling: (prefix + unit, unit, _POWERS[prefix])
        for unit, prefixes in _PREFIXED.items()
        for prefix in ["", *prefixes]
        for printed in ({"k": "kK", "μ": "μµu"}.get(prefix, prefix) or [""])
        for spelling in (unit, *_ALIKE.get(unit, ()))
        if len(printed + spelling) > 1 and printed + spelling not in _NO_UNITS
    }


def is_unit_of_measurement(name: str) -> bool:
    """Whether a canonical name is a unit of measurement, and not a currency, a ratio or a duration."""
    return (name in UNITS or name in prefixed()) and name not in DURATIONS | RATIOS
