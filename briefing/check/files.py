"""Checks of files: links out of the project, files too large to parse, files that a browser would run."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from briefing import lazy_re
from briefing.check.svg_safety import active_content
from briefing.model import PASSIVE_SUFFIXES, Link, Readable
from briefing.model.diagnostics import Diagnostic, Rule, Span
from briefing.notes.bibliography.file_formats import BIBTEX, LIBRARIES, export_hint
from briefing.site import View


def check_files(view: View) -> Iterator[Diagnostic]:
    """All of them; notes link to the files that are published."""
    yield from refused_symlinks(view.refused())
    yield from oversized(view.oversized())
    yield from active_files(view)
    yield from unread_files(view)


_NO_NOTE: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        (".docx", ".doc", ".odt", ".rtf", ".pages"),
        "put its text into a note, link to it as a download, or move it out of notes/",
    ),
    **dict.fromkeys(
        (".qmd", ".rmd", ".markdown", ".mdx", ".ipynb", ".rst", ".org"),
        "rename it and add front matter, or convert its folder: briefing import",
    ),
}
"""Suffixes of texts that are not notes, and what to do with them."""
_SETTINGS: Final = "site.yml"
_TOP: Final = lazy_re.compile(r"site\.yaml|(?:sources|references|bibliography)\.(?:ya?ml|json|bib)")


def unread_files(view: View) -> Iterator[Diagnostic]:
    """Files that look like notes or a bibliography but are not read; one that a note links to is a download."""
    suspects = {path: found for path in view.files() if (found := _unread(path))}
    linked = frozenset(view.linked_files()) if suspects else frozenset()
    for path in sorted(suspects.keys() - linked):
        reason, hint = suspects[path]
        yield Diagnostic(Rule.UNREAD_FILE, f"`{path}` is not read{reason}", Span(f"notes/{path}"), hint)


def _unread(path: str) -> tuple[str, str] | None:
    """Why a file that was meant to be read is not, and what to do; None for any other file."""
    if meant := _meant_name(path):
        windows = "; Windows may hide the `.txt`" if path.lower().endswith(".txt") else ""
        return " under this name", f"rename it as notes/{meant}{windows}"
    if path == _SETTINGS:
        return ": the settings are `site.yaml`", "rename it as notes/site.yaml"
    if path.lower().endswith(LIBRARIES):
        return _unread_library(path)
    hint = _NO_NOTE.get(f".{path.lower().rpartition('.')[2]}")
    return (": notes are `.md` files", hint) if hint else None


def _unread_library(path: str) -> tuple[str, str]:
    if path.lower().endswith(BIBTEX):
        return ": the bibliography is `sources`, `references` or `bibliography`", f"rename it as {_stem(path)}.bib"
    return ": bibliographies are `.yaml`, `.json` or `.bib` files", export_hint("it", _stem(path))


def _meant_name(path: str) -> str:
    """The name under which a file would be read, if its suffix or its capitals alone are in the way."""
    name = path[:-4] if path.lower().endswith(".txt") else path
    if _TOP.fullmatch(name.lower()):
        meant = name.lower()
    elif name.lower().endswith(".md"):
        meant = f"{name[:-3]}.md"
    else:
        return ""
    return "" if meant == path else meant


def _stem(path: str) -> str:
    """The path at which a bibliography would be read, without suffix."""
    name = re.sub(r"[^\w.-]+", "-", path.rpartition("/")[2].rpartition(".")[0]) or "more"
    is_bibliography = re.match("(?:sources|references|bibliography)(?![^-_.])", name)
    return f"notes/{name}" if is_bibliography else f"notes/sources-{name}"


def refused_symlinks(paths: Iterable[str]) -> Iterator[Diagnostic]:
    """Symbolic links that are not followed, since their targets may be private."""
    for path in paths:
        folder = path.partition("/")[0]
        message = f"`{path}` is a symbolic link to a folder, or out of `{folder}/`, and is not followed"
        yield Diagnostic(Rule.SYMLINK_REFUSED, message, Span(path), "put the file or folder itself here")


def oversized(sizes: Mapping[str, tuple[int, int]]) -> Iterator[Diagnostic]:
    """Texts that are too large, by path: their actual and maximum size in bytes."""
    for path, (size, limit) in sizes.items():
        message = f"`{path}` has {size / 2**20:,.0f} MB; no more than {limit // 2**20} MB are read"
        hint = "split it, or link to it as a download under another suffix"
        yield Diagnostic(Rule.FILE_TOO_LARGE, message, Span(path), hint)


def active_files(view: View) -> Iterator[Diagnostic]:
    """Files that would be published and that a browser would run: pages, scripts, anything not known to be passive."""
    files, known = view.files(), dict[str, tuple[str, str] | None]()
    linked = (
        link for path, entry in view.index() if entry.has_claimed_paths for link in view.claimed_paths(path).files
    )
    for link in linked:
        if link.target in files:
            if link.target not in known:
                known[link.target] = _fault(link, view.drawing(link.target))
            if fault := known[link.target]:
                yield Diagnostic(Rule.ACTIVE_FILE, fault[0], link.span, fault[1])


def _fault(link: Link, drawing: Readable | None) -> tuple[str, str] | None:
    """The reason why a file is not published, and a hint."""
    suffix = link.target.rpartition("/")[2].rpartition(".")[2].lower() if "." in link.target else ""
    if suffix == "svg":
        found = active_content(drawing.content) if drawing else "more than is read"
        hint = "export it as a plain SVG with no script, link or page in it, or as a PNG"
        return (f"`{link.target}` is not just a picture: it contains {found}", hint) if found else None
    if suffix in PASSIVE_SUFFIXES:
        return None
    kind = f"a file `.{suffix}`" if suffix else "a file without a suffix"
    hint = "save it as PDF, text, CSV or an image, or put it into a .zip"
    return f"`{link.target}` is not published: a browser could run {kind} as part of the site", hint
