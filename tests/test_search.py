"""What a search looks through: whole texts in files that stay when something else changes."""

import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from conftest import NOTE, SITE, SOURCES, Texts, note, page, pages, project
from hypothesis import given
from hypothesis import strategies as st

from briefing.build.session import compose
from briefing.incremental import Store
from briefing.site.search import MAX_KILOBYTES, MIN_KILOBYTES, in_files, weight

SCRIPT = re.compile(r'\(self\.briefingSearch\?\?=\{\}\)\["(\w+)"\]=(\[.*\]);\n', re.DOTALL)


def texts_in(made: dict[str, str]) -> dict[str, list[Any]]:
    """All that can be found, by the address of its page."""
    found: dict[str, list[Any]] = {}
    for path, content in made.items():
        if path.startswith("search/"):
            match = SCRIPT.fullmatch(content)
            assert match
            assert path == f"search/{match.group(1)}.js"
            found |= {each[0]: each for each in json.loads(match.group(2))}
    return found


def found(texts: Texts, path: str = "note.html") -> list[Any]:
    return texts_in(pages(texts))[path]


def passages(body: str) -> Any:
    return found(note(body))[8]


# --- what is in it --------------------------------------------------------------------------------


def test_a_note_is_found_by_its_title_segment_day_tags_and_authors() -> None:
    assert found(note("Said.", "tags: [grids]\nauthors: [Ada Lund]"))[:7] == [
        "note.html", "Storage", "Power", "2026-02-03", "3 February 2026", "", "grids · Ada Lund",
    ]  # fmt: skip


def test_the_words_and_figures_of_charts_stand_where_the_charts_do() -> None:
    ledger = (
        "figures:\n"
        '  built: {label: Batteries <built>, kind: actual, value: 4.2 GW, cite: "iea-2024, p. 3"}\n'
        '  goal: {label: Batteries planned, kind: guidance, value: 5 GW, due: 2027, cite: "iea-2024, p. 4"}'
    )
    charts = [f"```chart\ntitle: More & more {name}\nmark: bar\nfigures: [{name}]\n```\n" for name in ("built", "goal")]
    body = f"Before.\n\n{charts[0]}\nBetween.\n\n## How\n\n{charts[1]}\nAfter.\n"

    assert found(note(body, ledger))[8][1:] == [
        ["", "", "Before. More & more built Batteries <built>: 4.2 GW Between."],
        ["how", "How", "More & more goal Batteries planned: 5 GW After."],
    ]


def test_a_text_stands_under_its_headings_as_a_reader_sees_it() -> None:
    body = "First *words*.\n\n## How it *grew*\n\nMore & more <b>\n\n- one\n- two[^1]\n\n[^1]: Aside.\n"

    assert passages(body) == [
        ["", "", "Where the batteries went."],
        ["", "", "First words."],
        ["how-it-grew", "How it grew", "More & more <b> one two"],
        ["", "", "Aside."],
    ]


def test_what_stands_on_both_sides_of_a_mark_inside_a_word_belongs_together() -> None:
    assert passages("re**mark**able 强**调**的 | H~2~O")[1] == ["", "", "remarkable 强调的 | H2O"]


def test_the_cells_of_a_table_are_apart() -> None:
    assert passages("| a | b |\n|---|---|\n| c | d |")[1] == ["", "", "a b c d"]


def test_a_citation_gives_its_own_words_and_neither_number_nor_place() -> None:
    assert passages("Said so [see @iea-2024, p. 12, in passing], by [`x`](note.md) @nobody.")[1] == [
        "", "", "Said so see in passing, by x @nobody.",
    ]  # fmt: skip


def test_a_figure_in_the_text_is_found_as_it_is_printed() -> None:
    assert passages("Up to **550,000** cars [@iea-2024, p. 12].")[1] == ["", "", "Up to 550,000 cars."]


def test_the_figures_of_a_ledger_lead_to_their_evidence() -> None:
    ledger = "figures:\n  cars: {label: Cars, kind: actual, value: '550,000', period: '2026', cite: iea-2024}"
    texts = note("[550,000]{#cars} cars.", ledger)

    assert found(texts)[7] == [["fig.cars", "550,000", "Cars", "2026", "? not checked"]]
    assert 'id="fig.cars"' in page(texts)


def test_a_source_is_found_by_its_reference_its_remark_and_its_caveats() -> None:
    caveats = "    note: Held on paper.\n    custom:\n      caveats:\n"
    caveats += "        - {at: p. 1, says: Totals differ., reading: The later.}\n"
    path, title, kicker, day, _, _, authors, figures, sections = found(
        {"notes/sources.yaml": SOURCES + caveats}, "sources/iea-2024.html"
    )

    assert (path, title, kicker, day, authors) == ("sources/iea-2024.html", "Power", "Sources", "2024-06", "Ada Lund")
    assert figures == []
    assert sections == [["", "", "Ada Lund (June 2024). Power. Held on paper. Totals differ. The later."]]


def test_chinese_is_found_as_it_is_written() -> None:
    body = "## 交付目标\n\n小米计划在二零二六年交付**更多**汽车，ＳＵ７ 除外。"

    assert passages(body)[1] == ["交付目标", "交付目标", "小米计划在二零二六年交付更多汽车，ＳＵ７ 除外。"]


def test_a_draft_is_not_found() -> None:
    assert "note.html" not in texts_in(pages(note("Said.", "status: draft")))


