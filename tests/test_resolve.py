"""Notes and sources among each other: order, numbers, uses, addresses."""

import re
from collections.abc import Callable

import pytest
from conftest import NOTE, Texts, checked, note
from hypothesis import given
from hypothesis import strategies as st

from briefing.build.session import Session
from briefing.model import Reference, Site
from briefing.site.urls import is_url_path, source_path

SITE = """\
title: Power
base_url: https://example.org/
segments:
  - {id: grids, title: Grids}
  - {id: power, title: Power}
"""
SOURCES = """\
references:
  - {id: iea-2024, type: report, title: Power}
  - {id: bnef, type: report, title: Storage}
"""

Build = Callable[[Texts], Session]


def dated(day: str, segment: str = "power", body: str = "", front: str = "") -> str:
    return NOTE.replace("2026-02-03", day).replace("segment: power", f"segment: {segment}\n{front}".rstrip()) + body


def whole(built: Build, texts: Texts) -> Session:
    return built({"notes/site.yaml": SITE, "notes/sources.yaml": SOURCES, **texts})


def site(built: Build, texts: Texts) -> Site:
    return whole(built, texts).site


# --- order -----------------------------------------------------------------------------------


def test_notes_stand_in_the_order_of_their_segments_newest_first(built: Build) -> None:
    found = site(
        built,
        {
            "notes/old.md": dated("2024-01-01"),
            "notes/new.md": dated("2026-01-01"),
            "notes/lines.md": dated("2020-01-01", "grids"),
            "notes/lost.md": dated("2026-01-01", "nowhere"),
        },
    )

    assert [each.path for each in found.notes] == ["index.md", "lines.md", "new.md", "old.md", "lost.md"]


def test_notes_of_one_day_stand_in_the_order_of_their_names(built: Build) -> None:
    found = site(built, {f"notes/{name}.md": dated("2026-01-01") for name in ("b", "a/z", "c")})

    assert [each.path for each in found.notes] == ["index.md", "a/z.md", "b.md", "c.md"]


def test_a_draft_is_left_out_and_remembered(built: Build) -> None:
    found = whole(built, {"notes/draft.md": dated("2026-01-01", front="status: draft", body="Said [@bnef].")})

    assert [each.path for each in found.site.notes] == ["index.md"]
    assert found.site.unpublished == {"draft.md"}
    assert list(found.view.uses("bnef")) == []


# --- numbers and uses ---------------------------------------------------------------------------


def test_references_are_numbered_as_first_cited_on_each_page(built: Build) -> None:
    found = whole(
        built,
        {
            "notes/a.md": dated("2026-01-01", body="[@bnef; @iea-2024] [@bnef]"),
            "notes/b.md": dated("2026-01-01", body="[@iea-2024]\n\n[^n]: Noted [@bnef].\n\n> @iea-2024 [p. 3][^n]"),
        },
    )

    assert numbered(found, "a.md") == [(1, "bnef"), (2, "iea-2024")]
    assert numbered(found, "b.md") == [(1, "iea-2024"), (2, "bnef")]


def numbered(found: Session, path: str) -> list[tuple[int, str]]:
    return [(reference.number, reference.source.id) for reference in references(found, path)]


def references(found: Session, path: str) -> list[Reference]:
    (note,) = (note for note in found.notes if note.path == path)
    return list(found.view.references(note))


def test_each_use_has_an_anchor_of_its_own_and_the_heading_it_stands_under(built: Build) -> None:
    body = (
        "First [@bnef, p. 3; @iea-2024].\n\n## Costs\n\n[@bnef] [@bnef; @bnef]\n\n[^n]: Noted [@bnef].\n\n## More[^n]\n"
    )
    found = whole(built, {"notes/a.md": dated("2026-01-01", body=body)})
    (reference,) = [each for each in references(found, "a.md") if each.source.id == "bnef"]

    assert [(use.anchor, use.section) for use in reference.uses] == [
        ("cite.1", ""),
        ("cite.2", "Costs"),
        ("cite.3", "Costs"),
        ("cite.3.2", "Costs"),
        ("cite.4", ""),
    ]
    assert [use.locators[0].numbers for use in reference.uses if use.locators] == ["3"]


