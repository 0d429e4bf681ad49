"""Templates into files: everything is escaped, and a fault of a template has its own file and line."""

import re
from html.parser import HTMLParser
from xml.etree import ElementTree

import hypothesis
import pytest
from conftest import NOTE, Texts, findings, note, page, pages, place, project
from hypothesis import given
from hypothesis import strategies as st

from briefing.build.session import compose, files
from briefing.incremental import Store
from briefing.model import Copy
from briefing.model.diagnostics import Diagnostic, Severity

# --- escaping ------------------------------------------------------------------------------------

EVIL = """<script>alert('&"')</script><img src=x onerror=y>"""
"""What no page may take for markup; it holds all five signs that mean something to HTML."""

TYPED = EVIL.replace("'", "''")
"""The same between single quotes in YAML."""

SITE = f"""\
title: '{TYPED}'
company: '{TYPED}'
disclosures: '{TYPED}'
base_url: https://example.org/power/
segments: [{{id: power, title: '{TYPED}'}}]
"""
SOURCES = f"""\
references:
  - id: iea-2024
    type: report
    title: '{TYPED}'
    author: [{{literal: '{TYPED}'}}]
    issued: {{literal: '{TYPED}'}}
    container-title: '{TYPED}'
    publisher: '{TYPED}'
    note: '{TYPED}'
    custom:
      via: '{TYPED}'
      reliability: '{TYPED}'
      licence: '{TYPED}'
      caveats: [{{at: p. 3, figures: ['{TYPED}'], says: '{TYPED}', reading: '{TYPED}'}}]
"""
FRONT = f"""\
---
title: '{TYPED}'
segment: power
date: 2026-02-03
summary: '{TYPED}'
authors: ['{TYPED}']
tags: ['{TYPED}']
aliases: [old]
history: [{{date: 2026-02-05, kind: update, text: '{TYPED}'}}]
---
"""
BODY = f"""\
## {EVIL}

{EVIL} [{EVIL} @iea-2024, p. 3, {EVIL}] @iea-2024 [p. 3, {EVIL}] [{EVIL}](index.md "{EVIL}")

![{EVIL}](map.png) [{EVIL}]{{#x}} `{EVIL}` [^{EVIL.replace(" ", "")}]

| {EVIL.replace("|", "")} |
|---|

Table: {EVIL}
"""
EVERYWHERE: Texts = {
    "notes/site.yaml": SITE,
    "notes/sources.yaml": SOURCES,
    "notes/index.md": FRONT.replace("segment: power\n", "").replace("aliases: [old]\n", ""),
    "notes/note.md": FRONT + BODY,
    "notes/next.md": FRONT.replace("[old]", "[older]"),
}


