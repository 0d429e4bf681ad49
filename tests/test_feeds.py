"""What machines are told of the whole site: the feed (RFC 4287), sitemaps, `robots.txt`, `llms.txt`."""

import re
from datetime import date, datetime
from html.parser import HTMLParser
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest
from conftest import INDEX, NOTE, ROOT, SITE, note, pages, project
from lxml import etree

from briefing.build.session import compose, files
from briefing.model import FrontMatter
from briefing.model.diagnostics import Diagnostic
from briefing.pages import planning
from briefing.pages.feeds import bare
from briefing.pages.planning import MAX_LISTED_CHANGES, sitemaps
from briefing.site.urls import first_path

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NOWHERE = {"notes/site.yaml": SITE.replace("base_url: https://example.org/power/\n", "")}
FRONT = "history: [{date: 2026-02-05, kind: correction, text: A slip.}]\ntags: [cells]\nauthors: [Ada Lund]"
BODY = """\
## Cells <first>

Batteries *lead*[^1] [see @iea-2024, p. 3]; @iea-2024 [p. 4] says so.
[Over here](index.md#the-call), [above](#cells-first).

[^1]: Up to 4 GW [@iea-2024].

![A map](map.png)
"""


def feed(texts: dict[str, str]) -> ElementTree.Element:
    return ElementTree.fromstring(pages(texts)["feed.xml"])


def entry(root: ElementTree.Element, title: str) -> ElementTree.Element:
    (found,) = [item for item in root.iter(f"{ATOM}entry") if item.findtext(f"{ATOM}title") == title]
    return found


def text_of(element: ElementTree.Element, name: str) -> str:
    return element.findtext(f"{ATOM}{name}") or ""


def ids(texts: dict[str, str]) -> dict[str, str]:
    return {text_of(item, "title"): text_of(item, "id") for item in feed(texts).iter(f"{ATOM}entry")}


def faults(texts: dict[str, str]) -> list[str]:
    """What is wrong, as `file rule`."""
    inputs = project(texts)
    found = [made for made in files(compose(inputs)) if isinstance(made, Diagnostic)]
    return [f"{finding.span.path} {finding.rule}" for finding in found]


