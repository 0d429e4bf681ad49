"""Fixes for broken links: the only note or heading that can have been meant."""

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import quote, unquote

from briefing import lazy_re
from briefing.check.fixes.edits import Fix
from briefing.check.fixes.faults import Fault
from briefing.notes.markdown.slugs import slug
from briefing.site import View

_ADDRESS: Final = lazy_re.compile(
    r"\]\(\s*+<?(?P<address>(?:[^()<>\"'\s]++|\s++(?![\"'(]))*+)>?(?:\s+[\"'(][^)]*)?\)\Z"
)
_OTHER: Final = lazy_re.compile(r"\.(?:html?|qmd|ipynb|rmd|markdown|mdx)\Z", re.I)
_SAFE: Final = "/#-_.~!$&'+,;=:@"


def broken_link(fault: Fault) -> Iterator[Fix]:
    """The path of the only note or heading that a link can mean, else the one in the hint."""
    found = _ADDRESS.search(fault.written)
    if not found:
        return
    path, _, fragment = unquote(found["address"].strip()).partition("#")
    targets = _targets(fault.view, fault.path, path) if path else [fault.path]
    for target in targets:
        anchors = _anchors(fault.view, target, fragment) if fragment else [""]
        address = relative(fault.path, target) if path else ""
        if len(anchors) == len(targets) == 1:
            yield _linked(fault, found, address, anchors[0], True)
        elif address != path:
            yield _linked(fault, found, address, fragment, False)
        elif fault.meant:
            yield _linked(fault, found, path, fault.meant, False)
    if not targets and fault.meant:
        yield _linked(fault, found, fault.meant, fragment, False)


def _linked(fault: Fault, found: re.Match[str], path: str, fragment: str, certain: bool) -> Fix:
    start, end = (fault.start + at for at in found.span("address"))
    address = quote(path, safe=_SAFE + "".join(sign for sign in path if not sign.isascii()))
    return fault.at(start, end, f"{address}#{fragment}" if fragment else address, certain=certain)


def _targets(view: View, note: str, path: str) -> list[str]:
    """The files that a path can mean: as written, with `.md`, from the root, or in other case."""
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(note), path)) if path[0] != "/" else path.strip("/")
    for wanted in (joined, path.strip("/")):
        names = list(_spellings(wanted))
        if found := [name for name in names if view.leads_to(name) in ("note", "file")]:
            return found[:1] if found[0] == wanted else found
        folded = {name.casefold() for name in names}
        if found := [known for known in view.paths() if known.casefold() in folded]:
            return found
    return []


def _spellings(path: str) -> Iterator[str]:
    bare = _OTHER.sub("", path)
    yield from dict.fromkeys((path, f"{bare}.md", f"{path}/index.md"))


def _anchors(view: View, target: str, fragment: str) -> list[str]:
    """The headings that a fragment can mean."""
    if view.leads_to(target) != "note":
        return []
    known = view.anchors(target)
    if fragment in known or slug(fragment, {}) in known:
        return [fragment if fragment in known else slug(fragment, {})]
    wanted = _letters(fragment)
    return [name for name in known if wanted and _letters(name) == wanted]


def _letters(words: str) -> str:
    return re.sub(r"[\W_]", "", words).casefold()


def relative(note: str, target: str) -> str:
    """The path of a file as written in a note's link."""
    return posixpath.relpath(target, posixpath.dirname(note) or ".")


def named(view: View, name: str) -> list[str]:
    """The notes and files that a wiki link can mean by its name: a path, a file's name, or a title."""
    wanted = _plain(name)
    return named_among(((path, _title(view, path)) for path in view.paths()), wanted)


def named_among(known: Iterable[tuple[str, str]], name: str) -> list[str]:
    """Among files with their titles, those with a name: by path first, then by file name, then by title."""
    wanted = _plain(name)
    found: tuple[list[str], list[str], list[str]] = ([], [], [])
    for path, title in known:
        stem = _plain(path)
        of_name = wanted == stem.rpartition("/")[2] or wanted == posixpath.basename(path).casefold()
        for which, fits in enumerate((wanted == stem or wanted == path.casefold(), of_name, wanted == _plain(title))):
            if fits:
                found[which].append(path)
    return next(filter(None, found), [])


def _plain(name: str) -> str:
    return name.strip().strip("/").removesuffix(".md").casefold()


def _title(view: View, path: str) -> str:
    return view.card(path).title if view.leads_to(path) == "note" else ""
