"""What is imported, what comes of it, and what a person has to know of that; which tool wrote it."""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from msgspec import Struct

TEXTS: Final = (".md", ".qmd", ".rmd", ".markdown")
"""Suffixes of notes."""
BIBLIOGRAPHIES: Final = (".bib", ".bibtex")


class Tool(StrEnum):
    """Which tool a collection was written for."""

    QUARTO = "quarto"
    MYST = "myst"
    OBSIDIAN = "obsidian"
    JEKYLL = "jekyll"
    MARKDOWN = "markdown"


class Remark(Struct, frozen=True, order=True):
    """Something that was not carried over as it was."""

    path: str
    """In the folder that is imported."""
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text}" if self.line else f"{self.path}: {self.text}"


class Line(Struct, frozen=True):
    """A line, and its number in the file that it came from."""

    number: int
    text: str


class Collection(Struct, frozen=True):
    """A folder of notes."""

    texts: Mapping[str, str]
    """By path: notes, bibliographies and settings."""
    others: tuple[str, ...]
    """The paths of all other files."""
    folders: Mapping[str, str] = {}
    """Folders that are symbolic links to others within, and these."""

    @property
    def paths(self) -> frozenset[str]:
        """Of all files."""
        return frozenset((*self.texts, *self.others))


class Imported(Struct, frozen=True):
    """A project."""

    files: Mapping[str, str]
    """Texts by their path in the project."""
    copies: Mapping[str, str]
    """Files to copy: path in the project, and in the folder that is imported."""
    remarks: tuple[Remark, ...]
    tool: Tool


def tool_of(collection: Collection) -> Tool:
    """The tool by the files that it leaves, else by the syntax that most notes have."""
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
    """Remarks by place, each once."""
    return tuple(sorted(set(remarks)))
