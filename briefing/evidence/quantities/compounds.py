"""Compound units: `/MWh`, `per share`, `a barrel`, `of CO2`, and units that no table lists.

Money, rates and counts keep their unit and get a denominator. A physical unit over another is a unit of its own
(`g/kWh`), except over a time, which reports often leave out (`5 GW a year`). A token shaped like a unit (`tXq`,
`foo/MWh`, lower-case letters without a vowel) is taken as a unit verbatim, so that two of them compare as strings.
Words and abbreviations never are, since a false unit would make a correct number fail.
"""

import re
from collections.abc import Iterator, Mapping

import msgspec

from briefing import lazy_re
from briefing.evidence.quantities import measures
from briefing.evidence.quantities.currency_marks import BEHIND, LIKE_MARK, parse_mark
from briefing.evidence.quantities.normalization import is_hanzi
from briefing.evidence.quantities.nouns import MAX_NOUN_WORDS, is_known, noun_continues, singular
from briefing.evidence.quantities.spellings import DURATIONS, MONEY, RATIOS, SCALES
from briefing.evidence.quantities.units import RATES


class Unit(msgspec.Struct, frozen=True):
    """A printed unit with its scale, denominator and noun."""

    end: int
    name: str
    """Canonical; as printed if no table lists it; empty for a count."""
    shift: int = 0
    """The power of ten of the unit itself, such as -2 for cents."""
    per: str = ""
    noun: str = ""


# --- Units that no table lists ----------------------------------------------------------------------------------------

_NO_UNITS = frozenset(
    [
        "mRNA",
        "mRNAs",
        "tRNA",
        "gRNA",
        "cDNA",
        "ctDNA",
        "mAb",
        "mAbs",
        "mTLS",
        "cGMP",
        "kNN",
        "gRPC",
        "mCRPC",
        "nCoV",
        "hCG",
        "hERG",
        "macOS",
        "tvOS",
        "dApp",
        "dApps",
        "and/or",
        "either/or",
        "y/y",
        "q/q",
        "m/m",
        "w/w",
        "d/d",
        "h/h",
    ]
)
# Ordinary words, to reject most of what follows a number cheaply.
_PLAIN_WORD = lazy_re.compile(r"[A-Z]?[b-df-hj-np-tv-z]*[aeiouy][a-z-]*(?![A-Za-z0-9/µμΩ²³·])|[^A-Za-zµμΩ]")
_MIXED = lazy_re.compile(
    "(?:[kmnpcdhgtµμ]|kg|[kMGT]t|[kMGT]W)[A-Z][A-Za-z]{0,2}[0-9]?[a-z]{0,2}[²³]?(?![A-Za-z0-9/'-])(?<![A-Z]s)"
)
_RAISED = lazy_re.compile(
    r"[A-Za-zµμΩ·]{1,6}[²³](?![A-Za-z0-9])|[A-Za-zµμΩ]{1,4}(?:·[A-Za-zµμΩ²³]{1,4})+(?![A-Za-z0-9])|[A-Za-z]{1,4}/\([A-Za-z·²³]{2,9}\)"
)
_SLASHED = lazy_re.compile("([A-Za-z0-9µμΩ°²³·]{1,10})/([A-Za-zµμ²³]{1,10})(?![A-Za-z0-9/])")
# Apart from abbreviations, no English word is without a vowel.
_CONSONANTS = lazy_re.compile(
    "(?!(?:vs|pts?|pcs?|qtrs?|mgmt|mfg|mths|ppl|ltd|plc|[dm]rs?|msrp|st|nd|rd|th|ths|nr|np|ch|sq|vol|fwd|pm|bn|mn|tn|tb[cd]|grp|tv|bc|chg|wtd|mkt|cmp|nxt|prv)"
    "(?![A-Za-z]))[bcdfghjklmnpqrstvwxz]{1,4}[bcdfghjklmnpqrtvwxz](?![A-Za-z0-9/'-])"
)


def unlisted(text: str, offset: int, start: int) -> Iterator[Unit]:
    """The token at `start` that is shaped like a unit, if there is one; the number before it ends at `offset`."""
    if start > offset and _PLAIN_WORD.match(text, start):
        return
    token = _MIXED.match(text, start) or _RAISED.match(text, start) or _CONSONANTS.match(text, start)
    if token and token[0] not in _NO_UNITS:
        yield Unit(token.end(), token[0].replace("µ", "μ"))
    slashed = _SLASHED.match(text, start)
    if slashed is None or slashed[0] in _NO_UNITS or slashed[1] == slashed[2] or is_known(singular(slashed[1])):
        return
    if denominator := _known(slashed[2]):
        yield Unit(slashed.end(), f"{slashed[1]}/{denominator}")


