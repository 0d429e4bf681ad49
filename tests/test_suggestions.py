"""Suggestions for an unknown word: the known word that is spelt most like it."""

from difflib import SequenceMatcher

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.model.suggestions import nearest

WORDS = st.text("abcd-12", max_size=9)


def likeness(known: str, word: str) -> float:
    return SequenceMatcher(None, known, word).ratio()


@pytest.mark.parametrize(
    ("word", "known", "found"),
    [
        ("lund-2026", ["lund-2025", "lunch-2026", "zhu-2026"], "lund-2025"),
        ("fig-0013", ["fig-0012", "fig-0031", "fig-1300"], "fig-0031"),
        ("summry", ["summary", "title"], "summary"),
        ("TITLE", ["summary", "title"], "title"),
        ("tag", ["summary", "title"], ""),
        ("tag", [], ""),
        ("", ["", "title"], ""),
    ],
)
def test_the_most_similar_word_is_suggested(word: str, known: list[str], found: str) -> None:
    assert nearest(word, known) == found


@given(WORDS, st.lists(WORDS, max_size=12), st.sampled_from([0.6, 0.8]))
def test_no_known_word_is_more_like_it_than_the_suggestion(word: str, known: list[str], least: float) -> None:
    highest = max((likeness(each, word) for each in known), default=0)
    found = nearest(word, known, least)

    assert found in ("", *known)
    assert highest < least or likeness(found, word) == highest
