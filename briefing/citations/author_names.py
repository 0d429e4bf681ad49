"""Splits the authors of a note, written as plain text, into the name parts of CSL.

Exported records need family and given names. A wrong split is worse than none: so
whatever may be the name of an organisation, or is in an East Asian script, is kept
whole as a `literal`. The tests are lists of words and letters, not a statistical model.
"""

from typing import Final

from briefing import lazy_re
from briefing.citations.references import script_of
from briefing.model import Name

_ORGANIZATION_WORDS: Final = {
    "advisers", "advisors", "agency", "association", "authority", "bank", "board", "bureau", "capital", "center",
    "centre", "co", "college", "commission", "committee", "company", "consulting", "corp", "corporation", "council",
    "department", "desk", "division", "editors", "equities", "foundation", "fund", "gmbh", "group", "holding",
    "holdings", "inc", "initiative", "institute", "investments", "laboratory", "labs", "limited", "llc", "llp", "ltd",
    "management", "markets", "media", "ministry", "network", "news", "office", "organisation", "organization",
    "partners", "plc", "press", "project", "publishers", "publishing", "research", "securities", "service", "services",
    "society", "solutions", "staff", "strategy", "studio", "team", "trust", "union", "university", "ventures", "wealth",
}  # fmt: skip
_CONNECTIVES: Final = {"and", "&", "of", "for", "the", "at", "on", "in", "und", "et"}
"""Words that occur in names of organisations, but not of persons."""

_TITLES: Final = {"dr", "prof", "professor", "mr", "mrs", "ms", "miss", "mx", "sir", "dame", "lord", "lady", "ing"}
_POST_NOMINALS: Final = {
    "cfa", "cpa", "caia", "frm", "cfp", "phd", "md", "mba", "ma", "ba", "msc", "bsc", "llm", "jd", "esq", "acca", "aca",
    "fca", "fcca", "cma", "dphil", "mphil", "obe", "mbe", "cbe", "frs",
}  # fmt: skip
"""Post-nominal letters, which are not part of a name."""

_SUFFIXES: Final = {"jr", "sr", "ii", "iii", "iv"}
_PARTICLES: Final = {
    "de", "del", "della", "der", "den", "des", "di", "da", "dos", "du", "la", "le", "van", "von", "zu", "zur", "ten",
    "ter", "bin", "ibn", "al", "el",
}  # fmt: skip
_WORD: Final = lazy_re.compile(r"[^\W\d_](?:[^\W\d_]|[.'’‐-])*")
"""A word of a person's name, unlike `S&P`, `3i` and `(Tern`."""
_MAX_CJK_NAME: Final = 4
"""The maximal length of a Chinese, Japanese or Korean person's name."""


def as_name(written: str) -> Name:
    """Split an author's name into parts: `Ada Lund`, `Lund, Ada`, `Dr. Ida Gale, CFA`.

    A name that may be an organisation's, or is in Chinese, Japanese or Korean, stays whole.
    """
    pieces = [piece.strip() for piece in written.split(",")]
    while len(pieces) > 1 and _all_among(pieces[-1].split(), _POST_NOMINALS):
        pieces.pop()
    suffix = pieces.pop() if len(pieces) > 1 and _folded(pieces[-1]) in _SUFFIXES else ""
    words = " ".join(pieces).split()
    if script_of(written) or len(words) < 2 or len(pieces) > 2 or _may_be_organization(words):
        return Name(literal=" ".join(written.split()))
    if len(pieces) == 2:
        return Name(family=pieces[0], given=_without_titles(pieces[1].split()), suffix=suffix)
    return _in_parts(_without_titles(words).split(), suffix)


def _in_parts(words: list[str], suffix: str) -> Name:
    if len(words) > 2 and not suffix and _folded(words[-1]) in _SUFFIXES:
        suffix = words.pop()
    while len(words) > 2 and words[-1].isupper() and _folded(words[-1]) in _POST_NOMINALS:
        words.pop()
    if len(words) < 2:
        return Name(literal=" ".join(words))
    first = next((at for at, word in enumerate(words) if at and word.lower() in _PARTICLES and word[0].islower()), 0)
    family = first or len(words) - 1
    return Name(family=" ".join(words[family:]), given=" ".join(words[:family]), suffix=suffix)


def _folded(word: str) -> str:
    return word.casefold().replace(".", "")


def _all_among(words: list[str], known: set[str]) -> bool:
    return bool(words) and all(_folded(word) in known for word in words)


def _without_titles(words: list[str]) -> str:
    """A name without the titles before it."""
    while len(words) > 1 and _folded(words[0]) in _TITLES:
        words = words[1:]
    return " ".join(words)


def _may_be_organization(words: list[str]) -> bool:
    """Whether a name may be an organisation's: `The briefing desk`, `Tern Capital Management`, `Bo and Co`."""
    folded = [_folded(word) for word in words]
    is_shouted = len(words) > 1 and words[-1].isupper() and len(words[-1]) > 3 and not words[0].isupper()
    return is_shouted or bool({*folded} & (_ORGANIZATION_WORDS | _CONNECTIVES)) or not all(map(_WORD.fullmatch, words))


def is_person(name: Name) -> bool:
    """Whether a name is a person's: it has parts, or is a short one in an East Asian script."""
    return not name.literal or (bool(script_of(name.literal)) and len(name.literal) <= _MAX_CJK_NAME)