def test_nothing_that_an_author_writes_ends_the_script_or_a_line_of_it() -> None:
    made = pages(note("`</script><!--` and a\u2028b\u2029c", 'authors: ["</ScRiPt>"]'))
    scripts = "".join(content for path, content in made.items() if path.startswith("search/"))

    assert not re.search("[<\u2028\u2029]", scripts)
    assert "</script><!-- and a" in json.dumps(texts_in(made)["note.html"])


# --- the page ---------------------------------------------------------------------------------------


def test_the_search_page_names_every_file_and_asks_for_none() -> None:
    made = pages(note("Said."))
    html = made["search.html"]
    named = [name for kind in ("notes", "sources") for name in re.findall(f'data-{kind}="(.*?)"', html)[0].split()]

    assert sorted(f"search/{name}.js" for name in named) == sorted(path for path in made if path.startswith("search/"))
    assert re.findall(r'src="(.*?)"', html) == ["static/theme.js", "static/lists.js"]


def test_every_page_leads_to_the_search() -> None:
    made = pages(note("Said."))

    assert 'href="/power/search.html"' in made["404.html"]
    assert 'href="../search.html"' in made["sources/index.html"]


# --- in files that stay ---------------------------------------------------------------------------------


def many(count: int) -> dict[str, str]:
    """A project of so many notes of two kilobytes, two a day."""
    days = [date(2020, 1, 1) + timedelta(days=i // 2) for i in range(count)]
    return {
        f"notes/n{i}.md": NOTE.replace("2026-02-03", day.isoformat()) + "Words. " * 300 for i, day in enumerate(days)
    }


@pytest.fixture(scope="module")
def built() -> Store:
    """What is stored of a built project of 150 notes."""
    store = Store()
    again(many(150), store)
    return store


def again(texts: Texts, store: Store) -> list[str]:
    """Which files of the search, and which search page, are made in a build."""
    session = compose(project(texts), store)
    made: list[str] = []
    planned = session.plan()
    done = dict(session.work(planned.todo, lambda file: made.append(file.path)))
    session.remember({**planned.reusable, **done})
    return [path for path in made if path.startswith("search")]


def copy(store: Store) -> Store:
    other = Store()
    other.tables = {name: dict(rows) for name, rows in store.tables.items()}
    return other


def test_an_edit_of_a_note_makes_its_own_file_again_and_no_other(built: Store) -> None:
    texts = many(150)
    texts["notes/n70.md"] += "One more."

    assert len(again(texts, copy(built))) == 1


def test_a_note_that_is_added_or_removed_in_the_middle_moves_no_other_file(built: Store) -> None:
    added = {**many(150), "notes/new.md": many(150)["notes/n70.md"]}
    removed = {path: text for path, text in many(150).items() if path != "notes/n70.md"}

    assert len(again(added, copy(built))) <= 3
    assert len(again(removed, copy(built))) <= 3


def test_a_build_without_a_change_makes_no_file_of_the_search(built: Store) -> None:
    assert again(many(150), copy(built)) == []


def test_a_source_that_changes_makes_only_the_file_of_the_sources(built: Store) -> None:
    sources = {**many(150), "notes/sources.yaml": SOURCES.replace("title: Power", "title: Might")}

    assert len(again(sources, copy(built))) == 1


def test_a_segment_that_is_renamed_is_renamed_in_the_search(built: Store) -> None:
    texts = {**many(150), "notes/site.yaml": SITE.replace("title: Power\n", "title: Energy\n")}

    assert len(again(texts, copy(built))) > 3


def test_a_note_that_outgrows_its_file_gets_one_as_in_a_build_from_nothing(built: Store) -> None:
    texts = many(150)
    texts["notes/n70.md"] += "Nothing but words. " * (MAX_KILOBYTES * 1024 // 19)
    store = copy(built)
    made, anew = again(texts, store), again(texts, Store())

    assert 1 < len(made) < len(anew)
    assert set(made) <= set(anew)
    assert again(texts, store) == []
    assert wanted(texts, store) == wanted(texts, Store())


def wanted(texts: Texts, store: Store) -> set[str]:
    """All targets, be they out of date or not."""
    planned = compose(project(texts), store).plan()
    return {*planned.todo, *planned.reusable}


NAMES = st.lists(st.tuples(st.text(min_size=1, max_size=8), st.integers(1, 900)), unique_by=lambda item: item[0])


@given(NAMES)
def test_every_name_is_in_one_file_in_order_and_no_file_is_larger_than_allowed(names: list[tuple[str, int]]) -> None:
    files, weights = in_files(names), dict(names)

    assert [name for held in files.values() for name in held] == list(weights)
    assert all(len(held) == 1 or sum(map(weights.__getitem__, held)) <= MAX_KILOBYTES for held in files.values())


@pytest.mark.parametrize(("size", "heavy"), [(0, 4), (4095, 4), (4096, 8), (8191, 8), (40_960, 44)])
def test_a_text_weighs_the_same_until_it_has_grown_by_some_kilobytes(size: int, heavy: int) -> None:
    assert weight(size) == heavy


@pytest.mark.parametrize("at", [0, 1, 500, 5000, 9999])
def test_of_ten_thousand_names_one_more_changes_a_file_or_two(at: int) -> None:
    names = [(f"note-{i}.md", weight(5 * 1024)) for i in range(10000)]
    before = in_files(names)
    after = in_files([*names[:at], ("new.md", 8), *names[at:]])

    assert len(set(after.items()) - set(before.items())) <= 3
    assert 10000 * 8 / MAX_KILOBYTES <= len(before) <= 10000 * 8 / MIN_KILOBYTES
