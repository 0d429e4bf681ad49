"""Chooses the new path of each file, and resolves links between the old ones.

A new path must be usable as a URL and as a file name on every system, and must differ
from all others even if case is ignored.
"""

import posixpath
import re
import unicodedata
from collections.abc import Collection as Container
from collections.abc import Iterable, Mapping
from typing import Final

from briefing import lazy_re
from briefing.notes.importing.collection import BIBLIOGRAPHIES, Tool, is_note
from briefing.notes.markdown.slugs import slug

_POST: Final = lazy_re.compile(
    r"(?P<folder>(?:.*/)?)_(?:posts|drafts)/(?:.*/)?(?P<date>\d{4}-\d{2}-\d{2})-(?P<name>[^/]+)\Z"
)
_FIRST: Final = ("index", "readme", "home")
"""Names of home pages, the most certain first."""


def named(paths: Iterable[str], reserved: Container[str], tool: Tool, root: str = "") -> dict[str, str]:
    """The new path under `notes/` of each note and file, by its old path.

    `reserved` are the first parts of paths that the site uses itself; `root` is the home page, if it is known.
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    ordered = sorted(paths, key=lambda path: (not is_note(path), path))
    first = root or first_page(ordered)
    for path in ordered:
        new = "index.md" if path == first else _new(path, reserved, tool)
        number = 2
        while new.casefold() in taken:
            stem, suffix = posixpath.splitext(_new(path, reserved, tool))
            new, number = f"{stem}-{number}{suffix}", number + 1
        taken.add(new.casefold())
        found[path] = new
    return found


def first_page(paths: Iterable[str]) -> str:
    """The note that is the home page: the nearest to the root with such a name; empty if there is none."""
    candidates = [
        (path.count("/"), _FIRST.index(stem), path)
        for path in paths
        if is_note(path) and (stem := posixpath.splitext(posixpath.basename(path))[0].lower()) in _FIRST
    ]
    return min(candidates, default=(0, 0, ""))[2]


def _new(path: str, reserved: Container[str], tool: Tool) -> str:
    if tool is Tool.JEKYLL and (post := _POST.fullmatch(path)):
        path = f"{post['folder']}{post['name']}"
    *folders, name = path.split("/")
    stem, suffix = posixpath.splitext(name)
    suffix = ".md" if is_note(name) else suffix
    parts = [*(plain(folder) for folder in folders), f"{plain(stem)}{suffix}"]
    if parts[0].casefold() in reserved or f"{posixpath.splitext(parts[0])[0]}.html".casefold() in reserved:
        parts[0] = f"notes-{parts[0]}"
    return "/".join(parts)


def plain(name: str) -> str:
    """A name reduced to ASCII letters, digits and `-`, `_`, `.`, as close to the old one as possible."""
    decomposed = unicodedata.normalize("NFKD", name)
    latin = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    found = re.sub(r"[^A-Za-z0-9._-]+", "-", latin).lstrip("-._").rstrip("-.")
    if re.fullmatch(r"(?i:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", found):
        found = f"n-{found}"  # Windows reserves these names for devices
    return found or slug_of_bytes(name)


def slug_of_bytes(name: str) -> str:
    """A name for one without Latin letters, made from its code points."""
    return "n" + "-".join(f"{ord(sign):x}" for sign in name[:6])


def bibliography_name(path: str, number: int) -> str:
    """The new name of a bibliography; the first one is `sources.bib`."""
    stem = plain(posixpath.splitext(posixpath.basename(path))[0])
    suffix = ".json" if path.endswith(".json") else ".bib"
    return f"sources{suffix}" if number == 0 else f"sources-{stem}-{number}{suffix}"


def is_bibliography(path: str) -> bool:
    """Whether a file is a bibliography, by its name."""
    return path.lower().endswith(BIBLIOGRAPHIES)


def id_of(label: str) -> str:
    """A label as a valid id: `eq-arbi` for `eq:arbi`; empty if that is impossible."""
    found = re.sub(r"[^\w-]+", "-", label).strip("-")
    return found if re.match("[A-Za-z]", found) and found.isascii() else ""


def _spaced(name: str) -> str:
    """A name for comparing: `Your first note` equals `your-first-note`."""
    return re.sub(r"[\s_-]+", " ", name).strip().casefold()


def _spellings(path: str) -> set[str]:
    """The forms in which a link may write a path: a note with or without its suffix."""
    return {path.casefold(), (posixpath.splitext(path)[0] if is_note(path) else path).casefold()}


class Names:
    """Resolves old paths, titles and labels to new paths."""

    def __init__(self, new: Mapping[str, str], titles: Mapping[str, str], folders: Mapping[str, str]) -> None:
        self.new = new
        self.folders = folders
        self.titles = titles
        self.labels: dict[str, tuple[str, str]] = {}
        """The note and the heading or caption of each label, for cross-references."""
        self.by_fold: dict[str, list[str]] = {}
        for path in new:
            for fold in _spellings(path):
                self.by_fold.setdefault(fold, []).append(path)
        self.by_name: dict[str, list[str]] = {}
        for path in new:
            stem = posixpath.splitext(posixpath.basename(path))[0]
            for name in {posixpath.basename(path), stem if is_note(path) else "", titles.get(path, "")} - {""}:
                self.call(name, path)

    def call(self, name: str, path: str) -> None:
        """Register a name, in any spacing, by which wiki links refer to a file."""
        self.by_name.setdefault(_spaced(name), []).append(path)

    def address(self, address: str, path: str) -> None:
        """Register an address by which links refer to a file."""
        self.by_fold.setdefault(address.strip("/").casefold(), []).append(path)

    def target(self, note: str, address: str) -> str:
        """The old path of a link's target; empty if there is none.

        If a page is published as a folder (`a/index.html` for `a.md`), its links are relative to that folder.
        """
        found = self._at(address.strip("/") if address.startswith("/") else f"{posixpath.dirname(note)}/{address}")
        return found or (self._at(f"{posixpath.splitext(note)[0]}/{address}") if address.startswith("../") else "")

    def _at(self, path: str) -> str:
        """The old path that a path means: the file itself, a folder's index page, or the source of a published page."""
        path = self._real(posixpath.normpath(path.lstrip("/")))
        for name in (path, f"{path}/index", f"{path}/README", re.sub(r"\.(?:html?|ipynb)$", "", path)):
            if found := self.by_fold.get(name.casefold()):
                return path if path in found else found[0]
        return ""

    def _real(self, path: str) -> str:
        """A path with symbolic links resolved."""
        for link, folder in self.folders.items():
            if path.startswith(f"{link}/"):
                return posixpath.normpath(f"{folder}/{path[len(link) + 1 :]}")
        return path

    def wiki(self, note: str, name: str) -> str:
        """The old path that a wiki link means, by path, by name or by title; the nearest, if there are several."""
        if found := self.target(note, name) or self.target("", name):
            return found
        found_by_name = self.by_name.get(_spaced(name), []) or self._ending_in(name)
        here = posixpath.dirname(note)
        return min(found_by_name, key=lambda path: (posixpath.dirname(path) != here, path), default="")

    def _ending_in(self, name: str) -> list[str]:
        """The files whose path ends with that of a wiki link: `2026/maps/north.png` for `maps/north.png`."""
        ending = f"/{name.strip('/').casefold()}"
        alike = self.by_name.get(_spaced(posixpath.basename(ending)), [])
        return [path for path in alike if any(fold.endswith(ending) for fold in _spellings(path))]

    def link(self, note: str, target: str, fragment: str = "") -> str:
        """A link from a note to an old path, as a relative address between their new paths."""
        path = posixpath.relpath(self.new[target], posixpath.dirname(self.new[note]) or ".") if target != note else ""
        anchor = id_of(fragment) if fragment in self.labels else fragment and slug(fragment, {})
        if not is_note(target):
            anchor = fragment if re.fullmatch(r"[\w=&.,-]*", fragment) else ""
        return f"{path}#{anchor}" if anchor else path or posixpath.basename(self.new[note])
