"""Holes: the parts of a body that depend on the site, as placeholders in its HTML.

During rendering, a hole is its number between NUL characters, which the parser removes from notes;
afterwards the HTML is split at them.
"""

from collections.abc import Iterator

from msgspec import structs

from briefing.model import FigureHole, Part


class Holes:
    """The holes of one body.

    Separate from the body builder, which refers to the parser's environment: a reference
    cycle of both would keep all tokens in memory until the garbage collector runs.
    """

    def __init__(self) -> None:
        self.parts: list[Part] = []

    def add(self, part: Part) -> str:
        """The placeholder of a part."""
        self.parts.append(part)
        return f"\0{len(self.parts) - 1}\0"

    def split(self, html: str) -> tuple[Part, ...]:
        """Split HTML at its holes; the parts between the two ends of a figure go into the figure."""
        return tuple(self._split(html))

    def _split(self, html: str) -> Iterator[Part]:
        within: FigureHole | None = None
        for i, piece in enumerate(html.split("\0")):
            hole = self.parts[int(piece)] if i % 2 else None
            if isinstance(hole, FigureHole):
                if within is not None:
                    yield within
                within = hole if within is None else None
            elif within is not None:
                within = structs.replace(within, html=within.html + piece)
            elif hole is not None:
                yield hole
            elif piece:
                yield piece
