"""A note, or the whole briefing, as one document for paper.

A document is one page of HTML, which a browser prints at one go: only so do
its outline, its tags, its page numbers and the links between its notes come
out right. Nothing here starts the browser; `disk` does.
"""