def _known(printed: str) -> str:
    """The canonical name of a whole text that is a unit of measurement, and no currency or ratio; else empty."""
    ends = measures.units(printed, 0)
    name = measures.unit(printed)[0] if len(printed) in ends else ""
    return "" if name in MONEY or name in RATIOS else name


# --- Emissions --------------------------------------------------------------------------------------------------------

_MASSES: Mapping[str, str] = {
    **{mass: mass for mass in ("mg", "g", "kg", "t", "kt", "Mt", "Gt")},
    **{"MT": "t", "MMT": "Mt", "MMt": "Mt", "mt": "t", "吨": "t"},
}
_SUBSTANCE = r" ?-?(?:of )?(?:CO2|CO₂|carbon dioxide|二氧化碳)(?P<same>[ -]?(?:eq(?:uivalents?)?|e)(?![A-Za-z])|当量)?(?![A-Za-z0-9])"
_EMISSION = lazy_re.compile(f"(?P<mass>{'|'.join(sorted(_MASSES, key=len, reverse=True))}){_SUBSTANCE}")
_EMITTED = lazy_re.compile(_SUBSTANCE)


def _emission(found: re.Match[str]) -> Unit:
    """A mass of carbon dioxide in one token: `tCO2e`, `gCO2`."""
    return Unit(found.end(), _MASSES[found["mass"]], noun="co2e" if found["same"] else "co2")


# --- Denominators -----------------------------------------------------------------------------------------------------

_JOINED: Mapping[tuple[str, str], str] = {
    **{("km", "hour"): "km/h", ("mile", "hour"): "mph"},
    **{("bbl", "day"): "bpd", ("kbbl", "day"): "kb/d", ("MMbbl", "day"): "mb/d"},
}
_OPENINGS = frozenset(" /-\n每二")
"""The characters that a denominator may start with."""
_PER = lazy_re.compile(
    r"(?: ?/ ?|[ \n-]per[ \n-]|[ \n](?:(?P<article>an?)|(?P<foreign>je|pro|par|por))[ \n]|每)(?P<many>1,?000 ?|100 ?|10 ?|(?:thousand|million|billion)\b ?)? ?"
)
_OF_WHAT = lazy_re.compile(r" of [a-z][a-z-]{2,}(?: [a-z]{3,})?(?= (?:per|an?) )")
"""The substance between a unit and its denominator: `3.2 m³ | of water | per tonne`."""
_COUNTED = lazy_re.compile(r" [a-z][a-z-]{2,}(?: [a-z]{3,}){0,2}?(?= per |(?<=s) a (?:second|minute)\b)")
"""The noun between a count and its denominator: `12,000 | requests | per second`."""
_WORD = lazy_re.compile(r"[A-Za-z]+(?![0-9])")
_NOT_A_DENOMINATOR = lazy_re.compile(
    r"[ \n](?:ago|earlier|before|later|after|prior|sooner|previously|when|that|which|on|into|to|in a row|(?:since|over)(?! \0))\b"
)
"""Words after which `a year` is a time in the past, and no denominator. In `4.7 mm a year since 2015` it is one; the
year has been replaced by zeros there."""
_EACH = frozenset(
    [
        "share",
        "head",
        "person",
        "piece",
        "pop",
        "unit",
        "vehicle",
        "car",
        "night",
        "seat",
        "user",
        "ads",
        "adr",
        "household",
    ]
)
_NEXT_AMOUNT = lazy_re.compile(rf"{LIKE_MARK} ?-?\.?[0-9]")


def _denominator(text: str, joint: re.Match[str], unit: Unit) -> tuple[str, int] | None:
    """The denominator of a unit, and the offset where it ends."""
    start, many = joint.end(), (joint["many"] or "").replace(",", "").rstrip()
    if _NEXT_AMOUNT.match(text, start):
        return None
    if mass := _EMISSION.match(text, start):
        return many + _MASSES[mass["mass"]], mass.end()
    for end in measures.units(text, start):
        if (name := measures.unit(text[start:end])[0]) not in RATIOS and not (
            joint["article"] and _NOT_A_DENOMINATOR.match(text, end)
        ):
            # `per pound` never means money.
            name = "lb" if name == "GBP" and text[start:end].lower() == "pound" else name
            counted = f"{many} {name}" if many.isalpha() else many + name
            return _SCALED_UNITS.get(counted, counted), end
    if many or text[start : start + 1].isdigit():
        return _counted_denominator(text, start, many)
    return None if joint["foreign"] else _noun_denominator(text, start, joint, unit)


def _counted_denominator(text: str, start: int, many: str) -> tuple[str, int] | None:
    """A denominator with a count, `per 10 shares`, or a scale alone: `per million | tokens`."""
    if many in SCALES:
        return many, start
    word = _WORD.match(text, start) if many[:1] == "1" else None
    return (f"{many} {singular(word[0])}", word.end()) if word and is_known(singular(word[0])) else None


