"""The benchmark: one corpus, `briefing` and its peers on it, and a table of what each took. `python -m tests.bench`."""
