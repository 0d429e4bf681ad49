"""Converts Hayagriva's YAML, the format of Typst's bibliographies, into entries of CSL-JSON.

The container of a work is its `parent`, an entry that may have a parent too.
Reference: the file format of Hayagriva 0.8.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from briefing import lazy_re
from briefing.notes.records import Entry, Fields, Items, Leaf, Tree

_TYPES: Final[Mapping[str, str]] = {
    "article": "article-journal",
    "chapter": "chapter",
    "entry": "entry-encyclopedia",
    "anthos": "chapter",
    "report": "report",
    "thesis": "thesis",
    "web": "webpage",
    "scene": "motion_picture",
    "artwork": "graphic",
    "patent": "patent",
    "case": "legal_case",
    "newspaper": "periodical",
    "legislation": "legislation",
    "manuscript": "manuscript",
    "post": "post",
    "misc": "document",
    "performance": "performance",
    "periodical": "periodical",
    "proceedings": "book",
    "book": "book",
    "blog": "webpage",
    "reference": "book",
    "conference": "event",
    "anthology": "book",
    "repository": "software",
    "thread": "post",
    "video": "motion_picture",
    "audio": "song",
    "exhibition": "event",
    "original": "document",
}
_TYPES_BY_PARENT: Final[Mapping[tuple[str, str], str]] = {
    ("article", "newspaper"): "article-newspaper",
    ("article", "blog"): "post-weblog",
    ("post", "blog"): "post-weblog",
    ("article", "web"): "webpage",
    ("article", "proceedings"): "paper-conference",
    ("article", "conference"): "paper-conference",
    ("article", "anthology"): "chapter",
    ("article", "reference"): "entry-encyclopedia",
    ("entry", "reference"): "entry-encyclopedia",
}
"""The CSL type of a work by its type and that of its parent."""

_SIMPLE_FIELDS: Final = {
    "volume": "volume",
    "volume-total": "number-of-volumes",
    "page-total": "number-of-pages",
    "page-range": "page",
    "issue": "issue",
    "edition": "edition",
    "chapter": "chapter-number",
    "genre": "genre",
    "note": "note",
    "abstract": "abstract",
    "annote": "annote",
    "language": "language",
    "archive": "archive",
    "archive-location": "archive_location",
    "call-number": "call-number",
    "runtime": "dimensions",
    "doi": "DOI",
    "isbn": "ISBN",
    "issn": "ISSN",
    "pmid": "PMID",
    "pmcid": "PMCID",
    "date": "issued",
    "title": "title",
    "publisher": "publisher",
    "organization": "publisher",
    "location": "publisher-place",
    "url": "URL",
    "serial-number": "number",
    "time-range": "note",
}
_BODY: Final = {"name": "publisher", "value": "publisher", "location": "publisher-place"}
_NESTED_FIELDS: Final = {
    "title": {"value": "title", "short": "title-short"},
    "url": {"value": "URL", "date": "accessed"},
    "publisher": _BODY,
    "organization": _BODY,
    "location": {"name": "publisher-place", "value": "publisher-place"},
    "serial-number": {**_SIMPLE_FIELDS, "serial": "number"},
}
"""Variables of fields that may be mappings: `url: {value: …, date: …}`, `serial-number: {doi: …}`."""

_OF_A_PARENT: Final = {
    "title": "container-title",
    "author": "container-author",
    "title-short": "container-title-short",
}
_OF_AN_EVENT: Final = {"title": "event-title", "publisher-place": "event-place", "issued": "event-date"}
_OF_A_SERIES: Final = {"title": "collection-title"}
"""The variables of a work that get values from a conference, and from the container of its container."""

_EVENTS: Final = frozenset({"conference", "exhibition"})
_LEGAL_TYPES: Final = frozenset({"case", "legislation", "patent"})
_BRACES: Final = lazy_re.compile(r"(?<!\\)[{}]")
"""Braces protect the case of a title's words."""
_ROLES: Final = {
    "foreword": "contributor",
    "afterword": "contributor",
    "introduction": "contributor",
    "cast": "performer",
}
_NAMES: Final = frozenset({"translator", "director", "illustrator", "producer", "composer", "narrator", "compiler"})


def is_hayagriva(tree: Tree | None) -> bool:
    """Whether a file maps keys to entries with types of Hayagriva."""
    if not isinstance(tree, Fields) or not tree.entries or "references" in tree.entries:
        return False
    entries = [entry.value for entry in tree.entries.values()]
    return all(isinstance(entry, Fields) and _text(entry, "type").lower() in _TYPES for entry in entries)


