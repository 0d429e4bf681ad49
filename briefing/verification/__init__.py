"""Verification: claims looked up in the archived texts of their sources.

`archive` turns a document (text, Markdown, HTML, PDF, a spreadsheet) into pages, blocks and tables; `passages` finds
the paragraphs of a locator; `matching` searches them for the value, `verdicts` maps the result to a rule. `archiving`
adds copies to the archive, `fetching` is the only module that uses the network, and `signoff` writes the report for a
second reader.
"""
