"""Regular expressions that are compiled on first use do what compiled ones do."""

import copy
import re

import pytest

from briefing import lazy_re
from briefing.lazy_re import LazyPattern


def test_it_finds_what_the_compiled_expression_finds() -> None:
    lazy, compiled = (
        lazy_re.compile("(?P<year>20[0-9]{2})|q[1-4]", re.I),
        re.compile("(?P<year>20[0-9]{2})|q[1-4]", re.I),
    )
    text = "Q3 2025, Q4 2026"

    assert [found.span() for found in lazy.finditer(text)] == [found.span() for found in compiled.finditer(text)]
    assert (lazy.findall(text), lazy.split(text), lazy.sub("-", text, 1)) == (
        compiled.findall(text), compiled.split(text), compiled.sub("-", text, count=1),
    )  # fmt: skip
    assert [found["year"] for found in (lazy.match(text, 3), lazy.match(text)) if found] == ["2025", None]
    assert lazy.search(text, 9, 10) is None
    assert (lazy.pattern, lazy.flags, lazy.groupindex) == (compiled.pattern, compiled.flags, compiled.groupindex)


def test_a_faulty_expression_is_told_where_it_is_used_first() -> None:
    lazy = lazy_re.compile("(")

    with pytest.raises(re.error):
        lazy.search("")


def test_from_the_first_use_on_its_methods_are_those_of_the_compiled_expression() -> None:
    lazy = LazyPattern("a", 0)
    assert "search" not in vars(lazy)

    assert copy.copy(lazy).source == lazy.source
    lazy.search("a")

    assert vars(lazy)["search"].__self__ is lazy.compiled
    with pytest.raises(AttributeError):
        lazy.unknown  # noqa: B018 - asked for to see that there is none
