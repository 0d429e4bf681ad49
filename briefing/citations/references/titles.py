"""Converts the markup of titles, CSL's tags and Pandoc's delimiters, into HTML, plain text and LaTeX.

CSL allows `<i>`, `<b>`, `<sub>`, `<sup>`, `<sc>` and spans for small capitals and for words
whose case is kept; Pandoc writes `*i*`, `**b**`, `H~2~O`, `m^3^`. The delimiters are first
replaced by tags, which are then parsed into nested spans. Unclosed and unknown tags are text.
"""

import re
from functools import lru_cache
from typing import Final

from markupsafe import Markup
from msgspec import Struct

from briefing import lazy_re
from briefing.model.raised_digits import LOWERED, RAISED

_SPAN: Final = r'<span\s+(?:class="nocase"|style="font-variant:\s*small-caps;?")\s*>'
_TAG: Final = lazy_re.compile(rf"<(?P<close>/)?(?P<name>i|b|sub|sup|sc|span)>|(?P<span>{_SPAN})", re.IGNORECASE)
_DELIMITERS: Final = (
    (lazy_re.compile(r"(?<![\w*\\])\*\*(?=[^\s*])([^*<>]*[^\s*])\*\*(?![\w*])"), r"<b>\1</b>"),
    (lazy_re.compile(r"(?<![\w*\\])\*(?=[^\s*])([^*<>]*[^\s*\\]|[^\s*])\*(?![\w*])"), r"<i>\1</i>"),
    (lazy_re.compile(r"(?<=[A-Za-z)\]])~([0-9A-Za-z+−-]{1,6})~(?![0-9~])"), r"<sub>\1</sub>"),
    (lazy_re.compile(r"(?<=[\w)\]])\^([0-9A-Za-z+−-]{1,6})\^(?![0-9^])"), r"<sup>\1</sup>"),
    (lazy_re.compile(r"\[([^\[\]<>]+)\]\{\.(?:nocase|smallcaps)\}"), r"\1"),
)
_MARKS: Final = "<*~^["
_LATEX: Final = {"i": "emph", "b": "textbf", "sub": "textsubscript", "sup": "textsuperscript", "sc": "textsc"}
_LATEX_ESCAPES: Final = {
    "\\": r"\textbackslash{}",
    # BibTeX counts braces even after a backslash, so that a single one would swallow the rest of the file.
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{char: f"\\{char}" for char in "&%$#_"},
}
_LATEX_SPECIAL: Final = lazy_re.compile(r"[\\{}~^&%$#_]")


class _MarkupSpan(Struct, frozen=True):
    """A span of text, or a group of spans under a tag (`i`, `b`, `sub`, `sup`, `sc`; none for `nocase`)."""

    text: str = ""
    tag: str = ""
    inside: tuple["_MarkupSpan", ...] = ()


def to_html(text: str, *, italic: bool = False) -> Markup:
    """A title as safe HTML; with `italic` it is set in italics, so that its own italics become upright."""
    return Markup(_html(_spans(text), italic))  # every text in it is escaped


def to_plain(text: str) -> str:
    """A title without markup, with Unicode's superscript and subscript digits."""
    return _plain(_spans(text))


def to_csl(text: str) -> str:
    """A title with CSL's markup, which every reference manager understands."""
    return _tagged(text) if any(char in text for char in _MARKS) else text


def to_latex(text: str) -> str:
    """A title for BibTeX, with every special character escaped."""
    return _latex(_spans(text)).strip()


def escape_latex(text: str) -> str:
    """A text without markup for BibTeX, on one line."""
    # `str.translate` is slow for texts without special characters.
    return _LATEX_SPECIAL.sub(lambda char: _LATEX_ESCAPES[char.group()], " ".join(text.split()))


@lru_cache(maxsize=4096)
def _spans(text: str) -> tuple[_MarkupSpan, ...]:
    if not any(char in text for char in _MARKS):
        return (_MarkupSpan(text),)
    text = _tagged(text)
    return _within(text, list(_TAG.finditer(text)), 0, len(text))


def _tagged(text: str) -> str:
    """A title with tags in place of Pandoc's delimiters, unless they are escaped by a backslash."""
    for form, tagged in _DELIMITERS:
        text = form.sub(tagged, text)
    return re.sub(r"\\(?=[*~^\[])", "", text)


def _within(text: str, tags: list[re.Match[str]], start: int, end: int) -> tuple[_MarkupSpan, ...]:
    """The spans between two offsets; a tag that is not closed there is text."""
    found: list[_MarkupSpan] = []
    at = start
    while at < end:
        opening = next((tag for tag in tags if at <= tag.start() < end and not tag.group("close")), None)
        closing = _closing(tags, opening, end) if opening else None
        if not opening or not closing:
            stop = opening.end() if opening else end
            found.append(_MarkupSpan(text[at:stop]))
            at = stop
            continue
        found += [_MarkupSpan(text[at : opening.start()])] if opening.start() > at else []
        found.append(_MarkupSpan("", _tag(opening), _within(text, tags, opening.end(), closing.start())))
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


def _html(spans: tuple[_MarkupSpan, ...], italic: bool) -> str:
    return "".join(_html_of(span, italic) for span in spans)


def _html_of(span: _MarkupSpan, italic: bool) -> str:
    if not span.inside and not span.tag:
        return str(Markup.escape(span.text))
    inside = _html(span.inside, italic != (span.tag == "i"))
    if span.tag == "i" and italic:
        return f"</i>{inside}<i>"
    return f"<{span.tag}>{inside}</{span.tag}>" if span.tag in ("i", "b", "sub", "sup") else inside


def _plain(spans: tuple[_MarkupSpan, ...]) -> str:
    return "".join(_plain_of(span) for span in spans)


def _plain_of(span: _MarkupSpan) -> str:
    if not span.inside and not span.tag:
        return span.text
    inside = _plain(span.inside)
    if span.tag == "sub":
        return inside.translate(LOWERED)
    return inside.translate(RAISED) if span.tag == "sup" else inside


def _latex(spans: tuple[_MarkupSpan, ...]) -> str:
    return "".join(_latex_of(span) for span in spans)


def _latex_of(span: _MarkupSpan) -> str:
    if not span.inside and not span.tag:
        # Keep white space at the edges, which separates the span from its neighbours.
        inner = escape_latex(span.text)
        return f"{' ' * span.text[:1].isspace()}{inner}{' ' * (len(span.text) > 1 and span.text[-1:].isspace())}"
    inside = _latex(span.inside)
    return f"\\{_LATEX[span.tag]}{{{inside}}}" if span.tag else f"{{{inside}}}"
