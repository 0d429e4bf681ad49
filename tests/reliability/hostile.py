"""Hostile projects, each with what it gets: a finding, a sentence, or a site in which nothing runs.

Whatever a case holds, no command ends in a traceback, no byte from beyond the notes is in the site, and no page has a
script, a handler or an address that is not the program's own. `tests/browser/test_hostile.py` opens what is built.
"""

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

from click.testing import CliRunner
from msgspec import Struct

from briefing.cli import main as program
from tests.reliability.hostile_files import FILES

PRIVATE: Final = "PRIVATE-7f3a"
"""Stands in every file beyond the notes."""

ALERT: Final = "<script>alert(1)</script>"
PAYLOADS: Final = (
    '"><img src=x onerror=alert(1)>',
    "'><svg onload=alert(1)>",
    "</title></textarea></script><script>alert(1)</script>",
    "{{ 7 * 191 }}{% if 1 %}1337{% endif %}",
    "]]><script xmlns='http://www.w3.org/1999/xhtml'>alert(1)</script>",
    "javascript:alert(1)",
    "<!--<script>alert(1)</script>-->",
)
"""Texts that run where they are not escaped, or not for where they stand."""

SITE: Final = "title: T\nlanguage: en\nbase_url: https://example.org/t/\nsegments: [{id: a, title: A}]\n"
SOURCES: Final = "references:\n  - {id: lantern, type: report, title: Lantern yearbook, issued: 2025}\n"
INDEX: Final = "---\ntitle: I\ndate: 2026-01-01\nsummary: S.\n---\n\nText.\n"
FRONT: Final = "title: T\nsegment: a\ndate: 2026-01-02\nsummary: S.\n"
BASE: Final = {"notes/site.yaml": SITE, "notes/sources.yaml": SOURCES, "notes/index.md": INDEX}


class Case(Struct, frozen=True):
    """A project, a command, and what comes of it."""

    name: str
    gets: str
    """What is in its output: a rule, a sentence, or `wrote`."""
    files: Mapping[str, str | bytes] = {}
    links: Mapping[str, str] = {}
    pipes: tuple[str, ...] = ()
    command: tuple[str, ...] = ("build",)

    def lay(self, root: Path) -> None:
        """Write the project."""
        shutil.rmtree(root, ignore_errors=True)
        beyond = {"private/secret.txt": PRIVATE, "arch/other.txt": PRIVATE}
        for path, content in {**BASE, **beyond, **self.files}.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(
                content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
            )
        for path, target in self.links.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).unlink(missing_ok=True)
            (root / path).symlink_to(target)
        for path in self.pipes:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).unlink(missing_ok=True)
            os.mkfifo(root / path)


def note(body: str, front: str = "") -> dict[str, str | bytes]:
    """A note beside the overview."""
    return {"notes/note.md": f"---\n{FRONT}{front}---\n\n{body}\n"}


