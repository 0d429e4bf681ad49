"""Which files may be published beside the notes."""

from typing import Final

PASSIVE_SUFFIXES: Final = frozenset((
    "apng", "avif", "bmp", "gif", "heic", "ico", "jfif", "jpeg", "jpg", "png", "tif", "tiff", "webp", "arrow",
    "csv", "dta", "feather", "geojson", "h5", "hdf5", "json", "jsonl", "ndjson", "nc", "npy", "npz", "orc",
    "parquet", "pbix", "por", "rds", "rdata", "sas7bdat", "sav", "sqlite", "topojson", "toml", "tsv", "xpt", "yaml",
    "yml", "bib", "cls", "diff", "do", "ics", "ipynb", "jl", "log", "m", "nb", "patch", "ps1", "py", "qmd", "r",
    "ris", "rmd", "rst", "sh", "sps", "sql", "sty", "tex", "text", "txt", "vcf", "doc", "docx", "epub", "key",
    "numbers", "odp", "ods", "odt", "pages", "pdf", "potx", "pps", "ppsx", "ppt", "pptx", "rtf", "xls", "xlsb",
    "xlsm", "xlsx", "7z", "bz2", "gz", "rar", "tar", "tgz", "xz", "zip", "zst", "aac", "flac", "m4a", "mid", "midi",
    "mov", "mp3", "mp4", "mpeg", "mpg", "oga", "ogg", "ogv", "opus", "wav", "webm", "asc", "dbf", "otf", "prj",
    "sha1", "sha256", "sha512", "shp", "shx", "sig", "ttf", "woff", "woff2",
))  # fmt: skip
"""Kinds of files, by suffix, that no browser runs on the site's origin: it shows them, or downloads them."""
