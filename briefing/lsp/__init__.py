"""`briefing lsp`: findings, completions, hovers, quick fixes and renames in an editor, by the Language Server Protocol.

A desk holds the database of one project, in which the text of an open file
takes the place of that on the disk. Each request of an editor is a pure function
of a desk and an offset; only `server`, `handlers` and `protocol` know the protocol
(LSP 3.17, through pygls, the extra `lsp`).
"""
