"""The legend of a chart: what its colours, styles and marks mean.

Anything labelled directly at its mark is left out, and so is a style that all bars share.
"""

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from briefing.charts.bars import PAINTS, PLAIN_TONES, FillStyle, Paint, paint
from briefing.charts.svg import hatching, line, rect
from briefing.charts.values import ChartValue, PlottedLayers, is_over_time, tones
from briefing.model import Column, Layer, Mark

_SIDE = 14
"""Of a swatch."""

Painted = tuple[Layer, ChartValue, Paint]


class LegendItem(Struct, frozen=True):
    """A colour, style or mark, and its meaning."""

    symbol: Paint | str
    """How a bar is painted, or `tick` or `dashed`."""
    text: str


class LegendWords(Struct, frozen=True):
    """The words of a legend in the site's language."""

    estimate: str
    """The meaning of hatching."""
    ahead: str
    """The meaning of hollow bars: planned or forecast."""
    comma: str


def legend(layers: PlottedLayers, words: LegendWords) -> Iterator[LegendItem]:
    """The legend items that a reader needs."""
    if is_over_time(layers):
        lines = (amounts for layer, amounts in layers if layer.mark is Mark.LINE)
        if any(amount.is_open for amounts in lines for amount in amounts):
            yield LegendItem("dashed", words.ahead)
        return
    found = tones(layers)
    bars = [(layer, a, paint(layer, a, found)) for layer, amounts in layers if layer.mark is Mark.BAR for a in amounts]
    goals = [amount.kind for layer, amounts in layers if layer.mark is Mark.TICK for amount in amounts]
    yield from _colours(bars, found)
    if goals:
        yield LegendItem(_common([each for *_, each in bars], "accent"), words.comma.join(_kinds(bars)))
        yield LegendItem("tick", words.comma.join(dict.fromkeys(goals)))
    yield from _styles(bars, found, words, has_goals=bool(goals))


def swatch(symbol: Paint | str) -> str:
    """The symbol of a legend item as a small drawing."""
    width, marks = _symbol_marks(symbol)
    return f'<svg class="swatch" viewBox="0 0 {width} {_SIDE}" width="{width}" aria-hidden="true">{marks}</svg>'


def _symbol_marks(symbol: Paint | str) -> tuple[int, str]:
    """The width of a symbol, and its marks."""
    if isinstance(symbol, Paint):
        corner, opposite = (1, 1), (_SIDE - 1, _SIDE - 1)
        hatched = hatching(corner, opposite, symbol.colour) if symbol.style is FillStyle.HATCHED else ""
        return _SIDE, rect(corner, opposite, symbol.fill, symbol.stroke) + hatched
    if symbol == "tick":
        return 4, line((2, 0), (2, _SIDE), "ink", 3)
    return 2 * _SIDE, line((0, _SIDE / 2), (2 * _SIDE, _SIDE / 2), "accent", 2.5, dash=(5, 5))


def _colours(bars: list[Painted], found: Mapping[str, str]) -> Iterator[LegendItem]:
    """The meaning of each colour, unless the row labels give it already."""
    coloured = [(layer, amount.word(layer.color), paint) for layer, amount, paint in bars if layer.color]
    if len(found) > 1 and any(layer.color is not layer.by for layer, *_ in coloured):
        for word, tone in found.items():
            own = [paint for _, each, paint in coloured if each == word]
            is_telling = len(found) > PLAIN_TONES or _is_by_kind(bars)
            yield LegendItem(_common(own, PAINTS[tone].colour) if is_telling else PAINTS[tone], word)


def _styles(
    bars: list[Painted], found: Mapping[str, str], words: LegendWords, *, has_goals: bool
) -> Iterator[LegendItem]:
    """The meanings of hatched and hollow, and next to them of solid."""
    styles = {paint.style for *_, paint in bars}
    if len(found) > PLAIN_TONES or _is_by_kind(bars) or styles <= {FillStyle.SOLID}:
        return
    colour = "ink" if len(found) > 1 or any(amount.emphasis for _, amount, _ in bars) else "accent"
    solid = words.comma.join(_kinds(each for each in bars if each[2].style is FillStyle.SOLID))
    texts = {
        FillStyle.SOLID: "" if has_goals else solid,
        FillStyle.HATCHED: words.estimate,
        FillStyle.HOLLOW: words.ahead,
    }
    yield from (LegendItem(Paint(colour, style), text) for style, text in texts.items() if style in styles and text)


def _is_by_kind(bars: list[Painted]) -> bool:
    """Whether colours distinguish kinds, as styles do too."""
    return any(layer.color is Column.KIND for layer, *_ in bars)


def _common(paints: Iterable[Paint], colour: str) -> Paint:
    """The paint shared by bars; if they share none, their colour."""
    different = set(paints)
    return different.pop() if len(different) == 1 else Paint(colour)


def _kinds(bars: Iterable[Painted]) -> dict[str, None]:
    """The kinds of figures, each once."""
    return dict.fromkeys(amount.kind for _, amount, _ in bars)
