"""The Content-Security-Policy of pages and embeds (CSP3): they load files of this site and nothing else."""

from collections.abc import Iterable

Header = tuple[str, str]

_SHARED = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; base-uri 'none'"


def page_csp(dynamic_origin: str = "") -> Header:
    """Return the policy of a page; its forms may also be sent to the origin that computes answers."""
    own = f"'self' {dynamic_origin}".rstrip()
    return _csp(f"connect-src {own}; frame-src 'self'; form-action {own}")


def embed_csp(partners: Iterable[str]) -> Header:
    """Return the policy of an embed; without any partners, every site may frame it."""
    ancestors = " ".join(("'self'", *partners)) if partners else "*"
    return _csp(f"form-action 'none'; frame-ancestors {ancestors}")


def _csp(more: str) -> Header:
    return "Content-Security-Policy", f"{_SHARED}; {more}"
