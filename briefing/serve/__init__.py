"""A live preview: the site in memory, brought up to each save, and shown to browsers that reload by themselves.

`preview` holds the project and makes a page when it is asked for, `watching`
says which files change, `server` answers browsers, and `program` has them work
together, in one thread that owns the project.
"""
