"""What Pelican is told: a page for each issue, an index, one feed, and nothing else."""

SITENAME = "Focus This Week"
SITEURL = FEED_DOMAIN = "https://feeds.example.org"
TIMEZONE = "UTC"
ARTICLE_PATHS = ["issues"]
ARTICLE_URL, ARTICLE_SAVE_AS = "issues/{slug}/", "issues/{slug}/index.html"
DIRECT_TEMPLATES = ["index"]
FEED_ALL_ATOM, FEED_MAX_ITEMS = "feed.xml", 20
CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
CATEGORY_SAVE_AS = AUTHOR_SAVE_AS = TAG_SAVE_AS = ""
