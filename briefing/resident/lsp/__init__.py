"""`briefing lsp`: findings, completions, hovers, quick fixes and renames in an editor, by the Language Server Protocol.

A desk holds the database of one project; the texts of files that are open in the
editor replace those on the disk. Each request of an editor is answered by a pure
function of a desk and an offset; only `server`, `handlers` and `protocol` depend on
the protocol (LSP 3.17, by pygls, the extra `lsp`).
"""
