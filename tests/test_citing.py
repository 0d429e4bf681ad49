"""Sources and notes as reference managers read them: what is written can be read back, sign by sign."""

import json
import re
from typing import Any

import pytest
from conftest import note, page, pages
from hypothesis import given
from hypothesis import strategies as st

from briefing.citations.author_names import as_name, is_person
from briefing.citations.references import to_plain
from briefing.exports import as_bibtex, csl_json
from briefing.exports.bibtex import bibtex, bibtex_key, bibtex_name
from briefing.exports.citations import as_work
from briefing.model import Name, PartialDate, Source, SourceType, Text
from briefing.notes import parse_bibliography
from briefing.notes.bibliography.csl import DATES, NAMES, TYPES, VARIABLES

BRACED = {r"\textbackslash{}": "\\", r"\textbraceleft{}": "{", r"\textbraceright{}": "}"}
BRACED |= {r"\textasciitilde{}": "~", r"\textasciicircum{}": "^"}
COMMAND = re.compile("|".join(map(re.escape, BRACED)) + r"|\\([&%$#_])")


def plain(value: str) -> str:
    """What LaTeX would print of a value."""
    return COMMAND.sub(lambda found: found.group(1) or BRACED[found.group()], value)


def entries(text: str) -> list[tuple[str, str, dict[str, str]]]:
    """A BibTeX file as BibTeX reads it: braces are counted, whatever stands before them."""
    found, at = [], 0
    while (at := text.find("@", at)) >= 0:
        opened = text.index("{", at)
        end = closing(text, opened)
        key, _, rest = text[opened + 1 : end].partition(",")
        found.append((text[at + 1 : opened], key, dict(fields(rest))))
        at = end
    return found


def closing(text: str, opened: int) -> int:
    depth = 0
    for place in range(opened, len(text)):
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if not depth:
            return place
    raise AssertionError("a brace is never closed")


def fields(text: str) -> list[tuple[str, str]]:
    found, at = [], 0
    while match := re.compile(r"\s*(\w+) = ").match(text, at):
        begins = match.end()
        ends = closing(text, begins) + 1 if text[begins] == "{" else text.find(",", begins) % (len(text) + 1)
        value = text[begins:ends].strip()
        found.append((match.group(1), value[1:-1] if value.startswith("{") else value))
        at = text.find(",", ends) + 1 or len(text)
    return found


def source(**more: Any) -> Source:
    return Source(**{"id": "lund-2024", "type": SourceType("report"), "title": "Power", **more})


TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=30).filter(str.strip)
HARD = st.text("{}\\&%$#_~^\"'@,= and AZ中é", min_size=1, max_size=30).filter(str.strip)


def squeezed(text: str) -> str:
    return " ".join(text.split())


# --- BibTeX ------------------------------------------------------------------------------------------


@given(st.one_of(TEXT, HARD).filter(lambda title: to_plain(title) == title), st.one_of(TEXT, HARD))
def test_whatever_a_title_and_a_publisher_say_can_be_read_back(title: str, publisher: str) -> None:
    ((kind, key, found),) = entries(as_bibtex(source(title=title, publisher=publisher)))

    assert (kind, key) == ("report", "lund-2024")
    assert plain(found["title"][1:-1]) == squeezed(title)
    assert plain(found["institution"]) == squeezed(publisher)


@given(st.lists(HARD, min_size=1, max_size=4))
def test_one_broken_title_does_not_swallow_the_next_entry(titles: list[str]) -> None:
    written = bibtex(source(id=f"s{place}", title=title) for place, title in enumerate(titles))

    assert [key for _, key, _ in entries(written)] == [f"s{place}" for place in range(len(titles))]


