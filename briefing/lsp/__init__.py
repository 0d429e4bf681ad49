"""`briefing lsp`: findings, completions, hovers, quick fixes and renames in an editor, by the Language Server Protocol.

A desk holds the database of one project, in which what an editor has open goes
before what is on the disk. What an editor asks is a pure function of a desk
and a place; only `server` and `protocol` know the protocol (LSP 3.17, through
pygls, the extra `lsp`).
"""
