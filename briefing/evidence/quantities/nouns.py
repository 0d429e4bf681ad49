"""Nouns: what a number counts, and what an amount is per: `640 robots`, `$3 per share`, `每吨700元`.

A noun is recognised only if it is certain: it is in a table, and follows a bare number with at most two adjectives
between. Synonyms (`outlets`, `shops`) share a name; words that may stand for anything (`units`, `people`) have an
empty one, so that a faithful restatement is never taken for a count of something else.
"""

from collections.abc import Mapping

from briefing import lazy_re

# By name, the plural nouns for what is counted; those with an empty name do not say what they count.
_COUNTED: Mapping[str, str] = {
    "": "units people points models items pieces things sites locations projects times names cases others persons",
    "store": "stores outlets shops branches showrooms restaurants supermarkets pharmacies boutiques",
    "vehicle": "vehicles cars automobiles autos trucks lorries buses vans sedans suvs evs nevs bevs phevs taxis robotaxis",
    "employee": "employees staff workers engineers researchers jobs personnel staffers technicians developers",
    "customer": "customers users subscribers clients members accounts consumers",
    "household": "households homes dwellings houses apartments flats families",
    "shareholder": "shareholders stockholders investors",
    "share": "shares stocks adss adrs",
    "company": "companies firms businesses enterprises corporations",
    "supplier": "suppliers vendors",
    "merchant": "merchants dealers retailers sellers",
    "country": "countries nations",
    "city": "cities towns",
    "phone": "phones smartphones handsets",
    "robot": "robots humanoids",
    "drone": "drones",
    "wafer": "wafers",
    "seat": "seats",
    "room": "rooms keys",
    "bed": "beds",
    "patient": "patients",
    "student": "students pupils",
    "analyst": "analysts",
    "respondent": "respondents",
    "driver": "drivers",
    "passenger": "passengers",
    "station": "stations",
    "charger": "chargers",
    "patent": "patents",
    "order": "orders",
    "ship": "ships vessels tankers",
    "aircraft": "aircraft planes jets airliners",
    "turbine": "turbines",
    "satellite": "satellites",
    "plant": "plants factories",
    "mine": "mines",
    "well": "wells",
    "school": "schools",
    "hospital": "hospitals",
    "hotel": "hotels",
    "device": "devices",
    "tablet": "tablets",
    "television": "televisions tvs",
    "server": "servers",
    "chip": "chips gpus processors",
    "parcel": "parcels packages",
    "container": "containers",
    "animal": "pigs cows cattle sheep chickens",
    "dose": "doses",
    "scooter": "scooters mopeds",
    "motorcycle": "motorcycles motorbikes",
    "bicycle": "bicycles bikes ebikes",
    "tractor": "tractors",
    "engine": "engines",
    "battery": "batteries",
    "panel": "panels",
    "elevator": "elevators lifts escalators",
    "tyre": "tyres tires",
    "loan": "loans mortgages",
    "policy": "policies",
    "transaction": "transactions payments",
    "flight": "flights",
    "trip": "trips rides journeys",
    "download": "downloads installs",
    "doctor": "doctors physicians",
    "nurse": "nurses",
    "teacher": "teachers",
    "ticket": "tickets",
    "book": "books titles",
    "film": "films movies",
    "song": "songs tracks",
    "farm": "farms",
    "village": "villages",
}
_NAME_OF = {word: name for name, words in _COUNTED.items() for word in words.split()}
NOUNS = frozenset(
    [
        "stores",
        "outlets",
        "units",
        "vehicles",
        "cars",
        "people",
        "employees",
        "staff",
        "engineers",
        "shops",
        "branches",
        "customers",
        "users",
        "points",
        "stations",
        "patents",
        "companies",
        "cities",
        "shares",
        "households",
        "homes",
        "jobs",
        "workers",
        "suppliers",
        "dealers",
        "orders",
        "restaurants",
        "trucks",
        "buses",
        "robots",
        "devices",
        "phones",
        "handsets",
        "wafers",
        "seats",
        "rooms",
        "members",
        "analysts",
        "investors",
        "respondents",
        "models",
        "merchants",
        "drivers",
        "researchers",
        "showrooms",
    ]
)
"""Nouns before which four digits are a count, and not a year as in `2024 accounts`."""