_SCALED_UNITS: Mapping[str, str] = {
    "million Btu": "MMBtu",
    "million boe": "MMboe",
    "thousand cf": "Mcf",
    "million cf": "MMcf",
}


def _noun_denominator(text: str, start: int, joint: re.Match[str], unit: Unit) -> tuple[str, int] | None:
    """The noun in a denominator, and the offset where it ends."""
    if is_hanzi(text[start : start + 1]):
        chars = (text[start : start + length] for length in (2, 1))
        return next(((name, start + len(char)) for char in chars if (name := singular(char)) != char), None)
    word = _WORD.match(text, start)
    if word is None:
        return None
    if "/" in joint[0]:
        short = unit.name != "" and word[0] in ("d", "y", "yr", "a", "h")
        return (singular(word[0]), word.end()) if short or (unit.name in MONEY and len(word[0]) > 1) else None
    if joint["article"]:
        return (singular(word[0]), word.end()) if word[0].lower() in _EACH else None
    return None if word[0].lower() in ("cent", "se", "mille") else _noun_after_per(text, word)


_NEXT_WORD = lazy_re.compile(r"[ \n-]([A-Za-z]+)(?![0-9])")


def _noun_after_per(text: str, first: re.Match[str]) -> tuple[str, int] | None:
    """The noun after `per`, without adjectives, and where it ends: `per diluted share`, `per installed watt`.

    A word that is in no table is accepted only if no other word follows it.
    """
    name, start, end = first[0], first.start(), first.end()
    for _ in range(MAX_NOUN_WORDS):
        if ends := measures.units(text, start):
            return measures.unit(text[start : ends[0]])[0], ends[0]
        if is_known(name):
            return singular(name), end
        following = _NEXT_WORD.match(text, end) if noun_continues(text, end) else None
        if following is None:
            break
        name, start, end = following[1], following.start(1), following.end()
    return None if noun_continues(text, first.end()) else (singular(first[0]), first.end())


def joined_unit(unit: str, denominator: str) -> str:
    """The unit that one is over another, if it has a name: `km/h`; `8 TB per second` is 8 TB/s."""
    a_second = _known(f"{unit}/s") if denominator == "second" else ""
    return _JOINED.get((unit, denominator)) or a_second


def _over(unit: Unit, denominator: str, end: int, slash: bool) -> Unit:
    """A unit over another. The amount ends before words such as `per share`, since markup may end there."""
    joined = joined_unit(unit.name, denominator)
    physical = unit.name != "" and unit.name not in MONEY and unit.name not in RATIOS and unit.name not in DURATIONS
    if joined or (physical and denominator not in DURATIONS and _known(denominator.lstrip("0123456789"))):
        return msgspec.structs.replace(unit, name=joined or f"{unit.name}/{denominator}", end=end)
    return msgspec.structs.replace(unit, per=denominator, end=end if slash else unit.end)


def with_denominator(text: str, unit: Unit) -> Unit:
    """A unit (which may be empty) with the substance and the denominator that follow it."""
    offset = unit.end
    if text[offset : offset + 1] not in _OPENINGS:
        return unit
    if not unit.noun and unit.name in _MASSES and (emitted := _EMITTED.match(text, offset)):
        offset, unit = emitted.end(), msgspec.structs.replace(unit, noun="co2e" if emitted["same"] else "co2")
    elif of_what := (_OF_WHAT if unit.name else _COUNTED).match(text, offset):
        offset = of_what.end()
    joint = None if unit.per else _PER.match(text, offset)
    found = _denominator(text, joint, unit) if joint else None
    if joint is None or found is None:
        return unit
    denominator, end = found
    # `9/m` after a bare number may be anything: a date, a name, a score.
    slash = joint[0].strip() == "/"
    loose = not unit.name and slash and len(text[joint.end() : end]) < 3 and text[end - 1].isascii()
    return unit if loose else _over(unit, denominator, end, slash)


# --- Everything after a number ----------------------------------------------------------------------------------------


def _listed(printed: str, end: int) -> Unit:
    """A listed unit that ends at an offset."""
    name, shift = measures.unit(printed)
    return Unit(end, name, shift, RATES[printed][1] if printed in RATES else "")


def units(text: str, offset: int, start: int) -> Iterator[Unit]:
    """Candidates for the unit at `start` after a number that ends at `offset`, the most likely first."""
    if text[start] in "mgktMG吨" and (emission := _EMISSION.match(text, start)):
        yield _emission(emission)
    if text[start] in "MmkKTB" and (broker := BEHIND.match(text, start)):
        behind = parse_mark(broker[0].replace(" ", ""))
        yield Unit(broker.end(), behind.code, behind.power)
    for end in measures.units(text, start):
        yield _listed(text[start:end], end)
    yield from unlisted(text, offset, start)
