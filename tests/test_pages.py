"""What stands on each page, and where its links lead."""

import re

import pytest
from conftest import NOTE, SITE, Texts, note, page, pages, project, records

from briefing.build.session import compose
from briefing.model import direction
from briefing.pages import Base, SiteContext, site_context
from briefing.pages.context import NotePage, OverviewPage
from briefing.pages.lists import (
    FeedPage,
    GuidancePage,
    NotFoundPage,
    RedirectPage,
    SearchPage,
    SitemapPage,
    SourcePage,
    SourcesPage,
)
from briefing.pages.years import ArchivePage

BARE = {"notes/site.yaml": SITE.replace("base_url: https://example.org/power/\n", "")}


def composed(texts: Texts) -> tuple[SiteContext, dict[str, Base]]:
    view = compose(project(texts)).view
    words = view.words()
    assert words
    return site_context(view, words), {each.path: each for each in records(project(texts))}


def hrefs(html: str) -> list[str]:
    return re.findall(r'<a [^>]*?href="([^"]*)"', html)


# --- which pages there are ----------------------------------------------------------------------


def test_a_site_has_a_page_for_each_note_source_and_alias_and_some_of_its_own() -> None:
    _, made = composed(note("Said [@iea-2024].", "aliases: [old/storage]"))

    assert {path: type(each) for path, each in made.items()} == {
        "index.html": OverviewPage,
        "note.html": NotePage,
        "sources/index.html": SourcesPage,
        "sources/iea-2024.html": SourcePage,
        "old/storage.html": RedirectPage,
        "404.html": NotFoundPage,
        "search.html": SearchPage,
        "feed.xml": FeedPage,
        "sitemap.xml": SitemapPage,
    }


def test_without_a_base_url_nothing_that_needs_one_is_made() -> None:
    site, made = composed(BARE)

    assert {"feed.xml", "sitemap.xml"} & made.keys() == set()
    assert site.base_url == ""
    assert {each.canonical for each in made.values()} == {""}


def test_the_markdown_of_each_note_stands_beside_its_page() -> None:
    text = note("Said [@iea-2024].")["notes/note.md"]

    assert page({"notes/note.md": text}, "note.md") == text


# --- addresses --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "canonical"),
    [
        ("index.html", "https://example.org/power/"),
        ("note.html", "https://example.org/power/note.html"),
        ("2026/index.html", "https://example.org/power/2026/"),
        ("sources/index.html", "https://example.org/power/sources/"),
        ("sources/iea-2024.html", "https://example.org/power/sources/iea-2024.html"),
        ("old.html", "https://example.org/power/note.html"),
        ("404.html", ""),
        ("feed.xml", "https://example.org/power/feed.xml"),
    ],
)
def test_a_page_knows_its_absolute_address(path: str, canonical: str) -> None:
    _, made = composed({**note("", "aliases: [old]"), "notes/2026/index.md": NOTE})

    assert made[path].canonical == canonical


@pytest.mark.parametrize("given", ["https://example.org/power", "https://example.org/power/"])
def test_a_base_url_may_end_with_a_slash_or_not(given: str) -> None:
    site, made = composed({"notes/site.yaml": SITE.replace("https://example.org/power/", given)})

    assert site.base_url == "https://example.org/power/"
    assert made["sources/index.html"].canonical == "https://example.org/power/sources/"


def test_links_from_a_note_in_a_folder_are_relative_to_it() -> None:
    links = "[up](../../index.md#the-call) [there](../b/other.md) [self](#a) [me](deep.md) [map](../../map.png)"
    texts = {
        "notes/2026/a/deep.md": f"{NOTE}{links} [n](q.md#增长)\n\n## A\n",
        "notes/2026/b/other.md": NOTE,
        "notes/2026/a/q.md": NOTE + "## 增长\n",
    }
    html = page(texts, "2026/a/deep.html")
    prose = html[html.index('<div class="prose">') : html.index("</article>")]

    assert hrefs(prose) == [
        "../../index.html#the-call",
        "../../2026/b/other.html",
        "#a",
        "deep.html",
        "../../map.png",
        "../../2026/a/q.html#%E5%A2%9E%E9%95%BF",
    ]


