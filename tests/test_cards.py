"""The pictures that stand for notes where they are shared."""

import re
import shutil
import struct
from collections.abc import Callable
from html import escape
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import NOTE, ROOT, SITE, note, pages, project
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from briefing.build import session, targets
from briefing.build.session import compose
from briefing.cli import main
from briefing.cli.output import NO_CARDS
from briefing.exports import SocialCard, can_write, draw, rasterizer
from briefing.exports.cards import FONT, as_svg, set_title, width
from briefing.incremental import Store
from briefing.model import File

SVG = "http://www.w3.org/2000/svg"
CARD = SocialCard(
    "Power", "Cells", "Batteries lead", "As of 3 February 2026", "4.2 GW", "Built, 2026", "Found in source"
)
LEDGER = "headline: [built]\nfigures: {built: {label: Built, kind: opinion, value: 4 GW, period: 2026, basis: calls}}"

with_rasterizer = pytest.mark.skipif(rasterizer() is None, reason="the extra `cards` is not installed")


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[SocialCard]:
    """The cards that are drawn, where a rasterizer is said to be there."""
    cards: list[SocialCard] = []

    def keep(card: SocialCard) -> bytes:
        cards.append(card)
        return as_svg(card).encode()

    monkeypatch.setattr(session, "can_draw", lambda: True)
    monkeypatch.setattr(targets, "draw", keep)
    return cards


# --- what a card says ------------------------------------------------------------------------------------


def test_a_card_says_what_the_note_leads_with(drawn: list[SocialCard]) -> None:
    pages(note("Text.", LEDGER))

    assert [card for card in drawn if card.title == "Storage"] == [
        SocialCard("Power", "Power", "Storage", "As of 3 February 2026", "4 GW", "Built, 2026", "our calculation")
    ]


@pytest.mark.parametrize("state", ["见于来源", "we read it otherwise: " + "a long value " * 20])
def test_a_value_is_not_drawn_where_its_state_cannot_be(state: str) -> None:
    assert "4.2 GW" in as_svg(CARD)
    assert "4.2 GW" not in as_svg(structs.replace(CARD, state=state))


def test_a_page_names_its_card_with_its_size_and_in_words(drawn: list[SocialCard]) -> None:
    html = pages(note("Text."))["note.html"]

    assert drawn
    for expected in (
        '"og:image" content="https://example.org/power/cards/note.png"',
        '"og:image:width" content="1200"',
        '"og:image:height" content="630"',
        '"og:image:alt" content="Power: Storage"',
        '"twitter:card" content="summary_large_image"',
        '"image":"https://example.org/power/cards/note.png"',
    ):
        assert expected in html


def test_every_card_that_a_page_names_is_drawn(drawn: list[SocialCard]) -> None:
    made = pages({**note("Text.", LEDGER), "notes/a/b.md": NOTE, "notes/zh.md": NOTE.replace("Storage", "储能")})
    named = {
        path
        for html in made.values()
        for path in re.findall(r'og:image" content="https://example.org/power/(.*?)"', html)
    }

    assert drawn
    assert named == {path for path in made if path.startswith("cards/")}
    assert named == {"cards/index.png", "cards/note.png", "cards/a/b.png"}


def test_a_title_that_the_font_cannot_write_is_shared_with_the_card_of_the_site(drawn: list[SocialCard]) -> None:
    made = pages({"notes/note.md": NOTE.replace("Storage", "储能")})

    assert drawn
    assert 'og:image" content="https://example.org/power/cards/index.png"' in made["note.html"]
    assert "cards/note.png" not in made


def test_a_site_without_an_overview_has_a_card_all_the_same(drawn: list[SocialCard]) -> None:
    made = pages({"notes/note.md": NOTE, "notes/index.md": "(none)"})

    assert "cards/index.png" in made
    assert "Power" in [card.title for card in drawn]


def test_without_an_address_no_card_is_drawn(drawn: list[SocialCard]) -> None:
    pages({**note("Text."), "notes/site.yaml": SITE.replace("base_url: https://example.org/power/\n", "")})

    assert drawn == []


def test_without_the_extra_no_card_is_promised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "can_draw", lambda: False)
    made = pages(note("Text."))

    assert "og:image" not in "".join(made.values())
    assert not any(path.startswith("cards/") for path in made)


def test_a_rasterizer_that_does_not_load_leaves_no_empty_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "can_draw", lambda: True)
    monkeypatch.setattr(targets, "draw", lambda _: b"")

    assert not any(path.startswith("cards/") for path in pages(note("Text.")))


