"""A site as one page sees it: every question has an answer, and another answer has another name."""

import inspect
from array import array
from pathlib import Path

import pytest
from conftest import note, project
from hypothesis import given
from hypothesis import strategies as st
from msgspec.msgpack import decode
from sketch import EDITS, Edit, begun
from studio import Studio

from briefing.jobs import Common, Made, jobs, worker
from briefing.memory import Memory
from briefing.model import File
from briefing.pipeline import Built, compose, plan, remember, work
from briefing.view import Asked, Trace, View, answers, concerned, digest
from briefing.view.asking import _ANSWERS

# --- questions ------------------------------------------------------------------------------------

NAMED = sorted(kind for kind, answer in _ANSWERS.items() if len(inspect.signature(answer).parameters) == 2)
COUNTED = {"changes", "newest"}
"""Questions that name a number: the most that are wanted."""
PLAIN = sorted(_ANSWERS.keys() - set(NAMED))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A small site in which everything occurs."""
    return laid(Studio(tmp_path_factory.mktemp("small"), begun()))


def laid(studio: Studio) -> Built:
    studio.lay()
    return compose(studio.inputs)


@pytest.mark.parametrize("kind", PLAIN)
def test_a_question_about_the_site_has_an_answer_and_a_name(small: Built, kind: str) -> None:
    assert small.answers.digests[kind] == digest(small.answers.find(kind))


@pytest.mark.parametrize("kind", sorted(set(NAMED) - COUNTED))
@pytest.mark.parametrize("name", ["gone.md", "gone.md\0costs", "", "7", "储能", "a b", "../x"])
def test_a_question_about_what_is_gone_has_a_name(small: Built, kind: str, name: str) -> None:
    assert small.answers.digests[f"{kind} {name}"]


def test_what_is_gone_has_another_name_than_what_is_there(small: Built) -> None:
    for kind in ("text", "front", "card", "neighbours", "anchors"):
        assert small.answers.digests[f"{kind} a.md"] != small.answers.digests[f"{kind} gone.md"]


def test_a_view_remembers_what_it_was_asked_in_order_and_once(small: Built) -> None:
    view = View(small.answers)
    view.card("a.md")
    view.as_of()
    view.card("a.md")

    assert list(view.asked) == ["card a.md", "as_of"]


def test_two_views_of_one_site_ask_apart(small: Built) -> None:
    one, other = View(small.answers), View(small.answers)
    one.as_of()

    assert list(other.asked) == []


def test_a_figure_that_is_looked_up_is_a_question(small: Built) -> None:
    view = View(small.answers)

    assert view.books.at("built", small.site.as_of)
    assert view.books.at("nothing", small.site.as_of) is None
    assert list(view.asked) == ["definitions built", "definitions nothing"]


@pytest.mark.parametrize(
    ("said", "asked"),
    [("@iea-2024", "known_source iea-2024"), ("@iea2024", "nearest iea2024"), ("@nobody", "nearest nobody")],
)
def test_whether_a_word_is_a_citation_depends_on_the_sources(said: str, asked: str) -> None:
    built = compose(project(note(f"{said} says so.\n")))
    view, (cite,) = built.view, next(each for each in built.notes if each.path == "note.md").body.cites
    view.is_citation(cite)

    assert asked in view.asked


# --- names of answers -------------------------------------------------------------------------------

VALUES = st.recursive(
    st.none() | st.integers(-(2**63), 2**64 - 1) | st.text(max_size=20) | st.binary(max_size=20),
    lambda inside: st.tuples(inside) | st.tuples(inside, inside) | st.dictionaries(st.text(max_size=3), inside),
    max_leaves=6,
)


@given(st.lists(st.tuples(VALUES, VALUES), min_size=1, max_size=3))
def test_answers_in_a_row_have_one_name_only_if_all_are_the_same(pairs: list[tuple[object, object]]) -> None:
    one, other = (b"".join(map(digest, values)) for values in zip(*pairs, strict=True))

    assert (one == other) == all(a == b for a, b in pairs)


@pytest.fixture(scope="module")
def asked_of_all(small: Built) -> frozenset[str]:
    """All that is asked of the small site."""
    return questions(small.common)


@pytest.mark.parametrize("edit", dict.fromkeys(EDITS), ids=lambda edit: edit.__name__)
def test_an_answer_has_another_name_exactly_if_it_is_another(
    small: Built, asked_of_all: frozenset[str], tmp_path: Path, edit: Edit
) -> None:
    studio = Studio(tmp_path, begun())
    edit(studio.sketch, 2, 5)
    edited = laid(studio)

    for asked in sorted(asked_of_all | questions(edited.common)):
        before, after = (told(built, asked) for built in (small, edited))
        same_name = small.answers.digests[asked] == edited.answers.digests[asked]
        assert same_name == (before == after), asked


def questions(common: Common) -> frozenset[str]:
    """All that is asked when everything is made."""
    do = worker(common, list[File]().append)
    return frozenset(asked for job in jobs(common) for asked in decode(do(job), type=Made).asked.questions)


def told(built: Built, asked: str) -> object:
    """An answer, or that there is none any more."""
    try:
        return built.answers.find(asked)
    except KeyError:
        return KeyError


def test_answers_are_those_of_the_site_that_was_asked(small: Built) -> None:
    assert answers(small.site, small.common.memory, small.common.names).find("paths") == small.view.paths()


# --- what was asked in earlier builds ---------------------------------------------------------------


@pytest.mark.parametrize("edit", dict.fromkeys(EDITS), ids=lambda edit: edit.__name__)
def test_a_look_at_what_changed_finds_every_answer_that_did(tmp_path: Path, edit: Edit) -> None:
    studio, memory = Studio(tmp_path, begun()), Memory()
    studio.lay()
    everything_done(compose(studio.inputs, memory))
    edit(studio.sketch, 2, 5)
    studio.lay()
    edited = compose(studio.inputs, memory)
    trace = edited.trace
    known = trace.questions.all()
    otherwise = {each.number for asked, each in known.items() if edited.answers.digests[asked] != each.answer}

    assert trace.is_new or trace.changed(edited.answers, edited.parts) == otherwise
    assert trace.is_new == (not known)


def test_a_build_after_one_that_changed_nothing_has_no_question_to_ask_again(tmp_path: Path) -> None:
    studio, memory = Studio(tmp_path, begun()), Memory()
    studio.lay()
    everything_done(compose(studio.inputs, memory))
    again = compose(studio.inputs, memory)

    assert again.trace.changed(again.answers, again.parts) == frozenset()
    assert len(plan(again).standing) > 10
    assert plan(again).jobs == ()


def test_what_was_asked_under_other_settings_is_not_known(tmp_path: Path) -> None:
    studio, memory = Studio(tmp_path, begun()), Memory()
    studio.lay()
    built = compose(studio.inputs, memory)
    everything_done(built)

    assert Trace(memory, b"other").is_new
    assert not Trace(memory, built.common.key).is_new


@given(st.lists(st.lists(st.sampled_from(["as_of", "card a.md", "card ", "ids", "text a\0b"]), unique=True)))
def test_a_question_keeps_its_number(asked: list[list[str]]) -> None:
    trace = Trace(Memory(), b"")
    numbers: dict[str, int] = {}
    for questions in asked:
        found = array("I", trace.learn(Asked(tuple(questions), (b"x",) * len(questions))))
        assert all(
            numbers.setdefault(question, number) == number for question, number in zip(questions, found, strict=True)
        )
    assert len(set(numbers.values())) == len(numbers)


@given(st.lists(st.integers(0, 2**32 - 1), max_size=8), st.sets(st.integers(0, 2**32 - 1), max_size=20), st.data())
def test_what_was_asked_is_known_by_its_numbers(asked: list[int], others: set[int], data: st.DataObject) -> None:
    changed = others | (data.draw(st.sets(st.sampled_from(asked))) if asked else set())

    assert concerned(frozenset(changed))(array("I", asked).tobytes()) == bool(changed & set(asked))


def everything_done(built: Built) -> None:
    """Make all that there is to be made, and remember it."""
    planned = plan(built)
    done = tuple(work(built, planned.jobs, lambda _: None))
    remember(built, done, planned.standing)
