"""What a browser would run of the files beside a note, and what addresses may stand in a page."""

import re

import pytest
from conftest import Texts, note, project, unrendered

from briefing.check.svg_safety import active_content
from briefing.model import BASE_URL, PASSIVE_SUFFIXES
from briefing.model.diagnostics import Rule

NS = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def svg(inside: str, before: str = "", attributes: str = "") -> str:
    """A drawing."""
    return f"{before}<svg {NS} {attributes}>{inside}</svg>"


PICTURES = {
    "shapes": svg('<g id="a" transform="rotate(3)"><path d="M0 0h9" fill="url(#b)" style="stroke: red"/></g>'),
    "a declaration": svg("<rect/>", '<?xml version="1.0" encoding="UTF-8"?>\n<!-- drawn -->\n'),
    "a doctype": svg("<rect/>", '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/x/svg11.dtd">'),
    "use": svg('<defs><g id="a"/></defs><use href="#a"/><use xlink:href="#a"/>'),
    "a link": svg('<a href="https://example.org/"><text>x</text></a><a xlink:href="#x"/>'),
    "a photograph": svg('<image href="data:image/png;base64,AAAA"/>'),
    "style": svg("<style>.a { fill: url('#b'); font: 9px serif }</style>"),
    "a font": svg("<style>@font-face { src: url(data:font/woff2;base64,AA) }</style>"),
    "motion": svg('<animate attributeName="r" values="1;2" dur="1s"/><set attributeName="fill" to="red"/>'),
    "a drawing program's own": svg('<s:namedview xmlns:s="http://sodipodi.example/" onload="x" pagecolor="#fff"/>'),
    "a font whose name has a comma": (svg(r'<text style="font-family: Calibri\, Bold">x</text>')),
    "words that only look so": svg("<title>onload= javascript: &lt;script></title><desc>url(http://x)</desc>"),
    "a path with a backslash": svg('<g id="C:\\d" class="\\a" data-x="\\62"/>'),
}

LIVELY = {
    "a script": (svg("<script>alert(1)</script>"), "`<script>`"),
    "a script under a prefix": ('<s:svg xmlns:s="http://www.w3.org/2000/svg"><s:script/></s:svg>', "`<script>`"),
    "a script of XHTML": (svg('<x:script xmlns:x="http://www.w3.org/1999/xhtml"/>'), "`<script>`"),
    "a page": (svg("<foreignObject/>"), "`<foreignObject>`"),
    "a frame": (svg('<iframe xmlns="http://www.w3.org/1999/xhtml"/>'), "`<iframe>`"),
    "a handler": (svg("", attributes='onload="alert(1)"'), "`onload` of `<svg>`"),
    "a handler of other letters": (svg('<g OnClick="x"/>'), "`OnClick` of `<g>`"),
    "a link to a script": (svg('<a href="javascript:x"/>'), "`href` of `<a>`"),
    "a link to a script with a tab": (svg('<a xlink:href="java&#9;script:x"/>'), "`href` of `<a>`"),
    "a link to data": (svg('<a href="data:text/html,x"/>'), "`href` of `<a>`"),
    "a link that becomes one": (svg('<a><animate attributeName="href" to="javascript:x"/></a>'), "`attributeName`"),
    "a link that is set": (svg('<set attributeName="xlink:href" to="x"/>'), "`attributeName`"),
    "a handler that is set": (svg('<set attributeName=" onclick" to="x"/>'), "`attributeName`"),
    "use of another file": (svg('<use href="other.svg#a"/>'), "`href` of `<use>`"),
    "use of data": (svg('<use href="data:image/svg+xml,x#a"/>'), "`href` of `<use>`"),
    "an image from elsewhere": (svg('<image href="https://x.example/a.png"/>'), "`href` of `<image>`"),
    "another base": (svg('<g xml:base="https://x.example/"/>'), "`base` of `<g>`"),
    "a style from elsewhere": (svg("<style>@import 'https://x.example/a.css'</style>"), "a `<style>`"),
    "a style in a cut": (svg("<style>a{b:u<![CDATA[rl(https://x.example/)]]>}</style>"), "a `<style>`"),
    "a style that is hidden": (svg(r"<style>a{b:\75rl(https://x.example/)}</style>"), "a `<style>`"),
    "a style whose name is escaped": (svg(r"<style>@im\port 'https://x.example/a.css'</style>"), "a `<style>`"),
    "a style behind a shape": (svg("<style><g/>@import 'https://x.example/a.css'</style>"), "`<g>` within a `<style>`"),
    "a set of images": (svg("<style>a{b:image-set('https://x.example/a.png' 1x)}</style>"), "a `<style>`"),
    "a fill from elsewhere": (svg('<g fill="url(https://x.example/#a)"/>'), "`fill` of `<g>`"),
    "a fill of a path": (svg("""<g style='fill: URL( "//x.example/#a" )'/>"""), "`style` of `<g>`"),
    "an instruction": (svg("", '<?xml-stylesheet href="a.xsl"?>'), "the instruction `<?xml-stylesheet`"),
    "an entity": (svg("&a;", '<!DOCTYPE svg [<!ENTITY a "b">]>'), "the entity `a`"),
    "a default": (svg("", '<!DOCTYPE svg [<!ATTLIST svg onload CDATA "x">]>'), "attributes declared for `svg`"),
    "another encoding": (svg("", '<?xml version="1.0" encoding="UTF-7"?>'), "the encoding `UTF-7`"),
    "a page by name": ("<html><script>alert(1)</script></html>", "`<html>`"),
    "a page of XHTML": ('<html xmlns="http://www.w3.org/1999/xhtml"/>', "`<html>`"),
    "no name for what it is": ("<svg><rect/></svg>", "`<svg>`"),
    "an error behind a script": (f"<svg {NS}><script>alert(1)</script", "`<script>`"),
    "an error": (f"<svg {NS}>&oops;</g>", "unreadable XML"),
    "no text": (svg("\udcff"), "unreadable XML"),
    "a NUL": (svg("\0"), "unreadable XML"),
    "nothing": ("", "unreadable XML"),
}


