"""Notes and sources into a site: order, who rests on what, addresses.

Total: whatever the notes say, there is a site; what is wrong with it is for
`check` to find. Nothing here formats.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from operator import attrgetter
from typing import Final

from briefing.figures import gather
from briefing.model import Bibliography, Extent, FigureKind, Head, Locked, Settings, Site, Status, address

ADDRESS: Final = re.compile(r"(?:[A-Za-z0-9_][A-Za-z0-9._-]*/)*[A-Za-z0-9_][A-Za-z0-9._-]*")
"""An address that every server, disk and reader spells alike."""

OVERVIEW: Final = "index.html"
"""The first page."""

_DAY: Final = attrgetter("front.date")

_DEVICES: Final = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
"""Names that Windows keeps for devices, whatever follows the first point."""


def resolve(
    settings: Settings,
    bibliography: Bibliography,
    notes: Iterable[Head],
    files: Mapping[str, str],
    *,
    lock: Locked | None = None,
    drafts: bool = False,
    as_of: date | None = None,
    has_cards: bool = False,
) -> Site:
    """Relate notes and sources; without `drafts`, drafts are left out.

    `as_of` is the day for what depends on one; that of the newest note is its default.
    """
    everything = tuple(notes)
    hidden = {note.path for note in everything if not drafts and note.front.status is not Status.PUBLISHED}
    shown = [note for note in everything if note.path not in hidden] if hidden else everything
    ordered = tuple(_ordered(shown, settings))
    return Site(
        settings=settings,
        bibliography=bibliography,
        notes=ordered,
        unpublished=frozenset(hidden),
        by_path={note.path: note for note in ordered},
        books=gather(ordered),
        as_of=as_of or max(map(_DAY, ordered), default=date.min),
        lock=lock,
        files=files,
        has_cards=has_cards,
    )


def _ordered(notes: Iterable[Head], settings: Settings) -> list[Head]:
    """The overview, then segments in their order, newest first."""
    order = {segment.id: place for place, segment in enumerate(settings.segments)}
    # One thing after the other, since each sort keeps what the last one made of equals.
    found = sorted(notes, key=attrgetter("path"))
    found.sort(key=_DAY, reverse=True)
    found.sort(key=lambda note: -1 if note.is_index else order.get(note.front.segment, len(order)))
    return found


def extent(site: Site) -> Extent:
    """How much of everything there is."""
    notes = [note for note in site.notes if not note.is_index]
    segments = Counter(note.front.segment for note in notes)
    years = Counter(note.front.date.isoformat()[:4] for note in notes)
    return Extent(
        notes=tuple(note.path for note in site.notes),
        segments=tuple((each.id, segments[each.id]) for each in site.settings.segments if each.id in segments),
        years=tuple(sorted(years.items(), reverse=True)),
        sources=tuple(site.bibliography.sources),
        figures=len(site.books.definitions),
        guidance=sum(item.entry.kind is FigureKind.GUIDANCE for item in site.books.latest()),
        has_url=bool(site.settings.base_url),
    )


# --- addresses -----------------------------------------------------------------------


def base_url(settings: Settings) -> str:
    """The absolute URL of the site with a slash at its end, or nothing."""
    given = settings.base_url
    return given if not given or given.endswith("/") else f"{given}/"


def segment_address(segment: str, number: int = 1) -> str:
    """Where the list of a segment's notes stands, or a further page of it."""
    return paged(f"segments/{file_name(segment)}/", number)


def archive_address(year: str = "", number: int = 1) -> str:
    """Where the notes of a year are listed; where the years are, if none is given."""
    return paged(f"years/{year}/" if year else "years/", number)


def paged(folder: str, number: int) -> str:
    """The first page of a list in a folder of its own, or a further one."""
    return f"{folder}index.html" if number == 1 else f"{folder}{number}.html"


def source_address(key: str) -> str:
    """Where the page of a source stands."""
    return f"sources/{file_name(key)}.html"


def csl_address(key: str) -> str:
    """Where a source stands as CSL-JSON."""
    return f"sources/{file_name(key)}.json"


def card_address(path: str) -> str:
    """Where the card of a note stands."""
    return f"cards/{path.removesuffix('.md')}.png"


def first_address(path: str, aliases: Sequence[str]) -> str:
    """The oldest address of a note, which is its first alias: it names the note for good."""
    return alias_address(aliases[0]) if aliases else address(path)


@cache
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


def alias_address(alias: str) -> str:
    """The file of an old address: `old/phones`, `old/phones/` and `old/phones.html` all may be given."""
    path = alias.removeprefix("/")
    if path.endswith("/") or not path:
        return f"{path}index.html"
    return path if path.endswith(".html") else f"{path.removesuffix('.md')}.html"
