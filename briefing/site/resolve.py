"""Where everything of a site stands: the URLs of its pages and files, which every server, disk and reader takes.

Nothing here formats, and nothing is looked up.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from briefing.model import Settings, address

ADDRESS: Final = re.compile(r"(?:[A-Za-z0-9_][A-Za-z0-9._-]*/)*[A-Za-z0-9_][A-Za-z0-9._-]*")
"""An address that every server, disk and reader spells alike."""

OVERVIEW: Final = "index.html"
"""The first page."""

CORRECTIONS: Final = "changes/corrections.xml"
"""The feed of corrections."""

_DEVICES: Final = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
"""Names that Windows keeps for devices, whatever follows the first point."""


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
    name = re.sub(r"[^A-Za-z0-9_.-]|^\.|\.$", lambda sign: _escaped(sign.group()), key)
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