def quoted(text: str) -> str:
    """A text as YAML and JSON both have it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


# --- texts that would run ---------------------------------------------------------------------------


def fields(payload: str) -> Iterator[tuple[str, dict[str, str | bytes]]]:
    """A project for each field that takes a text, with the payload there."""
    scalar = quoted(payload)
    for key in ("title", "company", "disclosures"):
        yield (
            f"{key} of site.yaml",
            {"notes/site.yaml": re.sub(rf"^{key}:.*\n", "", SITE, flags=re.M) + f"{key}: {scalar}\n"},
        )
    yield "title of a segment", {"notes/site.yaml": SITE.replace("title: A}", f"title: {scalar}}}"), **note("Text.")}
    for key in ("title", "summary"):
        front = re.sub(rf"^{key}:.*\n", "", FRONT, flags=re.M)
        yield f"{key} of a note", {"notes/note.md": f"---\n{front}{key}: {scalar}\n---\n\nText.\n"}
    yield "authors of a note", note("Text.", f"authors: [{scalar}]\n")
    yield "tags of a note", note("Text.", f"tags: [{scalar}]\n")
    yield "history of a note", note("Text.", f"history: [{{date: 2026-01-02, kind: update, what: {scalar}}}]\n")
    for key in (
        "title",
        "publisher",
        "author",
        "container-title",
        "note",
        "archive",
        "genre",
        "edition",
        "volume",
        "page",
    ):
        value = f"[{{literal: {scalar}}}]" if key == "author" else scalar
        sources = SOURCES.replace("title: Lantern yearbook", "") if key == "title" else SOURCES
        yield (
            f"{key} of a source",
            {
                "notes/sources.yaml": sources.replace("}", f", {key}: {value}}}").replace(", ,", ","),
                **note("It is so [@lantern, p. 3]."),
            },
        )
    for key in ("label", "basis", "period"):
        rest = {"label": "label: L", "basis": "basis: B", "period": "period: 2025"} | {key: f"{key}: {scalar}"}
        given = ", ".join(rest.values())
        yield f"{key} of a figure", note("Text.", f"figures: {{f: {{kind: opinion, value: 4 GW, {given}}}}}\n")
    for name, body in (
        ("prose", payload), ("a heading", f"## {payload}"), ("code", f"`{payload}`"), ("a block of code", f"```{payload}\n{payload}\n```"),
        ("a table", f"| {payload} | b |\n|---|---|\n| {payload} | c |\n\nTable: {payload}"), ("a footnote", f"A[^a].\n\n[^a]: {payload}"),
        ("an alert", f"> [!NOTE]\n> {payload}"), ("alternative text", f"![{payload}](map.png)"), ("a tooltip", f"[a](map.png '{payload}')"),
        ("a link's text", f"[{payload}](https://example.org/)"), ("a span", f"[{payload}]{{#x}}"), ("a citation", f"Said [see {payload} @lantern, p. 3, {payload}]."),
        ("a definition", f"{payload}\n: {payload}"), ("a list", f"- {payload}\n- {payload}"), ("a comment", f"<!-- {payload} -->"),
        ("an attribute", f"[a]{{.x title={quoted(payload)}}}"), ("an address", f"[a](<map.png?{payload}>)"), ("a fragment", f"[a](<note.md#{payload}>)"),
        ("raw HTML", f"<div onclick='alert(1)'>{payload}</div>"), ("an autolink", f"<https://example.org/?{payload}>"),
    ):  # fmt: skip
        yield name, {**note(body), "notes/map.png": "png"}
    chart = f"```chart\ntitle: {scalar}\nmark: bar\nunit: GW\nseries: {{{scalar}: {{a: f}}}}\n```"
    yield "a chart", note(chart, "figures: {f: {kind: opinion, label: L, value: 4 GW, basis: B}}\n")


def payload_cases() -> Iterator[Case]:
    """Each field with one of the payloads, in turn; each payload in prose."""
    number = len(list(fields("x")))
    for at in range(number):
        payload = PAYLOADS[at % len(PAYLOADS)]
        name, files = list(fields(payload))[at]
        yield Case(f"{name}: {payload[:20]}", "", files)
    for payload in PAYLOADS:
        yield Case(f"in prose: {payload[:20]}", "wrote", note(payload.replace("{{", "\\{\\{").replace("{%", "\\{%")))


def crowded(payload: str) -> dict[str, str | bytes]:
    """One project with a payload in every field: of the notes, those may have findings."""
    scalar = quoted(payload)
    keys = ("title", "publisher", "container-title", "note", "archive", "genre", "edition", "volume", "page")
    sources = "".join(
        f"  - {{id: s{at}, type: report, issued: 2025, {key}: {scalar}{'' if key == 'title' else ', title: T'}}}\n"
        for at, key in enumerate(keys)
    )
    files: dict[str, str | bytes] = {
        "notes/site.yaml": f"title: {scalar}\ncompany: {scalar}\ndisclosures: {scalar}\nlanguage: en\n"
        f"base_url: https://example.org/t/\nsegments: [{{id: a, title: {scalar}}}]\n",
        "notes/sources.yaml": f"{SOURCES}{sources}",
        "notes/all.md": f"---\n{FRONT}---\n\n{' '.join(f'[@s{at}, p. 1]' for at in range(len(keys)))}\n",
        "notes/map.png": "png",
    }
    for at, (_, given) in enumerate(fields(payload)):
        files.update({f"notes/f{at}.md": text for path, text in given.items() if path == "notes/note.md"})
    return files


def built(payload: str, root: Path) -> Path:
    """The site of such a project, without the notes that have errors."""
    Case(payload, "", crowded(payload)).lay(root)
    for _ in range(3):
        done = CliRunner().invoke(program, ["build", "--project", str(root)])
        if done.exit_code == 0:
            break
        for path in set(re.findall(r"^(notes/f\d+\.md):\d+:\d+: error", done.output, re.M)):
            (root / path).unlink()
    assert done.exit_code == 0, done.output
    return root / "site"


# --- whatever is no text to be escaped --------------------------------------------------------------------------------

DEEP: Final = 3_000
BOMB: Final = "\n".join(
    [
        "a: &a [x, x, x, x, x, x, x, x, x]",
        *(f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)),
    ]
)

YAML: Final = {
    "a bomb of aliases": (BOMB, "aliases multiply"),
    "an alias that holds itself": ("authors: &a [*a]", "error[invalid-yaml]"),
    "a long text by many aliases": (f"authors: [&a {'x' * 20_000}{', *a' * 4_000}]", "aliases multiply"),
    "a long key by many aliases": (f"x: [&a {{{'k' * 20_000}: 1}}{', *a' * 2_000}]", "error["),
    "a tag of Python": ("title2: !!python/object/apply:os.system [id]", "error["),
    "another tag": ("authors: [!x y]", "error[invalid-yaml]"),
    "brackets without end": ("authors: " + "[" * 100_000, "error[invalid-yaml]"),
    "dashes without end": ("authors:\n  " + "- " * 5_000, "error[invalid-yaml]"),
    "braces without end": ("authors: " + "{a: " * DEEP, "error[invalid-yaml]"),
    "a merge": ("<<: {title: x}", "error["),
    "two documents": ("a: 1\n...\nb: 2", "error["),
    "a key that is a list": ("[a, b]: c", "error[invalid-yaml]"),
    "an escape of a bidi sign": ('authors: ["\\u202e"]', "error["),
    "an escape of a NUL": ('authors: ["\\0"]', "error["),
    "many unknown keys": ("\n".join(f"k{n}: 1" for n in range(3_000)), "more findings"),
    "a date that is none": ("updated: 2026-13-45", "error["),
    "a huge number": (f"figures: {{f: {{kind: opinion, label: L, basis: B, value: '{'9' * 5_000}'}}}}", ""),
    "a huge number in a formula": (f"figures: {{f: {{kind: derived, label: L, value: 4 GW, formula: '{'9' * 5_000}'}}}}", "error["),
    "a tower of powers": ("figures: {f: {kind: derived, label: L, value: 4 GW, formula: 9**9**9}}", "error["),
    "division by nought": ("figures: {f: {kind: derived, label: L, value: 4 GW, formula: 1 / 0}}", "error["),
    "a formula of itself": ("figures: {f: {kind: derived, label: L, value: 4 GW, formula: f + f}}", "error["),
    "a formula that imports": ("figures: {f: {kind: derived, label: L, value: 4 GW, formula: __import__('os')}}", "error["),
    "brackets in a formula": (f"figures: {{f: {{kind: derived, label: L, value: 4 GW, formula: '{'(' * 5_000}1{')' * 5_000}'}}}}", "error["),
    "figures that double": (
        "figures:\n  f0: {kind: opinion, label: L, value: 1 GW, basis: B}\n"
        + "".join(f"  f{n}: {{kind: derived, label: L{n}, value: 1 GW, formula: f{n - 1} + f{n - 1}}}\n" for n in range(1, 60)),
        "error[",
    ),
    "figures from figures": (
        "figures:\n  f0: {kind: opinion, label: L, value: 1 GW, basis: B}\n"
        + "".join(f"  f{n}: {{kind: derived, label: L{n}, value: 1 GW, formula: f{n - 1}}}\n" for n in range(1, 400)),
        "wrote",
    ),
    "an alias out of the site": ("aliases: [../../etc/passwd]", "error[invalid-url]"),
    "an alias that is a script": ("aliases: ['javascript:alert(1)']", "error[invalid-url]"),
    "an alias of the site's own": ("aliases: [static/style.css]", "error[invalid-url]"),
    "an alias of the feed": ("aliases: [feed.xml]", "wrote"),
    "an alias of a device": ("aliases: [con.html]", "error[invalid-url]"),
}  # fmt: skip

BODIES: Final = {
    "a bidi override": ("It sold \u202e321\u202c cars.", "error[bidi-control]"),
    "an isolate": ("It sold \u2066321\u2069 cars.", "error[bidi-control]"),
    "a bidi override by entity": ("It sold &#8238;321 cars.", "error[bidi-control]"),
    "a NUL": ("a\0b", "error[control-character]"),
    "an escape": ("a\x1b[31mb", "error[control-character]"),
    "a vertical tab": ("a\x0bb", "error[control-character]"),
    "a control by entity": ("a&#7;b", "error[control-character]"),
    "a lone surrogate": ("a\ud800b", "error[invalid-encoding]"),
    "no character": ("a\ufffeb", "error[control-character]"),
    "a digit parted by nothing seen": ("Margin was 4\u00ad2% of sales [@lantern].", "wrote"),
    "digits of another script": ("Margin was \u0664\u0662% of sales [@lantern].", "wrote"),
    "a link to a script": ("[a](javascript:alert(1))", "foreign-syntax"),
    "a link to a script by entity": ("[a](&#x6a;avascript:alert(1))", "["),
    "a link to a script with a tab": ("[a](java&Tab;script:alert(1))", "["),
    "a link to a script in a reference": ("[a][b]\n\n[b]: javascript:alert(1)", ""),
    "an image that is a script": ("![a](javascript:alert(1))", "["),
    "an autolink to a script": ("<javascript:alert(1)>", "foreign-syntax"),
    "a link to data": ("[a](data:text/html,x)", "foreign-syntax"),
    "a link to a file": ("[a](file:///etc/passwd)", "foreign-syntax"),
    "a link to a program": ("[a](ms-word:ofe|u|x)", "error[unsupported-scheme]"),
    "a link to an intent": ("[a](intent://x)", "error[unsupported-scheme]"),
    "a link to a source's view": ("[a](view-source:http://x)", "error[unsupported-scheme]"),
    "a link without a scheme": ("[a](//evil.example/)", "error[unsupported-scheme]"),
    "a link with backslashes": ("[a](<\\\\evil.example\\x>)", "error[broken-link]"),
    "a link with a slash and a backslash": ("[a](</\\evil.example>)", "error[broken-link]"),
    "an image from elsewhere": ("![a](https://evil.example/x.png)", "error[remote-image]"),
    "an image without a scheme": ("![a](//evil.example/x.png)", "error[remote-image]"),
    "a link upwards": ("[a](../private/secret.txt)", "error[broken-link]"),
    "a link upwards in code": ("[a](%2e%2e/private/secret.txt)", "error[broken-link]"),
    "a link upwards by a folder": ("[a](x/../../private/secret.txt)", "error[broken-link]"),
    "an absolute link": ("[a](/etc/passwd)", "error[broken-link]"),
    "an image upwards": ("![a](../private/secret.txt)", "error[broken-link]"),
    "a handler": ("[a]{onclick=alert(1)}", ""),
    "a style": ("[a]{style='background:url(//evil.example)'}", ""),
    "a frame": ("<iframe src='javascript:alert(1)'></iframe>", "wrote"),
    "an object": ("<object data='x.swf'></object><embed src=x>", "wrote"),
    "a base": ("<base href='https://evil.example/'>", "wrote"),
    "a refresh": ("<meta http-equiv=refresh content='0;url=https://evil.example/'>", "wrote"),
    "a form": ("<form action='https://evil.example/'><input name=a></form>", "wrote"),
    "an id of the page's own": ("[a]{#content.}", ""),
    "an id of a DOM property": ("[a]{#body} [b]{#attributes}", "wrote"),
    "a template": ("\\{\\{ site.title }} {{ '{{' }}", "["),
    "brackets": ("[" * 5_000, "wrote"),
    "stars": ("**a" * 3_000, "wrote"),
    "quotations within quotations": (">" * 3_000 + " a", "["),
    "lists within lists": ("\n".join("  " * n + "- a" for n in range(200)), "["),
    "a long table": ("|" + "a|" * 3_000 + "\n|" + "-|" * 3_000 + "\n|" + "1|" * 3_000, ""),
    "many footnotes": ("[^a] " * 2_000, "["),
    "many citations": ("[@lantern, p. 1] " * 1_500, "wrote"),
    "a huge place": (f"[@lantern, p. {'9' * 5_000}]", ""),
    "a huge range": ("[@lantern, p. 1-999999999999]", ""),
    "many number words": ("one hundred and " * 1_000, ""),
    "a huge number": ("9" * 20_000, ""),
    "a chart of nothing": ("```chart\n```", "error[missing-key]"),
    "a chart of too much": (f"```chart\n{'a: b' * 20_000}\n```", "error["),
    "a citation of a path": ("[@../../etc/passwd]", "["),
    "a chart with an address": ("```chart\ntitle: T\nmark: bar\nurl: https://evil.example/\n```", "error["),
}

ACTIVE: Final = (
    "html",
    "htm",
    "xhtml",
    "svg",
    "svgz",
    "xml",
    "xsl",
    "js",
    "mjs",
    "css",
    "swf",
    "hta",
    "wasm",
    "mht",
    "php",
    "shtml",
    "",
)

SVG: Final = '<svg xmlns="http://www.w3.org/2000/svg">{}</svg>'

LINKS: Final = {
    "a link to the archive": "../arch/other.txt", "a link to a file of the system": "/etc/hostname", "a link by a folder": "sub/../../arch/other.txt",
    "a link to a folder": "../private", "a link to itself": "table.csv", "a link to nothing": "../nothing", "a link to a process": "/proc/self/environ",
    "a link to a device": "/dev/zero", "a link to what is hidden": ".git/config",
}  # fmt: skip

NAMES: Final = {
    "a name with a space": ("a b.md", "error[invalid-url]"), "a name with a quote": ("a'b.md", "error[invalid-url]"), "a name that is a tag": ("<b>.md", "error[invalid-url]"),
    "a name with a line break": ("a\nb.md", "error[invalid-url]"), "a name with an escape": ("a\x1b[2Jb.md", "error[invalid-url]"), "a name with a percent sign": ("a%2fb.md", "error[invalid-url]"),
    "a name with a bidi sign": ("a\u202eb.md", "error[invalid-url]"), "a name of a device": ("con.md", "error[invalid-url]"), "a name of the site's own": ("search.md", "error[invalid-url]"),
    "a name of points": ("a..md", ""), "a name with a backslash": ("a\\b.md", "error[invalid-url]"), "a name with a colon": ("a:b.md", "error[invalid-url]"), "a long name": ("a" * 240 + ".md", ""),
}  # fmt: skip

SITES: Final = {
    "a base_url with a tag": ("base_url: 'https://x.example/\"><script>alert(1)</script>/'", "error[invalid-value]"),
    "a base_url with a line": ('base_url: "https://x.example/\\nDisallow: /"', "error["),
    "a base_url of a script": ("base_url: 'javascript:alert(1)'", "error[invalid-value]"),
    "a base_url with a password": ("base_url: 'https://a:b@x.example/'", "error[invalid-value]"),
    "a base_url upwards": ("base_url: https://x.example/../", "error[invalid-value]"),
    "a feed_id of a script": ("feed_id: 'javascript:alert(1)'", "error["),
    "a language that is a path": ("language: ../../etc/passwd", "error["),
    "a rule that is fixed": ("rules: {active-file: off, bidi-control: off}", "error["),
}

LOCKS: Final[Mapping[str, tuple[str | bytes, str]]] = {
    "rubbish": ("rubbish\n" * 5_000, "invalid-lock"), "half a line": ('{"claim": "a', "invalid-lock"), "a list": ("[]\n", "invalid-lock"), "a conflict": ("<<<<<<< HEAD\n=======\n>>>>>>> x\n", ""),
    "bytes": (b"\xff\xfe\x00", "error["), "nesting": ("[" * 50_000, "invalid-lock"), "a huge number": ('{"claim": ' + "9" * 5_000 + "}", "invalid-lock"), "empty": ("", ""), "NULs": ("\0" * 1_000, "error["),
}  # fmt: skip

TEMPLATES: Final = {
    "the system": "{{ cycler.__init__.__globals__.os.popen('id').read() }}", "an exit": "{{ lipsum.__globals__['os']._exit(0) }}", "a class": "{{ page.__class__.__mro__ }}",
    "a class by a filter": "{{ page|attr('__class__') }}", "a class by a format": "{{ '{0.__class__}'.format(page) }}", "a file": "{% include '../../private/secret.txt' %}",
    "a file by import": "{% import '/etc/passwd' as x %}", "itself": "{% include '404.html' %}", "a change": "{{ [].append(1) }}", "a long range": "{% for i in range(10**9) %}{% endfor %}",
    "brackets": "{{ " + "(" * 3_000 + ")" * 3_000 + " }}", "a broken block": "{% if %}", "nothing of that name": "{{ nothing }}", "a huge text": "{{ 'x'.center(10**15) }}",
}  # fmt: skip

ARCHIVES: Final[Mapping[str, tuple[str, str | bytes]]] = {
    "an entity from a file": ("lantern.html", "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><p>&x; 2%</p>"), "NULs": ("lantern.txt", "\0" * 5_000), "bytes": ("lantern.txt", b"\xff\xfe" * 99),
    "UTF-16": ("lantern.txt", "2%".encode("utf-16")), "not a PDF": ("lantern.pdf", "2%"), "half a PDF": ("lantern.pdf", b"%PDF-1.7\n1 0 obj << /Type"), "an empty PDF": ("lantern.pdf", b""),
    "divisions within divisions": ("lantern.html", "<div>" * 30_000), "tables within tables": ("lantern.html", "<table><tr><td>" * 3_000), "a huge span": ("lantern.html", "<table><tr><td rowspan=999999999 colspan=999999999>2%"),
    "a script": ("lantern.html", "<script>2%</script>"), "a quote without end": ("lantern.csv", '"' * 20_001), "many columns": ("lantern.csv", "1," * 50_000), "many pages": ("lantern.txt", "\f" * 20_000),
    "a long line": ("lantern.txt", "1 " * 100_000), "number words": ("lantern.txt", "one hundred and " * 1_000), "hidden text": ("lantern.html", "<p hidden>2%</p>"), "a page that is Markdown": ("lantern.md", "[" * 5_000),
}  # fmt: skip


DOI: Final = f"10{'.a' * 60}"
BIBLIOGRAPHIES: Final[Mapping[str, tuple[str, str, str]]] = {
    "blank lines": ("sources.yaml", "\n" * 60 + SOURCES, "wrote"),
    "blank lines, then marks": ("sources.yaml", " \n" * 60 + f"---\n{SOURCES}---\n", "wrote"),
    "a mark and spaces": ("sources.yaml", f"{SOURCES}---{' ' * 20_000}x", "error["),
    "a DOI of many points": ("sources.yaml", SOURCES.replace("issued", f"DOI: {DOI}, issued"), "error[invalid-value]"),
}  # fmt: skip


def text_cases() -> Iterator[Case]:
    """Front matter, bodies, settings and locks."""
    for name, (front, gets) in YAML.items():
        yield Case(f"YAML: {name}", gets, note("Text.", front + "\n"))
    for name, (body, gets) in BODIES.items():
        yield Case(f"a body: {name}", gets, note(body))
    for name, (line, gets) in SITES.items():
        rest = "".join(f"{each}\n" for each in SITE.splitlines() if each.partition(":")[0] != line.partition(":")[0])
        yield Case(name, gets, {"notes/site.yaml": f"{rest}{line}\n"})
    for name, (path, content, gets) in BIBLIOGRAPHIES.items():
        yield Case(f"a bibliography: {name}", gets, {f"notes/{path}": content, **note("It is so [@lantern].")})
    for form in ("text", "json", "github", "sarif"):
        broken = note("[a](now\udcffhere.md) \udcff [@x\udcff]").items()
        encoded = {path: str(text).encode("utf-8", "surrogateescape") for path, text in broken}
        yield Case(f"no UTF-8, as {form}", "invalid-encoding", encoded, command=("check", "--format", form))
    for name, (lock, gets) in LOCKS.items():
        yield Case(f"a lock: {name}", gets, {"notes/figures.lock": lock})


def file_cases() -> Iterator[Case]:
    """Files beside notes, symbolic links, names of notes and pipes."""
    for suffix in ACTIVE:
        content = SVG.format(ALERT) if suffix == "svg" else ALERT
        name = f"f.{suffix}".rstrip(".")
        yield Case(f"a file .{suffix}", "error[active-file]", {**note(f"[a](<{name}>)"), f"notes/{name}": content})
    hidden: dict[str, str | bytes] = {"notes/.git/config": PRIVATE}
    for name, target in LINKS.items():
        linked = {"notes/table.csv": target}
        yield Case(name, "error[symlink-refused]", {**note("[a](table.csv)"), **hidden}, links=linked)
        linked = {"notes/linked.md": target.replace("table.csv", "linked.md")}
        yield Case(f"{name}, as a note", "error[symlink-refused]", hidden, links=linked)
    linked = {"templates/static/x.txt": "../../private/secret.txt"}
    yield Case("a link among templates", "error[symlink-refused]", links=linked)
    for name, (path, gets) in NAMES.items():
        yield Case(name, gets, {f"notes/{path}": f"---\n{FRONT}---\n\nText.\n"})
    for path in PIPES:
        yield Case(f"a pipe for {path}", "", note("[a](pipe.csv) 2% [@lantern]."), pipes=(path,), command=VERIFY)


def program_cases() -> Iterator[Case]:
    """Templates of a stranger, and texts of the archive."""
    for name, template in TEMPLATES.items():
        files: dict[str, str | bytes] = {"templates/404.html": template}
        yield Case(f"a template: {name}", "error[invalid-template]", files, command=("build", "--restricted"))
    for name, (path, content) in ARCHIVES.items():
        files = {**note("Margin was 2% of sales [@lantern]."), f"arch/{path}": content}
        yield Case(f"an archive: {name}", "1 figure", files, command=VERIFY)
    for name, (suffix, content) in FILES.items():
        files = {**note("Margin was 2% of sales [@lantern]."), f"arch/lantern{suffix}": content}
        yield Case(f"a file of the archive: {name}", "1 figure", files, command=VERIFY)


VERIFY: Final = ("verify", "--archive", "arch")
PIPES: Final = (
    "notes/pipe.md", "notes/pipe.csv", "notes/figures.lock", "notes/sources.yaml", "templates/note.html",
    "arch/lantern.txt", ".briefing/site.sqlite", "site/index.html",
)  # fmt: skip


def cases() -> Iterator[Case]:
    """All of them."""
    yield from payload_cases()
    yield from text_cases()
    yield from file_cases()
    yield from program_cases()


# --- what must hold of all ---------------------------------------------------------------------------


class _Tags(HTMLParser):
    """What in a page could run or load something of another's."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        own = values.get("src", "").startswith(("/", "https://example.org/t/")) or not re.match(
            r"[a-z]+:|//", values.get("src", "")
        )
        if tag in ("iframe", "object", "embed", "base", "form") and "class" not in values:
            self.found.append(tag)
        if tag == "script" and not ("src" in values and own) and values.get("type") != "application/ld+json":
            self.found.append(f"script {values}")
        self.found += [name for name in values if name.startswith("on")]
        for name in ("href", "src", "action"):
            if re.match(r"(?i)\s*(javascript|data|vbscript|file|blob):", values.get(name, "")) or (
                name != "href" and not own
            ):
                self.found.append(f"{name}={values[name]}")


