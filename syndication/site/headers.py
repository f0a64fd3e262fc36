"""Security headers of pages, embeds and everything else: each loads files of this site and nothing more."""

from collections.abc import Iterable
from urllib.parse import urlsplit

Header = tuple[str, str]

_SHARED = "default-src 'none'; style-src 'self'; script-src 'self'"
FILE_HEADERS = (  # of everything that is no page: a browser that shows it runs nothing in it
    ("Content-Security-Policy", "default-src 'none'; sandbox"),
    ("Cross-Origin-Resource-Policy", "cross-origin"),
)


def dynamic_origin(base_url: str | None, dynamic_url: str | None) -> str:
    """Return the origin that computes answers for the pages, if it is another than theirs."""
    base, dynamic = (urlsplit(url or "") for url in (base_url, dynamic_url))
    same = (base.scheme, base.netloc) == (dynamic.scheme, dynamic.netloc)
    return "" if same or not dynamic.netloc else f"{dynamic.scheme}://{dynamic.netloc}"


def cache_control(*, long_lived: bool) -> str:
    """Return the Cache-Control of a document where no program can tell when the next issue is due."""
    return "max-age=86400, stale-if-error=604800" if long_lived else "max-age=900, stale-if-error=86400"


def page_headers(other_origin: str = "", image_hosts: Iterable[str] = ()) -> tuple[Header, ...]:
    """Return the headers of a page.

    Its forms may also be sent to the origin that computes answers, its images come from these hosts, too.
    """
    own = f"'self' {other_origin}".rstrip()
    return (
        _csp(f"connect-src {own}; frame-src 'self'; form-action {own}; frame-ancestors 'self'", image_hosts),
        ("Referrer-Policy", "strict-origin-when-cross-origin"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
    )


def embed_headers(partners: Iterable[str]) -> tuple[Header, ...]:
    """Return the headers of an embed; without any partners, every site may frame it.

    It tells nobody on which page it is shown.
    """
    ancestors = " ".join(("'self'", *partners)) if partners else "*"
    return (
        _csp(f"form-action 'none'; frame-ancestors {ancestors}"),
        ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Resource-Policy", "cross-origin"),
    )


def _csp(more: str, image_hosts: Iterable[str] = ()) -> Header:
    """Return a Content-Security-Policy (CSP3)."""
    images = " ".join(("img-src 'self'", *image_hosts))
    return "Content-Security-Policy", f"{_SHARED}; {images}; base-uri 'none'; {more}"
