"""Evidence: the source that supports each number of the prose.

Problem: link each number that a careful reader would check to the citation that covers it, and decide when two numbers
assert the same thing. `quantities` reads numbers, units and periods from flattened text; `tables` reads cells with the
units of their headers; `cover` links numbers to citations, sentence by sentence; `ledger` and `formulas` handle the
figures and formulas of the front matter; `lock` and `states` hold the verification result of each claim.
"""
