"""Verification: claims looked up in the archived texts of their sources.

`archive` parses a document (text, Markdown, HTML, PDF, a spreadsheet) into pages, paragraphs and tables; `passages`
finds the paragraphs of a locator and their numbers; `matching` searches them for the value, `contexts` checks period,
row and column of a match, and `verdicts` maps the result to a rule. `archiving` adds copies to the archive, `fetching`
is the only module that uses the network, and `report` writes the report for a second reader.
"""