class Tags(HTMLParser):
    """The tags of a page, and every text and attribute in which the evil words stand whole."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.handlers: list[str] = []
        self.scripts: list[str | None] = []
        self.whole = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        is_script = tag == "script" and ("type", "application/ld+json") not in attrs
        self.scripts += [dict(attrs).get("src")] if is_script else []
        self.handlers += [name for name, _ in attrs if name.startswith("on")]
        self.whole += sum(EVIL in (value or "") for _, value in attrs)

    def handle_data(self, data: str) -> None:
        self.whole += data.count(EVIL)


PAGES = pages(EVERYWHERE)
HTML = sorted(path for path in PAGES if path.endswith(".html"))


@pytest.mark.parametrize("path", HTML)
def test_nothing_that_an_author_writes_becomes_markup(path: str) -> None:
    parsed = Tags(PAGES[path])

    own = {"theme.js", "briefing.js", "lists.js"}
    assert {(src or "").rpartition("static/")[2] for src in parsed.scripts} <= own
    assert parsed.handlers == []


@pytest.mark.parametrize(
    ("path", "times"),
    [
        ("index.html", 15),
        ("note.html", 20),
        ("old.html", 2),
        ("404.html", 4),
        ("sources/index.html", 7),
        ("sources/iea-2024.html", 19),
    ],
)
def test_all_that_an_author_writes_is_shown_as_it_was_written(path: str, times: int) -> None:
    assert Tags(PAGES[path]).whole >= times


@pytest.mark.parametrize("path", ["feed.xml", "sitemap.xml"])
def test_feed_and_sitemap_are_well_formed_whatever_the_notes_say(path: str) -> None:
    ElementTree.fromstring(PAGES[path])


def test_the_feed_shows_what_an_author_writes() -> None:
    texts = [element.text or "" for element in ElementTree.fromstring(PAGES["feed.xml"]).iter()]

    assert sum(EVIL in text for text in texts) >= 9


# --- faults of templates ----------------------------------------------------------------------------

TWO_NAMES = "a template has two variables: `site` and `page`"
LISTED = "templates/README.md lists what it has"
TEMPLATES = "templates/README.md lists the templates"
FIELDS = "templates/README.md says what each field holds"
PARTS = "split it into macros or other templates"
JINJA = "see the Jinja documentation"


@pytest.mark.parametrize(
    ("template", "where", "message", "hint"),
    [
        ("<h1>\n{% if %}", "404.html:2", "Expected an expression, got 'end of statement block'", JINJA),
        ("<h1>\n\n{{ page.title", "404.html:3", "unexpected end of template, expected 'end of print statement'", JINJA),
        ("a\n{% block main %}", "404.html:2", None, JINJA),
        ("a\n{{ page.title|nofilter }}", "404.html:2", "No filter named 'nofilter'", JINJA),
        ("a\n{% include 'nope.html' %}", "404.html:2", "there is no template `nope.html`", TEMPLATES),
        ("{% extends 'nope.html' %}", "404.html:1", "there is no template `nope.html`", TEMPLATES),
        ("a\n\n{{ pge.title }}", "404.html:3", "'pge' is undefined", TWO_NAMES),
        ("{{ page.titel }}", "404.html:1", "`NotFoundPage` has no field `titel`", "did you mean `title`?"),
        ("{{ page.zzz }}", "404.html:1", "`NotFoundPage` has no field `zzz`", LISTED),
        ("{{ site.titel }}", "404.html:1", "`SiteContext` has no field `titel`", "did you mean `title`?"),
        ("{{ site.words.sorces }}", "404.html:1", "`Words` has no field `sorces`", "did you mean `sources`?"),
        ("{{ site.words.locators['page'].on }}", "404.html:1", "`Count` has no field `on`", "did you mean `one`?"),
        ("{{ page.title.x }}", "404.html:1", "'str object' has no attribute 'x'", FIELDS),
        ("{{ page.title() }}", "404.html:1", "TypeError: 'str' object is not callable", FIELDS),
        (
            "a\n{{ page.trail }}",
            "404.html:2",
            "a `tuple` cannot be printed: name a field of it, or loop over it",
            JINJA,
        ),
        ("{{ site.words }}", "404.html:1", "a `Words` cannot be printed: name a field of it, or loop over it", JINJA),
        (
            "{% extends 'default/404.html' %}\n{% block main %}{{ super }}{% endblock %}",
            "404.html:2",
            "a function cannot be printed: call it, as in `super()`",
            JINJA,
        ),
        ("a\n{{ 1 / 0 }}", "404.html:2", "ZeroDivisionError: division by zero", FIELDS),
        ("a\n{% macro f() %}{{ f() }}{% endmacro %}\n{{ f() }}", "404.html:2", None, PARTS),
        (
            "a\n{% from 'own.html' import deep %}\n{{ deep(page) }}",
            "own.html:3",
            "`NotFoundPage` has no field `titel`",
            "did you mean `title`?",
        ),
        ("a\n{% include 'broken.html' %}", "broken.html:2", "unexpected '}'", JINJA),
        (
            "{% extends 'default/404.html' %}\n{% block main %}{{ super() }}\n{{ page.zzz }}{% endblock %}",
            "404.html:3",
            None,
            LISTED,
        ),
    ],
)
def test_a_fault_of_a_template_has_its_own_file_and_line(
    template: str, where: str, message: str | None, hint: str
) -> None:
    own = {
        "templates/404.html": template,
        "templates/own.html": "{% macro deep(page) %}\n\n{{ page.titel }}{% endmacro %}",
        "templates/broken.html": "<p>\n{{ }\n</p>",
    }
    (fault,) = (found for found in findings(project(own)) if not found.message.startswith("no page uses"))

    assert f"{fault.span.path}:{fault.span.line}" == f"templates/{where}"
    assert (fault.rule, fault.severity, fault.hint) == ("invalid-template", Severity.ERROR, hint)
    assert fault.message == message or message is None


@pytest.mark.parametrize(
    ("template", "where", "message", "hint"),
    [
        (
            "{% extends 'default/404.html' %}\n{% block mian %}x{% endblock %}",
            "2 error",
            "`default/404.html` has no block `mian`, so it is never shown",
            "did you mean `main`?",
        ),
        (
            "{% extends 'default/404.html' %}\n<!-- ours -->\n<p>{{ page.title }}</p>",
            "3 warning",
            "text outside a block is never shown, since the template extends `default/404.html`",
            "put it into a block",
        ),
    ],
)
def test_what_no_page_shows_of_a_template_is_a_finding(template: str, where: str, message: str, hint: str) -> None:
    (fault,) = findings(project({"templates/404.html": template}))

    assert f"{fault.span.line} {fault.severity}" == where
    assert (fault.rule, fault.message, fault.hint) == ("invalid-template", message, hint)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("notes.html", "did you mean `note.html`?"),
        ("404.htm", "did you mean `404.html`?"),
        ("zz.html", "extend, include or import it; templates/README.md lists the templates"),
    ],
)
def test_a_template_that_no_page_uses_is_a_finding(name: str, hint: str) -> None:
    (fault,) = findings(project({f"templates/{name}": "<p>Here.</p>"}))

    assert (fault.rule, fault.severity, fault.hint) == ("invalid-template", Severity.WARNING, hint)


def test_a_template_that_another_includes_is_used() -> None:
    own = {"templates/promo.html": "<p>Here.</p>", "templates/404.html": "{% include 'promo.html' %}"}

    assert findings(project(own)) == ()


def test_a_template_may_have_blocks_within_blocks_for_others_to_fill() -> None:
    own = {
        "templates/base.html": (
            "{% extends 'default/base.html' %}\n{# ours #}\n{% set x = 1 %}\n{% macro m() %}m{% endmacro %}\n"
            "{% block looks %}{% block more %}{% endblock %}{% endblock %}\n<!-- end -->\n"
        ),
        "templates/404.html": "{% extends 'base.html' %}{% block more %}filled{% endblock %}",
    }

    assert findings(project(own)) == ()
    assert "filled" in pages(own)["404.html"]


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ site.words.states.found }}", "Found in source"),
        ("{% if page.zzz is defined %}there{% else %}not there{% endif %}", "not there"),
        ("{{ page.zzz | default('not there') }}", "not there"),
        ("{% block main %}here{% endblock %}, {{ self.main() }}", "here, here"),
    ],
)
def test_a_template_may_do_all_that_jinja_can(template: str, expected: str) -> None:
    made = pages({"templates/404.html": template, "templates/search.html": "{{ page.title }}"})

    assert made["404.html"] == expected
    assert made["search.html"] == "Search"


def test_a_fault_that_every_page_meets_is_said_once() -> None:
    (fault,) = findings(project({"templates/base.html": "<title>{{ pge.title }}</title>"}))

    assert (fault.span.path, fault.message) == ("templates/base.html", "'pge' is undefined")


def test_a_template_that_is_not_utf8_is_a_finding() -> None:
    (fault,) = findings(project({"templates/404.html": "<p>\nx \udcff</p>"}))

    assert (fault.span.path, place(fault)) == ("templates/404.html", "2:3 invalid-encoding")


def test_a_fault_of_the_words_is_a_finding_at_its_place() -> None:
    words = pages_of_words().replace("as-of: ", "as-off: ")
    faults = findings(project({"templates/words/en.yaml": words}))

    assert [(fault.rule, fault.hint) for fault in faults] == [("unknown-key", "did you mean `as-of`?")]
    assert faults[0].span.path == "templates/words/en.yaml"


def test_another_order_of_roles_in_the_words_is_another_reference() -> None:
    words, store, texts = pages_of_words(), Store(), note("Said [@iea-2024].")
    session = compose(project(texts), store)
    session.remember(dict(session.work(session.plan().todo, lambda _: None)))
    (roles,) = re.findall(r"(?<=\n  roles:\n)(?: {4}.+\n)+", words)
    first, *others = roles.splitlines(keepends=True)
    turned = words.replace(roles, "".join((*others, first)))

    again = compose(project({**texts, "templates/words/en.yaml": turned}), store)

    assert any(name.startswith("sources to search") for name in again.plan().todo)


def test_twelve_months_are_needed() -> None:
    words = pages_of_words().replace("[January, ", "[")
    (fault,) = findings(project({"templates/words/en.yaml": words}))

    assert (fault.message, place(fault)) == ("`months` has 11 names, not 12", "2:9 invalid-value")


def pages_of_words() -> str:
    return project().templates["words/en.yaml"].content


# --- a project's own templates ------------------------------------------------------------------------


def test_a_template_of_the_project_goes_before_the_packaged_one_and_may_extend_it() -> None:
    own = '{% extends "default/note.html" %}{% block footer %}<p>Ours.</p>{% endblock %}'
    html = page({**note("Said [@iea-2024]."), "templates/note.html": own})

    assert "<p>Ours.</p>" in html
    assert "This page as Markdown" not in html
    assert '<li id="ref.1">' in html


@pytest.mark.parametrize(("own", "twice"), [({}, 0), ({"templates/note.html": "Ours."}, 1)])
def test_a_packaged_template_is_compiled_as_a_default_if_the_project_has_its_own(own: Texts, twice: int) -> None:
    session, pages = compose(project(own), store := Store()), (".html", ".xml")
    renderer = session.targets.renderer()
    assert renderer
    renderer.compile()

    names = [name for name in project().templates if name.endswith(pages) and not name.startswith("default/")]
    assert len(store.tables["templates"]) == len(names) + twice


def test_the_look_of_a_citation_belongs_to_the_templates() -> None:
    macros = project().templates["inline.html"].content.replace('<span class="cite">', '<sup class="cite">')
    html = page({**note("Said [@iea-2024]."), "templates/inline.html": macros})

    assert '<sup class="cite">' in html


def test_a_language_of_the_project_needs_its_words_alone() -> None:
    words = pages_of_words().replace("References", "Quellen")
    site = "title: Strom\nlanguage: de\nsegments: [{id: power, title: Strom}]\n"
    html = page({**note("[@iea-2024]"), "notes/site.yaml": site, "templates/words/de.yaml": words})

    assert "Quellen" in html
    assert '<html lang="de"' in html


# --- files ------------------------------------------------------------------------------------------


def test_only_what_a_note_links_to_is_copied() -> None:
    inputs = project(note("![Map](map.png)"))
    made = [item for item in files(compose(inputs)) if isinstance(item, Copy)]

    assert made == [Copy("map.png", "map.png")]
    assert [item for item in files(compose(project())) if isinstance(item, Copy)] == []


def test_what_can_be_made_is_made_beside_a_fault() -> None:
    inputs = project({"templates/404.html": "{{ pge }}", "notes/note.md": NOTE})
    made = list(files(compose(inputs)))

    assert sum(isinstance(item, Diagnostic) for item in made) == 1
    assert {"index.html", "note.html"} <= {item.path for item in made if not isinstance(item, Diagnostic)}


def test_pages_end_with_one_line_break_and_hold_no_trailing_blanks() -> None:
    html = page(note("Said [@iea-2024]."))

    assert html.endswith("</html>\n")
    assert re.findall(r"[ \t]+$", html, re.M) == []


# --- whatever is written ------------------------------------------------------------------------------

FRAGMENTS = st.sampled_from(
    ["[@iea-2024]", "@iea-2024 [p. 3]", "[@x]", "[x](index.md)", "![x](map.png)", "[^1]", "\n\n[^1]: ", "\n\n## ",
     "\n> ", "\n- ", "|a|\n|-|\n|", "\n\nTable: ", "{#x}", "\n\n", " ", "<b>", "&", "中", "，", "**", "`", "[!NOTE]",
     "\0", "\udcff"]
)  # fmt: skip
VALUES = st.one_of(
    st.text(max_size=10), st.sampled_from(["", '"a\\nb"', "[a, '<b>']", "中文", "2026-02-31", "*x", "{a: b}", "draft"])
)
FRONTS = st.dictionaries(
    st.sampled_from(["title", "summary", "lang", "tags", "aliases", "authors", "status", "history"]), VALUES
)


@hypothesis.settings(max_examples=40)
@given(FRONTS, st.lists(FRAGMENTS, max_size=30).map("".join))
def test_no_note_stops_the_build_or_breaks_a_page(front: dict[str, str], body: str) -> None:
    typed = "".join(f"{key}: {value}\n" for key, value in front.items())
    made = pages({"notes/note.md": f"---\nsegment: power\ndate: 2026-02-03\n{typed}---\n{body}"})

    assert "index.html" in made
    assert all(len(ElementTree.fromstring(content)) for path, content in made.items() if path.endswith(".xml"))
    assert not any("\0" in content for path, content in made.items() if path.endswith(".html"))
