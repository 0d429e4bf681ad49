"""The measured rate of the reader of citations, on citations whose meaning is known by construction."""

from citations import COUNT, cases, misread, read


def test_every_plausible_citation_is_read_as_it_is_meant() -> None:
    assert [(case.text, items, refused) for case, items, refused in misread()] == []


def test_there_are_as_many_as_were_asked_for_and_not_all_alike() -> None:
    written = [case.text for case in cases()]

    assert len(written) == COUNT
    assert len(set(written)) > COUNT * 0.8
    assert read(next(cases()))[0]
