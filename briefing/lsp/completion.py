"""What can be written at a place: keys of sources, places in them, ids, links, keys and words of the front matter.

Which of these it is, is read off the line before the place, as it is typed and therefore mostly unfinished:
no parser would take it.
"""

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Any, Final

import msgspec
from msgspec import Struct

from briefing.citations.references import to_plain
from briefing.fixes.links import relative
from briefing.lsp.desk import Desk
from briefing.lsp.pages import Page
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

_MAX_ITEMS: Final = 200
_MAX_LOCATORS: Final = 60
_WORDS_SHOWN: Final = 12

_KEY: Final = re.compile(r"(?<![A-Za-z0-9_.@/\\])@\{?(?P<word>[^\s{}@\[\](),;]*)\Z")
_PLACE: Final = re.compile(r"(?<![A-Za-z0-9_.@/\\])@\{?(?P<key>[^\s{}@\[\](),;]+)\}?(?:\s*\[|,\s*)(?P<word>[^\];@]*)\Z")
_ID: Final = re.compile(r"\]\{[^{}]*#(?P<word>[\w-]*)\Z")
_ADDRESS: Final = re.compile(r"\]\(<?(?P<word>[^()<>\s]*)\Z")
_YAML_KEY: Final = re.compile(r"^(?P<indent>[\s-]*)(?P<word>[\w-]*)\Z")
_FLOW_KEY: Final = re.compile(r"[{,]\s*(?P<word>[\w-]*)\Z")
_NAMED: Final = re.compile(r"(?:^[\s-]*|[{,]\s*)(?P<name>[\w-]+)\s*:\s*")


class Of(StrEnum):
    """What an item is, which an editor shows by a sign."""

    SOURCE = "source"
    PLACE = "place"
    FIGURE = "figure"
    NOTE = "note"
    KEY = "key"
    WORD = "word"


class Item(Struct, frozen=True):
    """What can be written, and the stretch that it replaces."""

    text: str
    of: Of
    span: Span
    detail: str = ""


Found = Iterator[tuple[str, Of, str]]
"""Texts, what each is, and what is said of it."""


def completions(desk: Desk, path: str, offset: int) -> tuple[Item, ...]:
    """What can be written at a place."""
    page = desk.page(path)
    if page is None or not path.endswith(".md"):
        return ()
    number = page.place(offset).line
    before = page.text[page.starts[number] : offset]
    word, found = _at(desk, page, path, number, before)
    span = page.span(offset - len(word), offset)
    unique = {text: Item(text, of, span, detail) for text, of, detail in found}
    return tuple(unique.values())[:_MAX_ITEMS]


def _at(desk: Desk, page: Page, path: str, number: int, before: str) -> tuple[str, Found]:
    if _is_front(page, number):
        return _in_front(desk, page, number, before)
    if _is_chart(page, number):
        found = re.search(r"(?P<word>[\w-]*)\Z", before)
        return found["word"] if found else "", _ids(desk)
    return _in_text(desk, path, before)


def _in_text(desk: Desk, path: str, before: str) -> tuple[str, Found]:
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


def _keys(desk: Desk, path: str) -> Found:
    """Keys, those first that the note cites already."""
    view = desk.view
    name = path.removeprefix("notes/")
    mine = view.cited(name) if view.is_published(name) else ()
    for key in dict.fromkeys((*mine, *view.sources())):
        if source := view.source(key):
            yield key, Of.SOURCE, " ".join(filter(None, (to_plain(source.heading), source.issued.iso)))


def _places(desk: Desk, key: str) -> Found:
    """Places of a source that are cited already, then those of its archived text."""
    words = desk.view.words()
    used = (item for _, uses in desk.view.uses(key) for use in uses for item in use.locators)
    for locator in dict.fromkeys(used):
        sign = _LABELS.get(locator.kind, f"{locator.kind.value} ")
        yield f"{sign}{locator.numbers}", Of.PLACE, "cited already"
    passages = desk.passages if words else None
    text = passages.text(key) if passages else None
    for paragraph in text.paragraphs[:_MAX_LOCATORS] if text else ():
        begin = " ".join(paragraph.text.split()[:_WORDS_SHOWN])
        by_page = text is not None and text.has_pages and len({each.page for each in text.paragraphs}) > 1
        if text:
            yield text.place(paragraph, by_page).partition(" (")[0], Of.PLACE, begin


