"""Programs that stay: the live preview of a site, and the language server of an editor.

Both hold the database of a project in memory and are told what changes, so that
an edit costs what depends on it. They watch and talk; what is to be made is
decided by `build` and below.
"""
