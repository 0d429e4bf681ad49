"""Notes and sources into a site: order, reference numbers, who rests on what.

Total: whatever the notes say, there is a site; what is wrong with it is for
`check` to find. Nothing here formats.
"""

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from briefing.figures import gather
from briefing.model import (
    Bibliography,
    Citation,
    Cite,
    Lock,
    Note,
    Reference,
    Settings,
    Site,
    Status,
    Use,
)

ADDRESS: Final = re.compile(r"(?:[A-Za-z0-9_][A-Za-z0-9._-]*/)*[A-Za-z0-9_][A-Za-z0-9._-]*")
"""An address that every server, disk and reader spells alike."""

RESERVED_FOLDERS: Final = ("figures", "guidance", "sources", "static")
RESERVED_FILES: Final = ("404.html", "feed.xml", "sitemap.xml")

_DEVICES: Final = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
"""Names that Windows keeps for devices, whatever follows the first point."""


def resolve(
    settings: Settings,
    bibliography: Bibliography,
    notes: Iterable[Note],
    files: Mapping[str, str],
    *,
    lock: Lock | None = None,
    drafts: bool = False,
    as_of: date | None = None,
) -> Site:
    """Relate notes and sources; without `drafts`, drafts are left out.

    `as_of` is the day for what depends on one; that of the newest note is its default.
    """
    everything = tuple(notes)
    shown = [note for note in everything if drafts or note.front.status is Status.PUBLISHED]
    hidden = frozenset(note.path for note in everything) - {note.path for note in shown}
    ordered = tuple(sorted(shown, key=lambda note: _rank(note, settings)))
    references = {note.path: _references(note, bibliography) for note in ordered}
    return Site(
        settings=settings,
        bibliography=bibliography,
        notes=ordered,
        unpublished=hidden,
        references=references,
        uses=_uses(references.values()),
        by_path={note.path: note for note in ordered},
        books=gather(ordered),
        as_of=as_of or max((note.front.date for note in ordered), default=date.min),
        lock=lock,
        files=files,
    )


def _rank(note: Note, settings: Settings) -> tuple[int, int, str]:
    """The overview, then segments in their order, newest first."""
    order = [segment.id for segment in settings.segments]
    place = order.index(note.front.segment) if note.front.segment in order else len(order)
    return (-1 if note.is_index else place, -note.front.date.toordinal(), note.path)


# --- citations ---------------------------------------------------------------------


def is_citation(cite: Cite, bibliography: Bibliography) -> bool:
    """Whether a hole is a citation: a bare `@word` is one if it is a key, or nearly one."""
    return cite.certain or any(
        item.key in bibliography.sources or nearest_key(item.key, bibliography) for item in cite.items
    )


def nearest_key(key: str, bibliography: Bibliography) -> str:
    """The key that was probably meant, or nothing."""
    near = difflib.get_close_matches(key, bibliography.sources, 1, cutoff=0.8)
    return near[0] if near else ""


def cited(note: Note, bibliography: Bibliography) -> Iterator[tuple[Cite, int, Citation]]:
    """Each citation of a note, its hole and its number within it."""
    for cite in note.body.cites:
        if is_citation(cite, bibliography):
            for i, item in enumerate(cite.items):
                yield cite, i, item


def anchor(cite: Cite, index: int) -> str:
    """The id of one use in its page; no heading's anchor holds a point."""
    return f"cite.{cite.number}" + (f".{index + 1}" if index else "")


def _references(note: Note, bibliography: Bibliography) -> tuple[Reference, ...]:
    uses: dict[str, list[Use]] = defaultdict(list)
    for cite, i, item in cited(note, bibliography):
        if item.key in bibliography.sources:
            uses[item.key].append(Use(note.path, anchor(cite, i), cite.section, item.locators))
    return tuple(
        Reference(number, bibliography.sources[key], tuple(found))
        for number, (key, found) in enumerate(uses.items(), 1)
    )


def _uses(references: Iterable[tuple[Reference, ...]]) -> dict[str, tuple[Use, ...]]:
    found: dict[str, list[Use]] = defaultdict(list)
    for reference in (item for items in references for item in items):
        found[reference.source.id].extend(reference.uses)
    return {key: tuple(uses) for key, uses in found.items()}


# --- addresses -----------------------------------------------------------------------


def source_address(key: str) -> str:
    """Where the page of a source stands."""
    return f"sources/{file_name(key)}.html"


def file_name(key: str) -> str:
    """A key as a file name; what no file name may hold is written as `~2f`."""
    name = re.sub(r"[^A-Za-z0-9_.-]|^\.", lambda sign: _escaped(sign.group()), key)
    if _DEVICES.match(name):
        name = _escaped(name[0]) + name[1:]
    return name


def _escaped(sign: str) -> str:
    return "".join(f"~{byte:02x}" for byte in sign.encode())


def is_address(path: str) -> bool:
    """Whether a path can be an address everywhere, Windows included."""
    parts = path.split("/")
    return bool(ADDRESS.fullmatch(path)) and not any(_DEVICES.match(p) or p.endswith(".") for p in parts)


def is_reserved(path: str) -> bool:
    """Whether an address belongs to a page that `briefing` makes itself."""
    folder = path.casefold().partition("/")[0]
    return folder in RESERVED_FOLDERS or path.casefold() in RESERVED_FILES


def alias_address(alias: str) -> str:
    """The file of an old address: `old/phones`, `old/phones/` and `old/phones.html` all may be given."""
    path = alias.removeprefix("/")
    if path.endswith("/") or not path:
        return f"{path}index.html"
    return path if path.endswith(".html") else f"{path.removesuffix('.md')}.html"