def test_a_source_knows_its_uses_in_every_note(built: Build) -> None:
    view = whole(built, {"notes/a.md": dated("2026-01-01", body="[@iea-2024]")}).view

    uses = [(path, use.anchor) for path, found in view.uses("iea-2024") for use in found.uses]

    assert uses == [("index.md", "cite.1"), ("a.md", "cite.1")]
    assert list(view.uses("bnef")) == []


def test_a_source_that_nobody_defined_gets_no_number(built: Build) -> None:
    found = whole(built, {"notes/a.md": dated("2026-01-01", body="[@nobody; @bnef]")})

    assert numbered(found, "a.md") == [(1, "bnef")]
    assert references(found, "a.md")[0].uses[0].anchor == "cite.1.2"


# --- whether a bare @word is a citation --------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("@iea-2024 says so.", []),
        ("@iea-2042 says so.", ["unknown-source"]),
        ("@iea2024 says so.", ["unknown-source"]),
        ("@iea-2024_ says so.", ["unknown-source"]),
        ("@someone says so.", []),
        ("@xiaomi and @lei_jun say so.", []),
        ("-@someone says so.", []),
        ("@someone [p. 3] says so.", ["unknown-source"]),
        ("[@someone]", ["unknown-source"]),
        ("@ie says so.", []),
    ],
)
def test_a_bare_word_is_a_citation_if_it_is_a_key_or_nearly_one(text: str, rules: list[str]) -> None:
    found = checked(note(text))

    assert [str(finding.rule) for finding in found] == rules


# --- addresses ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "address"),
    [
        ("iea-2024", "sources/iea-2024.html"),
        ("IEA_2024.v2", "sources/IEA_2024.v2.html"),
        ("a/b", "sources/a~2fb.html"),
        ("a~b", "sources/a~7eb.html"),
        ("https://example.org/?a=1", "sources/https~3a~2f~2fexample.org~2f~3fa~3d1.html"),
        ("国", "sources/~e5~9b~bd.html"),
        ("..", "sources/~2e~2e.html"),
        (".hidden", "sources/~2ehidden.html"),
        ("con", "sources/~63on.html"),
        ("CON.2024", "sources/~43ON.2024.html"),
        ("com1", "sources/~63om1.html"),
        ("console", "sources/console.html"),
    ],
)
def test_the_page_of_a_source_has_a_name_that_any_disk_holds(key: str, address: str) -> None:
    assert source_path(key) == address


KEYS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


@given(KEYS, KEYS)
def test_two_keys_have_two_addresses(one: str, other: str) -> None:
    assert (source_path(one) == source_path(other)) == (one == other)


@given(KEYS)
def test_the_page_of_any_source_has_a_plain_name(key: str) -> None:
    assert re.fullmatch(r"sources/[A-Za-z0-9_~-][A-Za-z0-9_.~-]*\.html", source_path(key))


@pytest.mark.parametrize(
    "path",
    ["evs.md", "2026/evs.md", "a_b/c-d.e.md", "EVs.md", "console.md", "0.html"],
)
def test_an_address_holds_letters_digits_and_plain_signs(path: str) -> None:
    assert is_url_path(path)


@pytest.mark.parametrize(
    "path",
    ["电动车.md", "e vs.md", "../evs.md", "/evs.md", "a//b.md", "a/", "", ".evs.md", "-evs.md", "evs?.md", "a~b.md",
     "con.md", "2026/NUL.md", "aux/evs.md", "com1.html", "lpt9.a.md", "a./evs.md", "evs.", "a\\b.md", "evs.md\n"],
)  # fmt: skip
def test_an_address_that_some_disk_or_server_cannot_hold_is_none(path: str) -> None:
    assert not is_url_path(path)