@given(st.text("abZ09中_,={}*~#%\\.:/+-é'\"()", min_size=1), st.text("abZ09中_,={}*~#%\\.:/+-é'\"()", min_size=1))
def test_a_key_holds_no_sign_that_bibtex_refuses_and_two_keys_stay_two(one: str, other: str) -> None:
    assert re.fullmatch(r"[\w.:/+*-]+", bibtex_key(one))
    assert (bibtex_key(one) == bibtex_key(other)) == (one == other)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        (Name(family="Lund", given="Ada"), "Lund, Ada"),
        (Name(family="Beauvoir", given="Simone", non_dropping_particle="de"), "de Beauvoir, Simone"),
        (Name(family="Humboldt", given="Alexander", dropping_particle="von"), "von Humboldt, Alexander"),
        (Name(family="King", given="Martin", suffix="Jr."), "King, Jr., Martin"),
        (Name(family="王", given="小明"), "王, 小明"),
        (Name(literal="Ernst and Young"), "{Ernst and Young}"),
        (Name(literal="R&D Ltd"), r"{R\&D Ltd}"),
        (Name(family="Price and Sons", given="Ann"), "{Price and Sons}, Ann"),
        (Name(given="Plato"), "{Plato}"),
    ],
)
def test_a_name_comes_apart_as_it_was_put_together(name: Name, written: str) -> None:
    assert bibtex_name(name) == written


@pytest.mark.parametrize(
    ("kind", "entry", "field"),
    [
        ("article-journal", "article", "journal"),
        ("paper-conference", "inproceedings", "booktitle"),
        ("chapter", "incollection", "booktitle"),
        ("article-newspaper", "article", "journal"),
        ("webpage", "online", "journaltitle"),
        ("post-weblog", "online", "journaltitle"),
        ("dataset", "dataset", "journaltitle"),
        ("entry-encyclopedia", "inreference", "booktitle"),
        ("document", "misc", "journaltitle"),
    ],
)
def test_a_type_says_what_a_container_is(kind: str, entry: str, field: str) -> None:
    ((found, _, values),) = entries(as_bibtex(source(type=SourceType(kind), container_title="Notes & Queries")))

    assert (found, values[field]) == (entry, r"{Notes \& Queries}")


def test_addresses_stay_as_they_are() -> None:
    ((_, _, values),) = entries(as_bibtex(source(DOI="10.1000/a_b%c", URL="https://example.org/a_b?c=%20&d#e")))

    assert (values["doi"], values["url"]) == ("10.1000/a_b%c", "https://example.org/a_b?c=%20&d#e")


@pytest.mark.parametrize(
    ("issued", "expected"),
    [
        (PartialDate(2026, 1, 7), {"year": "2026", "month": "jan", "day": "7"}),
        (PartialDate(2026, 12), {"year": "2026", "month": "dec"}),
        (PartialDate(2026, circa=True), {"date": "2026~"}),
        (PartialDate(2020, 11, end=PartialDate(2021, 2)), {"date": "2020-11/2021-02"}),
        (PartialDate(2020, end=PartialDate()), {"date": "2020/"}),
        (PartialDate(2026, season=3), {"date": "2026-23"}),
        (PartialDate(-300), {"date": "-0299"}),
        (PartialDate(text="forthcoming"), {"year": "forthcoming"}),
        (PartialDate(), {}),
    ],
)
def test_a_date_says_as_much_as_is_known(issued: PartialDate, expected: dict[str, str]) -> None:
    ((_, _, found),) = entries(as_bibtex(source(issued=issued)))

    assert {name: found[name] for name in found if name in ("year", "month", "day", "date")} == expected


def test_the_markup_of_a_title_is_turned_and_two_kinds_of_one_entry_stay_two() -> None:
    marked = source(title="CO<sub>2</sub> of <i>Sterna</i> & *terns*", type=SourceType("treaty"))
    ((kind, _, values),) = entries(as_bibtex(marked))

    assert values["title"] == r"{CO\textsubscript{2} of \emph{Sterna} \& \emph{terns}}"
    assert (kind, values["entrysubtype"]) == ("legislation", "treaty")


def test_what_has_no_field_of_bibtex_is_an_addition() -> None:
    work = source(medium="CD", archive="County Record Office", archive_location="MS 12/4", status="forthcoming")
    ((_, _, values),) = entries(as_bibtex(work))

    assert (values["library"], values["addendum"], values["pubstate"]) == (
        "County Record Office, MS 12/4",
        "CD",
        "forthcoming",
    )


