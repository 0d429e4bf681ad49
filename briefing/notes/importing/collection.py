"""The input and output of an import (a folder of notes, a project, remarks for its author), and tool detection."""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from msgspec import Struct

TEXTS: Final = (".md", ".qmd", ".rmd", ".markdown")
"""Suffixes of notes."""
BIBLIOGRAPHIES: Final = (".bib", ".bibtex")


class Tool(StrEnum):
    """The tool that a collection was written for."""

    QUARTO = "quarto"
    MYST = "myst"
    OBSIDIAN = "obsidian"
    JEKYLL = "jekyll"
    MARKDOWN = "markdown"


class Remark(Struct, frozen=True, order=True):
    """A remark about something that could not be converted without loss."""

    path: str
    """The path in the folder that is imported."""
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text}" if self.line else f"{self.path}: {self.text}"


class Line(Struct, frozen=True):
    """A line, and its number in the original file."""

    number: int
    text: str


class Collection(Struct, frozen=True):
    """A folder of notes to import."""

    texts: Mapping[str, str]
    """The notes, bibliographies and settings, by path."""
    others: tuple[str, ...]
    """The paths of all other files."""
    folders: Mapping[str, str] = {}
    """The targets of symbolic links to folders within this one, by path."""

    @property
    def paths(self) -> frozenset[str]:
        """The paths of all files."""
        return frozenset((*self.texts, *self.others))


class Imported(Struct, frozen=True):
    """The imported project."""

    files: Mapping[str, str]
    """The texts of the project, by path."""
    copies: Mapping[str, str]
    """The files to copy: the path in the imported folder, by the path in the project."""
    remarks: tuple[Remark, ...]
    tool: Tool


def tool_of(collection: Collection) -> Tool:
    """Detect the tool by its settings files, else by the syntax that occurs in most notes."""
    names = {path.rpartition("/")[2] for path in collection.paths}
    if "_quarto.yml" in names or any(path.endswith(".qmd") for path in collection.texts):
        return Tool.QUARTO
    if names & {"myst.yml", "_toc.yml"} or "sphinx" in _settings(collection):
        return Tool.MYST
    if "_config.yml" in names or any(re.match(r"(?:.*/)?_(?:posts|layouts)/", path) for path in collection.paths):
        return Tool.JEKYLL
    text = "\n".join(text for path, text in collection.texts.items() if is_note(path))
    if "[[" in text:
        return Tool.OBSIDIAN
    return Tool.MYST if re.search(r"(?m)^(?:`{3}|:::)\{[a-z]", text) else Tool.MARKDOWN


def _settings(collection: Collection) -> str:
    return "".join(text for path, text in collection.texts.items() if path.endswith(("conf.py", "_config.yml")))


def is_note(path: str) -> bool:
    """Whether a file is a note, by its name."""
    return path.lower().endswith(TEXTS)


def unique(remarks: Iterable[Remark]) -> tuple[Remark, ...]:
    """Remarks sorted by place, without duplicates."""
    return tuple(sorted(set(remarks)))