# --- the feed ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("element", ["feed", "entry"])
def test_a_feed_has_what_rfc_4287_asks_for(element: str) -> None:
    root = feed(note(BODY, FRONT))
    for found in root.iter(f"{ATOM}{element}"):
        for name in ("id", "title", "updated"):
            assert len(found.findall(f"{ATOM}{name}")) == 1
        assert datetime.fromisoformat(text_of(found, "updated").replace("Z", "+00:00")).tzinfo
        assert urlsplit(text_of(found, "id")).scheme
        alternates = [link for link in found.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
        assert len({(link.get("type"), link.get("hreflang")) for link in alternates}) == len(alternates) == 1
    assert root.find(f"{ATOM}author/{ATOM}name") is not None


def grammar(name: str) -> etree.RelaxNG:
    """A format of others, as RELAX NG."""
    return etree.RelaxNG(etree.parse(ROOT / f"tests/cases/schemas/{name}.rng"))


def is_valid(name: str, text: str) -> bool:
    """Whether a file is what its format asks for."""
    return bool(grammar(name).validate(etree.fromstring(text.encode())))


def test_a_feed_is_valid_whatever_its_notes_say() -> None:
    rich = {**note(BODY, FRONT + "\nlang: zh-Hant"), **MANY}
    tagged = {**note(BODY), "notes/site.yaml": SITE + "feed_id: 'tag:example.org,2026-02:power/'\n"}

    for texts in (note(BODY), note(BODY, FRONT), rich, tagged):
        grammar("atom").assertValid(etree.fromstring(pages(texts)["feed.xml"].encode()))


@pytest.mark.parametrize(
    ("there", "instead"),
    [
        (r"<id>.*?</id>", ""),
        (r"<title>", "<title>A</title><title>"),
        (r"T00:00:00Z", ""),
        (r"<author>.*?</author>", ""),
        (r'rel="self"', 'rel="itself"'),
        (r"<entry>", "<entry><colour>red</colour>"),
    ],
)
def test_a_feed_that_lacks_something_or_has_too_much_is_not_valid(there: str, instead: str) -> None:
    text = pages(note(BODY))["feed.xml"]
    broken = re.sub(there, instead, text, count=1, flags=re.S)

    assert broken != text
    assert not is_valid("atom", broken)


def test_no_two_ids_of_a_feed_are_alike() -> None:
    root = feed(note(BODY))
    found = [item.text for item in root.iter(f"{ATOM}id")]

    assert len(set(found)) == len(found) == 3


def test_a_feed_knows_its_own_address() -> None:
    (link,) = [link for link in feed(note(BODY)).findall(f"{ATOM}link") if link.get("rel") == "self"]

    assert link.get("href") == "https://example.org/power/feed.xml"


def test_the_feed_is_as_new_as_its_newest_entry() -> None:
    root = feed(note(BODY, FRONT))

    assert text_of(root, "updated") == text_of(entry(root, "Storage"), "updated") == "2026-02-05T00:00:00Z"


@pytest.mark.parametrize("sign", ["\x07", "\x08", "\x0b", "\x0c", "\x1b", "\x00"])
def test_no_character_that_xml_forbids_reaches_the_feed(sign: str) -> None:
    item = entry(feed(note(f"Alpha{sign} beta\n")), "Storage")

    assert "beta" in text_of(item, "content")


def test_a_correction_is_in_the_summary() -> None:
    assert "Correction, 5 February 2026: A slip." in text_of(entry(feed(note(BODY, FRONT)), "Storage"), "summary")


def test_an_entry_says_its_segment_and_its_tags() -> None:
    found = entry(feed(note(BODY, FRONT)), "Storage").findall(f"{ATOM}category")

    assert [item.get("term") for item in found] == ["Power", "cells"]


def test_an_entry_in_another_language_says_so() -> None:
    found = entry(feed(note(BODY, "lang: zh")), "Storage")

    assert found.get("{http://www.w3.org/XML/1998/namespace}lang") == "zh"


# --- what an entry holds --------------------------------------------------------------------------------


class Shown(HTMLParser):
    """Content as a reader shows it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.opened: list[str] = []
        self.text = ""
        self.feed(html)
        assert self.opened == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        if tag not in ("img", "br", "hr"):
            self.opened.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.opened.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def content(body: str = BODY) -> Shown:
    found = entry(feed(note(body)), "Storage").find(f"{ATOM}content")
    assert found is not None
    assert found.get("type") == "html"
    return Shown(found.text or "")


def test_all_that_a_note_says_stands_in_its_entry() -> None:
    text = content().text

    assert "Cells <first>" in text
    assert "Batteries lead" in text
    assert "Up to 4 GW ? [1]." in text
    assert "Ada Lund (June 2024)" in text


def test_a_citation_is_text_with_its_number_and_place() -> None:
    text = content().text

    assert "[see 1, p.\u00a03]" in text
    assert "Lund [1, p.\u00a04]" in text


def test_every_address_in_an_entry_is_absolute() -> None:
    links = content().links

    assert {urlsplit(link).scheme for link in links} == {"https"}
    assert {
        "https://example.org/power/#the-call",
        "https://example.org/power/note.html#cells-first",
        "https://example.org/power/map.png",
    } <= set(links)


def test_an_entry_needs_none_of_our_styles_ids_or_scripts() -> None:
    found = content()

    assert found.attributes & {"id", "class", "role", "style"} == set()
    assert not any(name.startswith(("data-", "aria-", "on")) for name in found.attributes)


def test_a_word_of_the_text_is_no_attribute() -> None:
    html = bare(
        '<p id="a" class="b">x id="c" &lt;b class="d"&gt; <a href="#e" title=" id=&quot;f&quot;">y</a></p>', "u"
    )

    assert html == '<p>x id="c" &lt;b class="d"&gt; <a href="u#e" title=" id=&quot;f&quot;">y</a></p>'


def test_footnotes_are_lettered_as_they_are_called() -> None:
    found = entry(feed(note(BODY)), "Storage").findtext(f"{ATOM}content") or ""

    assert re.search(r'<sup><a href="https://example.org/power/note.html#fn.1">a</a></sup>', found)
    assert re.search(r'<ol type="a">\s*<li><p>Up to 4 GW', found)


def test_an_unknown_source_is_a_question_mark() -> None:
    assert "[?]" in content("Up [@iea-2042].").text


# --- ids that never change -------------------------------------------------------------------------------


def test_a_renamed_note_keeps_its_id_by_its_first_alias() -> None:
    before = ids({"notes/old/cells.md": NOTE + "Text."})
    after = ids({"notes/storage.md": NOTE.replace("\n---\n", "\naliases: [old/cells]\n---\n") + "New text."})
    again = ids({"notes/cells.md": NOTE.replace("\n---\n", "\naliases: [old/cells, storage]\n---\n")})

    assert before["Storage"] == after["Storage"] == again["Storage"] == "https://example.org/power/old/cells.html"


def test_an_id_does_not_hang_on_title_date_or_text() -> None:
    assert set(ids(note("Text.")).values()) == set(
        ids({"notes/note.md": NOTE.replace("Storage", "Cells").replace("2026-02-03", "2026-03-03")}).values()
    )


def test_a_site_that_moves_keeps_its_ids() -> None:
    moved = SITE.replace(
        "base_url: https://example.org/power/", "base_url: https://example.net/\nfeed_id: https://example.org/power/"
    )

    assert ids({**note("Text."), "notes/site.yaml": moved}) == ids(note("Text."))


def test_ids_may_begin_with_a_tag() -> None:
    tagged = {**note("Text."), "notes/site.yaml": SITE + "feed_id: 'tag:example.org,2026-02:power/'\n"}

    assert ids(tagged)["Storage"] == "tag:example.org,2026-02:power/note.html"


@pytest.mark.parametrize("feed_id", ["power", "tag:example.org:power", "javascript:alert(1)", "/power/"])
def test_ids_begin_with_nothing_that_is_no_address(feed_id: str) -> None:
    found = faults({**note("Text."), "notes/site.yaml": SITE + f"feed_id: '{feed_id}'\n"})

    assert [fault for fault in found if fault.startswith("notes/site.yaml")] == ["notes/site.yaml invalid-value"]


def test_the_first_address_is_the_first_alias() -> None:
    front = FrontMatter(title="T", date=date(2026, 1, 1), summary="S", aliases=("/a/", "b.md"))

    assert first_path("c.md", front.aliases) == "a/index.html"
    assert first_path("c.md", ()) == "c.html"


# --- the sitemap ------------------------------------------------------------------------------------------


def mapped(made: dict[str, str], path: str = "sitemap.xml") -> list[str]:
    root = ElementTree.fromstring(made[path])
    assert root.tag == f"{MAP}urlset"
    return [item.findtext(f"{MAP}loc") or "" for item in root]


LEDGER = "figures: {built: {label: Built, kind: opinion, value: 4 GW, basis: calls}}"
MANY = {f"notes/n{i}.md": NOTE for i in range(60)}


def test_a_sitemap_is_valid_and_one_without_an_address_is_not() -> None:
    text = pages({**MANY, **note("Text.", LEDGER)})["sitemap.xml"]

    grammar("sitemap").assertValid(etree.fromstring(text.encode()))
    assert not is_valid("sitemap", text.replace("<loc>https://", "<loc>", 1))
    assert not is_valid("sitemap", re.sub("<lastmod>.*?</lastmod>", "<lastmod>today</lastmod>", text, count=1))


def test_the_sitemap_names_every_page_once_that_readers_should_find() -> None:
    made = pages({**MANY, **note("Text.", LEDGER)})
    found = mapped(made)
    wanted = {path for path in made if path.endswith(".html")} - {"404.html", "search.html"}

    short = {re.sub(r"(^|/)index.html$", r"\1", path) for path in wanted}
    assert sorted(found) == sorted(f"https://example.org/power/{path}" for path in short)
    assert "https://example.org/power/segments/power/2.html" in found


def test_a_site_too_large_for_one_sitemap_has_several(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "MAX_IN_SITEMAP", 25)
    monkeypatch.setattr("briefing.pages.feeds.MAX_IN_SITEMAP", 25)
    made = pages({**MANY, **note("Text.")})
    index = ElementTree.fromstring(made["sitemap.xml"])
    parts = [f"sitemap-{number}.xml" for number in (1, 2, 3)]

    assert index.tag == f"{MAP}sitemapindex"
    assert is_valid("sitemap", made["sitemap.xml"])
    assert [item.findtext(f"{MAP}loc") for item in index] == [f"https://example.org/power/{part}" for part in parts]
    found = [url for part in parts for url in mapped(made, part)]
    assert [len(mapped(made, part)) for part in parts[:2]] == [25, 25]
    assert len(found) == len(set(found)) == 61 + 2 + 3 + 2


@pytest.mark.parametrize(("count", "jobs"), [(1, [0]), (50_000, [0]), (50_001, [0, 1, 2]), (150_000, [0, 1, 2, 3])])
def test_a_sitemap_holds_no_more_than_it_may(count: int, jobs: list[int]) -> None:
    assert list(sitemaps(count)) == jobs


# --- robots and language models -----------------------------------------------------------------------------


def test_robots_may_read_everything_and_find_the_sitemap() -> None:
    robots = RobotFileParser()
    robots.parse(pages(note("Text."))["robots.txt"].splitlines())

    assert robots.can_fetch("anyone", "https://example.org/power/note.html")
    assert robots.site_maps() == ["https://example.org/power/sitemap.xml"]


def test_language_models_find_the_call_and_the_markdown_of_each_note() -> None:
    text = pages(note("Text.", LEDGER))["llms.txt"]

    assert text.startswith("# Power\n\n> What matters.\n")
    assert (
        "\n## Power\n\n- [Storage](https://example.org/power/note.md): Where the batteries went. (2026-02-03)\n" in text
    )
    assert "(https://example.org/power/figures/figures.csv)" in text


def test_of_many_notes_only_the_newest_are_named_to_language_models() -> None:
    text = pages({f"notes/n{i:02}.md": NOTE.replace("-02-03", f"-02-{i + 1:02}") for i in range(25)})["llms.txt"]

    assert re.findall(r"/(n\d\d)\.md", text) == [f"n{i:02}" for i in range(24, 4, -1)]


def test_every_link_for_language_models_leads_to_a_file() -> None:
    made = pages({**note("Text.", LEDGER), **NOWHERE})

    assert set(re.findall(r"\]\((.*?)\)", made["llms.txt"])) <= made.keys()


def test_a_bracket_in_a_title_ends_no_link() -> None:
    text = pages({"notes/note.md": NOTE.replace("title: Storage", "title: 'A [b](c) \\d'")})["llms.txt"]

    assert r"- [A \[b\](c) \\d](https://example.org/power/note.md)" in text


def test_without_an_address_there_is_neither_feed_nor_sitemap_nor_robots_but_a_notice() -> None:
    made = pages({**note("Text."), **NOWHERE})

    assert made.keys() & {"feed.xml", "sitemap.xml", "robots.txt"} == set()
    assert not any(path.startswith("cards/") for path in made)
    assert "notes/site.yaml no-base-url" in faults({**note("Text."), **NOWHERE})


def test_without_an_overview_there_is_still_a_list_for_language_models() -> None:
    made = pages({"notes/note.md": NOTE, "notes/index.md": "(none)"})

    assert made["llms.txt"].startswith("# Power\n\n## Power\n")
    assert INDEX not in made.values()


# --- changes of all notes, and the feed of corrections -------------------------------------------------

CHANGED = """\
history:
  - {date: 2026-02-04, kind: correction, text: "The plan is <4.2 GW>, & not 4.4 GW."}
  - {date: 2026-02-09, kind: update, text: The grid followed.}
  - {date: 2026-02-04, kind: correction, text: "Nor is it 4.3 GW."}
aliases: [old.html]"""
CORRECTED = "history:\n  - {date: 2026-02-06, kind: correction, text: Ours.}\nsummary: Where"
OTHER = {"notes/other.md": NOTE.replace("summary: Where", CORRECTED)}


def test_the_changes_of_all_notes_stand_on_one_page_the_newest_first() -> None:
    html = pages({**note("Said.", CHANGED), **OTHER})["changes/index.html"]
    listed = re.findall(r'<time datetime="([\d-]+)">.*?</time> · (\w+) · <a lang="en" href="([^"]+)">', html)

    assert listed == [
        ("2026-02-09", "Update", "../note.html#history."),
        ("2026-02-06", "Correction", "../other.html#history."),
        ("2026-02-04", "Correction", "../note.html#history."),
        ("2026-02-04", "Correction", "../note.html#history."),
    ]
    assert "The plan is &lt;4.2 GW&gt;, &amp; not 4.4 GW." in html
    assert '<a href="../changes/corrections.xml">' in html
    assert 'type="application/atom+xml" title="Corrections" href="../changes/corrections.xml"' in html


def test_a_site_without_history_has_no_page_of_changes_and_one_without_an_address_no_feed_of_them() -> None:
    none = pages(note("Said."))
    bare = pages({**note("Said.", CHANGED), **NOWHERE})

    assert [path for path in none if path.startswith("changes/")] == []
    assert "changes/index.html" not in none["index.html"]
    assert [path for path in bare if path.startswith("changes/")] == ["changes/index.html"]
    assert "corrections.xml" not in bare["changes/index.html"]
    assert 'href="changes/index.html"' in bare["index.html"]


def test_corrections_have_a_feed_in_which_each_keeps_its_name() -> None:
    made = pages({**note("Said.", CHANGED), **OTHER})
    root = ElementTree.fromstring(made["changes/corrections.xml"])
    entries = root.findall(f"{ATOM}entry")

    assert is_valid("atom", made["changes/corrections.xml"])
    assert [text_of(item, "id") for item in entries] == [
        "https://example.org/power/other.html#correction-2026-02-06-1",
        "https://example.org/power/old.html#correction-2026-02-04-1",
        "https://example.org/power/old.html#correction-2026-02-04-2",
    ]
    assert text_of(entries[1], "summary") == "The plan is <4.2 GW>, & not 4.4 GW."
    assert text_of(entries[1], "title") == "Correction: Storage"
    assert text_of(root, "updated") == text_of(entries[0], "updated") == "2026-02-06T00:00:00Z"
    assert "changes/corrections.xml" not in made["sitemap.xml"]
    assert "changes/" in made["sitemap.xml"]


def test_many_changes_have_several_pages() -> None:
    many = "\n".join(
        f"  - {{date: 2026-03-01, kind: update, text: Change {n}.}}" for n in range(MAX_LISTED_CHANGES + 1)
    )
    made = pages(note("Said.", f"history:\n{many}"))

    assert "Change 199." in made["changes/index.html"]
    assert "Change 200." in made["changes/2.html"]
    assert 'href="../changes/2.html"' in made["changes/index.html"]