def read_hayagriva(tree: Tree) -> tuple[Tree, ...]:
    """The entries of a file of Hayagriva, as CSL-JSON."""
    entries = tree.entries if isinstance(tree, Fields) else {}
    return tuple(_entry(key, entry) for key, entry in entries.items())


def _entry(key: str, entry: Entry) -> Tree:
    work = entry.value
    if not isinstance(work, Fields):
        return work
    found = {"id": Entry(entry.key, Leaf(key, entry.key)), "type": Entry(entry.key, Leaf(_kind(work), entry.key))}
    for name, value in _values(work):
        found.setdefault(name, value)
    for parent in _parents(work):
        renamed = _renamed(parent, found)
        for name, value in _values(parent):
            found.setdefault(renamed.get(name, name), value)
    return Fields(found, work.span)


def _renamed(parent: Fields, found: Mapping[str, Entry]) -> Mapping[str, str]:
    """The variables of a work for the values of a parent, depending on those that it already has."""
    if _text(parent, "type").lower() in _EVENTS:
        return _OF_AN_EVENT
    return _OF_A_SERIES if "container-title" in found else _OF_A_PARENT


def _kind(work: Fields) -> str:
    own = _text(work, "type").lower()
    parents = [_text(parent, "type").lower() for parent in _parents(work)]
    return next(
        (_TYPES_BY_PARENT[own, parent] for parent in parents if (own, parent) in _TYPES_BY_PARENT),
        _TYPES.get(own, "document"),
    )


def _parents(work: Fields) -> Iterator[Fields]:
    """The containers of a work, the nearest first."""
    parent = work.entries["parent"].value if "parent" in work.entries else None
    for each in parent.items if isinstance(parent, Items) else (parent,):
        if isinstance(each, Fields):
            yield each
            yield from _parents(each)


def _text(work: Fields, name: str) -> str:
    entry = work.entries.get(name)
    return (entry.value.text or "") if entry and isinstance(entry.value, Leaf) else ""


def _values(work: Fields) -> Iterator[tuple[str, Entry]]:
    """The values of an entry, each with its CSL variable."""
    for name, entry in work.entries.items():
        if name in ("author", "editor"):
            yield name, Entry(entry.key, _names(entry.value))
        elif name == "affiliated":
            yield from _affiliated(entry.value, entry)
        elif name in _NESTED_FIELDS and isinstance(entry.value, Fields):
            group = entry.value.entries.items()
            yield from (
                _plain(_named(_NESTED_FIELDS[name][key], name, work), each)
                for key, each in group
                if key in _NESTED_FIELDS[name]
            )
        elif name in _SIMPLE_FIELDS:
            yield _plain(_named(_SIMPLE_FIELDS[name], name, work), entry)


def _named(variable: str, name: str, work: Fields) -> str:
    """The CSL variable; an organization is the authority of a legal work, or if there also is a publisher."""
    is_authority = "publisher" in work.entries or _text(work, "type").lower() in _LEGAL_TYPES
    return "authority" if variable == "publisher" and name == "organization" and is_authority else variable


def _plain(variable: str, entry: Entry) -> tuple[str, Entry]:
    """A value, without braces if it is a title."""
    value = entry.value
    if not isinstance(value, Leaf) or variable not in ("title", "title-short"):
        return variable, entry
    return variable, Entry(entry.key, Leaf(_BRACES.sub("", value.text or ""), value.span))


def _affiliated(value: Tree, entry: Entry) -> Iterator[tuple[str, Entry]]:
    for item in value.items if isinstance(value, Items) else (value,):
        if isinstance(item, Fields) and "names" in item.entries:
            role = _text(item, "role").lower()
            name = role if role in _NAMES else _ROLES.get(role, "contributor")
            yield name, Entry(entry.key, _names(item.entries["names"].value))


def _names(value: Tree) -> Items:
    items = value.items if isinstance(value, Items) else (value,)
    return Items(tuple(map(_name, items)), value.span)


def _name(value: Tree) -> Tree:
    """A name: `Rowling, J. K.`, a name without a comma as a whole, or a mapping of its parts."""
    if isinstance(value, Fields):
        parts = {"name": "family", "given-name": "given", "prefix": "non-dropping-particle", "suffix": "suffix"}
        found = {parts[name]: entry for name, entry in value.entries.items() if name in parts}
        return Fields(found, value.span)
    if not isinstance(value, Leaf):
        return value
    family, comma, given = (value.text or "").partition(",")
    if not comma:
        return Fields({"literal": Entry(value.span, Leaf(family.strip(), value.span))}, value.span)
    pieces = {"family": family.strip(), "given": given.strip()}
    return Fields({part: Entry(value.span, Leaf(text, value.span)) for part, text in pieces.items()}, value.span)
