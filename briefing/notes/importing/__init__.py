"""Notes of Quarto, MyST, Obsidian and Jekyll as notes of this program.

What has a form here is carried over; what has none is kept (in a comment, or
as plain text) and listed by file and line, so that nothing is lost in silence.
Each form is a row of a table: directives and callouts of `blocks`, roles and
links of `inline`, keys of `front`. Everything is a function of the texts; the
source folder is only read.
"""

from briefing.notes.importing.collection import Collection, Imported, Remark, Tool, is_note
from briefing.notes.importing.project import convert

__all__ = ["Collection", "Imported", "Remark", "Tool", "convert", "is_note"]
