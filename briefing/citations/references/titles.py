"""The markup of titles: CSL's tags and pandoc's signs, into HTML, plain text and LaTeX.

CSL allows `<i>`, `<b>`, `<sub>`, `<sup>`, `<sc>` and spans for small capitals and kept case; pandoc writes
`*i*`, `**b**`, `H~2~O`, `m^3^`. Whatever is not closed, or is no such tag, is text.
"""

import re
from functools import lru_cache
from typing import Final

from markupsafe import Markup
from msgspec import Struct

_SPAN: Final = r'<span\s+(?:class="nocase"|style="font-variant:\s*small-caps;?")\s*>'
_TAG: Final = re.compile(rf"<(?P<close>/)?(?P<name>i|b|sub|sup|sc|span)>|(?P<span>{_SPAN})", re.IGNORECASE)
_SIGNS: Final = (
    (re.compile(r"(?<![\w*\\])\*\*(?=[^\s*])([^*<>]*[^\s*])\*\*(?![\w*])"), r"<b>\1</b>"),
    (re.compile(r"(?<![\w*\\])\*(?=[^\s*])([^*<>]*[^\s*\\]|[^\s*])\*(?![\w*])"), r"<i>\1</i>"),
    (re.compile(r"(?<=[A-Za-z)\]])~([0-9A-Za-z+−-]{1,6})~(?![0-9~])"), r"<sub>\1</sub>"),
    (re.compile(r"(?<=[\w)\]])\^([0-9A-Za-z+−-]{1,6})\^(?![0-9^])"), r"<sup>\1</sup>"),
    (re.compile(r"\[([^\[\]<>]+)\]\{\.(?:nocase|smallcaps)\}"), r"\1"),
)
_LOWERED: Final = str.maketrans("0123456789+-−", "₀₁₂₃₄₅₆₇₈₉₊₋₋")
_RAISED: Final = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_LATEX: Final = {"i": "emph", "b": "textbf", "sub": "textsubscript", "sup": "textsuperscript", "sc": "textsc"}
_SIGN: Final = {
    "\\": r"\textbackslash{}",
    # BibTeX counts braces even behind a backslash, so that a lone one would swallow the file.
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
}
_ANY_SIGN: Final = re.compile(r"[\\{}~^&%$#_]")


class _Piece(Struct, frozen=True):
    """A stretch of text, or a group of pieces under a tag (`i`, `b`, `sub`, `sup`, `sc`; none for kept case)."""

    text: str = ""
    tag: str = ""
    inside: tuple["_Piece", ...] = ()


def to_html(text: str, *, italic: bool = False) -> Markup:
    """A title as safe HTML; within italics its own italics are upright."""
    return Markup(_html(_pieces(text), italic))  # every text in it is escaped


def to_plain(text: str) -> str:
    """A title without its markup; raised and lowered digits as such."""
    return _plain(_pieces(text))


def to_latex(text: str) -> str:
    """A title for BibTeX, with every special sign escaped."""
    return _latex(_pieces(text)).strip()


def escape_latex(text: str) -> str:
    """A text without markup for BibTeX, on one line."""
    # `str.translate` would take long over each letter that is no such sign.
    return _ANY_SIGN.sub(lambda sign: _SIGN[sign.group()], " ".join(text.split()))


@lru_cache(maxsize=4096)
def _pieces(text: str) -> tuple[_Piece, ...]:
    if not any(sign in text for sign in "<*~^["):
        return (_Piece(text),)
    for form, tagged in _SIGNS:
        text = form.sub(tagged, text)
    text = re.sub(r"\\(?=[*~^\[])", "", text)
    return _within(text, list(_TAG.finditer(text)), 0, len(text))


def _within(text: str, tags: list[re.Match[str]], start: int, end: int) -> tuple[_Piece, ...]:
    """The pieces of a stretch; a tag that is not closed in it is text."""
    found: list[_Piece] = []
    at = start
    while at < end:
        opening = next((tag for tag in tags if at <= tag.start() < end and not tag.group("close")), None)
        closing = _closing(tags, opening, end) if opening else None
        if not opening or not closing:
            stop = opening.end() if opening else end
            found.append(_Piece(text[at:stop]))
            at = stop
            continue
        found += [_Piece(text[at : opening.start()])] if opening.start() > at else []
        found.append(_Piece("", _tag(opening), _within(text, tags, opening.end(), closing.start())))
        at = closing.end()
    return tuple(found)


def _closing(tags: list[re.Match[str]], opening: re.Match[str], end: int) -> re.Match[str] | None:
    name, depth = _name(opening), 0
    for tag in tags:
        if opening.start() <= tag.start() < end and _name(tag) == name:
            depth += -1 if tag.group("close") else 1
            if not depth:
                return tag
    return None


def _name(tag: re.Match[str]) -> str:
    return (tag.group("name") or "span").lower()


def _tag(opening: re.Match[str]) -> str:
    span = opening.group("span") or ""
    return ("sc" if "small-caps" in span else "") if span else _name(opening).replace("span", "")


def _html(pieces: tuple[_Piece, ...], italic: bool) -> str:
    return "".join(_html_of(piece, italic) for piece in pieces)


def _html_of(piece: _Piece, italic: bool) -> str:
    if not piece.inside and not piece.tag:
        return str(Markup.escape(piece.text))
    inside = _html(piece.inside, italic != (piece.tag == "i"))
    if piece.tag == "i" and italic:
        return f"</i>{inside}<i>"
    return f"<{piece.tag}>{inside}</{piece.tag}>" if piece.tag in ("i", "b", "sub", "sup") else inside


def _plain(pieces: tuple[_Piece, ...]) -> str:
    return "".join(_plain_of(piece) for piece in pieces)


def _plain_of(piece: _Piece) -> str:
    if not piece.inside and not piece.tag:
        return piece.text
    inside = _plain(piece.inside)
    if piece.tag == "sub":
        return inside.translate(_LOWERED)
    return inside.translate(_RAISED) if piece.tag == "sup" else inside


def _latex(pieces: tuple[_Piece, ...]) -> str:
    return "".join(_latex_of(piece) for piece in pieces)


def _latex_of(piece: _Piece) -> str:
    if not piece.inside and not piece.tag:
        # Blanks at an edge part it from its neighbour.
        inner = escape_latex(piece.text)
        return f"{' ' * piece.text[:1].isspace()}{inner}{' ' * (len(piece.text) > 1 and piece.text[-1:].isspace())}"
    inside = _latex(piece.inside)
    return f"\\{_LATEX[piece.tag]}{{{inside}}}" if piece.tag else f"{{{inside}}}"
