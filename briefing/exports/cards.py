"""The preview image of a page for social media: 1200×630 pixels of text.

The extra `cards` includes resvg, which draws it, and the font, so that a card is the same on every machine. The
font has no Chinese characters: text that it cannot write is left out rather than drawn as empty boxes.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from markupsafe import escape
from msgspec import Struct

from briefing import lazy_re
from briefing.disk.packages import are_installed
from briefing.exports.tags import CARD_HEIGHT, CARD_WIDTH

FONT: Final = "Source Sans Pro"

_COVERED: Final = lazy_re.compile(
    "[ -~\u00a0-\u017e\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u03ce\u0400-\u045f\u2010\u2011\u2013-\u2015"
    "\u2018-\u201a\u201c-\u201e\u2020-\u2022\u2026\u2030\u2032\u2033\u2039\u203a\u20ac\u2122\u2190-\u2193\u2212\u2248\u2260\u2264\u2265]*"
)
"""The characters that can be written."""
_HYPHENS: Final = str.maketrans("\u2010\u2011", "--")
"""Hyphens that the font lacks, by the one that it has."""

# fmt: off
_WIDTHS: Final = dict(zip(map(chr, range(32, 127)), (
    200, 340, 536, 528, 528, 857, 667, 300, 344, 344, 457, 528, 300, 332, 300, 350, 528, 528, 528, 528, 528, 528, 528,
    528, 528, 528, 300, 300, 528, 528, 528, 463, 903, 573, 605, 582, 635, 548, 524, 638, 674, 301, 509, 614, 518, 762,
    665, 684, 596, 684, 613, 556, 556, 665, 556, 813, 567, 525, 541, 344, 350, 344, 528, 500, 555, 527, 573, 467, 573,
    518, 341, 534, 571, 276, 278, 548, 286, 857, 572, 555, 573, 573, 398, 443, 383, 568, 523, 776, 514, 521, 460, 344,
    268, 344, 528,
), strict=True))
# fmt: on
"""Thousandths of its size that a character of the bold font takes."""
_WIDE: Final = 760
"""The same for any other, on average."""

_MARGIN: Final = 72
_ROOM: Final = CARD_WIDTH - 2 * _MARGIN
_SIZES: Final = ((68, 3), (58, 4), (48, 5))
"""Sizes of a title, largest first, with the lines that it may take."""

_FOOT: Final = 26
"""The size of the line at the foot."""

_INK, _MUTED, _ACCENT, _PAPER = "#1c1b19", "#5d5a54", "#8a3b12", "#fcfbf8"


class SocialCard(Struct, frozen=True):
    """The texts of a card; a line that the font cannot write is left out."""

    site: str
    kicker: str
    title: str
    day: str
    value: str
    label: str
    state: str


def rasterizer() -> Callable[[str], bytes] | None:
    """A function that renders SVG to PNG; None without the extra `cards`."""
    try:
        from font_source_sans_pro import font_files_ttf  # noqa: PLC0415 - the extra `cards`
        from resvg_py import svg_to_bytes  # noqa: PLC0415 - the extra `cards`, and slow to load
    except ImportError:
        return None
    fonts: list[str] = [font_files_ttf["SourceSansPro"], font_files_ttf["SourceSansProBold"]]
    return lambda svg: bytes(svg_to_bytes(svg_string=svg, skip_system_fonts=True, font_files=fonts))


def can_draw() -> bool:
    """Whether the extra `cards` is installed, without loading it, which is slow."""
    return are_installed("font_source_sans_pro", "resvg_py")


def can_write(text: str) -> bool:
    """Whether the font of the cards has all characters of a text."""
    return _COVERED.fullmatch(text) is not None


def draw(card: SocialCard) -> bytes:
    """A card as PNG; nothing without the extra `cards`."""
    rasterize = rasterizer()
    return rasterize(as_svg(card)) if rasterize else b""


def as_svg(card: SocialCard) -> str:
    """A card as SVG."""
    size, lines = set_title(card.title) if can_write(card.title) else (0, ())
    parts = [
        f'<rect width="{CARD_WIDTH}" height="{CARD_HEIGHT}" fill="{_PAPER}"/>',
        f'<rect width="16" height="{CARD_HEIGHT}" fill="{_ACCENT}"/>',
        _text(_MARGIN, 104, 30, _ACCENT, card.kicker, bold=True),
        *(_text(_MARGIN, 130 + size + i * size * 1.16, size, _INK, line, bold=True) for i, line in enumerate(lines)),
        *_figure(card),
        _text(_MARGIN, 592, _FOOT, _MUTED, _foot(card)),
    ]
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{CARD_WIDTH}" height="{CARD_HEIGHT}">{"".join(parts)}</svg>'


def _figure(card: SocialCard) -> Iterator[str]:
    """The headline figure of a note: its value, its label next to it, and its state below."""
    # A value without its state would look like one that was found.
    is_whole = can_write(card.value + card.label + card.state) and width(card.state, 22) <= _ROOM
    if not (card.value and is_whole):
        return
    beside = _MARGIN + width(card.value, 54) + 24
    yield f'<rect x="{_MARGIN}" y="436" width="{_ROOM}" height="2" fill="{_ACCENT}" fill-opacity="0.35"/>'
    yield _text(_MARGIN, 506, 54, _ACCENT, card.value, bold=True)
    # The value means little without its label, but a truncated label means less.
    if beside + width(card.label, 28) <= CARD_WIDTH - _MARGIN:
        yield _text(beside, 506, 28, _MUTED, card.label)
    yield _text(_MARGIN, 542, 22, _MUTED, card.state)


def _foot(card: SocialCard) -> str:
    """The site and the day; a long name of a site ends in `…`, the day is whole."""
    day = card.day if can_write(card.day) else ""
    room = _ROOM - width(f" · {day}", _FOOT)
    is_long = width(card.site, _FOOT) > room
    site = (_shortened(card.site, _FOOT, room) if is_long else card.site) if can_write(card.site) else ""
    return " · ".join(filter(None, (site, day)))


def _text(x: float, y: float, size: int, colour: str, text: str, *, bold: bool = False) -> str:
    if not (text and can_write(text)):
        return ""
    weight = ' font-weight="700"' if bold else ""
    place = f'x="{x:g}" y="{y:g}" font-family="{FONT}" font-size="{size}"{weight} fill="{colour}"'
    return f"<text {place}>{escape(text.translate(_HYPHENS))}</text>"


# --- setting ----------------------------------------------------------------------------------


def width(text: str, size: int) -> float:
    """The width of a text in the bold font; the regular one is never wider."""
    return sum(_WIDTHS.get(sign, _WIDE) for sign in text) * size / 1000


def set_title(title: str) -> tuple[int, tuple[str, ...]]:
    """The largest size at which a title fits, and its lines; a very long one ends in `…`."""
    for size, most in _SIZES:
        lines = broken(title, size)
        if len(lines) <= most and max((width(line, size) for line in lines), default=0) <= _ROOM:
            return size, lines
    size, most = _SIZES[-1]
    lines = broken(title, size)
    return size, (*lines[: most - 1], _shortened(lines[most - 1], size))


def broken(text: str, size: int) -> tuple[str, ...]:
    """A text wrapped between words; a word wider than a line is broken."""
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


def _shortened(line: str, size: int, room: float = _ROOM) -> str:
    words: Sequence[str] = line.split()
    while words and width(f"{' '.join(words)}…", size) > room:
        words = words[:-1]
    return f"{' '.join(words)}…"
