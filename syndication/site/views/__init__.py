"""The views: small functions that return the Document of one address."""