@pytest.mark.parametrize("base_url", ["", "https://example.org/"])
def test_a_build_says_that_there_are_no_cards_only_where_they_would_be_of_use(tmp_path: Path, base_url: str) -> None:
    shutil.copytree(ROOT / "notes", tmp_path / "notes")
    address = ["--base-url", base_url] if base_url else []
    lines = CliRunner().invoke(main, ["build", "--project", str(tmp_path), *address]).output.splitlines()

    assert lines.count(NO_CARDS) == bool(base_url)


@pytest.mark.usefixtures("drawn")
@pytest.mark.parametrize(
    ("change", "again"),
    [
        (lambda text: text.replace("Text.", "More text."), set()),
        (lambda text: text.replace("Storage", "Cells"), {"card\0001\0note.md"}),
        (lambda text: text.replace("4 GW", "5 GW"), {"card\0001\0note.md"}),
    ],
)
def test_a_card_is_drawn_again_only_when_it_says_something_else(change: Callable[[str], str], again: set[str]) -> None:
    store, before = Store(), note("Text.", LEDGER)
    first = compose(project(before), store)
    first.remember(dict(first.work(first.plan().todo, _nowhere)))

    after = compose(project({path: change(text) for path, text in before.items()}), store)

    assert {name for name in after.plan().todo if name.startswith("card\0")} == again


def _nowhere(_: File) -> None:
    """Nobody reads these."""


# --- setting -------------------------------------------------------------------------------------------


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=400).filter(str.strip))
def test_a_title_of_any_length_has_room(title: str) -> None:
    size, lines = set_title(title)

    assert len(lines) * size * 1.16 <= 290
    assert all(width(line, size) <= 1200 - 2 * 72 for line in lines)
    text = " ".join(lines).removesuffix("…").replace(" ", "")
    assert title.replace(" ", "").startswith(text)


def test_a_long_name_of_a_site_is_cut_before_the_day() -> None:
    named = structs.replace(CARD, site="The quarterly briefing on " + "harbours, ferries and " * 5)
    (foot,) = re.findall('y="592"[^>]*>([^<]*)<', as_svg(named))

    assert foot.endswith("… · As of 3 February 2026")
    assert width(foot, 26) <= 1200 - 2 * 72


def test_words_stay_whole_where_they_have_room() -> None:
    title = "Management puts phone prices first and wants many more cars"

    assert " ".join(set_title(title)[1]) == title


@pytest.mark.parametrize(
    ("text", "is_written"),
    {"RMB 4.2 bn – “up” ≥ €": True, "mid\u2011year": True, "Ёлка": True, "储能": False, "👍": False}.items(),
)
def test_what_the_font_cannot_write_is_known(text: str, is_written: bool) -> None:
    assert can_write(text) == is_written


def test_a_line_that_cannot_be_written_is_left_out_and_no_empty_box_stands_there() -> None:
    svg = as_svg(SocialCard("电力简报", "发电", "储能", "As of 3 February 2026", "4.2亿", "装机", "见于来源"))

    assert re.findall(r"<text[^>]*>(.*?)</text>", svg) == ["As of 3 February 2026"]


def test_a_hyphen_that_the_font_lacks_is_written_as_the_one_that_it_has() -> None:
    assert ">mid-year</text>" in as_svg(SocialCard("Power", "", "mid\u2011year", "", "", "", ""))


def test_a_card_is_escaped() -> None:
    assert "&lt;b&gt; &amp;" in as_svg(SocialCard("Power", "", "<b> &", "", "", "", ""))


# --- the picture ------------------------------------------------------------------------------------------


@with_rasterizer
def test_a_card_is_a_picture_of_the_size_that_is_promised() -> None:
    picture = draw(CARD)

    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", picture[16:24]) == (1200, 630)


@with_rasterizer
@pytest.mark.parametrize("weight", [400, 700])
def test_the_font_has_every_character_that_it_is_said_to_have(weight: int) -> None:
    rasterize = rasterizer()
    assert rasterize
    place = f'x="8" y="30" font-family="{FONT}" font-size="24" font-weight="{weight}"'
    letters = [chr(code) for code in range(0x21, 0x3000) if can_write(chr(code)) and chr(code) not in "\u00a0\u00ad"]

    def drawn(letter: str) -> bytes:
        return rasterize(f'<svg xmlns="{SVG}" width="40" height="40"><text {place}>{escape(letter)}</text></svg>')

    assert len(letters) > 500
    assert [letter for letter in letters if drawn(letter) in (drawn("储"), drawn(" "))] == ["‐", "‑"]


@with_rasterizer
def test_the_same_card_is_the_same_picture() -> None:
    assert draw(CARD) == draw(CARD)
    assert draw(CARD) != draw(SocialCard("Power", "Cells", "Batteries lag", "", "", "", ""))
