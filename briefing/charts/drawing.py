"""A Vega-Lite specification into SVG that belongs to the page.

Colours become classes, so that it follows light and dark and the pages'
policy, which allows no style of its own; fonts are the page's own.
"""

import re
from collections.abc import Callable, Iterator
from typing import Final
from xml.etree import ElementTree

from markupsafe import escape

from briefing.charts.sheets import COLOURS

VERSION: Final = "6.4"
"""Of Vega-Lite: drawings change with it."""

_KEPT: Final = (
    "viewBox", "transform", "d", "x", "y", "x1", "y1", "x2", "y2", "dy", "text-anchor", "font-size", "font-weight",
    "stroke-width", "stroke-dasharray", "stroke-linecap", "fill-opacity",
)  # fmt: skip
_ROLES: Final = {colour: role for role, colour in COLOURS.items()}
_NUMBER: Final = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
_EMPTY: Final = ("background", "foreground")
_NOWHERE: Final = {"translate(0,0)", ""}


def converter() -> Callable[..., str] | None:
    """Vega-Lite into SVG, or nothing where the extra `charts` is not installed."""
    try:
        from vl_convert import vegalite_to_svg  # noqa: PLC0415 - the extra `charts`, and slow to load
    except ImportError:
        return None
    convert: Callable[..., str] = vegalite_to_svg
    return convert


def can_draw() -> bool:
    """Whether charts are drawn here, or only told as tables."""
    return converter() is not None


def draw(specification: str) -> str:
    """A specification as SVG for a page; nothing without the extra `charts`."""
    convert = converter()
    if convert is None:
        return ""
    # Without this list, a relative address would be asked of Vega's own server.
    return inlined(convert(specification, vl_version=VERSION, allowed_base_urls=[]))


def inlined(svg: str) -> str:
    """The bare drawing: what the style sheet decides is a class, and what is for no reader is gone."""
    return _written(ElementTree.fromstring(svg), ' aria-hidden="true" fill="none"')


def _written(node: ElementTree.Element, more: str = "") -> str:
    tag = node.tag.rpartition("}")[2]
    within = f"{escape(node.text or '')}" + "".join(map(_written, node))
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in _attributes(node)) + more
    if tag == "g" and not (attributes and within):
        return within
    return "" if node.get("class") in _EMPTY else f"<{tag}{attributes}>{within}</{tag}>"


def _attributes(node: ElementTree.Element) -> Iterator[tuple[str, str]]:
    roles = [f"{name}-{_ROLES[value]}" for name in ("fill", "stroke") if (value := node.get(name)) in _ROLES]
    if roles:
        yield "class", " ".join(roles)
    if "stroke-paper" in roles:
        # A rim behind the letters, not upon them.
        yield "paint-order", "stroke"
    for name in _KEPT:
        value = _NUMBER.sub(_short, node.get(name, ""))
        if value not in _NOWHERE:
            yield name, value.removesuffix("px")


def _short(number: re.Match[str]) -> str:
    """Two decimals are more than any screen shows, and the same on every machine."""
    return f"{round(float(number[0]), 2) + 0:.10g}"
