"""HTML as a browser shows it: the text of block elements, and tables with rows, headers, captions and spans.

Lexbor builds the tree by the WHATWG's standard, so that unclosed tags mean the same as in a browser. What nobody sees
(`hidden`, `display: none`, struck text, scripts) is left out. A superscript after a number is separated from it: a
footnote mark is dropped, and a power of ten is replaced by a placeholder, since it cannot be parsed as a number.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from briefing import lazy_re
from briefing.verification.archive.html_tables import Slot, Slots
from briefing.verification.archive.model import Draft, UnreadableFile
from briefing.verification.archive.superscripts import is_exponent, is_power, lowered, raised
from briefing.verification.archive.text_lines import squeeze

_PARTING: Final = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_HIDDEN: Final = frozenset(
    [
        "audio",
        "canvas",
        "datalist",
        "defs",
        "del",
        "desc",
        "head",
        "iframe",
        "ix:header",
        "ix:hidden",
        "metadata",
        "noscript",
        "object",
        "option",
        "rp",
        "rt",
        "s",
        "script",
        "select",
        "strike",
        "style",
        "template",
        "textarea",
        "title",
        "video",
    ]
)
_UNSEEN: Final = lazy_re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*+0*+(?:\.0+)?\s*(?:;|!|$)"
    r"|(?:left|top|text-indent)\s*:\s*-\d{3,}(?:\.\d+)?(?:px|em|rem|%)?\s*(?:;|!|$)|clip\s*:\s*rect\(\s*0"
    r"|font-size\s*:\s*0(?:\.0+)?[a-z%]*\s*(?:;|!|$)|text-decoration[a-z-]*\s*:[^;]{0,60}line-through",
    re.I,
)
_NOSCRIPT: Final = lazy_re.compile(r"<noscript(?=[\s>/])[^<>]*>", re.I)
_NOSCRIPT_ENDS: Final = lazy_re.compile(r"</noscript", re.I)
_MEDIA: Final = lazy_re.compile(r"@media[^{}@]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_SIMPLE: Final = lazy_re.compile(r"\w*([.#][\w-]+)")
_INLINE: Final = frozenset(["a", "b", "em", "font", "i", "ins", "small", "span", "strong"])
_SHIFTED: Final = lazy_re.compile(
    r"vertical-align\s*:\s*(?:(?P<low>sub|text-bottom)|super|text-top|top|[1-9.][0-9.]*(?:em|ex|pt|px|%))"
    r"|(?<![\w-])top\s*:\s*-(?=[^;]*[1-9])",
    re.I,
)
_MARK: Final = lazy_re.compile(r"[\[(]?(?:[0-9]{1,3}|[A-Za-z]|[ivx]{1,4}|[*†‡§¶]{1,3})[\])]?(?:,[0-9]{1,2})*")
"""A text that is a footnote mark."""
_REFERENCE: Final = lazy_re.compile(
    r"(?:foot|end)-?_?note(?!s?-?_?back)|note-?_?ref|cite_note|^#_?(?:ftn|edn|fn)(?!ref)", re.I
)
"""Hints in a URL, role or class that a link leads to a footnote."""
_REFERENCE_HINT: Final = ("href", "role", "class", "epub:type", "rel")


def read_html(text: str, has_parts: bool = False) -> Iterator[Draft]:
    """The visible blocks of an HTML text; a table cell is a block, too.

    `has_parts`: whether a nested table is a part of the outer one, which is not just used for page layout.
    """
    root = _root(text)
    styles = _styles(root)
    hidden = frozenset(name for name, style in styles.items() if _UNSEEN.search(style))
    shifted = {name: style for name, style in styles.items() if _SHIFTED.search(style)}
    reader = _TreeWalker(hidden, shifted, Slots(has_parts))
    if root is not None:
        reader.walk(root)
    yield from reader.slots.drafts()


def _root(text: str) -> Any:
    from selectolax.lexbor import LexborHTMLParser, SelectolaxError  # noqa: PLC0415 - what only `verify` needs

    if _depth(text) > MAX_DEPTH:
        raise UnreadableFile(f"the HTML is nested more than {MAX_DEPTH:,} elements deep")
    try:
        return LexborHTMLParser(_with_scripts(text)).root
    except SelectolaxError as error:
        raise UnreadableFile(f"the HTML cannot be read: {error}") from error


MAX_DEPTH: Final = 5_000
"""The deepest nesting that is parsed, since parsing time grows with depth; browsers stop at some hundreds."""

_NESTING: Final = lazy_re.compile(
    r"<(/?)(?:address|article|aside|blockquote|center|details|dialog|dir|div|dl|fieldset|figure|footer|form|header|"
    r"hgroup|ins|del|label|main|menu|nav|object|ol|pre|q|ruby|section|select|span|sub|summary|sup|svg|table|ul)\b",
    re.IGNORECASE,
)
"""Tags of elements that only their own closing tag ends."""


def _depth(text: str) -> int:
    """The maximum depth of nested elements, if each is closed by its own tag."""
    depth = deepest = 0
    for tag in _NESTING.finditer(text):
        depth = max(depth - 1, 0) if tag[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest


def _with_scripts(text: str) -> str:
    """A page without its `noscript` elements, which the parser would take for content."""
    pieces, begins = [], 0
    for opening in _NOSCRIPT.finditer(text):
        if opening.start() < begins:
            continue
        closing = _NOSCRIPT_ENDS.search(text, opening.end())
        if closing is None:
            break
        pieces.append(text[begins : opening.start()])
        begins = closing.start()
    return "".join((*pieces, text[begins:]))


def _styles(root: Any) -> dict[str, str]:
    """The declarations of each class and id in the style sheets of a page, by `.name` and `#name`."""
    sheets = [node.text() or "" for node in root.css("style")] if root is not None else []
    rules = (rule.rpartition("{") for sheet in sheets for rule in _MEDIA.sub("", _uncommented(sheet)).split("}"))
    named = ((part.strip(), style) for selectors, _, style in rules for part in selectors.split(","))
    found: dict[str, list[str]] = {}
    for part, style in named:
        if match := _SIMPLE.fullmatch(part):
            found.setdefault(match.group(1), []).append(style)
    return {name: ";".join(styles) for name, styles in found.items()}


def _uncommented(sheet: str) -> str:
    first, *others = sheet.split("/*")
    return first + "".join(other.partition("*/")[2] for other in others)


class _TreeWalker:
    """Walks a tree without recursion, since pages may be nested deeply."""

    def __init__(self, unseen: frozenset[str], shifted: Mapping[str, str], slots: Slots) -> None:
        self.unseen = unseen
        self.shifted = shifted
        """The styles of classes and ids that raise or lower text."""
        self.slots = slots

    def walk(self, root: Any) -> None:
        """Visit every node in order, and each element once more at its end."""
        todo: list[tuple[Any, bool]] = [(root, False)]
        while todo:
            node, ends = todo.pop()
            if ends:
                self.end(node.tag)
            elif node.is_text_node:
                self.slots.add(node.text_content or "")
            elif node.is_element_node and not self.is_hidden(node):
                todo.append((node, True))
                if self.begin(node):
                    todo += [(child, False) for child in reversed(list(node.iter(include_text=True)))]

    def is_hidden(self, node: Any) -> bool:
        """Whether an element is invisible."""
        if node.tag in _HIDDEN:
            return True
        attributes: Mapping[str, str | None] = node.attributes
        if node.tag == "dialog" and "open" not in attributes:
            return True
        if not attributes:
            return False
        style = attributes.get("style")
        return (
            "hidden" in attributes
            or (attributes.get("aria-hidden") or "").lower() == "true"
            or bool(style and _UNSEEN.search(style))
            or bool(self.unseen and self.unseen & _names(attributes))
        )

    def begin(self, node: Any) -> bool:
        """Begin an element; the result is whether its content is to be visited."""
        tag = node.tag
        if shift := _shift(node, self.slots.tail, self.shifted):
            self.script(node, shift)
            return False
        if tag == "small" and self.slots.tail[-1:].isdigit() and (node.text() or "")[:1].isdigit():
            # Raised cents, or a footnote mark.
            self.slots.add("_")
        elif tag == "br":
            self.slots.add("\n")
        elif tag == "table":
            self.slots.open_table()
        elif tag == "tr":
            self.slots.open_row()
        elif tag in ("td", "th"):
            self.slots.open_cell(Slot(tag == "th", _span(node, "colspan"), _span(node, "rowspan")))
        elif tag == "caption":
            self.slots.open_caption()
        elif tag in _PARTING:
            self.slots.part()
        return True

    def script(self, node: Any, shift: str) -> None:
        """Add a superscript (`sup`) or subscript (`sub`) to the text before it."""
        before = self.slots.tail
        content = squeeze(node.text() or "")
        may_be_exponent = _is_number(content, node)
        if shift == "sub":
            self.slots.add(lowered(content))
        elif may_be_exponent and is_power(before, content):
            self.slots.hide(len("10"))
        else:
            self.slots.add(raised(before, content, may_be_exponent))

    def end(self, tag: str) -> None:
        """End an element."""
        if tag == "table":
            self.slots.close_table()
        elif tag in ("td", "th", "caption"):
            self.slots.close_cell()
        elif tag in _PARTING:
            self.slots.part()


def _names(attributes: Mapping[str, str | None]) -> set[str]:
    classes = {f".{name}" for name in (attributes.get("class") or "").split()}
    return classes | {f"#{attributes.get('id')}"}


_MAX_SPAN: Final = 100
"""The most columns or rows that a cell may span; larger values are reduced to it."""
_MAX_SPAN_DIGITS: Final = 9


def _span(node: Any, name: str) -> int:
    value = (node.attributes.get(name) or "1")[:_MAX_SPAN_DIGITS]
    return min(int(value), _MAX_SPAN) or 1 if value.isdecimal() else 1


def _shift(node: Any, before: str, styles: Mapping[str, str]) -> str:
    """`sup` or `sub` if an element is raised or lowered, by name or style, or is a footnote mark; else empty.

    Unless it is so by name, it has to touch the text before it.
    """
    if node.tag in ("sup", "sub"):
        return str(node.tag)
    if node.tag not in _INLINE or not node.attributes or not before or before[-1].isspace():
        return ""
    if not _MARK.fullmatch(squeeze(node.text() or "")):
        return ""
    if node.tag == "a" and any(_REFERENCE.search(node.attributes.get(name) or "") for name in _REFERENCE_HINT):
        return "sup"
    named = (styles[name] for name in sorted(_names(node.attributes)) if name in styles)
    shifted = _SHIFTED.search("; ".join((node.attributes.get("style") or "", *named)))
    return ("sub" if shifted["low"] else "sup") if shifted else ""


def _is_number(content: str, node: Any) -> bool:
    """Whether raised text is a number, and not a link to a footnote."""
    is_plain = node.tag != "a" and node.css_first("a") is None and not _is_reference(node)
    return is_plain and is_exponent(content)


def _is_reference(node: Any) -> bool:
    return node.parent is not None and node.parent.tag == "a"
