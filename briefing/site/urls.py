"""The URLs of a site's pages and files, valid on every server and file system.

Pure functions from names to paths.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Final

from briefing import lazy_re
from briefing.model import Settings, page_path

URL_PATH: Final = lazy_re.compile(r"(?:[A-Za-z0-9_][A-Za-z0-9._-]*/)*[A-Za-z0-9_][A-Za-z0-9._-]*")
"""The pattern of a path that every server, file system and reader spells alike."""

OVERVIEW: Final = "index.html"
"""The first page."""

CORRECTIONS: Final = "changes/corrections.xml"
"""The feed of corrections."""

_DEVICES: Final = lazy_re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
"""Names that Windows reserves for devices, whatever follows the first point."""


# --- paths ---------------------------------------------------------------------------


def base_url(settings: Settings) -> str:
    """The absolute URL of the site with a trailing slash; empty if it has none."""
    given = settings.base_url
    return given if not given or given.endswith("/") else f"{given}/"


def segment_path(segment: str, number: int = 1) -> str:
    """The path of a segment's list of notes, or of a further page of it."""
    return paged(f"segments/{file_name(segment)}/", number)


def archive_path(year: str = "", number: int = 1) -> str:
    """The path of the list of a year's notes, or of the list of years if none is given."""
    return paged(f"years/{year}/" if year else "years/", number)


def paged(folder: str, number: int) -> str:
    """The first page of a list in a folder of its own, or a further one."""
    return f"{folder}index.html" if number == 1 else f"{folder}{number}.html"


def source_path(key: str) -> str:
    """The path of a source's page."""
    return f"sources/{file_name(key)}.html"


def csl_path(key: str) -> str:
    """The path of a source as CSL-JSON."""
    return f"sources/{file_name(key)}.json"


def card_path(path: str) -> str:
    """The path of a note's card."""
    return f"cards/{path.removesuffix('.md')}.png"


def first_path(path: str, aliases: Sequence[str]) -> str:
    """The oldest path of a note, which is its first alias: a permanent id."""
    return alias_path(aliases[0]) if aliases else page_path(path)


@cache
def file_name(key: str) -> str:
    """A key as a file name; characters not allowed in file names are written as `~2f`."""
    name = re.sub(r"[^A-Za-z0-9_.-]|^\.|\.$", lambda char: _escaped(char.group()), key)
    if _DEVICES.match(name):
        name = _escaped(name[0]) + name[1:]
    return name


def _escaped(char: str) -> str:
    return "".join(f"~{byte:02x}" for byte in char.encode())


def is_url_path(path: str) -> bool:
    """Whether a path can be a URL everywhere, Windows included."""
    parts = path.split("/")
    return bool(URL_PATH.fullmatch(path)) and not any(_DEVICES.match(p) or p.endswith(".") for p in parts)


def is_device(path: str) -> bool:
    """Whether a part of a path is a name that Windows reserves."""
    return any(_DEVICES.match(part) for part in path.split("/"))


def nearest_url_path(path: str) -> str:
    """The path that is most like one that cannot be a URL; empty where too little of it is left."""
    name, point, suffix = path.rpartition(".")
    plain = "".join(char for char in unicodedata.normalize("NFKD", name) if not unicodedata.combining(char))
    parts = [re.sub(r"[^A-Za-z0-9._]+", "-", part).strip("-.") for part in plain.split("/")]
    near = "/".join(f"{part}-note" if _DEVICES.match(part) else part for part in parts) + point + suffix
    return near if all(parts) and is_url_path(near) else ""


def alias_path(alias: str) -> str:
    """The file of an alias: `old/phones`, `old/phones/` and `old/phones.html` are all allowed."""
    path = alias.removeprefix("/")
    if path.endswith("/") or not path:
        return f"{path}index.html"
    return path if path.endswith(".html") else f"{path.removesuffix('.md')}.html"
