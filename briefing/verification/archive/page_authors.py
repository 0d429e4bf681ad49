"""The authors of a web page: names of persons are split into their parts, others are kept whole.

A `citation_author` and a `Person` in JSON-LD are persons. An `author` may also be an organisation: this is judged by
its words, and by the names of the page's publisher.
"""

import json
import re
from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final

from briefing import lazy_re
from briefing.citations.author_names import as_name
from briefing.model import Name

_MAX_WORDS: Final = 4
"""A name of more words without a comma is an organisation, or several persons."""
_MAX_OBJECTS: Final = 200
"""The most JSON-LD objects of a page that are examined."""
_BY: Final = lazy_re.compile(r"by\s+", re.I)
_PUBLICATIONS: Final = lazy_re.compile(
    r"(?:\w*(?:Article|Posting|Report|Page)|Book|Chapter|CreativeWork|Dataset|Thesis)$"
)
_BODIES: Final = {
    "admin", "administrator", "airlines", "analytics", "bloomberg", "bulletin", "business", "central", "chamber",
    "chronicle", "church", "club", "contributor", "contributors", "correspondent", "court", "daily", "data",
    "digital", "economist", "editor", "editorial", "energy", "european", "exchange", "express", "federal",
    "federation", "finance", "financial", "forum", "gazette", "global", "government", "guardian", "herald",
    "hospital", "independent", "industries", "insights", "insurance", "intelligence", "international", "journal",
    "library", "magazine", "marketing", "monthly", "morgan", "motors", "museum", "national", "nations",
    "newspaper", "newsroom", "observer", "online", "parliament", "party", "post", "power", "programme", "public",
    "reporter", "reserve", "reuters", "review", "sachs", "school", "secretariat", "senate", "software", "stanley",
    "statistics", "system", "systems", "technologies", "technology", "telegraph", "times", "today", "tribune",
    "tv", "united", "user", "weekly", "welle", "wire", "world", "writer", "writers",
}  # fmt: skip
"""Words in names of organisations, which are rare in names of persons."""


_META: Final = ("author", "dc.creator", "article:author")


def page_authors(
    properties: Sequence[tuple[str, str]], scripts: Sequence[str], bodies: Sequence[str]
) -> tuple[Name, ...]:
    """The authors named by `meta` elements or JSON-LD; `bodies` are the names of the site and its publisher."""
    things = [thing for script in scripts for thing in _things(script)]
    own = frozenset(map(_folded, (*bodies, *_publishers(things))))
    named = tuple(_person(name, own) for name in _values(properties, "citation_author"))
    structured = next((found for thing in things if (found := tuple(_authors(thing, own)))), ())
    plain = next(filter(None, (_values(properties, key) for key in _META)), ())
    return named or structured or tuple(maybe_person(name, own) for name in plain)


def _values(properties: Sequence[tuple[str, str]], name: str) -> tuple[str, ...]:
    """The distinct values of a property, without URLs."""
    return tuple(dict.fromkeys(content for key, content in properties if key == name and "://" not in content))


def maybe_person(written: str, own: Collection[str] = ()) -> Name:
    """A name, split into parts if it looks like a person's (`Ada Lund`, `Lund, Ada`), else whole."""
    written = " ".join(_BY.sub("", written, count=1).split()) if _BY.match(written) else " ".join(written.split())
    words = set(_folded(written).replace(",", " ").split())
    pieces = [piece.split() for piece in written.split(",")]
    # `Ada Lund, Bo Berg` names two persons.
    are_several = len(pieces) > 1 and all(len(piece) > 1 for piece in pieces[:2])
    is_long = len(pieces) == 1 and len(pieces[0]) > _MAX_WORDS
    is_small = not all(piece and piece[-1][:1].isupper() for piece in pieces) or not written[:1].isupper()
    if are_several or is_long or is_small or words & _BODIES:
        return Name(literal=written)
    return _person(written, own)


def _person(written: str, own: Collection[str]) -> Name:
    """The name of a person in parts, unless it is one of the site's own names."""
    is_own = _folded(written) in own
    return Name(literal=" ".join(written.split())) if is_own else as_name(written)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


# --- JSON-LD -----------------------------------------------------------------------------------------


def _things(script: str) -> Iterator[dict[str, Any]]:
    """The top-level objects of a JSON-LD script, and those in their graphs."""
    try:
        found = json.loads(script)
    except (ValueError, RecursionError):
        return
    for thing in (found if isinstance(found, list) else [found])[:_MAX_OBJECTS]:
        if isinstance(thing, dict):
            graph = thing.get("@graph")
            yield from (each for each in (thing, *(graph if isinstance(graph, list) else ())) if isinstance(each, dict))


def _types(thing: dict[str, Any]) -> list[str]:
    found = thing.get("@type")
    return [each for each in (found if isinstance(found, list) else [found]) if isinstance(each, str)]


def _publishers(things: Sequence[dict[str, Any]]) -> Iterator[str]:
    """The names of publishers, and of objects that are organisations."""
    for thing in things:
        publisher = thing.get("publisher")
        for each in (publisher, thing if "Organization" in " ".join(_types(thing)) else None):
            if isinstance(each, dict) and isinstance(each.get("name"), str):
                yield each["name"]


def _authors(thing: dict[str, Any], own: Collection[str]) -> Iterator[Name]:
    """The authors of a publication."""
    if not any(map(_PUBLICATIONS.match, _types(thing))):
        return
    authors = thing.get("author")
    for author in (authors if isinstance(authors, list) else [authors])[:_MAX_OBJECTS]:
        if name := _author(author, own):
            yield name


def _author(author: object, own: Collection[str]) -> Name | None:
    if isinstance(author, str):
        return maybe_person(author, own) if author.strip() and "://" not in author else None
    if not isinstance(author, dict):
        return None
    family, given, name = (_text(author.get(key)) for key in ("familyName", "givenName", "name"))
    if family and given:
        return Name(family=family, given=given)
    if not name or "://" in name:
        return None
    types = _types(author)
    if "Person" in types:
        return _person(name, own)
    return Name(literal=name) if types else maybe_person(name, own)


def _text(value: object) -> str:
    return " ".join(value.split())[:300] if isinstance(value, str) else ""
