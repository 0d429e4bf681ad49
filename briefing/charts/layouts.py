"""A chart into the marks of its drawing, and the key to it."""

from collections.abc import Iterator

from msgspec import Struct

from briefing.charts.amounts import Plotted, tones
from briefing.charts.bars import lay_out_bars
from briefing.charts.lines import lay_out_lines
from briefing.charts.svg import Frame, Layout
from briefing.model import Mark


class Key(Struct, frozen=True):
    """What a tone or a mark stands for."""

    tone: str
    """`accent`, `muted`, `open`, `faint`, `tick` or `dashed`."""
    text: str


def lay_out(layers: Plotted, frame: Frame, unit: str, language: str) -> Layout:
    """The marks of a chart in a frame; amounts are in `unit`, the axis is labelled in `en` or `zh`."""
    return lay_out_lines(layers, frame, unit, language) if _is_over_time(layers) else lay_out_bars(layers, frame)


def key(layers: Plotted, ahead: str, comma: str) -> Iterator[Key]:
    """What readers must be told to read a drawing; what is named beside its mark is left out.

    `ahead` says in the site's language what is hollow: it has not happened yet.
    """
    if not _is_over_time(layers):
        yield from _colours(layers)
        yield from _goals(layers, comma)
    for mark, tone in ((Mark.BAR, "open"), (Mark.LINE, "dashed")):
        drawn = (amounts for layer, amounts in layers if layer.mark is mark and (mark is Mark.LINE or not layer.color))
        if any(amount.is_open for amounts in drawn for amount in amounts):
            yield Key(tone, ahead)


def _is_over_time(layers: Plotted) -> bool:
    return any(layer.mark is Mark.LINE for layer, _ in layers)


def _colours(layers: Plotted) -> Iterator[Key]:
    """What each colour is, unless the rows say so already."""
    told = all(layer.color is layer.by for layer, _ in layers if layer.color)
    named = tones(layers)
    if len(named) > 1 and not told:
        yield from (Key(tone, word) for word, tone in named.items())


def _goals(layers: Plotted, comma: str) -> Iterator[Key]:
    """What a tick is, and what the bar beside it, by what sort of word their figures are."""
    marks = {mark: [a.kind for layer, amounts in layers if layer.mark is mark for a in amounts] for mark in Mark}
    if marks[Mark.TICK]:
        for tone, mark in (("accent", Mark.BAR), ("tick", Mark.TICK)):
            yield Key(tone, comma.join(dict.fromkeys(marks[mark])))
