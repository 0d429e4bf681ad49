"""A note, or the whole briefing, as one document for paper.

A document is one page of HTML, printed by a browser in one run: only this
way are its outline, tags, page numbers and links between notes correct.
Nothing here starts the browser; `disk` does.
"""
