"""Parses a list of names in BibTeX into CSL's name parts: `de la Cruz, Juan and {Tern plc} and others`."""

import re
from collections.abc import Iterator
from typing import Final

from briefing import lazy_re
from briefing.notes.bibliography.latex import to_text

AND: Final = lazy_re.compile(r"(?<!\s)\s++and\s+", re.IGNORECASE)
_NAME_JOINT: Final = lazy_re.compile(r"(?<!\s)\s++and\s+|;\s+", re.IGNORECASE)
"""Some people write a semicolon instead of `and`; no name contains one."""

_MAX_COMMAS: Final = 2
"""The maximal number of commas in a name: `von Last, Jr, First`."""
_GIVEN_PARTS: Final = lazy_re.compile(r"[a-z-]+\s*=.*\b(?:family|given)\s*=|(?:family|given)\s*=", re.IGNORECASE)
_PARTS: Final = {"family": "family", "given": "given", "prefix": "non-dropping-particle", "suffix": "suffix"}


def names(written: str) -> list[dict[str, str]]:
    """The parts of each name in a field, by CSL's keys."""
    return [parts for name in divided(written, _NAME_JOINT) if (parts := _parts(name.strip()))]


def divided(text: str, joint: re.Pattern[str]) -> Iterator[str]:
    """Split a text at the joints that are not within braces."""
    start = at = depth = 0
    while at < len(text):
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        match = joint.match(text, at) if not depth else None
        if match and match.end() > at:
            yield text[start:at]
            start = at = match.end()
        else:
            at += 2 if text[at] == "\\" else 1
    yield text[start:]


def _parts(name: str) -> dict[str, str]:
    if not name:
        return {}
    if name.lower() == "others":
        return {"literal": "others"}
    if name.startswith("{") and _is_one_group(name):
        return {"literal": _plain(name)}
    if _GIVEN_PARTS.match(name):
        return _parse_extended_form(name)
    pieces = [piece.strip() for piece in divided(name, re.compile(","))]
    if len(pieces) == 1:
        return _parse_reading_order(pieces[0])
    return _parse_comma_form(pieces) if len(pieces) <= _MAX_COMMAS + 1 else {"literal": _plain(name)}


def _parse_comma_form(pieces: list[str]) -> dict[str, str]:
    """The parts of a name with commas: `de la Cruz, Juan`, `Roe, Jr., Al`."""
    particle, family = _particle(_words(pieces[0]))
    found = {"family": family, "non-dropping-particle": particle, "given": _plain(pieces[-1])}
    if len(pieces) > 2:
        found["suffix"] = _plain(pieces[1])
    return {part: text for part, text in found.items() if text}


def _parse_extended_form(name: str) -> dict[str, str]:
    """The parts of a name in BibLaTeX's extended format: `family=Cruz, given=Juan, prefix=de la`."""
    found = {}
    for piece in divided(name, re.compile(",")):
        part, _, text = piece.partition("=")
        if part.strip().lower() in _PARTS:
            found[_PARTS[part.strip().lower()]] = _plain(text.strip().strip('"'))
    return found


def _parse_reading_order(name: str) -> dict[str, str]:
    """The parts of `Juan de la Cruz`: the family name begins at the first lower-case word, or is the last word."""
    words = _words(name)
    if len(words) == 1:
        return {"family": _plain(words[0])} if not words[0].startswith("{") else {"literal": _plain(words[0])}
    first = next((at for at, word in enumerate(words[:-1]) if at and _is_lower_case(word)), len(words) - 1)
    particle, family = _particle(words[first:])
    found = {"family": family, "non-dropping-particle": particle, "given": _plain(" ".join(words[:first]))}
    return {part: text for part, text in found.items() if text}


def _particle(words: list[str]) -> tuple[str, str]:
    """The lower-case words before a family name, and the family name."""
    last = max((at for at, word in enumerate(words[:-1]) if _is_lower_case(word)), default=-1)
    if words and not _is_lower_case(words[0]):
        last = -1
    return _plain(" ".join(words[: last + 1])), _plain(" ".join(words[last + 1 :]))


def _words(text: str) -> list[str]:
    return [word for word in divided(text, re.compile(r"[\s~]+")) if word]


def _is_lower_case(word: str) -> bool:
    letter = re.search(r"[^\W\d_]", to_text(word)) if not word.startswith("{") or word.startswith("{\\") else None
    return bool(letter and letter.group().islower())


def _is_one_group(name: str) -> bool:
    depth = 0
    for at, char in enumerate(name):
        depth += {"{": 1, "}": -1}.get(char, 0)
        if not depth:
            return at == len(name) - 1 and not name.startswith("{\\")
    return False


def _plain(text: str) -> str:
    return " ".join(to_text(text).split())
