"""Fixes for other tools' Markdown, and for misleading headings and tables."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from briefing import lazy_re
from briefing.check.fixes.edits import Edit, Fix
from briefing.check.fixes.faults import Fault
from briefing.check.fixes.links import named, relative
from briefing.model import ID
from briefing.notes.markdown.slugs import slug

_WIKI: Final = lazy_re.compile(
    r"(?P<image>!?)\[\[(?P<name>[^\[\]|#]*)(?:#(?P<heading>[^\[\]|]*))?(?:\|(?P<text>[^\[\]]*))?\]\]"
)


def foreign_syntax(fault: Fault) -> Iterator[Fix]:
    """By the kind that the message names."""
    for name, writer in _KINDS.items():
        if f"is {name}" in fault.finding.message:
            yield from writer(fault)


def heading_level(fault: Fault) -> Iterator[Fix]:
    """A second title is shown as a heading of the next level anyway; a level that is skipped may be meant."""
    signs = re.match(r"#+(?=\s)", fault.written) or re.match(r"#+(?=\s)", fault.line.lstrip())
    at = fault.line.find(signs.group()) if signs else -1
    if not signs or at < 0:
        return
    if fault.finding.message == "the text has a second title" and signs.group() == "#":
        yield fault.at(at, at + 1, "##", certain=True)
    elif found := re.match(r"write `(#+)`", fault.finding.hint):
        yield fault.at(at, at + len(signs.group()), found[1])


def broken_table(fault: Fault) -> Iterator[Fix]:
    """A caption that touches its table."""
    if fault.line.lstrip().startswith("Table:"):
        yield fault.at(0, 0, "\n", certain=True, title="put an empty line before the caption")


# --- by kind --------------------------------------------------------------------------------------


def _wiki_link(fault: Fault) -> Iterator[Fix]:
    found = _WIKI.fullmatch(fault.written)
    if not found or not found["name"]:
        return
    targets = named(fault.view, found["name"])
    for target in targets:
        yield fault.instead(_as_link(found, fault.path, target), certain=len(targets) == 1)


def _as_link(found: re.Match[str], note: str, target: str) -> str:
    text = (found["text"] or found["name"]).strip()
    if found["image"] and re.fullmatch(r"\d+(?:x\d+)?", text):
        text = found["name"].rpartition(".")[0]  # `|300` is a width
    address = relative(note, target) + (f"#{slug(found['heading'], {})}" if found["heading"] else "")
    is_plain = re.fullmatch(r"[^\s()<>]+", address)
    return f"{found['image']}[{text}]({address if is_plain else f'<{address}>'})"


def _heading(fault: Fault) -> Iterator[Fix]:
    signs = re.match(r"#+", fault.written)
    if signs:
        at = fault.start + signs.end()
        yield fault.at(at, at, " ", certain=True, title="put a space after the `#` signs")


def _spaced_link(fault: Fault) -> Iterator[Fix]:
    at = fault.written.find("] (")
    if at >= 0:
        start = fault.start + at + 1
        yield fault.at(start, start + 1, "", certain=True, title="delete the space between `]` and `(`")


def _spaced_address(fault: Fault) -> Iterator[Fix]:
    found = re.fullmatch(r"!?\[[^\[\]]*\]\((?P<address>[^()<>\"'\n]+)\)", fault.written)
    if found and "://" not in found["address"]:
        start, end = (fault.start + at for at in found.span("address"))
        yield fault.at(start, end, f"<{found['address'].strip()}>", certain=True)


def _comment(fault: Fault) -> Iterator[Fix]:
    words = fault.written
    if len(words) > 4 and words.startswith("%%") and words.endswith("%%") and "--" not in words:
        yield fault.instead(f"<!-- {words[2:-2].strip()} -->", certain=True)


def _caption(fault: Fault) -> Iterator[Fix]:
    if fault.written.startswith(": "):
        yield fault.at(fault.start, fault.start + 1, "Table:", certain=True)


def _attributes(fault: Fault) -> Iterator[Fix]:
    """An id behind a heading, on a line of its own before it; it can only be meant for the heading."""
    found = re.fullmatch(r"\{\s*#(?P<id>[^\s{}.]+)\s*\}", fault.written)
    if (
        found
        and ID.fullmatch(found["id"])
        and re.match(r"#{1,6}\s", fault.line)
        and not fault.line[fault.end :].strip()
    ):
        start = len(fault.line[: fault.start].rstrip())
        edits = (fault.edit(0, 0, f"{{#{found['id']}}}\n"), fault.edit(start, len(fault.line), ""))
        yield Fix("put the id on a line before the heading", edits, True)


def _marked(fault: Fault) -> Iterator[Fix]:
    yield fault.instead(f"**{fault.written[2:-2]}**")


def _struck(fault: Fault) -> Iterator[Fix]:
    yield fault.instead(f"~{fault.written}~")


def _contents(fault: Fault) -> Iterator[Fix]:
    yield Fix("delete it", (Edit(fault.finding.span, ""),), True)


def _alert(fault: Fault) -> Iterator[Fix]:
    found = re.fullmatch(r"\[!(note|tip|important|warning|caution)\][+-]?", fault.written, re.I)
    title, quote = fault.line[fault.end :].strip(), fault.line[: fault.start]
    if found:
        text = f"[!{found[1].upper()}]" + (f"\n{quote}**{title}**" if title else "")
        yield fault.at(fault.start, len(fault.line), text, title="put its title on a line of its own")


def _box(fault: Fault) -> Iterator[Fix]:
    yield fault.at(fault.start, fault.end + 1, "", title="delete the box")


_KINDS: Final[Mapping[str, Callable[[Fault], Iterator[Fix]]]] = {
    "a wiki link": _wiki_link,
    "a heading without a space": _heading,
    "a link with a space before its address": _spaced_link,
    "a link whose address has a space": _spaced_address,
    "an image whose address has a space": _spaced_address,
    "a comment, which": _comment,
    "not a caption here": _caption,
    "a line of attributes": _attributes,
    "highlighted text": _marked,
    "struck-out text": _struck,
    "a table of contents": _contents,
    "an alert of another kind": _alert,
    "not a checkbox here": _box,
}
"""By the words of a message that say what was found."""