def test_a_page_in_a_folder_finds_its_way_to_the_root() -> None:
    html = page({"notes/2026/a/deep.md": NOTE + "[@iea-2024]"}, "2026/a/deep.html")

    assert 'href="../../static/style.css"' in html
    assert 'href="../../sources/iea-2024.html"' in html
    assert 'href="../../2026/a/deep.md"' in html


@pytest.mark.parametrize(
    ("texts", "root"),
    [({}, "/power/"), (BARE, "")],
)
def test_the_page_for_wrong_addresses_links_absolutely_where_it_can(texts: Texts, root: str) -> None:
    html = page(texts, "404.html")

    assert f'href="{root}static/style.css"' in html
    assert f'href="{root}index.html"' in html


def test_an_alias_leads_to_the_note() -> None:
    html = page(note("", "aliases: [old/2025/storage]"), "old/2025/storage.html")

    assert '<meta http-equiv="refresh" content="0; url=../../note.html">' in html
    assert '<a href="../../note.html">Storage</a>' in html
    assert '<link rel="canonical" href="https://example.org/power/note.html">' in html
    assert '<meta name="robots" content="noindex">' in html


# --- what stands on a page ---------------------------------------------------------------------------


def test_the_navigation_leads_to_the_notes_of_each_segment_that_has_any() -> None:
    segments = "  - {id: empty, title: Empty}\n  - {id: grids, title: Grids}\n"
    texts = {
        "notes/site.yaml": SITE + segments,
        "notes/old.md": NOTE.replace("2026-02-03", "2025-01-01"),
        "notes/new.md": NOTE,
        "notes/lines.md": NOTE.replace("segment: power", "segment: grids"),
    }
    site, _ = composed(texts)

    assert [(link.title, link.path) for link in site.navigation] == [
        ("Overview", "index.html"),
        ("Power", "segments/power/index.html"),
        ("Grids", "lines.html"),
        ("Sources", "sources/index.html"),
    ]


def test_many_segments_go_into_a_menu() -> None:
    names = [f"s{number}" for number in range(7)]
    texts: Texts = {
        "notes/site.yaml": SITE + "".join(f"  - {{id: {name}, title: {name.upper()}}}\n" for name in names),
        **{f"notes/{name}.md": NOTE.replace("segment: power", f"segment: {name}") for name in names},
    }
    site, _ = composed(texts)
    few, _ = composed({path: text for path, text in texts.items() if path != "notes/s6.md"})

    assert [(link.title, [inner.title for inner in link.within]) for link in site.navigation] == [
        ("Overview", []),
        ("Segments", ["S0", "S1", "S2", "S3", "S4", "S5", "S6"]),
        ("Sources", []),
    ]
    assert [link.title for link in few.navigation] == ["Overview", "S0", "S1", "S2", "S3", "S4", "S5", "Sources"]


@pytest.mark.parametrize("title", ["The harbours of the northern coast", "北方海岸的所有港口与航线"])
def test_segments_without_room_beside_each_other_go_into_a_menu(title: str) -> None:
    names = [f"s{number}" for number in range(4)]
    texts: Texts = {
        "notes/site.yaml": SITE + "".join(f"  - {{id: {name}, title: {title}}}\n" for name in names),
        **{f"notes/{name}.md": NOTE.replace("segment: power", f"segment: {name}") for name in names},
    }
    site, _ = composed(texts)

    assert [link.title for link in site.navigation] == ["Overview", "Segments", "Sources"]


def archived(written: str, count: int) -> Texts:
    """Notes of one day."""
    return {f"notes/{written}-{number}.md": NOTE.replace("2026-02-03", written) for number in range(count)}


