"""Converts the lines of a body: labels, headings, formulas and captions; and collects labels and anchors for links."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from briefing import lazy_re
from briefing.notes.importing.collection import Line
from briefing.notes.importing.fences import Fence, Node, outside_code
from briefing.notes.importing.inline import HEADING, convert_line
from briefing.notes.importing.links import Context
from briefing.notes.importing.names import id_of
from briefing.notes.markdown.slugs import slug

_LABEL: Final = lazy_re.compile(r"^(?P<mark>\s*(?:[-*+]\s+)?)\((?P<label>[A-Za-z][\w:.-]*)\)=\s*$")
_ID: Final = lazy_re.compile(r"#(?P<id>[A-Za-z][\w:.-]*)")
_TABLE_CAPTION: Final = lazy_re.compile(r"^:\s++(?P<text>|.*?\S)\s*+(?P<attributes>\{[^{}]*\})?\s*$")
_ANCHOR: Final = lazy_re.compile(r"\{#([\w-]+)|(?<=\{)[^{}\n]*?#([A-Za-z][\w-]*)")
ADDRESS: Final = r"\((?:[^()]|\([^()]*\))*\)"
"""The address of a link in parentheses, which may contain parentheses itself."""


def body_lines(nodes: Sequence[Node], note: Context) -> Iterator[str]:
    """Convert the lines of a body."""
    label, formula = "", False
    table_above = False
    for node in nodes:
        if isinstance(node, Fence):
            yield from _fenced(node)
            continue
        if formula or node.text.lstrip(" \t>").startswith("$$"):
            line, formula = _formula(node, note, formula)
            yield line
            continue
        if found := _LABEL.match(node.text):
            if found["mark"].strip():
                yield f"{found['mark']}{{#{id_of(found['label'])}}}"
            else:
                label = id_of(found["label"])
            continue
        if table_above and (caption := _TABLE_CAPTION.match(node.text)):
            yield f"Table: {convert_line(caption['text'], node.number, note)}"
            continue
        if node.text.strip():
            table_above = node.text.lstrip().startswith("|")
        yield from _line(node, label, note)
        label = label if not node.text.strip() else ""


def _formula(node: Line, note: Context, is_inside: bool) -> tuple[str, bool]:
    """Convert a line of a displayed formula into code with the same indentation; also returns whether it goes on."""
    text = node.text.lstrip(" \t>")
    before = node.text[: len(node.text) - len(text)]
    if not is_inside and text.count("$$") == 2:
        return convert_line(node.text, node.number, note), False
    end = re.search(r"\$\$\s*(?:\([\w:.-]+\)|\{[^{}]*\})?\s*$", text)
    if not (end or text.startswith("$$")):
        return node.text, is_inside
    if not is_inside:
        note.remark(node.number, "a formula is shown as code")
    rest = (text[: end.start()] if end and is_inside else text).replace("$$", "").strip()
    lines = [*filter(None, [rest]), "```"] if is_inside else ["```tex", *filter(None, [rest])]
    return "\n".join(f"{before}{line}" for line in lines), not is_inside


def _fenced(fence: Fence) -> Iterator[str]:
    longest = max(
        (len(found) for line in fence.inner if isinstance(line, Line) for found in re.findall(r"`+", line.text)),
        default=0,
    )
    ticks = "`" * max(3, longest + 1)
    yield f"{fence.indent}{ticks}{fence.name}"
    prefix = fence.indent if fence.indent.startswith(">") else ""
    for line in fence.inner:
        if isinstance(line, Line):
            yield f"{prefix}{line.text}" if not line.text.startswith(fence.indent.rstrip()) or not prefix else line.text
    yield f"{fence.indent}{ticks}"


def _line(node: Line, label: str, note: Context) -> Iterator[str]:
    heading = HEADING.match(node.text)
    if not heading:
        if label and node.text.strip():
            yield f"{{#{label}}}"
        yield convert_line(node.text, node.number, note)
        return
    found = _ID.search(heading["attributes"] or "")
    name = id_of(found["id"]) if found else label
    if heading["attributes"] and not found:
        note.remark(node.number, f"`{heading['attributes']}` of a heading is dropped")
    if name:
        yield f"{{#{name}}}"
    yield f"{heading['signs']} {convert_line(heading['text'], node.number, note)}"


_UNCLOSED: Final = lazy_re.compile(r"(?:\{[a-zA-Z][\w:.-]*\}`[^`]*|(?<!\\)\[[^\[\]`]*|\]\([^()\s]*)$")
"""A role or a link that continues on the next line."""
_BLOCK: Final = lazy_re.compile(r"\s*(?:$|[-*+>#|:]|\d+[.)]\s|`{3}|~{3})")
_MAX_JOINED: Final = 4


def joined(body: Iterable[Line]) -> Iterator[Line]:
    """Lines, with roles and links that span several lines joined into one."""
    lines = list(body)
    prose = {line.number for line in outside_code(lines)}
    at = 0
    while at < len(lines):
        line, at = lines[at], at + 1
        last = at + _MAX_JOINED
        while line.number in prose and at < min(last, len(lines)) and _UNCLOSED.search(line.text):
            if _BLOCK.match(lines[at].text):
                break
            line, at = Line(line.number, f"{line.text.rstrip()} {lines[at].text.lstrip()}"), at + 1
        yield line


def lowered(body: Sequence[Line]) -> Iterator[Line]:
    """Lines with each heading one level lower, except in code."""
    headings = {line.number for line in outside_code(body) if re.match(r"#{1,5}\s", line.text)}
    for line in body:
        yield Line(line.number, f"#{line.text}") if line.number in headings else line


def labels(body: Sequence[Line]) -> Iterator[tuple[str, str]]:
    """The labels for cross-references, each with its heading or caption."""
    waiting = ""
    for line in body:
        heading = HEADING.match(line.text)
        if waiting and line.text.strip():
            yield waiting, plain_text(line.text) if heading else ""
            waiting = ""
        if found := _LABEL.match(line.text):
            waiting = found["label"]
        elif option := re.match(
            r"\s*:(?:name|label):\s*([A-Za-z][\w:.-]*)\s*$|\s*name:\s*([A-Za-z][\w-]*)\s*$", line.text
        ):
            yield option[1] or option[2], ""
        for found in re.finditer(r"\{(?=[^{}]*+\})[^{}]*#([A-Za-z][\w:.-]*+)", line.text):
            yield found[1], plain_text(heading["text"]) if heading else ""
        for found in re.finditer(r"#\|\s*label:\s*([\w-]+)", line.text):
            yield found[1], ""


def plain_text(text: str) -> str:
    """A heading without its `#` signs, markup and attributes."""
    return re.sub(r"^#+\s+|[*_`]|\{[^{}]*\}\s*$", "", text).strip()


def folded(anchor: str) -> str:
    """An anchor reduced to what all tools agree on: `in-a-myst.yml-file` and `in-a-mystyml-file` become equal."""
    return re.sub(r"[\W_]+", "", anchor).casefold()


def anchors(text: str) -> dict[str, str]:
    """The anchors of a note by their folded form: its ids, which take precedence, and those of its headings."""
    found: dict[str, str] = {}
    seen: dict[str, int] = {}
    for line in outside_code(numbered(text)):
        if heading := HEADING.match(line.text):
            words = re.sub(rf"!?\[([^\[\]]*)\]{ADDRESS}", r"\1", heading["text"])
            anchor = slug(plain_text(words), seen)
            found.setdefault(folded(anchor), anchor)
    return found | {folded(one or other): one or other for one, other in _ANCHOR.findall(text)}


def numbered(text: str) -> list[Line]:
    """The lines of a text with their numbers."""
    return [Line(number, line) for number, line in enumerate(text.split("\n"), 1)]


def text_of(lines: Sequence[Line]) -> str:
    """Lines joined into a text."""
    return "\n".join(line.text for line in lines)