_LABELS: Final = {LocatorKind.PARAGRAPH: "¶", LocatorKind.PAGE: "p. ", LocatorKind.SECTION: "§"}


def _ids(desk: Desk) -> Found:
    for definition in desk.figures():
        entry = definition.entry
        yield entry.id, Of.FIGURE, f"{entry.figure.text}: {entry.label}" + (f", {entry.period}" if entry.period else "")


def _addresses(desk: Desk, path: str, word: str) -> Found:
    """Notes and files as links write them; behind a `#` the headings of a note."""
    view, here = desk.view, path.removeprefix("notes/")
    page_path, sign, _ = word.partition("#")
    if sign:
        target = page_path and next((each for each in view.order() if relative(here, each) == page_path), "")
        for anchor in view.anchors(target or here) if target or not page_path else ():
            yield f"{page_path}#{anchor}", Of.NOTE, "heading"
        return
    for each in view.paths():
        is_note = view.leads_to(each) == "note"
        yield relative(here, each), Of.NOTE, view.card(each).title if is_note else "file"


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


def _in_front(desk: Desk, page: Page, number: int, before: str) -> tuple[str, Found]:
    above = _above(page, number, before)
    if value := _value(before):
        name, rest = value
        if name == "cite":
            if place := _PLACE.search(f"@{rest.removeprefix('@').lstrip()}"):
                return place["word"], _places(desk, place["key"])
            return rest.rpartition(";")[2].strip().removeprefix("@"), _keys(desk, page.path)
        word = re.split(r"[\s,\[\"'(]", rest)[-1]
        return word, _values(desk, name, above)
    if above[-1:] == ("headline",) and (item := re.match(r"\s*-\s*(?P<word>[\w-]*)\Z", before)):
        return item["word"], _ids(desk)
    if found := _FLOW_KEY.search(before) or _YAML_KEY.match(before):
        return found["word"], _names(above, page)
    return "", iter(())


def _value(before: str) -> tuple[str, str] | None:
    """The key whose value is being typed, and the value so far; nothing where a key is."""
    *_, last = (None, *_NAMED.finditer(before))
    if last is None:
        return None
    rest = before[last.end() :]
    is_quoted = rest[:1] in ("'", '"') and rest.count(rest[0]) == 1
    in_flow = before.count("{") > before.count("}")
    if "{" in rest or (in_flow and "," in rest and not is_quoted and "[" not in rest):
        return None
    return last["name"], rest.lstrip("\"'[")


def _above(page: Page, number: int, before: str) -> tuple[str, ...]:
    """The keys that a line stands under, the outermost first."""
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
"""Records by the keys that they stand under, where nothing stands for any."""


def _names(above: tuple[str, ...], page: Page) -> Found:
    for keys, record in _RECORDS:
        if len(keys) == len(above) and all(key in (None, name) for key, name in zip(keys, above, strict=True)):
            given = set(re.findall(r"(?m)^([\w-]+):", page.text)) if not above else set()
            for field in msgspec.structs.fields(record):
                if field.encode_name not in given:
                    yield field.encode_name, Of.KEY, _described(field.type)


def _described(kind: Any) -> str:
    return next((meta.description or "" for meta in getattr(kind, "__metadata__", ())), "")


def _values(desk: Desk, name: str, above: tuple[str, ...]) -> Found:
    match name:
        case "segment":
            return ((each.id, Of.WORD, each.title) for each in desk.view.settings.segments)
        case "headline" | "formula":
            return _ids(desk)
        case "kind":
            return _listed(ChangeKind if above[:1] == ("history",) else FigureKind)
        case "status":
            return _listed(GuidanceStatus if above[:1] == ("figures",) else Status)
    return iter(())


def _listed(words: Iterable[StrEnum]) -> Found:
    return ((word.value, Of.WORD, "") for word in words)
