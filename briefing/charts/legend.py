"""The key of a chart: what readers must be told to read its drawing.

What is named beside its mark is left out, and so is what a style says where all bars have the one that is usual.
"""

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from briefing.charts.amounts import Amount, Plotted, is_over_time, tones
from briefing.charts.bars import PAINTS, PLAIN_TONES, Paint, Style, paint
from briefing.charts.svg import hatching, line, rect
from briefing.model import Column, Layer, Mark

_SIDE = 14
"""Of a swatch."""

Painted = tuple[Layer, Amount, Paint]


class Key(Struct, frozen=True):
    """What a colour, a style or a mark stands for."""

    sign: Paint | str
    """How a bar is painted, or `tick` or `dashed`."""
    text: str


class KeyWords(Struct, frozen=True):
    """Words of a key in the site's language."""

    estimate: str
    """What is hatched."""
    ahead: str
    """What is hollow: it has not happened yet."""
    comma: str


def key(layers: Plotted, words: KeyWords) -> Iterator[Key]:
    """What readers must be told to read a drawing."""
    if is_over_time(layers):
        lines = (amounts for layer, amounts in layers if layer.mark is Mark.LINE)
        if any(amount.is_open for amounts in lines for amount in amounts):
            yield Key("dashed", words.ahead)
        return
    found = tones(layers)
    bars = [(layer, a, paint(layer, a, found)) for layer, amounts in layers if layer.mark is Mark.BAR for a in amounts]
    goals = [amount.kind for layer, amounts in layers if layer.mark is Mark.TICK for amount in amounts]
    yield from _colours(bars, found)
    if goals:
        yield Key(_common([each for *_, each in bars], "accent"), words.comma.join(_kinds(bars)))
        yield Key("tick", words.comma.join(dict.fromkeys(goals)))
    yield from _styles(bars, found, words, has_goals=bool(goals))


def swatch(sign: Paint | str) -> str:
    """The sign of a key as a small drawing."""
    width, marks = _drawn(sign)
    return f'<svg class="swatch" viewBox="0 0 {width} {_SIDE}" width="{width}" aria-hidden="true">{marks}</svg>'


def _drawn(sign: Paint | str) -> tuple[int, str]:
    """How wide a sign is, and its marks."""
    if isinstance(sign, Paint):
        corner, opposite = (1, 1), (_SIDE - 1, _SIDE - 1)
        hatched = hatching(corner, opposite, sign.colour) if sign.style is Style.HATCHED else ""
        return _SIDE, rect(corner, opposite, sign.fill, sign.stroke) + hatched
    if sign == "tick":
        return 4, line((2, 0), (2, _SIDE), "ink", 3)
    return 2 * _SIDE, line((0, _SIDE / 2), (2 * _SIDE, _SIDE / 2), "accent", 2.5, dash=(5, 5))


def _colours(bars: list[Painted], found: Mapping[str, str]) -> Iterator[Key]:
    """What each colour is, unless the rows say so already."""
    coloured = [(layer, amount.word(layer.color), paint) for layer, amount, paint in bars if layer.color]
    if len(found) > 1 and any(layer.color is not layer.by for layer, *_ in coloured):
        for word, tone in found.items():
            own = [paint for _, each, paint in coloured if each == word]
            is_telling = len(found) > PLAIN_TONES or _is_by_kind(bars)
            yield Key(_common(own, PAINTS[tone].colour) if is_telling else PAINTS[tone], word)


def _styles(bars: list[Painted], found: Mapping[str, str], words: KeyWords, *, has_goals: bool) -> Iterator[Key]:
    """What is hatched and what is hollow, and beside them what is solid."""
    styles = {paint.style for *_, paint in bars}
    if len(found) > PLAIN_TONES or _is_by_kind(bars) or styles <= {Style.SOLID}:
        return
    colour = "ink" if len(found) > 1 or any(amount.emphasis for _, amount, _ in bars) else "accent"
    solid = words.comma.join(_kinds(each for each in bars if each[2].style is Style.SOLID))
    texts = {Style.SOLID: "" if has_goals else solid, Style.HATCHED: words.estimate, Style.HOLLOW: words.ahead}
    yield from (Key(Paint(colour, style), text) for style, text in texts.items() if style in styles and text)


def _is_by_kind(bars: list[Painted]) -> bool:
    """Whether colours tell kinds apart, which is what styles tell too."""
    return any(layer.color is Column.KIND for layer, *_ in bars)


def _common(paints: Iterable[Paint], colour: str) -> Paint:
    """The paint that bars share; where they share none, their colour."""
    different = set(paints)
    return different.pop() if len(different) == 1 else Paint(colour)


def _kinds(bars: Iterable[Painted]) -> dict[str, None]:
    """The kinds of figures, each once."""
    return dict.fromkeys(amount.kind for _, amount, _ in bars)
