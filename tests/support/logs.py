"""Lines of access logs that tests write."""

FEEDLY = "Feedly/1.0 (+http://www.feedly.com/fetcher.html; {} subscribers; like FeedFetcher-Google)"
INOREADER = "Mozilla/5.0 (compatible; inoreader.com; {} subscribers)"


def line(
    *,
    address: str = "192.0.2.1",
    day: str = "12/Jan/2024",
    clock: str = "06:25:24",
    path: str = "/en/quotes.atom",
    status: int = 304,
    referrer: str = "-",
    agent: str = "newsboat/2.21",
) -> bytes:
    """Return a line in the combined format."""
    request = f'"GET {path} HTTP/1.1" {status} 0'
    return f'{address} - - [{day}:{clock} +0000] {request} "{referrer}" "{agent}"\n'.encode()