def test_many_notes_are_listed_by_years() -> None:
    site, made = composed({**archived("2025-11-30", 30), **archived("2024-05-01", 20), **archived("2026-01-01", 1)})
    archive, year = made["years/index.html"], made["years/2025/index.html"]
    assert isinstance(archive, ArchivePage)
    assert isinstance(year, ArchivePage)

    assert ("Archive", "years/index.html") in [(link.title, link.path) for link in site.navigation]
    assert [(found.title, found.path, found.all) for found in archive.years] == [
        ("2026", "years/2026/index.html", "1 note"),
        ("2025", "years/2025/index.html", "30 notes"),
        ("2024", "years/2024/index.html", "20 notes"),
    ]
    assert {card.day.iso for card in year.notes} == {"2025-11-30"}
    assert [link.title for link in year.trail] == ["Overview", "Archive"]


def test_few_notes_need_no_archive() -> None:
    _, made = composed(archived("2025-11-30", 50))

    assert [path for path in made if path.startswith("years/")] == []


def test_a_long_year_has_several_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("briefing.pages.years.MAX_OF_YEAR", 20)
    _, made = composed(archived("2025-11-30", 51))
    found = {path: page for path, page in made.items() if isinstance(page, ArchivePage) and not page.years}

    assert {path: len(page.notes) for path, page in found.items()} == {
        "years/2025/index.html": 20,
        "years/2025/2.html": 20,
        "years/2025/3.html": 11,
    }
    assert found["years/2025/2.html"].pager.next == "years/2025/3.html"


# --- guidance ------------------------------------------------------------------------------------


def promised(*goals: str) -> Texts:
    """A note with guidance, each a year in which it falls due and what became of it."""
    entries = [
        f"  g{number}: {{label: Goal, kind: guidance, value: {number + 3} GW, cite: iea-2024, "
        f"due: {due}, status: {status}}}\n"
        for number, (due, _, status) in enumerate(each.partition(" ") for each in goals)
    ]
    return note("Text.", "figures:\n" + "".join(entries))


def test_guidance_stands_by_the_day_it_falls_due() -> None:
    _, made = composed(promised("2027 open", "2025 met", "2026 open"))
    page, note_page = made["guidance/index.html"], made["note.html"]
    assert isinstance(page, GuidancePage)
    assert isinstance(note_page, NotePage)

    assert [row.due for row in page.rows] == ["2025", "2026", "2027"]
    assert [row.due for row in note_page.guidance] == ["2026", "2027", "2025"]


def test_of_much_guidance_a_note_shows_what_is_open_first() -> None:
    _, made = composed(promised(*["2024 met"] * 10, *["2027 open"] * 9))
    page, note_page = made["guidance/index.html"], made["note.html"]
    assert isinstance(page, GuidancePage)
    assert isinstance(note_page, NotePage)

    assert len(page.rows) == 19
    assert [row.status for row in note_page.guidance] == ["open"] * 9 + ["met"] * 3


def test_without_guidance_there_is_no_page_for_it() -> None:
    figure = "figures: {built: {label: Built, kind: actual, value: 4 GW, cite: iea-2024}}\n"
    site, made = composed(note("Text.", figure))

    assert "guidance/index.html" not in made
    assert "figures/index.html" in made
    assert "Guidance" not in [link.title for link in site.navigation]


# --- notes ---------------------------------------------------------------------------------------


def test_two_segments_of_one_title_stay_two() -> None:
    texts = {
        "notes/site.yaml": SITE + "  - {id: grids, title: Power}\n",
        "notes/a.md": NOTE,
        "notes/b.md": NOTE.replace("segment: power", "segment: grids"),
    }
    _, made = composed(texts)
    overview = made["index.html"]
    assert isinstance(overview, OverviewPage)

    assert [(segment.id, [card.path for card in segment.notes]) for segment in overview.segments] == [
        ("power", ["a.html"]),
        ("grids", ["b.html"]),
    ]


def test_neighbours_follow_the_reading_order() -> None:
    _, made = composed({f"notes/{name}.md": NOTE for name in ("a", "b")})
    order = [made[path] for path in ("index.html", "a.html", "b.html")]

    assert [
        (each.previous.path if each.previous else None, each.next.path if each.next else None)
        for each in order
        if isinstance(each, NotePage)
    ] == [(None, "a.html"), ("index.html", "b.html"), ("a.html", None)]


