"""The vocabulary of table headings: scales, filler words, counted nouns, and words that are not measures."""

from decimal import Decimal
from typing import Final

SCALES: Final = {
    word: Decimal(10) ** power
    for power, words in {
        3: "'000 '000s 000 000s 000's thousand thousands ths k 1,000 千",
        4: "10,000 万",
        5: "lakh lakhs 100,000",
        6: "m mn mln mm mio mil million millions 'm 1,000,000 百万",
        7: "crore crores cr 千万",
        8: "亿 100,000,000",
        9: "bn bln billion billions 'bn 十亿 1,000,000,000",
        12: "tn trn trillion trillions 万亿",
    }.items()
    for word in words.split()
}
BESIDE_MONEY: Final = {"b": Decimal(10) ** 9, "t": Decimal(10) ** 12}
"""Scales that are recognised only right after a currency."""

FILLING: Final = frozenset(
    [
        "in",
        "of",
        "amount",
        "amounts",
        "figures",
        "all",
        "are",
        "is",
        "stated",
        "expressed",
        "presented",
        "reported",
        "shown",
        "values",
        "value",
        "unit",
        "units",
        "and",
        "the",
        "currency",
        "unaudited",
        "audited",
        "approx",
        "approximately",
        "rounded",
        "to",
        "nearest",
        "numbers",
        "单位",
        "金额",
        "金额单位",
        "币种",
    ]
)
COUNTED: Final = frozenset(
    [
        "shares",
        "share",
        "units",
        "people",
        "persons",
        "employees",
        "customers",
        "users",
        "subscribers",
        "vehicles",
        "cars",
        "households",
        "homes",
        "股",
        "台",
        "辆",
        "人",
        "户",
        "件",
        "套",
        "部",
        "架",
        "艘",
        "个",
        "只",
        "家",
        "亩",
        "人次",
    ]
)
NO_CURRENCY: Final = frozenset(
    [
        "all",
        "top",
        "cup",
        "try",
        "pen",
        "mad",
        "sos",
        "bam",
        "cop",
        "bob",
        "ron",
        "gel",
        "mop",
        "lak",
        "won",
        "real",
        "sol",
        "point",
    ]
)
"""Names and codes of currencies that are more likely ordinary words in a heading."""

INITIALS: Final = frozenset({"L", "V", "W", "X", "BP", "MV", "PB", "PS"})
"""Unit symbols that are names if they are a whole heading or end one: `X`, `Model X`, `PB (x)`."""
