"""Converts front matter: keys of other tools are renamed to ours; others are kept in a comment, and listed."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from msgspec import Struct

from briefing import lazy_re
from briefing.notes.importing.collection import Line, Remark
from briefing.notes.records import Fields, Items, Leaf, Tree, read_tree

_FENCE: Final = lazy_re.compile(r"\A---[ \t]*\n(?P<yaml>.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S | re.M)

OURS: Final[Mapping[str, tuple[str, ...]]] = {
    "title": ("title",),
    "date": ("date", "created", "date-created", "pubdate"),
    "summary": ("summary", "description", "abstract", "excerpt", "subtitle"),
    "authors": ("authors", "author"),
    "tags": ("tags", "tag", "categories", "category", "keywords", "topics"),
    "lang": ("lang", "language"),
    "updated": ("updated", "date-modified", "last_modified_at", "lastmod", "modified"),
}
"""Our keys, each with its equivalents in other tools, the most specific first."""

_ADDRESSES: Final = ("redirect_from", "permalink")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class Front(Struct, frozen=True):
    """The front matter of a note with our keys."""

    values: Mapping[str, str | tuple[str, ...]]
    body: tuple[Line, ...]
    kept: tuple[str, ...]
    """Lines that have no equivalent, and are kept in a comment."""
    remarks: tuple[Remark, ...]
    names: tuple[str, ...] = ()
    """Other names of the note, which Obsidian calls aliases."""


def read_front(text: str, path: str) -> Front:
    """Parse a note into its front matter and its body."""
    fence = _FENCE.match(text)
    start = text.count("\n", 0, fence.end()) if fence else 0
    body = tuple(Line(number, line) for number, line in enumerate(text.split("\n")[start:], start + 1))
    if not fence:
        return Front({}, body, (), ())
    tree, faults = read_tree(fence["yaml"].replace("\t", "  "), path, 2)
    if not isinstance(tree, Fields):
        if not fence["yaml"].strip():
            return Front({}, body, (), ())
        line = faults[0].span.line if faults else 2
        remark = Remark(path, line, "the front matter cannot be read and is kept in a comment")
        return Front({}, body, tuple(fence["yaml"].split("\n")), (remark,))
    return _read(tree, text, path, body)


def _read(tree: Fields, text: str, path: str, body: tuple[Line, ...]) -> Front:
    values: dict[str, str | tuple[str, ...]] = {}
    read: set[str] = set()
    given = {name.casefold(): name for name in tree.entries}
    for ours, names in OURS.items():
        for name in (given[each] for each in names if each in given):
            found = _value(ours, tree.entries[name].value)
            if found and ours not in values:
                values[ours] = found
                read.add(name)
            elif found and ours == "tags":
                values[ours] = tuple(dict.fromkeys((*values[ours], *found)))
                read.add(name)
    if _is_draft(tree):
        values["status"] = "draft"
    read |= {"draft", "published"} | ({"status"} if values.get("status") else set())
    addresses = tuple(each for name in _ADDRESSES if name in tree.entries for each in _texts(tree.entries[name].value))
    if good := tuple(each.strip("/") for each in addresses if re.fullmatch(r"/?[\w./-]*\w[\w./-]*", each)):
        values["aliases"] = good
        read.update(_ADDRESSES)
    kept, remarks = _unconverted(tree, text, path, read)
    aliases = _texts(tree.entries["aliases"].value) if "aliases" in tree.entries else ()
    return Front(values, body, kept, remarks, aliases)


def _unconverted(tree: Fields, text: str, path: str, read: set[str]) -> tuple[tuple[str, ...], tuple[Remark, ...]]:
    """The lines of keys that were not converted, and a remark about each."""
    lines = text.split("\n")
    starts = sorted(entry.key.line for entry in tree.entries.values())
    kept: list[str] = []
    remarks: list[Remark] = []
    for name, entry in tree.entries.items():
        if name in read or _is_empty(entry.value):
            continue
        first = entry.key.line
        end = next((line for line in starts if line > first), _end(lines))
        kept += [line for line in lines[first - 1 : end - 1] if line.strip()]
        remarks.append(Remark(path, first, f"`{name}` of the front matter is not supported and is kept in a comment"))
    return tuple(kept), tuple(remarks)


def _end(lines: list[str]) -> int:
    return next((number for number, line in enumerate(lines[1:], 2) if line.rstrip() in ("---", "...")), len(lines))


def _is_empty(tree: Tree) -> bool:
    return (isinstance(tree, Leaf) and tree.text is None) or (isinstance(tree, Items) and not tree.items)


def _is_draft(tree: Fields) -> bool:
    fields = {name: entry.value.text for name, entry in tree.entries.items() if isinstance(entry.value, Leaf)}
    return fields.get("draft") == "true" or fields.get("published") == "false" or fields.get("status") == "draft"


def _value(ours: str, tree: Tree) -> str | tuple[str, ...]:
    """A value in the shape that our key requires; empty if that is impossible."""
    texts = _texts(tree)
    if ours in ("authors", "tags"):
        split = r"(?<!\s)(?:\s*+[;,]|\s++and\b)\s*" if ours == "authors" else r"(?<!\s)\s*+[,;]\s*"
        single = isinstance(tree, Leaf)
        return tuple(each for text in texts for each in (re.split(split, text) if single else [text]) if each)
    if ours in ("date", "updated"):
        day = read_day(texts[0]) if texts else None
        return day.isoformat() if day else ""
    return " ".join(texts[0].split()) if texts else ""


def _texts(tree: Tree) -> tuple[str, ...]:
    """The texts of a value: a scalar, the items of a list, or the name in a mapping."""
    if isinstance(tree, Leaf):
        return (re.sub(r"\[\[(?:[^\[\]|]*\|)?([^\[\]]*)\]\]", r"\1", tree.text),) if tree.text else ()
    if isinstance(tree, Items):
        return tuple(text for item in tree.items for text in _texts(item))
    for name in ("name", "literal", "given"):
        if name in tree.entries:
            family = _texts(tree.entries["family"].value) if "family" in tree.entries else ()
            return (" ".join((*_texts(tree.entries[name].value), *family)),)
    return ()


# --- dates ----------------------------------------------------------------------------------------


def read_day(text: str) -> date | None:
    """A date in any notation, if it is unambiguous: `2026/2/3`, `3 February 2026`, `19/01/2023`; else None."""
    for year, month, day in _readings(text.strip()):
        try:
            return date(year, month, day)
        except ValueError:
            continue
    return None


def _readings(text: str) -> Iterator[tuple[int, int, int]]:
    if found := re.match(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?![\d])", text):
        yield int(found[1]), int(found[2]), int(found[3])
    elif found := re.match(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", text):
        one, other, year = int(found[1]), int(found[2]), int(found[3])
        if one > 12 or one == other:
            yield year, other, one
        elif other > 12:
            yield year, one, other
    elif found := re.search(
        r"(?:(\d{1,2})\.?\s+)?(?<![A-Za-z])([A-Za-z]{3})[a-z]*\.?\s+(?:(\d{1,2})(?:st|nd|rd|th)?,?\s+)?(\d{4})", text
    ):
        month = found[2].lower()
        if month in _MONTHS and (found[1] or found[3]):
            yield int(found[4]), _MONTHS.index(month) + 1, int(found[1] or found[3])


def written(values: Mapping[str, str | tuple[str, ...]]) -> str:
    """Values as the text of our front matter."""
    order = ("title", "segment", "date", "summary", "authors", "tags", "lang", "updated", "aliases", "status")
    lines = [f"{name}: {_yaml(values[name])}" for name in order if values.get(name)]
    return "\n".join(("---", *lines, "---"))


def _yaml(value: str | tuple[str, ...]) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_yaml, value))}]"
    is_plain = re.fullmatch(r"[A-Za-z][\w .'/-]*\w|\d{4}-\d{2}-\d{2}", value) and value.lower() not in _WORDS
    return value if is_plain else json.dumps(value, ensure_ascii=False)


_WORDS: Final = {"true", "false", "null", "yes", "no", "on", "off"}
