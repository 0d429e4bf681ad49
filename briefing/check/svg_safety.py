"""SVG safety: whether a file is just a picture, since opening it on the site's origin must not run anything.

An SVG is an XML document that may contain scripts, event handlers, HTML, external style sheets and URLs that a
browser loads. The elements of pictures are listed (SVG 2, §5 to §16); everything else is refused, and so is a file that
is not valid XML in UTF-8, since browsers show the part before an error.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final
from xml.parsers import expat

from briefing import lazy_re

MAX_CHARS: Final = 16 * 2**20
"""The characters of a drawing that is read."""

_SVG: Final = "http://www.w3.org/2000/svg"
_ACTIVE: Final = frozenset(
    ("http://www.w3.org/1999/xhtml", "http://www.w3.org/1998/Math/MathML", "http://www.w3.org/2001/xml-events")
)
"""Namespaces of what browsers show or run; others, as of drawing programs, mean nothing to them."""

_ELEMENTS: Final = frozenset((
    "a", "animate", "animateMotion", "animateTransform", "circle", "clipPath", "defs", "desc", "ellipse", "feBlend",
    "feColorMatrix", "feComponentTransfer", "feComposite", "feConvolveMatrix", "feDiffuseLighting",
    "feDisplacementMap", "feDistantLight", "feDropShadow", "feFlood", "feFuncA", "feFuncB", "feFuncG", "feFuncR",
    "feGaussianBlur", "feImage", "feMerge", "feMergeNode", "feMorphology", "feOffset", "fePointLight",
    "feSpecularLighting", "feSpotLight", "feTile", "feTurbulence", "filter", "font", "font-face", "font-face-name",
    "font-face-src", "g", "glyph", "hkern", "image", "line", "linearGradient", "marker", "mask", "metadata",
    "missing-glyph", "mpath", "path", "pattern", "polygon", "polyline", "radialGradient", "rect", "set", "stop",
    "style", "svg", "switch", "symbol", "text", "textPath", "title", "tref", "tspan", "use", "view", "vkern",
))  # fmt: skip

_ANCHOR: Final = lazy_re.compile(r"\s*(?:#|https?://|mailto:)")
_INNER: Final = lazy_re.compile(r"\s*(?:#|data:image/(?:png|jpeg|gif|webp|avif)[;,])")
_BEYOND: Final = lazy_re.compile(
    r"""url\s*+\(\s*+["']?\s*+(?!["'\s]|\#|data:(?:image/(?:png|jpeg|gif|webp|avif)|font/|application/(?:x-)?font)[^)]*\))
    |@import|\b(?:image|image-set|src)\s*\(|\\[0-9a-z]|javascript:""",
    re.IGNORECASE | re.VERBOSE,
)
"""A reference in a style or attribute to something outside the drawing, or an escape that may hide one."""
_PLAIN: Final = frozenset(("class", "d", "id"))
"""Attributes that take any text, and no style."""

_ENCODING: Final = lazy_re.compile(r"(?:utf-?8|us-ascii|iso-8859-1|windows-1252)", re.I)


class _ActiveContent(Exception):
    """The active content found."""


def active_content(text: str) -> str:
    """The active content of an SVG, as a noun; empty if it is only a picture."""
    if len(text) > MAX_CHARS:
        return f"more than {MAX_CHARS // 2**20} MB"
    reader = _SvgReader()
    try:
        reader.parser.Parse(text, True)
    except _ActiveContent as found:
        return str(found)
    except (expat.ExpatError, UnicodeEncodeError, ValueError):
        return "unreadable XML"
    return "" if reader.is_svg else "no `<svg>`"


class _SvgReader:
    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self.element
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters
        self.parser.ProcessingInstructionHandler = self.instruction
        self.parser.EntityDeclHandler = self.entity
        self.parser.AttlistDeclHandler = self.attributes
        self.parser.XmlDeclHandler = self.declaration
        self.parser.buffer_text = True
        self.is_svg = False
        self.depth = 0
        self.style: list[str] | None = None

    def declaration(self, _: str, encoding: str | None, __: int) -> None:
        if encoding and not _ENCODING.fullmatch(encoding):
            raise _ActiveContent(f"the encoding `{encoding}`")

    def instruction(self, target: str, _: str) -> None:
        raise _ActiveContent(f"the instruction `<?{target}`")

    def entity(self, name: str, *_: object) -> None:
        raise _ActiveContent(f"the entity `{name}`")

    def attributes(self, element: str, *_: object) -> None:
        raise _ActiveContent(f"attributes declared for `{element}`")

    def element(self, full: str, attributes: Mapping[str, str]) -> None:
        namespace, _, name = full.rpartition(" ")
        if not self.depth:
            self.is_svg = full == f"{_SVG} svg"
        self.depth += 1
        if self.style is not None:
            raise _ActiveContent(f"`<{name}>` within a `<style>`")
        if namespace in _ACTIVE or not namespace or (namespace == _SVG and name not in _ELEMENTS):
            raise _ActiveContent(f"`<{name}>`")
        if namespace == _SVG:
            for fault in _faults(name, attributes):
                raise _ActiveContent(f"`{fault}` of `<{name}>`")
            if name == "style":
                self.style = []

    def end(self, _: str) -> None:
        self.depth -= 1
        if self.style is not None:
            if _BEYOND.search("".join(self.style)):
                raise _ActiveContent("a `<style>` that loads something")
            self.style = None

    def characters(self, text: str) -> None:
        if self.style is not None:
            self.style.append(text)


def _faults(element: str, attributes: Mapping[str, str]) -> Iterator[str]:
    """The attributes of an element that could run or load something."""
    for full, value in attributes.items():
        name = full.rpartition(" ")[2].lower()
        is_foreign_url = name in ("href", "src") and not (_ANCHOR if element == "a" else _INNER).match(value)
        is_animated = name == "attributename" and (value.strip().lower().startswith("on") or "href" in value.lower())
        is_style = " " not in full and name not in _PLAIN and not name.startswith(("aria-", "data-"))
        is_beyond = is_style and not is_foreign_url and name not in ("href", "src") and bool(_BEYOND.search(value))
        if name.startswith("on") or name == "base" or is_foreign_url or is_animated or is_beyond:
            yield full.rpartition(" ")[2]
