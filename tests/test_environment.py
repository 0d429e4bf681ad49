"""Jinja as pages need it: what a template writes out is escaped as MarkupSafe would."""

from html import unescape
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError
from jinja2.exceptions import SecurityError
from markupsafe import Markup, escape

from briefing.incremental import Store
from briefing.model import Text
from briefing.pages.environment import environment, sandboxed_environment, shown


def written(template: str, **values: object) -> str:
    """What a template of this text writes."""
    texts = {"x.html": Text("templates/x.html", template)}
    return environment(texts, Store()).get_template("x.html").render(**values)


@given(st.text())
def test_a_text_is_escaped_as_markupsafe_does(text: str) -> None:
    assert unescape(shown(text)) == unescape(str(escape(text)))
    assert not set("<>\"'") & set(shown(text))


@pytest.mark.parametrize("value", [3, None, Markup("<b>"), "a & b", 2.5])
def test_any_value_is_shown_as_markupsafe_shows_it(value: object) -> None:
    assert shown(value) == str(escape(value))


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ x }}", "&lt;b&gt;"),
        ("{{ x ~ '&' }}", "&lt;b&gt;&amp;"),
        ("{{ x | upper }}", "&lt;B&gt;"),
        ("{{ x | safe }}", "<b>"),
        ("{% macro m(y) %}<i>{{ y }}</i>{% endmacro %}{{ m(x) }}", "<i>&lt;b&gt;</i>"),
        ("{% set y %}<i>{{ x }}</i>{% endset %}{{ y }}", "<i>&lt;b&gt;</i>"),
        ("{% filter upper %}{{ x }}{% endfilter %}", "&LT;B&GT;"),
        ("{% autoescape false %}{{ x }}{% endautoescape %}", "<b>"),
        ("{% for y in [x] %}{{ y }}{% endfor %}", "&lt;b&gt;"),
    ],
)
def test_wherever_a_template_writes_a_value_it_is_escaped_once(template: str, expected: str) -> None:
    assert written(template, x="<b>") == expected


def test_a_name_that_is_not_there_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        written("{{ x }}")


# --- macros ----------------------------------------------------------------------------------------


class Thing:
    title = "<b>"


MACRO = "{% macro m(y, z='-') %}<i>{{ y }}{{ z }}</i>{% endmacro %}"


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ x.title }}{% for y in [1, 2] %}{{ loop.index }}{% endfor %}", "&lt;b&gt;12"),
        (MACRO + "{{ m(x.title, 2) }}", "<i>&lt;b&gt;2</i>"),
        (MACRO + "{% for y in [x] %}{{ m(y.title, loop.last) }}{% endfor %}", "<i>&lt;b&gt;True</i>"),
        (MACRO + "{{ m(x.title) }}{{ m(z=1, y=2) }}", "<i>&lt;b&gt;-</i><i>21</i>"),
        (MACRO + "{% autoescape false %}{{ m(x.title, 2) }}{% endautoescape %}", "<i>&lt;b&gt;2</i>"),
        ("{% macro m(y) %}{{ y }}{{ varargs|join }}{{ kwargs['z'] }}{% endmacro %}{{ m(1, 2, 3, z=4) }}", "1234"),
        (
            "{% macro m(y) %}<i>{{ caller(y) }}</i>{% endmacro %}{% call(z) m('&') %}{{ z }}{% endcall %}",
            "<i>&amp;</i>",
        ),
    ],
)
def test_a_macro_writes_what_it_is_given(template: str, expected: str) -> None:
    assert written(template, x=Thing()) == expected


def test_a_macro_that_is_given_too_much_is_at_fault() -> None:
    with pytest.raises(TypeError, match="takes no keyword argument 'w'"):
        written(MACRO + "{{ m(1, 2, w=3) }}")


@pytest.mark.parametrize("name", ["class", "None", "ﬁeld"])
def test_a_name_that_python_reads_otherwise_can_stand_behind_a_dot(name: str) -> None:
    texts = {"x.html": Text("templates/x.html", f"{{{{ x.{name} }}}}")}

    assert environment(texts, Store()).get_template("x.html").render(x={name: "here"}) == "here"


def test_what_was_compiled_for_the_sandbox_is_not_taken_without_one() -> None:
    texts = {"x.html": Text("templates/x.html", "{{ x.__class__.__name__ }}")}
    for ways in permutations((environment, sandboxed_environment)):
        store = Store()
        for way in ways:
            way(texts, store).get_template("x.html")

        assert "int" in environment(texts, store).get_template("x.html").render(x=1)
        with pytest.raises(SecurityError):
            sandboxed_environment(texts, store).get_template("x.html").render(x=1)
