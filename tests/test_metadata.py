"""What machines are told of a page: JSON-LD, tags, and the way to it, which readers see as well."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from conftest import ROOT, SITE, SOURCES, note, page, pages

from briefing.exports import as_script
from briefing.exports.tags import locale

NOWHERE = {"notes/site.yaml": SITE.replace("base_url: https://example.org/power/\n", "")}
TWO = {"notes/other.md": "---\ntitle: Other\nsegment: power\ndate: 2026-01-01\nsummary: More.\n---\nText.\n"}
LEDGER = "figures: {built: {label: Built, kind: opinion, value: 4 GW, basis: calls}}"
VOCABULARY = yaml.safe_load((ROOT / "tests/cases/schemas/schema-org.yaml").read_text("utf-8"))
FRONT = """\
authors: [Ada Lund]
tags: [storage]
history:
  - {date: 2026-02-05, kind: correction, text: A slip.}
  - {date: 2026-02-04, kind: update, text: News.}"""


def graph(html: str) -> list[dict[str, Any]]:
    """The things of a page's JSON-LD."""
    (script,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
    document = json.loads(script)
    assert document["@context"] == "https://schema.org"
    things: list[dict[str, Any]] = document["@graph"]
    return things


def thing(html: str, kind: str) -> dict[str, Any]:
    (found,) = [item for item in graph(html) if kind in item["@type"]]
    return found


def tags(html: str) -> list[tuple[str, str]]:
    return re.findall(r'<meta (?:name|property)="([^"]*)" content="([^"]*)">', html)


# --- JSON-LD -------------------------------------------------------------------------------------------


def test_a_note_is_an_analysis_and_a_report() -> None:
    report = thing(page(note("Batteries lead [@iea-2024].", FRONT)), "Report")

    assert report["@type"] == ["AnalysisNewsArticle", "Report"]
    assert (report["headline"], report["abstract"]) == ("Storage", "Where the batteries went.")
    assert (report["datePublished"], report["dateModified"]) == ("2026-02-03", "2026-02-05")
    assert report["author"] == [{"@type": "Person", "name": "Ada Lund"}]
    assert report["publisher"]["name"] == report["isPartOf"]["name"] == "Power"
    assert (report["inLanguage"], report["articleSection"], report["keywords"]) == ("en", "Power", ["storage"])
    assert report["url"] == "https://example.org/power/note.html"


def test_what_a_note_cites_is_its_citations() -> None:
    (work,) = thing(page(note("Batteries lead [@iea-2024].")), "Report")["citation"]

    assert work == {
        "@type": "Report",
        "name": "Power",
        "author": [{"@type": "Person", "name": "Ada Lund"}],
        "datePublished": "2024-06",
    }


def test_a_correction_is_told_and_an_update_is_none() -> None:
    report = thing(page(note("Text.", FRONT)), "Report")

    assert report["correction"] == [{"@type": "CorrectionComment", "text": "A slip.", "datePublished": "2026-02-05"}]


def test_an_article_without_authors_is_its_publishers() -> None:
    assert thing(page(note("Text.")), "Report")["author"]["name"] == "Power"


def test_the_overview_is_the_site_as_well() -> None:
    html = page(note("Text."), "index.html")

    assert thing(html, "WebSite")["url"] == thing(html, "Report")["url"] == "https://example.org/power/"


def test_the_ledger_is_a_dataset_with_its_files() -> None:
    dataset = thing(page(note("Text.", LEDGER), "figures/index.html"), "Dataset")

    assert [(item["encodingFormat"], item["contentUrl"]) for item in dataset["distribution"]][:2] == [
        ("text/csv", "https://example.org/power/figures/figures.csv"),
        ("application/json", "https://example.org/power/figures/figures.json"),
    ]


def test_the_way_to_a_page_is_the_one_that_readers_see() -> None:
    html = page({**note("Text."), **TWO})
    crumbs = [
        (item["position"], item["name"], item["item"]) for item in thing(html, "BreadcrumbList")["itemListElement"]
    ]

    assert crumbs == [
        (1, "Overview", "https://example.org/power/"),
        (2, "Power", "https://example.org/power/segments/power/"),
        (3, "Storage", "https://example.org/power/note.html"),
    ]
    (trail,) = re.findall(r'<nav class="kicker trail".*?</nav>', html, re.S)
    assert re.findall(r'href="(.*?)">(.*?)<', trail) == [
        ("index.html", "Overview"), ("segments/power/index.html", "Power"),
    ]  # fmt: skip


def test_a_segment_without_a_page_is_named_and_leads_nowhere() -> None:
    html = page(note("Text."))

    assert "<li>Power</li>" in html
    assert [item["name"] for item in thing(html, "BreadcrumbList")["itemListElement"]] == ["Overview", "Storage"]


def test_without_an_address_nothing_is_said_that_needs_one() -> None:
    for path, html in pages({**note("Batteries lead [@iea-2024].", LEDGER), **NOWHERE}).items():
        if path.endswith(".html") and "ld+json" in html:
            for item in graph(html):
                assert item.keys() & {"@id", "url", "image", "mainEntityOfPage", "distribution"} == set()
                assert "item" not in str([entry.keys() for entry in item.get("itemListElement", ())])


def test_every_page_but_the_one_for_nothing_has_json_ld() -> None:
    made = pages({**note("Batteries lead [@iea-2024].", LEDGER), **TWO})
    without = {path for path, html in made.items() if path.endswith(".html") and "ld+json" not in html}

    assert without == {"404.html"}


def things(value: object) -> Iterator[dict[str, Any]]:
    """Everything in JSON-LD that has a type."""
    if isinstance(value, dict) and "@type" in value:
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from things(each)


def known(kind: str) -> set[str]:
    """The properties that schema.org has for a type."""
    return set(VOCABULARY[kind]["has"]) | (known(VOCABULARY[kind]["above"]) if VOCABULARY[kind]["above"] else set())


REQUIRED = {
    "AnalysisNewsArticle": {"headline", "datePublished", "dateModified", "author", "publisher", "url"},
    "BreadcrumbList": {"itemListElement"},
    "CorrectionComment": {"text", "datePublished"},
    "DataDownload": {"contentUrl", "encodingFormat"},
    "Dataset": {"name", "description", "url", "distribution"},
    "ListItem": {"position", "name"},
    "WebSite": {"name", "url"},
}
"""What search engines ask of a type before they show it."""


def test_json_ld_says_what_schema_org_knows_and_all_that_search_engines_ask_for() -> None:
    made = pages({**note("Batteries lead [@iea-2024].", FRONT + "\n" + LEDGER), **TWO})
    items = [item for html in made.values() if "ld+json" in html for item in things(graph(html))]
    kinds = [item["@type"] if isinstance(item["@type"], list) else [item["@type"]] for item in items]

    assert {kind for each in kinds for kind in each} >= REQUIRED.keys()
    for item, each in zip(items, kinds, strict=True):
        properties = {name for name in item if not name.startswith("@")}
        assert properties - set().union(*map(known, each)) == set(), each
        assert set().union(*(REQUIRED.get(kind, set()) for kind in each)) - properties == set(), each


@pytest.mark.parametrize("title", ["</script><script>alert(1)</script>", "a \u2028 b & <!-- c", "“quoted” \\ 中文"])
def test_no_text_can_end_the_script_in_which_it_stands(title: str) -> None:
    made = as_script([{"name": title}])

    assert not re.search("[<>&\u2028\u2029]", made)
    assert json.loads(made)["@graph"] == [{"name": title}]


# --- tags -----------------------------------------------------------------------------------------------


def test_a_reference_manager_finds_a_note_by_highwire_tags() -> None:
    found = [
        item for item in tags(page(note("Text.", "authors: [Ada Lund, Bo Wang]"))) if item[0].startswith("citation")
    ]

    assert found == [
        ("citation_title", "Storage"),
        ("citation_author", "Ada Lund"),
        ("citation_author", "Bo Wang"),
        ("citation_publication_date", "2026/02/03"),
        ("citation_technical_report_institution", "Power"),
        ("citation_language", "en"),
        ("citation_public_url", "https://example.org/power/note.html"),
    ]


def test_where_a_note_is_shared_it_is_an_article() -> None:
    found = dict(tags(page(note("Text.", FRONT))))

    assert found["og:type"] == "article"
    assert (found["og:title"], found["og:url"]) == ("Storage", "https://example.org/power/note.html")
    assert (found["article:published_time"], found["article:modified_time"]) == ("2026-02-03", "2026-02-05")
    assert (found["og:site_name"], found["og:locale"], found["twitter:card"]) == ("Power", "en_US", "summary")


def test_without_an_address_there_is_no_open_graph() -> None:
    html = page({**note("Text."), **NOWHERE})

    assert not re.search('"(?:og|article|twitter):', html)
    assert "citation_title" in html
    assert "citation_public_url" not in html


@pytest.mark.parametrize(
    ("lang", "expected"),
    {"en": "en_US", "en-GB": "en_GB", "zh": "zh_CN", "zh-Hant": "zh_TW", "zh-Hant-HK": "zh_HK", "nds": ""}.items(),
)
def test_a_locale_has_a_territory_or_is_not_said(lang: str, expected: str) -> None:
    assert locale(lang) == expected


def test_what_the_head_says_is_escaped() -> None:
    html = page(
        {
            **note("Text."),
            "notes/sources.yaml": SOURCES,
            "notes/site.yaml": SITE.replace("title: Power\nl", 'title: "<b>\\"P\\""\nl'),
        }
    )

    assert '<meta property="og:site_name" content="&lt;b&gt;&quot;P&quot;">' in html
