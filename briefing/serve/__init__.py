"""A live preview: the site in memory, updated at each save, and shown to browsers that reload by themselves.

`preview` holds the project and renders a page on request, `watching` reports
which files change, `server` answers browsers, and `program` connects them, in
one thread that owns the project.
"""
