"""Parsers of bibliographies: CSL-YAML, CSL-JSON, BibTeX and Hayagriva into one shape, and their dates.

Each form is read into a tree of plain values in the shape of CSL-JSON, every
value at its place; `parse` reads that tree as it reads any other. What an
entry has in another spelling is normalized to CSL's own, and what cannot be read
is left for the decoder of records to report. Nothing here knows who cites what.

Each module is imported by its own name: a project in YAML needs no reader of
BibTeX.
"""
