"""Edits that fix findings, for `check --fix` and for editors.

A fix is derived from a finding, the lines of its file and the site; it is
`certain` if only one thing can have been meant and no number changes.
`check --fix` makes the certain ones, an editor offers all of them.
"""

from briefing.check.fixes.edits import Edit, Fix, applied, certain_edits, line_of
from briefing.check.fixes.rules import fixes

__all__ = ["Edit", "Fix", "applied", "certain_edits", "fixes", "line_of"]
