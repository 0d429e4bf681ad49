"""Parsers: texts into `Note`, `Bibliography`, `Project` and `Words`.

An author's mistake never raises an exception: it is reported as a diagnostic, and a
placeholder takes the place of the faulty value, so that the rest of the file is
still checked.

The parser of each kind of file is imported when the first such file is parsed: most
builds parse only notes, and processes that only render parse nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import Any, Final

from briefing import lazy_re
from briefing.model import Bibliography, Note, Project, Text, Words
from briefing.model.diagnostics import Diagnostic, Span
from briefing.notes.cleaning import FRONT_MATTER, clean

__all__ = [
    "clean",
    "parse_bibliography",
    "parse_note",
    "parse_settings",
    "parse_words",
    "parse_words_in",
    "with_lines",
    "without_comments",
]


_YAML_COMMENT: Final = lazy_re.compile(r"(?<!\S)#")
"""A cheap test for comments, which may also be a `#` in a value: most front matter has none, and is not parsed."""


@cache
def _loaded(name: str) -> Any:
    return import_module(f"briefing.notes.{name}")


def parse_note(text: Text, names: Sequence[str] = ()) -> Note:
    """Parse a note: its front matter, its body, and the diagnostics about them.

    `names` are names that contain digits, such as products, whose digits are not numbers.
    """
    note: Note = _loaded("note_parser").parse_note(text, names)
    return note


def with_lines(note: Note, names: Sequence[str] = ()) -> Note:
    """The same note, with the line of the file on which it begins in the HTML of each block, for a preview."""
    numbered: Note = _loaded("note_parser").with_lines(note, names)
    return numbered


def without_comments(markdown: str) -> str:
    """A note's Markdown as it is published: without comments, also in the front matter; code is unchanged."""
    front = FRONT_MATTER.match(markdown)
    if front and _YAML_COMMENT.search(front[0]):
        markdown = _loaded("records.yaml_comments").without_yaml_comments(front[0]) + markdown[front.end() :]
    if "<!--" not in markdown:
        return markdown
    published: str = _loaded("markdown.comments").without_comments(markdown)
    return published


def parse_settings(text: Text | None) -> Project:
    """Read `site.yaml`."""
    project: Project = _loaded("settings_parser").parse_settings(text)
    return project


def parse_bibliography(*texts: Text, beside: Iterable[str] = ()) -> Bibliography:
    """Parse the files of the bibliography; if two sources have the same id, the first one counts.

    If there is no such file, the diagnostic suggests one of the files in `beside` that may be meant.
    """
    bibliography: Bibliography = _loaded("bibliography.loader").parse_bibliography(*texts, beside=beside)
    return bibliography


def parse_words(text: Text) -> tuple[Words | None, tuple[Diagnostic, ...]]:
    """Parse the site's own words in one language."""
    read: tuple[Words | None, tuple[Diagnostic, ...]] = _loaded("settings_parser").parse_words(text)
    return read


def parse_words_in(
    language: str, texts: Mapping[str, Text], place: Span
) -> tuple[Words | None, tuple[Diagnostic, ...]]:
    """Parse the site's own words in a language, `zh-Hant` or else `zh`; `texts` are the files of words by language."""
    parse = _loaded("settings_parser").parse_words_in
    read: tuple[Words | None, tuple[Diagnostic, ...]] = parse(language, texts, place)
    return read
