"""A chart into the marks of its drawing."""

from briefing.charts.amounts import Plotted, is_over_time
from briefing.charts.lines import lay_out_lines
from briefing.charts.rows import lay_out_bars
from briefing.charts.svg import Frame, Layout


def lay_out(layers: Plotted, frame: Frame, unit: str, language: str) -> Layout:
    """The marks of a chart in a frame; amounts are in `unit`, the axis is labelled in `en` or `zh`."""
    return lay_out_lines(layers, frame, unit, language) if is_over_time(layers) else lay_out_bars(layers, frame)
