"""Normalizes the entries that tools write to CSL-JSON, a tree to a tree that keeps the spans of all values.

Harmless differences are corrected silently: a key in another letter case, a URL in another
spelling, a list of one value. A tool's own keys are left out and counted; they may contain
private data, such as paths of its user. Whatever looks like a misspelling is left unchanged,
so that the record decoder reports it.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cache
from typing import Final
from urllib.parse import unquote

import msgspec
from msgspec import Struct

from briefing import lazy_re
from briefing.model import Custom
from briefing.model.diagnostics import Diagnostic, Rule, Severity, Span
from briefing.model.suggestions import did_you_mean
from briefing.notes.bibliography.csl import (
    DATES,
    FIELDS,
    MARKED_UP,
    NAME_PARTS,
    NAMES,
    OF_A_CITATION,
    VARIABLES,
    source_type,
    variable,
)
from briefing.notes.records import Entry, Fields, Items, Leaf, Tree

_METADATA: Final = frozenset({"nocite", "title", "author", "date", "lang", "bibliography", "csl", "link-citations"})
"""Keys that Pandoc writes next to the sources, even if there are no sources."""

_OUR_CUSTOM_KEYS: Final = frozenset(field.encode_name for field in msgspec.structs.fields(Custom))
_MIN_SIMILARITY: Final = 0.8
"""The similarity from which on a key counts as a misspelt CSL key rather than as another tool's."""

_DEFAULT_TYPE: Final = "document"


class Entries(Struct, frozen=True):
    """The entries of a file in the shape of CSL-JSON, and the findings about their keys and values."""

    entries: tuple[Tree, ...]
    foreign: Mapping[str, tuple[Span, ...]]
    """The spans of other tools' keys, by key."""
    missing: Mapping[str, tuple[Span, ...]]
    """The spans of the entries that lack a key which they should have, by key."""
    unfit: Mapping[str, tuple[Span, ...]]
    """The spans of values that are not URLs and were moved to the remarks, by key."""

    def problems(self) -> Iterator[Diagnostic]:
        """One warning for each key that is ignored, and one for all entries without a type."""
        for name, spans in self.foreign.items():
            entries = f", in {len(spans)} entries" if len(spans) > 1 else ""
            message = f"`{name}` is not a CSL variable and is not read{entries}"
            yield Diagnostic(
                Rule.UNKNOWN_KEY,
                message,
                spans[0],
                "put it under `custom:`"
                if name in _OUR_CUSTOM_KEYS
                else "delete it, or leave it to the tool that wrote it",
                Severity.WARNING,
            )
        for name, spans in self.missing.items():
            message = f"{len(spans)} sources have no `{name}`" if len(spans) > 1 else f"a source has no `{name}`"
            yield Diagnostic(Rule.MISSING_KEY, message, spans[0], _HINTS[name], Severity.WARNING)
        for name, spans in self.unfit.items():
            several = f"{len(spans)} sources have" if len(spans) > 1 else "a source has"
            message = f"{several} a `{name}` that is not one, and is kept as a remark"
            yield Diagnostic(Rule.INVALID_VALUE, message, spans[0], _HINTS[name], Severity.WARNING)


_HINTS: Final = {
    "type": "write report, article-newspaper, webpage, book, dataset or another CSL type",
    "title": "write what readers look it up by",
    "DOI": "write it as 10.1234/abc",
    "URL": "write the whole address: https://example.org/report",
}


class _Collected:
    """Findings over all entries of a file, each of which is reported only once."""

    def __init__(self, lenient: bool) -> None:
        self.lenient = lenient
        """Whether a tool wrote the file: then nothing in it is a misspelling, and its texts are not Markdown."""
        self.foreign: dict[str, list[Span]] = {}
        self.missing: dict[str, list[Span]] = {}
        self.unfit: dict[str, list[Span]] = {}


def normalized(trees: Iterable[Tree], *, lenient: bool = False) -> Entries:
    """Normalize the entries of any tool to CSL.

    With `lenient`, for files that tools write and nobody edits, nothing is taken for a misspelling.
    """
    collected = _Collected(lenient)
    entries = tuple(_entry(tree, collected) if isinstance(tree, Fields) else tree for tree in trees)
    return Entries(
        entries,
        *(
            {name: tuple(at) for name, at in of.items()}
            for of in (collected.foreign, collected.missing, collected.unfit)
        ),
    )


def listed(tree: Tree | None) -> tuple[Tree, ...] | None:
    """The entries of a file: its list, that under `references:` or `items:`, or a single entry; None if it has none."""
    if isinstance(tree, Items):
        return tree.items
    if isinstance(tree, Fields):
        for name in ("references", "items"):
            found = tree.entries.get(name)
            if found and isinstance(found.value, Items):
                return found.value.items
        if tree.entries and tree.entries.keys() <= _METADATA and "nocite" in tree.entries:
            return ()
        if {"id", "type"} <= tree.entries.keys():
            return (tree,)
    return None


