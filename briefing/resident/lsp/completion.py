"""Completions at a cursor: keys of sources, locators, ids of figures, links, keys and values of the front matter.

Patterns over the part of the line before the cursor determine which of these is being
typed: the line is usually unfinished, so that the parsers would reject it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Any, Final

import msgspec
from msgspec import Struct

from briefing import lazy_re
from briefing.check.fixes.links import relative
from briefing.citations.references import to_plain
from briefing.model import (
    Change,
    ChangeKind,
    FigureFields,
    FigureKind,
    FrontMatter,
    GuidanceStatus,
    LocatorKind,
    OutcomeFields,
    Status,
)
from briefing.model.diagnostics import Span
from briefing.resident.lsp.desk import Desk
from briefing.resident.lsp.pages import Page
from briefing.resident.lsp.reading import has_several_pages

_MAX_ITEMS: Final = 200
_MAX_LOCATORS: Final = 60
_MAX_WORDS: Final = 12

_KEY: Final = lazy_re.compile(r"(?<![A-Za-z0-9_.@/\\])@\{?(?P<word>[^\s{}@\[\](),;]*)\Z")
_PLACE: Final = lazy_re.compile(
    r"(?<![A-Za-z0-9_.@/\\])@\{?(?P<key>[^\s{}@\[\](),;]+)\}?(?:\s*\[|,\s*)(?P<word>[^\];@]*)\Z"
)
_ID: Final = lazy_re.compile(r"\]\{[^{}]*#(?P<word>[\w-]*)\Z")
_ADDRESS: Final = lazy_re.compile(r"\]\(<?(?P<word>[^()<>\s]*)\Z")
_YAML_KEY: Final = lazy_re.compile(r"^(?P<indent>[\s-]*+)(?P<word>[\w-]*)\Z")
_FLOW_KEY: Final = lazy_re.compile(r"[{,]\s*(?P<word>[\w-]*)\Z")
_NAMED: Final = lazy_re.compile(r"(?:^[\s-]*+|[{,]\s*+)(?P<name>[\w-]++)\s*+:\s*")


class ItemKind(StrEnum):
    """The kind of an item, which editors show by an icon."""

    SOURCE = "source"
    PLACE = "place"
    FIGURE = "figure"
    NOTE = "note"
    KEY = "key"
    WORD = "word"


class Completion(Struct, frozen=True):
    """A completion, and the span that it replaces."""

    text: str
    kind: ItemKind
    span: Span
    detail: str = ""


Candidates = Iterator[tuple[str, ItemKind, str]]
"""Text, kind and detail of each item."""


def completions(desk: Desk, path: str, offset: int) -> tuple[Completion, ...]:
    """The completions at an offset."""
    page = desk.page(path)
    if page is None or not path.endswith(".md"):
        return ()
    number = page.place(offset).line
    before = page.text[page.starts[number] : offset]
    word, found = _at(desk, page, path, number, before)
    span = page.span(offset - len(word), offset)
    unique = {text: Completion(text, kind, span, detail) for text, kind, detail in found}
    return tuple(unique.values())[:_MAX_ITEMS]


def _at(desk: Desk, page: Page, path: str, number: int, before: str) -> tuple[str, Candidates]:
    if _is_front(page, number):
        return _in_front(desk, page, number, before)
    if _is_chart(page, number):
        found = re.search(r"(?<![\w-])(?P<word>[\w-]*)\Z", before)
        return found["word"] if found else "", _ids(desk)
    return _in_text(desk, path, before)


def _in_text(desk: Desk, path: str, before: str) -> tuple[str, Candidates]:
    if match := _ID.search(before):
        return match["word"], _ids(desk)
    if match := _KEY.search(before):
        return match["word"], _keys(desk, path)
    if match := _PLACE.search(before):
        return match["word"], _places(desk, match["key"])
    if match := _ADDRESS.search(before):
        return match["word"], _addresses(desk, path, match["word"])
    return "", iter(())


# --- the text -------------------------------------------------------------------------------------


def _keys(desk: Desk, path: str) -> Candidates:
    """Keys of sources, beginning with those that the note already cites."""
    view = desk.view
    name = path.removeprefix("notes/")
    mine = view.cited(name) if view.is_published(name) else ()
    for key in dict.fromkeys((*mine, *view.sources())):
        if source := view.source(key):
            yield key, ItemKind.SOURCE, " ".join(filter(None, (to_plain(source.heading), source.issued.iso)))


def _places(desk: Desk, key: str) -> Candidates:
    """Locators of a source: those that are already cited, then those in its archived text."""
    used = (item for _, found in desk.view.uses(key) for use in found.uses for item in use.locators)
    for locator in dict.fromkeys(used):
        label = _LABELS.get(locator.kind, f"{locator.kind.value} ")
        yield f"{label}{locator.numbers}", ItemKind.PLACE, "cited already"
    if (passages := desk.passages) and (text := passages.text(key)):
        by_page = has_several_pages(text)
        for paragraph in text.paragraphs[:_MAX_LOCATORS]:
            beginning = " ".join(paragraph.text.split()[:_MAX_WORDS])
            yield text.place(paragraph, by_page).partition(" (")[0], ItemKind.PLACE, beginning


_LABELS: Final = {LocatorKind.PARAGRAPH: "¶", LocatorKind.PAGE: "p. ", LocatorKind.SECTION: "§"}


def _ids(desk: Desk) -> Candidates:
    for definition in desk.figures():
        entry = definition.entry
        yield (
            entry.id,
            ItemKind.FIGURE,
            f"{entry.figure.text}: {entry.label}" + (f", {entry.period}" if entry.period else ""),
        )


def _addresses(desk: Desk, path: str, word: str) -> Candidates:
    """Link targets: notes and files, or after a `#` the headings of a note."""
    view, here = desk.view, path.removeprefix("notes/")
    page_path, has_fragment, _ = word.partition("#")
    if has_fragment:
        target = page_path and next((each for each in view.order() if relative(here, each) == page_path), "")
        for anchor in view.anchors(target or here) if target or not page_path else ():
            yield f"{page_path}#{anchor}", ItemKind.NOTE, "heading"
        return
    for each in view.paths():
        is_note = view.leads_to(each) == "note"
        yield relative(here, each), ItemKind.NOTE, view.card(each).title if is_note else "file"


# --- the front matter -----------------------------------------------------------------------------


def _is_front(page: Page, number: int) -> bool:
    fences = [at for at, line in enumerate(page.lines[: number + 1]) if line.rstrip() == "---"]
    return page.line(0).rstrip() == "---" and number > 0 and fences == [0]


def _is_chart(page: Page, number: int) -> bool:
    fence = ""
    for line in page.lines[:number]:
        if found := re.match(r"\s*(`{3,}|~{3,})\s*(\w*)", line):
            fence = "" if fence else found[2] or "code"
    return fence == "chart"


def _in_front(desk: Desk, page: Page, number: int, before: str) -> tuple[str, Candidates]:
    above = _parent_keys(page, number, before)
    if value := _value(before):
        name, rest = value
        if name == "cite":
            return _in_cite(desk, page.path, rest)
        word = re.split(r"[\s,\[\"'(]", rest)[-1]
        return word, _values(desk, name, above)
    if above[-1:] == ("headline",) and (item := re.match(r"\s*-\s*(?P<word>[\w-]*)\Z", before)):
        return item["word"], _ids(desk)
    if found := _FLOW_KEY.search(before) or _YAML_KEY.match(before):
        return found["word"], _names(above, page)
    return "", iter(())


def _in_cite(desk: Desk, path: str, value: str) -> tuple[str, Candidates]:
    """Completions for the value of a `cite:`, whose first `@` may be omitted."""
    if place := _PLACE.search(f"@{value.removeprefix('@').lstrip()}"):
        return place["word"], _places(desk, place["key"])
    return value.rpartition(";")[2].strip().removeprefix("@"), _keys(desk, path)


def _value(before: str) -> tuple[str, str] | None:
    """The key whose value is being typed, and the value so far; None if a key is being typed."""
    *_, last = (None, *_NAMED.finditer(before))
    if last is None:
        return None
    rest = before[last.end() :]
    is_quoted = rest[:1] in ("'", '"') and rest.count(rest[0]) == 1
    in_flow = before.count("{") > before.count("}")
    if "{" in rest or (in_flow and "," in rest and not is_quoted and "[" not in rest):
        return None
    return last["name"], rest.lstrip("\"'[")


def _parent_keys(page: Page, number: int, before: str) -> tuple[str, ...]:
    """The keys that enclose a line of YAML, the outermost first."""
    names: list[str] = []
    if flow := re.match(r"^(\s*)(?:-\s+)?[\"']?([\w-]+)[\"']?\s*:\s*\{", before):
        names.append(flow[2])
    indent = len(before) - len(before.lstrip(" -")) if not names else len(before) - len(before.lstrip())
    for line in reversed(page.lines[1:number]):
        found = re.match(r"^(\s*)[\"']?([\w-]+)[\"']?\s*:", line)
        if found and len(found[1]) < indent:
            indent = len(found[1])
            names.append(found[2])
    return tuple(reversed(names))


_RECORDS: Final[tuple[tuple[tuple[str | None, ...], type], ...]] = (
    ((), FrontMatter),
    (("figures", None), FigureFields),
    (("figures", None, "outcome"), OutcomeFields),
    (("history",), Change),
)
"""The record at a path of keys; `None` stands for any key."""


def _names(above: tuple[str, ...], page: Page) -> Candidates:
    given = set(re.findall(r"(?m)^([\w-]+):", page.text)) if not above else set()
    for record in (record for keys, record in _RECORDS if _matches(keys, above)):
        for field in msgspec.structs.fields(record):
            if field.encode_name not in given:
                yield field.encode_name, ItemKind.KEY, _described(field.type)


def _matches(keys: Sequence[str | None], above: Sequence[str]) -> bool:
    return len(keys) == len(above) and all(key in (None, name) for key, name in zip(keys, above, strict=True))


def _described(kind: Any) -> str:
    return next((meta.description or "" for meta in getattr(kind, "__metadata__", ())), "")


def _values(desk: Desk, name: str, above: tuple[str, ...]) -> Candidates:
    match name:
        case "segment":
            return ((each.id, ItemKind.WORD, each.title) for each in desk.view.settings.segments)
        case "headline" | "formula":
            return _ids(desk)
        case "kind":
            return _listed(ChangeKind if above[:1] == ("history",) else FigureKind)
        case "status":
            return _listed(GuidanceStatus if above[:1] == ("figures",) else Status)
    return iter(())


def _listed(values: Iterable[StrEnum]) -> Candidates:
    return ((value.value, ItemKind.WORD, "") for value in values)
