"""Converts notes of Quarto, MyST, Obsidian and Jekyll into notes of this program.

Syntax that has an equivalent here is converted; any other is kept in a comment or as
plain text, and listed by file and line, so that nothing is lost silently. The syntaxes
are rows of tables: directives and callouts in `blocks`, roles and links in `inline`,
keys of the front matter in `front`. The result is a pure function of the texts.
"""

from briefing.notes.importing.collection import Collection, Imported, Remark, Tool, is_note
from briefing.notes.importing.project import convert

__all__ = ["Collection", "Imported", "Remark", "Tool", "convert", "is_note"]