HISTORY = """\
history:
  - {date: 2026-02-05, kind: correction, text: A digit was wrong.}
  - {date: 2026-02-09, kind: update, text: More is known.}"""


def test_history_is_shown_newest_first_on_the_note_and_on_the_overview() -> None:
    _, made = composed(note("", HISTORY))
    note_page, overview = made["note.html"], made["index.html"]
    assert isinstance(note_page, NotePage)
    assert isinstance(overview, OverviewPage)

    assert [(change.day.iso, change.label) for change in note_page.history] == [
        ("2026-02-09", "Update"),
        ("2026-02-05", "Correction"),
    ]
    assert [(card.path, change.text) for card, change in overview.changes] == [
        ("note.html", "More is known."),
        ("note.html", "A digit was wrong."),
    ]


@pytest.mark.parametrize(
    ("front", "updated"),
    [
        ("", None),
        ("updated: 2026-02-04", "2026-02-04"),
        (HISTORY, "2026-02-09"),
        (f"updated: 2026-03-01\n{HISTORY}", "2026-03-01"),
    ],
)
def test_a_note_was_updated_on_the_day_of_its_last_change(front: str, updated: str | None) -> None:
    _, made = composed(note("", front))
    note_page = made["note.html"]
    assert isinstance(note_page, NotePage)

    assert (note_page.updated.iso if note_page.updated else None) == updated


def test_a_citation_and_its_reference_lead_to_each_other() -> None:
    html = page(note("Said [see @iea-2024, pp. 3–5, ours] and @iea-2024 [p. 9]."))

    assert '[see <a href="#ref.1" id="cite.1" role="doc-biblioref">1, pp.\u00a03–5</a>, ours]' in html
    assert (
        '<span class="author">Lund</span> [<a href="#ref.1" id="cite.2" role="doc-biblioref">1, p.\u00a09</a>]' in html
    )
    assert '<li id="ref.1">' in html
    assert re.findall(r'<a href="#(cite\.\d)" role="doc-backlink" aria-label="([^"]*)"', html) == [
        ("cite.1", "Back to text: a, pp.\u00a03–5"),
        ("cite.2", "Back to text: b, p.\u00a09"),
    ]


def test_a_suppressed_author_stays_unsaid_and_a_handle_stays_as_written() -> None:
    html = page(note("So -@iea-2024 says, and @someone &amp; <@x>."))

    assert 'So <span class="cite">[<a href="#ref.1"' in html
    assert "and @someone &amp; &lt;@x&gt;." in html


def test_a_source_shows_what_rests_on_it_and_what_is_doubtful() -> None:
    custom = "    custom: {caveats: [{at: '¶2, ¶28', figures: ['4 GW'], says: Two sums., reading: The lower.}]}\n"
    sources = "references:\n  - id: iea-2024\n    type: report\n    title: Power\n" + custom
    texts = {**note("## Costs\n\nSaid [@iea-2024, ¶28].\n"), "notes/sources.yaml": sources}
    source = page(texts, "sources/iea-2024.html")

    assert '<section class="place" id="at.paragraph-28">' in source
    assert '<a href="../note.html#cite.1" title="Storage · Costs">Power</a>' in source
    assert "The source as a whole" in source
    assert '<a href="../index.html#cite.1" title="Power in brief · The call">Overview</a>' in source
    assert ">iea-2024<" not in source
    assert "At ¶¶\u00a02, 28" in source
    assert "(4 GW)" in source


@pytest.mark.parametrize(("place", "concerned"), [("¶28", True), ("¶¶20–30", True), ("¶3", False), ("p. 2", False)])
def test_a_reference_leads_to_the_caveats_of_the_places_that_its_page_cites(place: str, concerned: bool) -> None:
    custom = "    custom: {caveats: [{at: '¶2, ¶28', says: Two sums., reading: The lower.}]}\n"
    sources = "references:\n  - id: iea-2024\n    type: report\n    title: Power\n" + custom

    html = page({**note(f"[@iea-2024, {place}]"), "notes/sources.yaml": sources})

    assert ('href="sources/iea-2024.html#caveats.">1 caveat</a>' in html) == concerned
    assert "Two sums." not in html