@pytest.mark.parametrize("kind", sorted(TYPES))
def test_bibtex_is_read_back_with_type_container_and_names(kind: str) -> None:
    given = source(
        type=SourceType(kind),
        title="Yield of <i>Sterna</i>, H<sub>2</sub>O & {braces}",
        author=(Name(family="Cruz", given="Ana", non_dropping_particle="de la"), Name(literal="Tern and Co")),
        translator=(Name(family="Bell", given="Ann"),),
        container_title="Days of Dikes" if kind not in ("book", "classic") else "",
        publisher="Polder Press",
        publisher_place="Delft" if kind != "patent" else "",
        issued=PartialDate(2020, 11, end=PartialDate(2021, 2)),
        accessed=PartialDate(2022, 1, 2),
        original_date=PartialDate(1850),
        edition="3",
        page="12-15",
        DOI="10.5555/a_b",
        URL="https://tern.example/a_b%20c#d~e",
        note="Kept.",
    )
    read = parse_bibliography(Text("notes/sources.bib", as_bibtex(given)))

    assert read.problems == ()
    assert read.sources["lund-2024"] == given


# --- CSL-JSON ------------------------------------------------------------------------------------------


@given(
    TEXT.filter(lambda title: not set(title) & set("*^~<[\\")),
    st.lists(st.builds(Name, family=TEXT, given=TEXT), max_size=3),
    st.integers(1, 2999),
    st.booleans(),
)
def test_csl_json_says_what_the_bibliography_says(title: str, authors: list[Name], year: int, circa: bool) -> None:
    made = source(title=title, author=tuple(authors), issued=PartialDate(year, 2, circa=circa), title_short="P")
    (item,) = json.loads(csl_json([made]))

    assert (item["id"], item["type"], item["title"], item["title-short"]) == ("lund-2024", "report", title, "P")
    assert item.get("author", []) == [{"family": name.family, "given": name.given} for name in authors]
    assert item["issued"] == {"date-parts": [[year, 2]]} | ({"circa": True} if circa else {})


@pytest.mark.parametrize(
    ("title", "exported"),
    [
        ("On *Sterna* and H~2~O", "On <i>Sterna</i> and H<sub>2</sub>O"),
        ("On <i>Sterna</i>, 5 * 3 and ~40", "On <i>Sterna</i>, 5 * 3 and ~40"),
        ("The [NASA]{.nocase} **plan**, 10^3^", "The NASA <b>plan</b>, 10<sup>3</sup>"),
    ],
)
def test_csl_json_has_the_markup_of_csl_where_a_title_has_that_of_pandoc(title: str, exported: str) -> None:
    (item,) = json.loads(csl_json([source(title=title, container_title=title, note="*kept*")]))

    assert (item["title"], item["container-title"], item["note"]) == (exported, exported, "*kept*")


def test_csl_json_holds_no_field_that_csl_does_not_know() -> None:
    (item,) = json.loads(csl_json([source(note="A copy.", accessed=PartialDate(2026, 1))]))

    assert item.keys() == {"id", "type", "title", "note", "accessed"}


def test_every_variable_of_csl_goes_through() -> None:
    item: dict[str, object] = {"id": "a", "type": "book"}
    item |= {name: f"some {name}" for name in sorted(VARIABLES - NAMES - DATES - {"DOI", "URL"})}
    item |= {name: [{"family": "Roe", "given": "Al", "suffix": "Jr.", "comma-suffix": True}] for name in sorted(NAMES)}
    item |= {name: {"date-parts": [[2020, 11], [2021, 2]], "circa": True} for name in sorted(DATES)}
    item |= {"DOI": "10.5555/a", "URL": "https://tern.example"}
    read = parse_bibliography(Text("notes/sources.json", json.dumps([item])))

    assert read.problems == ()
    assert json.loads(csl_json(read.sources.values())) == [item]


@pytest.mark.parametrize(
    "date",
    [
        {"date-parts": [[2020]]}, {"date-parts": [[2020], [0]]}, {"date-parts": [[2020]], "season": 2},
        {"literal": "in press"}, {"date-parts": [[-300]]}, {"date-parts": [[2020, 1, 2], [2020, 1, 3]]},
    ],
)  # fmt: skip
def test_every_form_of_a_date_goes_through(date: dict[str, object]) -> None:
    item = {"id": "a", "type": "book", "title": "T", "issued": date}
    read = parse_bibliography(Text("notes/sources.json", json.dumps([item])))

    assert json.loads(csl_json(read.sources.values()))[0]["issued"] == date


def test_no_source_is_an_empty_list() -> None:
    assert json.loads(csl_json([])) == []


# --- the site -------------------------------------------------------------------------------------------


