"""Holes: the parts of a body that depend on the site, as placeholders in its HTML.

While HTML is rendered, a hole is its number between NUL characters, of which the parser leaves none in a note;
afterwards the HTML is split at them.
"""

from collections.abc import Iterator
from typing import Final

from msgspec import structs

from briefing import lazy_re
from briefing.model import FigureHole, Part

_HOLE: Final = lazy_re.compile("\0(\\d+)\0")


class Holes:
    """The holes of one body.

    Apart from the body builder, which holds the parser's environment: a circle
    between the two would hold all tokens in memory until garbage is collected.
    """

    def __init__(self) -> None:
        self.parts: list[Part] = []

    def add(self, part: Part) -> str:
        """The placeholder of a part."""
        self.parts.append(part)
        return f"\0{len(self.parts) - 1}\0"

    def split(self, html: str) -> tuple[Part, ...]:
        """HTML split at its holes; what is between the two edges of a figure goes into it."""
        return tuple(self._split(html))

    def _split(self, html: str) -> Iterator[Part]:
        within: FigureHole | None = None
        for i, piece in enumerate(_HOLE.split(html)):
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
