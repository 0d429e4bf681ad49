"""What `verify` has stored of a note is used again only while a new look-up would find the same."""

import example_project
import pytest
from conftest import examples
from example_project import LATER, Edit
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.build.session import compose
from briefing.incremental import Store
from briefing.model import Note
from briefing.verification.archive_texts import reader, verify_site
from briefing.verification.passages import Passages
from briefing.verification.results import VerifiedNote
from briefing.verification.verified_notes import VerifiedNotes
from briefing.verification.verify import Verify, verify

EDITS = {
    "a digit of a note": Edit("notes/cells.md", "nearly 40% is", "nearly 41% is"),
    "the place that a note cites": Edit(
        "notes/cells.md", "work today [@filing-2025, ¶8]", "work today [@call-2026, ¶3]"
    ),
    "a value of the ledger": Edit("notes/cells.md", "value: 41.5 GWh", "value: 41.6 GWh"),
    "a digit of a source": Edit("archive/call-2026.txt", "60 GWh", "61 GWh"),
    "a row of a table in a source": Edit("archive/filing-2025.md", "| Staff | 11,480 |", "| Staff | 11,490 |"),
    "a period of a source": Edit("archive/daily-2026.html", "2025年出货量", "2024年出货量"),
    "the reading in a caveat": Edit("notes/sources.yaml", "RMB 30 billion. The plan", "RMB 31 billion. The plan"),
    "the currency of a source": Edit(
        "notes/sources.yaml", "issued: 2026-02-12", 'issued: 2026-02-12\n    custom: {currency: {"RMB": HKD}}'
    ),
    "how a source counts its paragraphs": Edit(
        "notes/sources.yaml", "issued: 2026-02-12", "issued: 2026-02-12\n    custom: {paragraphs: blocks}"
    ),
    "a name with digits": Edit("notes/site.yaml", "company: Tern\n", 'company: Tern\nnames: ["60 GWh"]\n'),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_after_a_change_of(edit: Edit) -> None:
    store = Store()
    before = example_project.verified(store=store)

    assert example_project.verified(edit, store=store) == example_project.verified(edit)
    assert example_project.verified(store=store) == before


@settings(max_examples=examples(15), deadline=None)
@given(st.lists(st.sets(st.sampled_from(sorted(EDITS))), max_size=6))
def test_after_any_sequence_of_changes(states: list[set[str]]) -> None:
    store = Store()
    for state in states:
        edits = [EDITS[name] for name in sorted(state)]
        assert example_project.verified(*edits, store=store) == example_project.verified(*edits)


def test_only_notes_that_changed_or_whose_sources_did_are_looked_up_again() -> None:
    store = Store()

    assert looked_up(store) == ["index.md", "cells.md"]
    assert looked_up(store) == []
    assert looked_up(store, EDITS["a digit of a note"]) == ["cells.md"]
    assert looked_up(store, EDITS["a row of a table in a source"]) == ["cells.md"]
    assert looked_up(store, EDITS["a digit of a source"]) == ["index.md", "cells.md"]


def looked_up(store: Store, *edits: Edit) -> list[str]:
    """The notes that a verification looks up."""
    view, files, found = compose(example_project.inputs(*edits)).view, dict[str, str](), list[str]()
    known, read = (
        VerifiedNotes(view, store, files),
        reader(view.bibliography_read(), example_project.archive(*edits), store),
    )

    def reuse(note: Note, passages: Passages, look_up: Verify) -> VerifiedNote:
        def noted(each: Note) -> VerifiedNote:
            found.append(each.path)
            return look_up(each)

        return known(note, passages, noted)

    verify(view, view.notes, lambda key: text[1] if (text := read(key)) else None, LATER, reuse=reuse)
    return found


def test_a_file_of_another_kind_with_the_same_text_is_another_source() -> None:
    store, view = Store(), compose(example_project.inputs()).view
    read = example_project.archive()
    verify_site(view, read, LATER, store)

    def as_text(name: str) -> tuple[bytes, str] | None:
        found = read(name)
        return (found[0], ".txt") if found else None

    assert verify_site(view, as_text, LATER, store) == verify_site(view, as_text, LATER)


def test_a_source_without_its_text_is_reported_each_time() -> None:
    store, view = Store(), compose(example_project.inputs()).view
    runs = [verify_site(view, lambda _: None, LATER, store) for _ in range(2)]

    assert runs[0] == runs[1]
    assert [problem.rule for problem in runs[1].problems] == ["source-text-missing"]
