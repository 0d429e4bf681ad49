"""References in a CSL style: `csl: nature.csl` in site.yaml.

Pandoc's citeproc formats them, once for the whole bibliography. citeproc-py was compared on 40 works of all
types: it failed on three, printed "Edition." without an edition, and reversed Chinese, Japanese and Korean names.
Only text, italics, bold, superscripts, subscripts and links are taken from pandoc's output.
"""

import base64
import json
import re
from collections.abc import Mapping, Sequence
from html import escape, unescape
from typing import Any, Final
from xml.parsers import expat

from briefing import lazy_re
from briefing.exports.citations import as_csl
from briefing.model import OUTWARD_REL, Source

_ENTRY: Final = lazy_re.compile(r'<div id="ref-s(?P<number>\d+)"[^>]*>(?P<html>.*?)\n</div>', re.S)
_NUMBER: Final = lazy_re.compile(r'<div class="csl-left-margin">.*?</div>', re.S)
_TAG: Final = lazy_re.compile(
    r'<(?P<close>/?)(?P<name>\w+)(?:\s(?:(?!href=")[^>])*+(?:href="(?P<href>[^"]*)")?[^>]*+)?>'
)
_NAMES: Final = {"em": "i", "i": "i", "strong": "b", "b": "b", "sub": "sub", "sup": "sup"}


class BadStyle(Exception):
    """Pandoc's error message about an unusable style."""


def styled(sources: Sequence[Source], style: str, language: str) -> Mapping[str, str]:
    """The reference of each source in a style, by its key, as safe HTML.

    Raises `ImportError` without `pypandoc`, and `BadStyle`.
    """
    import pypandoc  # noqa: PLC0415 # the extra `csl`

    _refuse_alias(style)
    items: list[dict[str, Any]] = [as_csl(source) | {"id": f"s{number}"} for number, source in enumerate(sources)]
    # All of it is passed on standard input: an argument has 128 KB at most, on Windows 32; the Chicago style has 150.
    metadata = {
        "csl": _address("application/xml", style),
        "bibliography": _address("application/json", json.dumps(items)),
        "nocite": "@*",
        "lang": language,
    }
    text, options = f"---\n{json.dumps(metadata)}\n---\n", ["--citeproc", "--wrap=none", "--quiet"]
    try:
        html = pypandoc.convert_text(text, "html", format="markdown", extra_args=options)
    except (OSError, RuntimeError) as error:
        raise BadStyle(str(error).strip().splitlines()[-1] if str(error).strip() else "no reason given") from None
    found = {int(entry["number"]): _safe(entry["html"]) for entry in _ENTRY.finditer(html)}
    return {source.id: found[number] for number, source in enumerate(sources) if number in found}


def _address(kind: str, content: str) -> str:
    """A file as a data URL."""
    return f"data:{kind};base64,{base64.b64encode(content.encode()).decode()}"


def _refuse_alias(style: str) -> None:
    """Refuse a style that is an alias of another, which pandoc would fetch from any URL that it names."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = _element
    parser.EntityDeclHandler = _entity
    try:
        parser.Parse(style, True)
    except (expat.ExpatError, UnicodeEncodeError) as error:
        raise BadStyle(f"it is not XML: {error}") from None


def _element(_: str, attributes: Mapping[str, str]) -> None:
    if attributes.get("rel", "").strip() == "independent-parent":
        raise BadStyle(f"it is an alias of {attributes.get('href', 'another style')}; save that style instead")


def _entity(name: str, *_: object) -> None:
    raise BadStyle(f"it brings an entity of its own, `{name}`")


def _safe(html: str) -> str:
    """Text and the few tags of a reference, without its number, which we add ourselves."""
    html = _NUMBER.sub("", html)
    parts, at, opened = [], 0, 0
    for tag in _TAG.finditer(html):
        parts.append(_text(html[at : tag.start()]))
        name = _NAMES.get(tag["name"])
        if name:
            parts.append(f"<{tag['close']}{name}>")
        elif tag["name"] == "a" and not tag["close"] and re.match("https?://", tag["href"] or ""):
            parts.append(f'<a href="{escape(unescape(tag["href"]))}" rel="{OUTWARD_REL}">')
            opened += 1
        elif tag["name"] == "a" and tag["close"] and opened:
            parts.append("</a>")
            opened -= 1
        at = tag.end()
    return " ".join(("".join(parts) + _text(html[at:])).split())


def _text(html: str) -> str:
    return escape(unescape(html), quote=False)