def test_sources_stand_in_order_of_author_or_title() -> None:
    names = {"b": "Zinc", "a": "almanac", "c": "Metals"}
    sources = "references:\n" + "".join(
        f"  - {{id: {key}, type: report, title: {title}}}\n" for key, title in names.items()
    )
    html = page({"notes/sources.yaml": sources}, "sources/index.html")

    assert re.findall(r'<a href="\.\./sources/([a-c])\.html"', html) == ["a", "c", "b"]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "ltr"),
        ("zh-Hant", "ltr"),
        ("ar", "rtl"),
        ("fa-IR", "rtl"),
        ("HE", "rtl"),
        ("ur-Latn", "ltr"),
        ("az-Arab", "rtl"),
    ],
)
def test_a_language_is_written_in_a_direction_which_a_named_script_decides(language: str, expected: str) -> None:
    assert direction(language) == expected


def test_a_note_in_another_language_says_so() -> None:
    html = page({**note("", "lang: zh"), **BARE})
    overview = page({**note("", "lang: zh"), **BARE}, "index.html")

    assert '<html lang="en"' in html
    assert '<main id="content." lang="zh">' in html
    assert '<h3 lang="zh"><a href="note.html">' in overview


def test_a_chinese_site_speaks_chinese() -> None:
    texts = {
        **note("> [!WARNING]\n> x [@iea-2024, p. 3][^n]\n\n[^n]: y"),
        "notes/site.yaml": SITE.replace("language: en", "language: zh-CN"),
    }
    html = page(texts)

    assert '<html lang="zh-CN"' in html
    assert '<p class="alert-title">注意</p>' in html
    assert ">1，第3页</a>" in html
    assert '<h2 id="footnotes.">脚注</h2>' in html
    assert '<time datetime="2026-02-03">2026年2月3日</time>' in html


def test_a_draft_says_that_it_is_one() -> None:
    made = records(project(note("", "status: draft"), drafts=True))
    (note_page,) = [each for each in made if each.path == "note.html"]

    assert isinstance(note_page, NotePage)
    assert note_page.is_draft


# --- feed and sitemap ---------------------------------------------------------------------------------


def test_the_feed_holds_notes_by_their_last_change_and_tells_what_changed() -> None:
    texts = {
        **note("", HISTORY),
        "notes/b.md": NOTE.replace("date: 2026-02-03", "date: 2026-02-07\nauthors: [Ada, Lin]"),
    }
    _, made = composed(texts)
    feed = made["feed.xml"]
    assert isinstance(feed, FeedPage)

    assert [(entry.url.rpartition("/")[2], entry.published, entry.updated) for entry in feed.entries] == [
        ("note.html", "2026-02-03T00:00:00Z", "2026-02-09T00:00:00Z"),
        ("b.html", "2026-02-07T00:00:00Z", "2026-02-07T00:00:00Z"),
        ("", "2026-02-01T00:00:00Z", "2026-02-01T00:00:00Z"),
    ]
    assert feed.updated == "2026-02-09T00:00:00Z"
    assert "More is known." in page(texts, "feed.xml")
    assert "<author><name>Lin</name></author>" in page(texts, "feed.xml")


def test_the_feed_holds_no_more_than_the_newest() -> None:
    _, made = composed({f"notes/{i}.md": NOTE for i in range(60)})
    feed = made["feed.xml"]
    assert isinstance(feed, FeedPage)

    assert len(feed.entries) == 50


def test_the_sitemap_holds_every_page_that_readers_look_for() -> None:
    sitemap = page(note("", "aliases: [old]"), "sitemap.xml")

    assert re.findall(r"<loc>https://example.org/power/(.*?)</loc>", sitemap) == [
        "",
        "note.html",
        "sources/",
        "sources/iea-2024.html",
    ]
    assert len(pages(note("", "aliases: [old]"))) > 4
