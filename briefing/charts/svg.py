"""The marks of a chart as SVG: rectangles, lines, circles and texts.

A drawing uses its page's fonts and style sheet. Colours are classes, so that it follows light and dark mode
and the pages' policy, which forbids inline styles. Marks are painted in the order in which they are written.
Coordinates are rounded to hundredths, so that every machine writes the same bytes.
"""

from collections.abc import Sequence
from html import escape
from typing import Final

from msgspec import Struct

Point = tuple[float, float]
"""An x and a y, which runs downwards."""
Dash = tuple[int, ...]
"""The lengths of dashes and of the gaps between them; nothing for a solid line."""


class Frame(Struct, frozen=True):
    """A drawing size for charts: its width and font size."""

    width: float
    size: float
    bar: float
    """How thick a bar is."""

    @property
    def leading(self) -> float:
        """The line height."""
        return round(self.size * 1.25)


WIDE: Final = Frame(580, 15, 22)
NARROW: Final = Frame(346, 14, 22)


class Scale(Struct, frozen=True):
    """A linear scale from amounts to coordinates."""

    low: float
    high: float
    start: float
    end: float

    def coordinate(self, amount: float) -> float:
        """The coordinate of an amount."""
        return self.start + (amount - self.low) / ((self.high - self.low) or 1) * (self.end - self.start)


class Layout(Struct, frozen=True):
    """The marks of a drawing, in the order in which they are painted."""

    frame: Frame
    height: float
    marks: tuple[str, ...]


class TextStyle(Struct, frozen=True):
    """The style of a text, except its colour."""

    anchor: str = "start"
    is_strong: bool = False
    has_halo: bool = False
    """Whether paper is painted around the letters, which a line may cross."""


PLAIN: Final = TextStyle()
RADIUS: Final = 3.24
"""Of a circle."""
SLANT: Final = 6
"""From one slanting line to the next."""


def number(value: float) -> str:
    """A formatted coordinate: two decimals are more than any screen shows."""
    return f"{round(value, 2) + 0:.10g}"


def rect(corner: Point, opposite: Point, fill: str, stroke: str = "", *, opacity: float = 1, tip: float = 0) -> str:
    """A rectangle between two corners; the middle of its right side protrudes by `tip`.

    It is a path, since SVG does not draw the outline of a `rect` without width.
    """
    left, top, right, bottom = map(number, (*corner, *opposite))
    pointed = f"L{number(opposite[0] + tip)},{number((corner[1] + opposite[1]) / 2)}L{right},{bottom}"
    edge = {"stroke-width": "1.5"} if stroke else {}
    pale = {"fill-opacity": number(opacity)} if opacity < 1 else {}
    d = f"M{left},{top}H{right}{pointed if tip else f'V{bottom}'}H{left}Z"
    return _mark("path", fill, stroke, {"d": d, **edge, **pale})


def hatching(corner: Point, opposite: Point, stroke: str) -> str:
    """Diagonal lines within a rectangle: separate lines, since a pattern would need an id on the page."""
    (left, top), (right, bottom) = corner, opposite
    height = bottom - top
    starts = (left - height + step * SLANT for step in range(1, int((right - left + height) / SLANT) + 1))
    ends = ((start, max(start, left), min(start + height, right)) for start in starts)
    d = "".join(
        f"M{number(first)},{number(bottom - first + start)}L{number(last)},{number(bottom - last + start)}"
        for start, first, last in ends
        if first < last
    )
    return _mark("path", "", stroke, {"d": d, "stroke-width": "1.5"})


def line(start: Point, end: Point, stroke: str, weight: float, *, dash: Dash = (), has_round_ends: bool = False) -> str:
    """A straight line between two points."""
    points = dict(zip(("x1", "y1", "x2", "y2"), map(number, (*start, *end)), strict=True))
    dashes = {"stroke-dasharray": ",".join(map(str, dash))} if dash else {}
    cap = {"stroke-linecap": "round"} if has_round_ends else {}
    return _mark("line", "", stroke, {**points, "stroke-width": number(weight), **dashes, **cap})


def circle(center: Point, fill: str, stroke: str) -> str:
    """A dot around a point."""
    x, y = map(number, center)
    return _mark("circle", fill, stroke, {"cx": x, "cy": y, "r": number(RADIUS), "stroke-width": "2"})


def text(at: Point, lines: Sequence[str], leading: float, fill: str, style: TextStyle = PLAIN) -> str:
    """Text in lines, `leading` apart; `at` is on the baseline of the first."""
    x, y = map(number, at)
    attributes = {"x": x, "y": y}
    if style.anchor != "start":
        attributes["text-anchor"] = style.anchor
    if style.is_strong:
        attributes["font-weight"] = "600"
    if style.has_halo:
        attributes |= {"stroke-width": "5", "paint-order": "stroke"}
    first, *others = map(escape, lines)
    below = "".join(f'<tspan x="{x}" dy="{number(leading)}">{each}</tspan>' for each in others)
    return _mark("text", fill, "paper" if style.has_halo else "", attributes, f"{first}{below}")


def svg(layout: Layout, title: str, description: str) -> str:
    """A whole drawing; `title` and `description` are for screen readers."""
    frame, words = layout.frame, f"<title>{escape(title)}</title>"
    words += f"<desc>{escape(description)}</desc>" if description else ""
    box = f'viewBox="0 0 {number(frame.width)} {number(layout.height)}"'
    marks = "".join(layout.marks)
    return f'<svg {box} role="img" fill="none" font-size="{number(frame.size)}">{words}{marks}</svg>'


def _mark(tag: str, fill: str, stroke: str, attributes: dict[str, str], content: str = "") -> str:
    """An element whose colours are classes of the style sheet."""
    colours = (f"{name}-{role}" for name, role in (("fill", fill), ("stroke", stroke)) if role)
    attribute_text = "".join(f' {name}="{value}"' for name, value in attributes.items())
    end = f">{content}</{tag}>" if content else "/>"
    return f'<{tag} class="{" ".join(colours)}"{attribute_text}{end}'
