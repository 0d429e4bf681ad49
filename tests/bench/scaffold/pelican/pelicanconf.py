SITENAME = "The benchmark"
SITEURL = ""
PATH = "content"
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
THEME = "simple"
PLUGINS = ["pelican.plugins.pelican_cite2"]
PUBLICATIONS_SRC = "refs.bib"
# Only what `briefing` makes too.
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
TAG_SAVE_AS = AUTHOR_SAVE_AS = TAGS_SAVE_AS = AUTHORS_SAVE_AS = ARCHIVES_SAVE_AS = ""
DEFAULT_PAGINATION = False
# What it can remember, it remembers.
CACHE_CONTENT = LOAD_CONTENT_CACHE = True
THEME_TEMPLATES_OVERRIDES = ["templates"]