def test_each_source_and_the_whole_bibliography_can_be_downloaded() -> None:
    made = pages(note("Batteries lead [@iea-2024]."))

    (one,) = json.loads(made["sources/iea-2024.json"])
    assert json.loads(made["sources.json"]) == [one]
    assert [key for _, key, _ in entries(made["sources.bib"])] == ["iea-2024"]
    assert 'href="../sources/iea-2024.json"' in made["sources/iea-2024.html"]
    assert 'href="../sources.bib"' in made["sources/index.html"]


def test_a_reference_can_be_copied_in_both_formats() -> None:
    html = page(note("Batteries lead [@iea-2024]."))

    assert "author = {Lund, Ada}" in between(html, '<template id="ref.1.bibtex">', "</template>")
    assert '"iea-2024"' in between(html, '<template id="ref.1.csl">', "</template>")


def test_a_note_says_how_to_cite_it() -> None:
    html = page(note("Batteries lead.", "authors: [Ada Lund, The power desk]"))

    assert "Ada Lund and The power desk (3 February 2026). Storage. Power." in between(html, '"citing.plain">', "</p>")
    entry = between(html, '<pre id="citing.bibtex">', "</pre>")
    assert "@report{note-2026," in entry
    assert "author = {Lund, Ada and {The power desk}}" in entry
    assert "url = {https://example.org/power/note.html}" in entry


def between(html: str, begin: str, end: str) -> str:
    return html.partition(begin)[2].partition(end)[0]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Ada Lund", Name(family="Lund", given="Ada")),
        ("Lund, Ada", Name(family="Lund", given="Ada")),
        ("Simone de Beauvoir", Name(family="de Beauvoir", given="Simone")),
        ("Jane Roe, CFA", Name(family="Roe", given="Jane")),
        ("Jane Roe, Ph.D., CFA", Name(family="Roe", given="Jane")),
        ("Jane Roe CFA", Name(family="Roe", given="Jane")),
        ("Dr. Ida Gale", Name(family="Gale", given="Ida")),
        ("Roe, Jr., Al", Name(literal="Roe, Jr., Al")),
        ("Martin Luther King Jr.", Name(family="King", given="Martin Luther", suffix="Jr.")),
        ("Martin Luther King, Jr.", Name(family="King", given="Martin Luther", suffix="Jr.")),
        ("Vincent van Gogh", Name(family="van Gogh", given="Vincent")),
        ("Tern Capital Management", Name(literal="Tern Capital Management")),
        ("R&D Tern", Name(literal="R&D Tern")),
        ("Ada Lund (Tern News)", Name(literal="Ada Lund (Tern News)")),
        ("Ana-Lía O’Dea", Name(family="O’Dea", given="Ana-Lía")),
        ("Smith Barney Holdings", Name(literal="Smith Barney Holdings")),
        ("Bo and Co Partners", Name(literal="Bo and Co Partners")),
        ("Bank of Delft", Name(literal="Bank of Delft")),
        ("Tern Securities", Name(literal="Tern Securities")),
        ("Goldman Sachs Research", Name(literal="Goldman Sachs Research")),
        ("Studio 54", Name(literal="Studio 54")),
        ("김민수", Name(literal="김민수")),
        ("山田 太郎", Name(literal="山田 太郎")),
        ("Ada", Name(literal="Ada")),
        ("The briefing desk", Name(literal="The briefing desk")),
        ("Lund Research", Name(literal="Lund Research")),
        ("王小明", Name(literal="王小明")),
    ],
)
def test_an_author_of_a_note_is_a_person_with_parts_or_a_body(written: str, name: Name) -> None:
    assert as_name(written) == name


def test_a_short_chinese_name_is_a_persons() -> None:
    assert [is_person(as_name(name)) for name in ("王小明", "中国国家统计局", "Ada Lund", "The desk")] == [
        True, False, True, False,
    ]  # fmt: skip


def test_a_work_in_json_ld_says_who_when_and_where() -> None:
    made = source(author=(Name(family="Lund", given="Ada"),), issued=PartialDate(2026, 1), DOI="10.1/x")

    assert as_work(made) == {
        "@type": "Report",
        "name": "Power",
        "author": [{"@type": "Person", "name": "Ada Lund"}],
        "datePublished": "2026-01",
        "identifier": {"@type": "PropertyValue", "propertyID": "DOI", "value": "10.1/x"},
        "url": "https://doi.org/10.1/x",
    }