@pytest.mark.parametrize("drawing", PICTURES.values(), ids=PICTURES)
def test_a_drawing_that_is_only_a_picture_is_published(drawing: str) -> None:
    assert active_content(drawing) == ""


@pytest.mark.parametrize(("drawing", "holds"), LIVELY.values(), ids=LIVELY)
def test_a_drawing_that_runs_or_loads_something_is_refused_with_what_does(drawing: str, holds: str) -> None:
    assert active_content(drawing).startswith(holds)


def findings(texts: Texts) -> list[tuple[str, str]]:
    """Rule and message of each finding about a file or a link."""
    rules = (Rule.ACTIVE_FILE, Rule.UNSUPPORTED_SCHEME, Rule.FOREIGN_SYNTAX, Rule.BROKEN_LINK)
    return [(found.rule, found.message) for found in unrendered(project(texts)) if found.rule in rules]


ACTIVE = ("html", "HTM", "xhtml", "xht", "svgz", "xml", "xsl", "js", "mjs", "css", "swf", "mht", "wasm", "hta", "jar")


@pytest.mark.parametrize("suffix", [*ACTIVE, "unheard-of", "png.html", ""])
def test_a_file_of_a_kind_that_a_browser_may_run_is_refused(suffix: str) -> None:
    name = f"saved.{suffix}".rstrip(".")

    assert [rule for rule, _ in findings({**note(f"See [it]({name})."), f"notes/{name}": "x"})] == [Rule.ACTIVE_FILE]


@pytest.mark.parametrize("suffix", ["png", "PDF", "csv", "tar.gz", "xlsx", "json", "html.zip"])
def test_a_file_that_a_browser_only_shows_or_downloads_is_published(suffix: str) -> None:
    assert findings({**note(f"See [it](saved.{suffix})."), f"notes/saved.{suffix}": "<script>"}) == []


def test_no_kind_that_runs_is_taken_for_passive() -> None:
    assert {kind.lower() for kind in ACTIVE} & PASSIVE_SUFFIXES == set()


SCHEMES = (
    "ms-word:ofe|u|x", "intent://x", "view-source:http://x", "blob:x", "//x.example/", "///x.example/",
    "HTTPS:x.example", "https:/x.example", "http:\\\\x.example", "sms:1", "about:blank", "JavaScript%3Aalert(1)", "chrome://x",
    "file+x:a",
)  # fmt: skip


@pytest.mark.parametrize("address", SCHEMES)
def test_a_link_by_another_scheme_is_refused(address: str) -> None:
    found = [rule for rule, _ in findings(note(f"See [it](<{address}>)."))]

    assert found in ([Rule.UNSUPPORTED_SCHEME], [Rule.BROKEN_LINK])


@pytest.mark.parametrize(
    "written", ["[it](javascript:x)", "<javascript:x>", "[it](VBScript:x)", "[it](data:text/html,x)"]
)
def test_an_address_that_is_not_a_url_is_reported(written: str) -> None:
    assert [rule for rule, _ in findings(note(f"See {written}."))] == [Rule.FOREIGN_SYNTAX]


@pytest.mark.parametrize("address", ["https://x.example/a?b#c", "HTTP://x", "mailto:a@b.cd", "tel:+1", "ftp://x/y"])
def test_a_link_to_another_site_is_a_link(address: str) -> None:
    assert findings(note(f"See [it]({address}).")) == []


ADDRESSES = (
    "https://example.org", "https://example.org/", "http://localhost:8000/", "https://example.org/a/b-c_d~e",
    "https://例え.example/路/", "https://example.org/a%20b/", "https://example.org/a=b&c=d/", "https://example.org/.a/",
)  # fmt: skip
REFUSED = (
    "https://", "https:///a", "https://example.org//", "https://example.org/a//b", "https://example.org/a'b/",
    'https://example.org/"><script>/', "https://example.org/<a>/", "https://example.org/a b/", "https://example.org/?a",
    "https://example.org/#a", "https://user:word@example.org/", "https://example.org:port/", "javascript:alert(1)",
    "https://example.org/../a/", "https://example.org/a/..", "https://example.org/./", "https://example.org/a\\b",
    "https://example.org/index.html", "https://example.org/a.htm", "https://example.org/a`b", "https://example.org/{a}",
    "https://example.org/a\nAllow: /", "https://example.org/a\u2028b", "https://example.org/\u202ea", "ftp://example.org/",
    "https://example.org/a)[b](c", "https://exam;ple.org/", "https://example.org/\x85",
)  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_site_may_stand_in_any_folder_of_any_host(address: str) -> None:
    assert re.fullmatch(BASE_URL, address)


@pytest.mark.parametrize("address", REFUSED)
def test_an_address_that_could_break_out_of_what_holds_it_is_refused(address: str) -> None:
    assert not re.fullmatch(BASE_URL, address)
