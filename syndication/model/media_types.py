"""Media types of documents, always with their charset: without it browsers garble Chinese."""

HTML = "text/html; charset=utf-8"
JSON = "application/json; charset=utf-8"
OPML = "text/x-opml; charset=utf-8"
PNG = "image/png"
TEXT = "text/plain; charset=utf-8"
XML = "application/xml; charset=utf-8"
