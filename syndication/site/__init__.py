"""Every address of the site, and the document that stands there."""
