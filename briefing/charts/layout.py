"""The layout of a chart: the marks of its drawing."""

from briefing.charts.lines import lay_out_lines
from briefing.charts.rows import lay_out_bars
from briefing.charts.svg import Frame, Layout
from briefing.charts.values import PlottedLayers, is_over_time


def lay_out(layers: PlottedLayers, frame: Frame, unit: str, language: str) -> Layout:
    """The marks of a chart in a frame; amounts are in `unit`, the axis is labelled in `en` or `zh`."""
    return lay_out_lines(layers, frame, unit, language) if is_over_time(layers) else lay_out_bars(layers, frame)
