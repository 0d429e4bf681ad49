"""What charts are made of: shapes, lines and texts, as layers of a Vega-Lite specification.

Colours are roles of the style sheet, each spelled as a number that no design
would use: `drawing` turns them into classes. Nothing here is measured by
Vega: fonts differ from machine to machine, and so would the drawing.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec
from msgspec import Struct

ROLES: Final = ("ink", "muted", "line", "paper", "tint", "accent")
COLOURS: Final[Mapping[str, str]] = {role: f"#00000{number}" for number, role in enumerate(ROLES, 1)}
FONT: Final = "Liberation Sans"
"""The one that is embedded; the page's own takes its place when it is shown."""

Layer = dict[str, Any]
Mark = dict[str, Any]
Row = Mapping[str, object]
Dash = tuple[int, ...]


class Frame(Struct, frozen=True):
    """A size in which charts are drawn: its width, and the size of its letters."""

    width: float
    size: float
    bar: float
    """How thick a bar is."""

    @property
    def leading(self) -> float:
        """From one line of text to the next."""
        return round(self.size * 1.25)


WIDE: Final = Frame(580, 15, 22)
NARROW: Final = Frame(346, 14, 22)


class Scale(Struct, frozen=True):
    """From amounts to places."""

    low: float
    high: float
    start: float
    end: float

    def place(self, amount: float) -> float:
        """Where an amount stands."""
        return self.start + (amount - self.low) / ((self.high - self.low) or 1) * (self.end - self.start)

    def channel(self, field: str) -> dict[str, Any]:
        """A channel of Vega-Lite that is drawn to this scale."""
        domain, span = [self.low, self.high], [self.start, self.end]
        return {
            **_at(field),
            "scale": {"domain": domain, "range": span, "nice": False, "zero": False},
        }


def _at(field: str) -> dict[str, Any]:
    """A channel whose field is a place already."""
    return {"field": field, "type": "quantitative", "axis": None, "scale": None}


def boxes(rows: Iterable[Row], x: Scale, fill: str, stroke: str, share: float = 1) -> Layer:
    """Rectangles from `x` to `x2`, to scale, and from `y` to `y2`, filled with a share of their colour."""
    encoding = {"x": x.channel("x"), "x2": {"field": "x2"}, "y": _at("y"), "y2": {"field": "y2"}}
    mark: Mark = {"type": "rect", "fill": COLOURS[fill]}
    edge = {"stroke": COLOURS[stroke], "strokeWidth": 1.5} if stroke else {}
    return _layer(rows, mark | edge | ({"fillOpacity": share} if share < 1 else {}), encoding)


def uprights(rows: Iterable[Row], x: Scale, stroke: str, weight: float) -> Layer:
    """Lines at `x`, to scale, from `y` to `y2`."""
    encoding = {"x": x.channel("x"), "y": _at("y"), "y2": {"field": "y2"}}
    return _layer(rows, {"type": "rule", "stroke": COLOURS[stroke], "strokeWidth": weight}, encoding)


def levels(rows: Iterable[Row], y: Scale, stroke: str, weight: float, dash: Dash = ()) -> Layer:
    """Lines from `x` to `x2`, at `y`, to scale."""
    encoding = {"x": _at("x"), "x2": {"field": "x2"}, "y": y.channel("y")}
    return _layer(rows, _rule(stroke, weight, dash), encoding)


def strokes(rows: Iterable[Row], x: Scale, y: Scale, stroke: str, *, weight: float, dash: Dash = ()) -> Layer:
    """Lines from `x` and `y` to `x2` and `y2`, to scale."""
    encoding = {"x": x.channel("x"), "x2": {"field": "x2"}, "y": y.channel("y"), "y2": {"field": "y2"}}
    return _layer(rows, _rule(stroke, weight, dash) | {"strokeCap": "round"}, encoding)


def _rule(stroke: str, weight: float, dash: Dash) -> Mark:
    rule = {"type": "rule", "stroke": COLOURS[stroke], "strokeWidth": weight}
    return rule | ({"strokeDash": list(dash)} if dash else {})


def dots(rows: Iterable[Row], x: Scale, y: Scale, fill: str, stroke: str) -> Layer:
    """Dots at `x` and `y`, to scale."""
    mark = {"type": "point", "shape": "circle", "size": 42, "opacity": 1, "strokeWidth": 2}
    colours = {"fill": COLOURS[fill], "stroke": COLOURS[stroke]}
    return _layer(rows, mark | colours, {"x": x.channel("x"), "y": y.channel("y")})


PLAIN: Final[Mark] = {}
STRONG: Final[Mark] = {"fontWeight": 600}
HALO: Final[Mark] = {"stroke": COLOURS["paper"], "strokeWidth": 5}
"""Paper around letters that a line may cross; the style sheet draws it behind them."""


def texts(rows: Iterable[Row], frame: Frame, fill: str, anchor: str = "left", look: Mark = PLAIN) -> Layer:
    """Texts at the places `x` and `y`, whose `text` may be several lines; on `y` stands the first."""
    mark = {
        "type": "text",
        "align": anchor,
        "baseline": "alphabetic",
        "fill": COLOURS[fill],
        "fontSize": frame.size,
        "lineHeight": frame.leading,
        **look,
    }
    return _layer(rows, mark, {"x": _at("x"), "y": _at("y"), "text": {"field": "text"}})


def _layer(rows: Iterable[Row], mark: Mark, encoding: dict[str, Any]) -> Layer:
    return {"data": {"values": list(rows)}, "mark": mark, "encoding": encoding}


def specification(frame: Frame, height: float, layers: Iterable[Layer]) -> str:
    """A whole chart as the text of a Vega-Lite specification; layers without anything in them are left out."""
    spec = {
        "width": frame.width,
        "height": height,
        "padding": 0,
        "autosize": {"type": "none"},
        "background": None,
        "config": {"font": FONT, "aria": False, "view": {"stroke": None}},
        "layer": [layer for layer in layers if layer["data"]["values"]],
    }
    return msgspec.json.encode(spec).decode()
