"""The picture that stands for a page where it is shared: 1200×630, drawn from words by the extra `charts`.

The one font that is there on every machine has no Chinese: what it cannot
write is not drawn, rather than as empty boxes.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from markupsafe import escape
from msgspec import Struct

from briefing.exports.tags import CARD_HEIGHT, CARD_WIDTH

FONT: Final = "Liberation Sans"
"""It comes with the drawer."""

_COVERED: Final = re.compile(
    "[ -~\u00a0-\u017f\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u03ce\u0400-\u045f\u2010\u2011\u2013-\u2015"
    "\u2018-\u201e\u2020-\u2022\u2026\u2030\u2032\u2033\u2039\u203a\u20ac\u2122\u2190-\u2193\u2212\u2248\u2260\u2264\u2265]*"
)
"""The signs that this font has in every version."""

# fmt: off
_WIDTHS: Final = dict(zip(map(chr, range(32, 127)), (
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611,
    556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389,
    280, 389, 584,
), strict=True))
# fmt: on
"""Thousandths of its size that a sign of the bold font takes."""
_WIDE: Final = 722
"""What is reckoned for any other."""

_MARGIN: Final = 72
_ROOM: Final = CARD_WIDTH - 2 * _MARGIN
_SIZES: Final = ((68, 3), (58, 4), (48, 5))
"""Sizes of a title, largest first, with the lines that it may take."""

_INK, _MUTED, _ACCENT, _PAPER = "#1c1b19", "#5d5a54", "#8a3b12", "#fcfbf8"


class Card(Struct, frozen=True):
    """What a card says; a line that the font cannot write is left out."""

    site: str
    kicker: str
    title: str
    day: str
    value: str
    label: str
    state: str


def drawer() -> Callable[..., bytes] | None:
    """SVG into a picture, or nothing where the extra `charts` is not installed."""
    try:
        from vl_convert import svg_to_png  # noqa: PLC0415 - the extra `charts`, and slow to load
    except ImportError:
        return None
    convert: Callable[..., bytes] = svg_to_png
    return convert


def can_write(text: str) -> bool:
    """Whether the font of the cards has all signs of a text."""
    return _COVERED.fullmatch(text) is not None


def draw(card: Card) -> bytes:
    """A card as PNG; nothing without the extra `charts`."""
    convert = drawer()
    # Both are what they are by default: a card must not change with a default.
    return convert(as_svg(card), scale=1, ppi=72) if convert else b""


def as_svg(card: Card) -> str:
    """A card as SVG."""
    size, lines = set_title(card.title) if can_write(card.title) else (0, ())
    parts = [
        f'<rect width="{CARD_WIDTH}" height="{CARD_HEIGHT}" fill="{_PAPER}"/>',
        f'<rect width="16" height="{CARD_HEIGHT}" fill="{_ACCENT}"/>',
        _text(_MARGIN, 104, 30, _ACCENT, card.kicker, bold=True),
        *(_text(_MARGIN, 130 + size + i * size * 1.16, size, _INK, line, bold=True) for i, line in enumerate(lines)),
        *_figure(card),
        _text(_MARGIN, 592, 26, _MUTED, " · ".join(part for part in (card.site, card.day) if can_write(part) and part)),
    ]
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{CARD_WIDTH}" height="{CARD_HEIGHT}">{"".join(parts)}</svg>'


def _figure(card: Card) -> Iterator[str]:
    """The figure that a note leads with: its value, what it is beside, and how it is supported below."""
    # A value without its state would pass for one that was found.
    is_whole = can_write(card.value + card.label + card.state) and width(card.state, 22) <= _ROOM
    if not (card.value and is_whole):
        return
    beside = _MARGIN + width(card.value, 54) + 24
    yield f'<rect x="{_MARGIN}" y="436" width="{_ROOM}" height="2" fill="{_ACCENT}" fill-opacity="0.35"/>'
    yield _text(_MARGIN, 506, 54, _ACCENT, card.value, bold=True)
    # The value says little without its label, but a label that is cut short says less.
    if beside + width(card.label, 28) <= CARD_WIDTH - _MARGIN:
        yield _text(beside, 506, 28, _MUTED, card.label)
    yield _text(_MARGIN, 542, 22, _MUTED, card.state)


def _text(x: float, y: float, size: int, colour: str, said: str, *, bold: bool = False) -> str:
    if not (said and can_write(said)):
        return ""
    weight = ' font-weight="700"' if bold else ""
    place = f'x="{x:g}" y="{y:g}" font-family="{FONT}" font-size="{size}"{weight} fill="{colour}"'
    return f"<text {place}>{escape(said)}</text>"


# --- setting ----------------------------------------------------------------------------------


def width(text: str, size: int) -> float:
    """How wide a text is in the bold font; the plain one is never wider."""
    return sum(_WIDTHS.get(sign, _WIDE) for sign in text) * size / 1000


def set_title(title: str) -> tuple[int, tuple[str, ...]]:
    """The largest size in which a title has room, and its lines; a very long one ends in `…`."""
    for size, most in _SIZES:
        lines = broken(title, size)
        if len(lines) <= most and max((width(line, size) for line in lines), default=0) <= _ROOM:
            return size, lines
    size, most = _SIZES[-1]
    lines = broken(title, size)
    return size, (*lines[: most - 1], _shortened(lines[most - 1], size))


def broken(text: str, size: int) -> tuple[str, ...]:
    """A text in lines, broken between words; a word that is wider than a line is broken itself."""
    lines = [""]
    for word in _words(text, size):
        longer = f"{lines[-1]} {word}".strip()
        if width(longer, size) <= _ROOM:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(filter(None, lines))


def _words(text: str, size: int) -> Iterator[str]:
    for word in text.split():
        left = word
        while width(left, size) > _ROOM:
            cut = next(i for i in range(len(left), 0, -1) if width(left[:i], size) <= _ROOM)
            yield left[:cut]
            left = left[cut:]
        yield left


def _shortened(line: str, size: int) -> str:
    words: Sequence[str] = line.split()
    while words and width(f"{' '.join(words)}…", size) > _ROOM:
        words = words[:-1]
    return f"{' '.join(words)}…"