def lively(site: Path) -> list[str]:
    """What runs in any page of a site, by file."""
    found = []
    for page in sorted(path for path in site.rglob("*.html") if path.is_file()):
        tags = _Tags()
        tags.feed(page.read_text("utf-8"))
        found += [f"{page.relative_to(site)}: {each}" for each in tags.found]
    return found


def leaked(root: Path) -> list[str]:
    """Files of the site in which something from beyond the notes stands."""
    return [
        path.name for path in (root / "site").rglob("*") if path.is_file() and PRIVATE.encode() in path.read_bytes()
    ]


def fault(case: Case, root: Path) -> str:
    """What does not hold of a case; nothing if all does."""
    case.lay(root)
    command, *options = case.command
    archive = [str(root / option) if option == "arch" else option for option in options]
    done = CliRunner().invoke(program, [command, "--project", str(root), *archive])
    if done.exception and not isinstance(done.exception, SystemExit):
        return f"a traceback: {done.exception!r}"
    if done.exit_code not in (0, 1) or "Traceback" in done.output:
        return f"exit {done.exit_code}: {done.output[-300:]}"
    if case.gets not in done.output:
        return f"no `{case.gets}` in {done.output[-500:]}"
    if re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", done.output):
        return f"a control character is printed: {done.output[:300]!r}"
    if found := [*lively(root / "site"), *leaked(root)]:
        return f"in the site: {found}"
    return ""


def main(_: list[str]) -> int:
    """Try all of them, and print what does not hold."""
    tried = failed = 0
    with tempfile.TemporaryDirectory() as home:
        for case in cases():
            tried += 1
            if failure := fault(case, Path(home) / "project"):
                failed += 1
                print(f"{case.name}: {failure}", flush=True)
    print(f"hostile: {tried} cases, {failed} failures")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
