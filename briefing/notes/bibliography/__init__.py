"""Parsers of bibliographies in CSL-YAML, CSL-JSON, BibTeX and Hayagriva.

Each format is parsed into a tree of plain values with their spans, in the shape of
CSL-JSON, which `loader` then decodes into records. Keys and values in another spelling
are normalized to CSL's; whatever cannot be understood is left unchanged, so that the
decoder reports it. This package does not know which notes cite a source.

Import each module by its own name: a project in YAML needs no parser of BibTeX.
"""
