"""Claims looked up in the archived texts of their sources.

`archive` turns a document (text, Markdown, HTML, PDF, a spreadsheet) into pages, blocks and tables; `passages` finds
the place that a locator names; `matching` looks for the value there, and `verdicts` names the outcome. `archiving`
adds copies to the archive, `fetching` is the only module that uses the network, and `signoff` writes the report for a
second reader.
"""
