"""What a number of the prose rests on.

Problem: tie each number that a careful reader would check to the citation that covers it, and say when two of them
assert the same. `quantities` reads numbers, units and periods from flattened text, `tables` the cells of a table with
the unit of their headers; `cover` ties them to citations, sentence by sentence; `ledger` and `formulas` are the
figures of the front matter and what is derived from them; `lock` and `states` say what is known of a claim.
"""
