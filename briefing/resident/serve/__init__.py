"""A live preview: the site in memory, updated at each save, in browsers that reload automatically.

`preview` holds the project and renders pages on request, `watching` reports which
files change, `server` answers browsers, and `program` connects them; a single
thread owns the project.
"""