_CHINESE: Mapping[str, str] = {
    **dict.fromkeys(("辆", "汽车", "新车", "乘用车"), "vehicle"),
    **dict.fromkeys(("家门店", "家店", "门店"), "store"),
    **dict.fromkeys(("名员工", "员工", "名工人", "名工程师"), "employee"),
    **dict.fromkeys(("家公司", "家企业"), "company"),
    **dict.fromkeys(("名股东", "户股东"), "shareholder"),
    **dict.fromkeys(("台机器人", "机器人"), "robot"),
    **dict.fromkeys(("部手机", "台手机", "手机"), "phone"),
    **dict.fromkeys(("个国家", "国家"), "country"),
    **dict.fromkeys(("个城市", "座城市"), "city"),
    **dict.fromkeys(("名用户", "个用户", "用户"), "customer"),
    **dict.fromkeys(("架飞机",), "aircraft"),
    **dict.fromkeys(("艘船",), "ship"),
}
_CHINESE_LENGTHS = (4, 3, 2, 1)
# After any of these words, a noun is not what the number counts: `640 in stores`, `640 of the cars`.
_STOPS = frozenset(
    [
        "in",
        "of",
        "at",
        "by",
        "from",
        "to",
        "on",
        "for",
        "and",
        "or",
        "with",
        "as",
        "than",
        "over",
        "under",
        "per",
        "a",
        "an",
        "the",
        "that",
        "which",
        "who",
        "is",
        "are",
        "was",
        "were",
        "has",
        "have",
        "had",
        "will",
        "would",
        "this",
        "these",
        "its",
        "their",
        "into",
        "across",
        "among",
        "versus",
        "up",
        "down",
        "after",
        "before",
        "since",
        "during",
        "out",
        "while",
        "but",
    ]
)
MAX_NOUN_WORDS = 3
"""How many words after a number are examined: a noun with two adjectives."""
_WORD = lazy_re.compile(r"[ \n]([A-Za-z][A-Za-z-]*)(?![0-9])")


def counted(text: str, end: int) -> str:
    """The name of what the number that ends at an offset counts; empty if it is not certain."""
    return _counted(text, end) or ""


def is_count(text: str, end: int) -> bool:
    """Whether the number that ends at an offset counts the noun that follows, `people` and `units` included."""
    return _counted(text, end) is not None


def _counted(text: str, end: int) -> str | None:
    if text[end : end + 1] > "\u3000":
        chars = (text[end : end + length] for length in _CHINESE_LENGTHS)
        return next((_CHINESE[char] for char in chars if char in _CHINESE), None)
    for _ in range(MAX_NOUN_WORDS):
        word = _WORD.match(text, end)
        if not word or word[1] in _STOPS:
            return None
        if (name := _NAME_OF.get(word[1].lower())) is not None:
            return name
        end = word.end()
    return None


# --- Denominators -----------------------------------------------------------------------------------------------------

# Synonyms in denominators, by their canonical names.
_SAME: Mapping[str, str] = {
    **dict.fromkeys(("head", "capita", "people", "人", "employee", "worker"), "person"),
    **dict.fromkeys(("annum", "年", "yr", "y", "a"), "year"),
    **dict.fromkeys(("股", "shr", "sh", "shares", "stock"), "share"),
    **dict.fromkeys(("辆", "car", "cars", "车", "台车"), "vehicle"),
    **dict.fromkeys(("d", "日", "天"), "day"),
    **dict.fromkeys(("h", "hr", "小时"), "hour"),
    **dict.fromkeys(("m", "mo", "mth", "月", "个月"), "month"),
    **dict.fromkeys(("w", "瓦"), "W"),
    **dict.fromkeys(("度",), "kWh"),
    **dict.fromkeys(("户",), "household"),
    **dict.fromkeys(("片",), "wafer"),
    **dict.fromkeys(("件", "个", "只", "块", "套", "台", "部", "piece", "pc", "pcs", "item"), "unit"),
    **dict.fromkeys(("张", "份", "手"), "contract"),
    **dict.fromkeys(("times",), "time"),
}
_NO_SINGULAR = ("ss", "us", "is", "as")


def singular(noun: str) -> str:
    """The canonical name of a noun in a denominator: `share` for `shares`, `person` for `head`; `ADS` is unchanged."""
    plain = noun if noun.isupper() and len(noun) > 1 else noun.lower()
    if plain in _SAME:
        return _SAME[plain]
    if plain.islower() and len(plain) > 3 and plain.endswith("s") and not plain.endswith(_NO_SINGULAR):
        plain = plain.removesuffix("ies") + "y" if plain.endswith("ies") else plain.removesuffix("s")
    return _SAME.get(plain, plain)


def is_known(noun: str) -> bool:
    """Whether a noun is in these tables, as a singular or a canonical name."""
    return singular(noun) in _KNOWN or noun.lower() + "s" in _NAME_OF


_KNOWN = frozenset({*_NAME_OF.values(), *_SAME.values(), "ADS", "ADR"})


def noun_continues(text: str, end: int) -> bool:
    """Whether the next word may belong to the same noun phrase: `per blue | widget`."""
    following = _WORD.match(text, end)
    return following is not None and following[1] not in _STOPS
