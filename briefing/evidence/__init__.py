"""Evidence: the source that supports each number of the prose.

Problem: tie each number that a careful reader would check to the citation that covers it, and decide when two of them
assert the same. `quantities` reads numbers, units and periods from flattened text, `tables` the cells of a table with
the unit of their headers; `cover` ties them to citations, sentence by sentence; `ledger` and `formulas` are the
figures of the front matter and their formulas; `lock` and `states` hold the verification result of a claim.
"""
