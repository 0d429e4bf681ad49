"""Parsers: texts into `Note`, `Bibliography`, `Project` and `Words`.

Never raises on an author's mistake: what cannot be read is reported and
replaced by a placeholder, so that the rest of the file is still checked.

The parser of a kind of file is imported with the first such file: few builds
read any but a note, and what renders a note does without all of it.
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
"""The sign of a comment, or of a `#` in a value: most front matter has none, and need not be parsed."""


@cache
def _loaded(name: str) -> Any:
    return import_module(f"briefing.notes.{name}")


def parse_note(text: Text, names: Sequence[str] = ()) -> Note:
    """Read a note: its front matter, its body and all that is wrong with either.

    `names` are names that contain digits, which are not numbers.
    """
    note: Note = _loaded("note_parser").parse_note(text, names)
    return note


def with_lines(note: Note, names: Sequence[str] = ()) -> Note:
    """The same note; the HTML of each block of its body says on which line of the file it begins."""
    numbered: Note = _loaded("note_parser").with_lines(note, names)
    return numbered


def without_comments(markdown: str) -> str:
    """A note's Markdown without comments, as it is published, nor those of its front matter; code is unchanged."""
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
    """Read the files of the bibliography; of two sources with one id, the first counts.

    Without any, the finding names one of the files beside the notes that may be meant.
    """
    bibliography: Bibliography = _loaded("bibliography.loader").parse_bibliography(*texts, beside=beside)
    return bibliography


def parse_words(text: Text) -> tuple[Words | None, tuple[Diagnostic, ...]]:
    """Read the site's own words in one language."""
    read: tuple[Words | None, tuple[Diagnostic, ...]] = _loaded("settings_parser").parse_words(text)
    return read


def parse_words_in(
    language: str, texts: Mapping[str, Text], place: Span
) -> tuple[Words | None, tuple[Diagnostic, ...]]:
    """Read the site's own words in a language, `zh-Hant` or else `zh`; `texts` are the files of words by language."""
    parse = _loaded("settings_parser").parse_words_in
    read: tuple[Words | None, tuple[Diagnostic, ...]] = parse(language, texts, place)
    return read