def is_supplement(tree: Tree) -> bool:
    """Whether an entry only supplements a source in another file: it has just `id` and `custom`."""
    return isinstance(tree, Fields) and tree.entries.keys() == {"id", "custom"}


# --- one entry ------------------------------------------------------------------------


def _entry(tree: Fields, collected: _Collected) -> Fields:
    found: dict[str, Entry] = {}
    for name, entry in tree.entries.items():
        known = variable(name)
        if known and (known not in found or name == known):
            found[known] = Entry(entry.key, _value(known, entry.value, collected))
        elif not known and not collected.lenient and _is_misspelt(name):
            found[name] = entry
        elif not known and name not in OF_A_CITATION:
            collected.foreign.setdefault(name, []).append(entry.key)
    if _ITEM_URI.match(_text(found.get("id"))) and _text(found.get("citation-key")):
        found["id"] = Entry(found["id"].key, found["citation-key"].value)
    if not is_supplement(Fields(found, tree.span)):
        _complete(found, tree, collected)
    return Fields(found, tree.span)


_ITEM_URI: Final = lazy_re.compile(r"https?://(?:www\.)?zotero\.org/")
"""The id of an item in Zotero, which differs from its citation key."""


def _complete(found: dict[str, Entry], tree: Fields, collected: _Collected) -> None:
    span = found["id"].value.span if "id" in found else tree.span
    for name in ("type", "title"):
        if _is_empty(found.get(name)) and not any(_is_misspelt(key, (name,)) for key in found):
            collected.missing.setdefault(name, []).append(span)
    if _is_empty(found.get("type")):
        found["type"] = Entry(span, Leaf(_DEFAULT_TYPE, span))
    _move_to_remarks(found, collected)


def _move_to_remarks(found: dict[str, Entry], collected: _Collected) -> None:
    """Move further URLs to the remarks, and in a tool's file invalid ones too; a URL in `DOI` becomes the URL."""
    remarks = []
    for name, form in (("DOI", _DOI), ("URL", _URL)):
        written = _text(found.get(name))
        if not written or form.fullmatch(written):
            continue
        entry = found[name]
        first, *others = _NEXT_URL.split(written)
        if name == "URL" and others and form.fullmatch(url(first)):
            found[name] = Entry(entry.key, Leaf(url(first), entry.value.span))
            remarks += others
        elif name == "DOI" and "URL" not in found and _URL.fullmatch(written):
            found["URL"] = found.pop("DOI")
        elif collected.lenient:
            remarks.append(written)
            collected.unfit.setdefault(name, []).append(found.pop(name).value.span)
    if remarks:
        note = found.get("note")
        entry = note or Entry(found["id"].key if "id" in found else found["type"].key, found["type"].value)
        words = ". ".join(filter(None, (_text(note), *remarks)))
        found["note"] = Entry(entry.key, Leaf(words, entry.value.span))


def _text(entry: Entry | None) -> str:
    return (entry.value.text or "").strip() if entry and isinstance(entry.value, Leaf) else ""


def _is_empty(entry: Entry | None) -> bool:
    return entry is None or (isinstance(entry.value, Leaf) and not (entry.value.text or "").strip())


@cache
def _is_misspelt(name: str, known: Collection[str] = VARIABLES | {"custom", "type", "id"}) -> bool:
    return name not in known and bool(did_you_mean(name, known, _MIN_SIMILARITY))


def _value(name: str, tree: Tree, collected: _Collected) -> Tree:
    if name in NAMES:
        return _names(tree)
    if name in DATES:
        return Leaf(None, tree.span) if _is_nothing(tree) else tree
    if name == "custom":
        return _custom(tree)
    if name in VARIABLES and not collected.lenient:
        tree = _mapped(_joined(tree), _unescaped_text if name in MARKED_UP else _unescaped)
    change = {"type": _type, "DOI": doi, "URL": url}.get(name)
    return _mapped(_joined(tree), change) if change else _joined(tree) if name in VARIABLES else tree


