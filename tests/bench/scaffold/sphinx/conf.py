project = "The benchmark"
extensions = ["myst_parser", "sphinxcontrib.bibtex"]
bibtex_bibfiles = ["refs.bib"]
html_theme = "basic"
html_copy_source = False
html_use_index = False
suppress_warnings = ["myst.header"]
