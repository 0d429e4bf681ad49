"""What the program withstands: faults of the disk, hostile inputs, growth, storms of saves, chance.

`python -m tests.reliability` runs all of it for a night; one part, and for how long, is named behind:
`python -m tests.reliability faults 500`, `growth`, `storm 200 20`, `fuzz 60`. Each prints what it tried, and ends
with 1 where something did not hold. The ordinary suite tries a sample of each, by count and not by time, in
`tests/test_reliability.py` and `tests/test_serve.py`.
"""