def _unescaped(text: str) -> str:
    """A text without the backslashes by which Pandoc, for which YAML texts are Markdown, escapes characters."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text) if "\\" in text else text


def _unescaped_text(text: str) -> str:
    """The same for texts with markup, in which an escaped character must stay text."""
    return re.sub(r"\\([!-)+-/:-@\\\]_`{-}])", r"\1", text) if "\\" in text else text


def _is_nothing(tree: Tree) -> bool:
    """Whether a date has no parts: `{date-parts: [[]]}`."""
    if isinstance(tree, Fields):
        return tree.entries.keys() == {"date-parts"} and _is_nothing(tree.entries["date-parts"].value)
    if isinstance(tree, Items):
        return all(map(_is_nothing, tree.items))
    return not (tree.text or "").strip()


def _type(text: str) -> str:
    return source_type(text) or text


def _mapped(tree: Tree, change: Callable[[str], str]) -> Tree:
    return Leaf(change(tree.text.strip()), tree.span) if isinstance(tree, Leaf) and tree.text else tree


def _joined(tree: Tree) -> Tree:
    """Join a list for a variable that has a single value in CSL: `ISSN: [1234-5678]`, `keyword: [tern, salt]`."""
    if isinstance(tree, Leaf):
        return Leaf(None, tree.span) if tree.text is not None and not tree.text.strip() else tree
    if isinstance(tree, Items) and all(isinstance(item, Leaf) for item in tree.items):
        words = [item.text for item in tree.items if isinstance(item, Leaf) and item.text]
        return Leaf(", ".join(words) or None, tree.span)
    return tree


def _custom(tree: Tree) -> Tree:
    """The keys under `custom` that are ours, or are probably misspelt; CSL does not define any."""
    if not isinstance(tree, Fields):
        return Leaf(None, tree.span)
    own = {
        name: entry
        for name, entry in tree.entries.items()
        if name in _OUR_CUSTOM_KEYS or did_you_mean(name, _OUR_CUSTOM_KEYS)
    }
    return Fields(own, tree.span) if own else Leaf(None, tree.span)


# --- names ------------------------------------------------------------------------------

_PARTS: Final = {part.replace("-", ""): part for part in NAME_PARTS} | {
    "name": "literal",
    **dict.fromkeys(("last", "lastname", "surname"), "family"),
    **dict.fromkeys(("first", "firstname", "forename"), "given"),
}
"""CSL's name parts, by their keys in CSL, schema.org and Zotero."""


def _names(tree: Tree) -> Tree:
    if isinstance(tree, Fields) or (isinstance(tree, Leaf) and (tree.text or "").strip()):
        tree = Items((tree,), tree.span)
    return Items(tuple(map(_name, tree.items)), tree.span) if isinstance(tree, Items) else tree


def _name(tree: Tree) -> Tree:
    """A name with CSL's keys, from the notation of any tool; a plain text is a whole name, as in Pandoc."""
    if isinstance(tree, Leaf) and tree.text:
        return Fields({"literal": Entry(tree.span, tree)}, tree.span)
    if not isinstance(tree, Fields):
        return tree
    found: dict[str, Entry] = {}
    for name, entry in tree.entries.items():
        part = _PARTS.get(re.sub("[-_ ]", "", name).casefold())
        if part in ("comma-suffix", "static-ordering"):
            found[part] = Entry(entry.key, _mapped(entry.value, _as_bool))
        elif part and isinstance(entry.value, Leaf | Items):
            found[part] = Entry(entry.key, _part(entry.value))
        elif did_you_mean(name, NAME_PARTS, _MIN_SIMILARITY):
            found[name] = entry
    if "family" in found and "given" not in found and _is_organization(tree):
        found["literal"] = found.pop("family")
    # If it has no known key, leave it to the decoder to report that.
    return Fields(found or tree.entries, tree.span)


def _part(tree: Tree) -> Tree:
    """A part of a name, which Pandoc may write as a list: `given: [Ada, M.]`."""
    if isinstance(tree, Items):
        words = " ".join(item.text for item in tree.items if isinstance(item, Leaf) and item.text)
        return Leaf(words or None, tree.span)
    return _joined(tree)


def _is_organization(tree: Fields) -> bool:
    flags = (tree.entries.get(name) for name in ("isInstitution", "is-institution"))
    return any(isinstance(e.value, Leaf) and e.value.text not in (None, "0", "false") for e in flags if e)


def _as_bool(text: str) -> str:
    return "false" if text.lower() in ("", "0", "false", "no") else "true"


# --- URLs -------------------------------------------------------------------------------

_RESOLVER: Final = lazy_re.compile(
    r"(?i:https?://[^\s/]*\bdoi\.[^\s/]+/(?=10[./])|(?:dx\.)?doi\.org/|(?:info:)?doi[:/]\s*|doi\s+)"
)
_DOI, _URL = (lazy_re.compile(FIELDS[name].type.__metadata__[0].pattern) for name in ("DOI", "URL"))
_NEXT_URL: Final = lazy_re.compile(r"(?:[;,]|(?<!\s))\s++(?=(?:https?|ftp)://)")
_BARE: Final = lazy_re.compile(r"[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}(?::[0-9]+)?(?:[/?#]\S*)?")
_SPACED: Final = lazy_re.compile(r"\s+")


def doi(text: str) -> str:
    """A DOI without the URL of its resolver, which is added again when it is shown."""
    plain = _RESOLVER.sub("", text.strip(" <>{}"), count=1)
    if plain != text and "%" in plain:
        plain = unquote(plain)
    return plain if plain.startswith(("10.", "10/")) else text


def url(text: str) -> str:
    """A URL with its scheme, and without surrounding characters."""
    text = text.strip(" <>")
    if text.startswith("//"):
        return f"https:{text}"
    if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", text) and _BARE.fullmatch(text):
        return f"https://{text}"
    if re.match("(?i:https?|ftp):", text):
        if _NEXT_URL.search(text):
            return text
        scheme, _, rest = text.partition(":")
        return f"{scheme.lower()}:{_SPACED.sub('%20', rest)}"
    return text
