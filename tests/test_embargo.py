"""A note with `publish_at` is kept out of the site before that day, and no clock is asked which day it is."""

from collections.abc import Mapping
from datetime import date

from conftest import INDEX, NOTE, findings, project
from msgspec import structs

from briefing.build.session import compose, files
from briefing.model import File, Inputs, Text


def waiting(day: str = "2026-06-01", more: Mapping[str, str] | None = None) -> Inputs:
    """A project with a note that readers may have from a day on."""
    text = NOTE.replace("summary:", f"publish_at: {day}\nsummary:")
    return project({"notes/note.md": f"{text}Text.\n", **(more or {})})


def order(inputs: Inputs) -> tuple[str, ...]:
    return compose(inputs).view.order()


def test_a_note_of_a_later_day_is_held_back_until_that_day_is_asked_for() -> None:
    inputs = waiting()

    assert order(inputs) == ("index.md",)
    assert order(structs.replace(inputs, as_of=date(2026, 5, 31))) == ("index.md",)
    assert order(structs.replace(inputs, as_of=date(2026, 6, 1))) == ("index.md", "note.md")


def test_without_a_day_the_newest_note_that_waits_for_none_says_which_it_is() -> None:
    later = NOTE.replace("2026-02-03", "2026-06-02").replace("Storage", "Later")

    assert "note.md" in order(waiting(more={"notes/later.md": f"{later}Text.\n"}))
    # One that waits too says nothing of the day.
    held = later.replace("summary:", "publish_at: 2026-06-01\nsummary:")
    assert order(waiting(more={"notes/later.md": f"{held}Text.\n"})) == ("index.md",)


def test_a_note_that_is_held_back_is_shown_as_a_draft_where_drafts_are() -> None:
    view = compose(structs.replace(waiting(), drafts=True)).view

    assert view.card("note.md").is_draft
    assert [found.rule for found in findings(waiting())] == ["held-back"]
    assert findings(structs.replace(waiting(), drafts=True)) == ()


def test_a_draft_stays_one_whatever_the_day() -> None:
    inputs = waiting()
    draft = Text("notes/note.md", inputs.notes[1].content.replace("title:", "status: draft\ntitle:"))
    inputs = structs.replace(inputs, notes=(inputs.notes[0], draft), as_of=date(2027, 1, 1))

    assert order(inputs) == ("index.md",)
    assert compose(inputs).view.held_back() == ()


def test_nothing_of_a_note_that_is_held_back_is_in_the_site() -> None:
    inputs = waiting(more={"notes/index.md": f"{INDEX}\nSee [it](note.md).\n"})
    made = [item for item in files(compose(inputs)) if isinstance(item, File)]

    assert [item.path for item in made if b"Where the batteries went" in item.content] == []
    assert "broken-link" in {found.rule for found in findings(inputs)}
