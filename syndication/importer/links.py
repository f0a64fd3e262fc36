"""Make the address of a link fit to publish: no gateway around it, no tracking in it. Nothing is fetched."""

import base64
import binascii
import json
import re
from string import ascii_lowercase, ascii_uppercase, digits
from typing import NamedTuple
from urllib.parse import SplitResult, unquote, urljoin, urlsplit, urlunsplit

from syndication.model.urls import ascii_host
from syndication.text.typography import FORBIDDEN

MAX_ADDRESS_CHARS = 4000
_MAX_SHOWN_CHARS = 60  # in a message
_MAX_GATEWAYS = 5  # around each other: a mail that was forwarded between companies has two or three
_SCHEMES = ("http", "https", "mailto")
_INVALID_HOST = re.compile(r"[^\w.:-]")
_UNSAFE = re.compile(r"[\s\"<>\\^`{|}\x00-\x20\x7f]")

# Parameters that say who clicked where.
_TRACKING = re.compile(
    r"(utm_.*|mc_.*|pk_.*|mtm_.*|hsa_.*|oly_.*|vero_.*|fbclid|gclid|gclsrc|gbraid|wbraid|dclid|msclkid|yclid|twclid"
    r"|ttclid|li_fat_id|igshid|igsh|_hsenc|_hsmi|__hs.*|mkt_tok|_ke|_kx|_bhlid|bhlid|ck_subscriber_id|s_cid|trk_.*"
    r"|wickedid|dm_i|ml_subscriber.*|ss_email_id|elqtrack.*|elq_.*|cmid|spm|scm|__twitter_impression|isfreemail"
    r"|triedredirect)(=.*)?",
    re.IGNORECASE | re.DOTALL,
)
_SUBSTACK = re.compile(r"(token|r|s|publication_id|post_id|action)(=.*)?", re.DOTALL)

# Mail filters and networks whose addresses carry the real one, and their usual paths on other hosts.
_GATEWAYS = re.compile(
    r"(.*\.)?(safelinks\.protection\.outlook\.com|urldefense(\.proofpoint)?\.com|cudasvc\.com|fireeye\.com|href\.li"
    r"|clicktime\.symantec\.com|secure-web\.cisco\.com|trendmicro\.com|awstrack\.me|link\.zhihu\.com)"
)
_GATEWAY_PATH = re.compile(
    r"(/redir|/safety|/track|/v\d)?"
    r"/(l\.php|away(\.php)?|redir(ect)?(\.(php|aspx?))?|out(link)?|exit|link|click|url|go|goto|jump)/?"
)
_GATEWAY_PARAMETERS = (
    "url",
    "u",
    "q",
    "to",
    "target",
    "dest",
    "destination",
    "redirect",
    "redirect_url",
    "a",
    "r",
    "z",
)

# Addresses that only their servers can resolve, and that name the reader who clicked.
_OPAQUE = re.compile(
    r"[^/]*list-manage\d*\.com/track/.*|([^/]*\.)?substack\.com/redirect/.*|link\.mail\.beehiiv\.com/.*"
    r"|(email|elink|links?|clicks?|trk|track|tracking|e)\d*\.[^/]*/((ss/)?(c|e|ls|u)|f/a)/.*|clicks?\.[^/]*mail[^/]*/.*"
    r"|[^/]*/((ls|wf|track)/click|tn\.jsp).*|[^/]*(cmail|createsend)\d*\.com/t/.*|[^/]*klclick\d*\.com/.*"
    r"|[^/]*hubspotlinks[^/]*/.*|[^/]*sendibm?\d*\.com/.*|[^/]*mjt\.lu/.*|[^/]*mimecast(protect)?\.com/s/.*"
    r"|[^/]*sendgrid\.net/.*|clicks\.aweber\.com/.*",
    re.IGNORECASE,
)
# Addresses that act for the reader to whom a mail was sent, and mostly name them.
_PERSONAL = re.compile(
    r"/(unsub(scribe)?|opt[-_]?out|disable_email|((manage|email|update|edit)[-_]?)+(preferences|subscriptions?|profile)"
    r"|preferences)(?=[/.]|\Z)|list-manage\d*\.com/(profile|vcard)\b",
    re.IGNORECASE,
)
# Addresses that share the page on which they stand.
_SHARING = re.compile(
    r"https?://([\w-]+\.)*(facebook\.com/(sharer|share\.php|dialog)|(twitter|x)\.com/(intent|share)|t\.me/share|wa\.me/\?"
    r"|linkedin\.com/(shareArticle|sharing|cws/share)|api\.whatsapp\.com/send|reddit\.com/submit|service\.weibo\.com/share"
    r"|pinterest\.com/pin/create|threads\.(net|com)/intent|bsky\.app/intent|news\.ycombinator\.com/submitlink"
    r"|getpocket\.com/save|addtoany\.com/|social-plugins\.line\.me/|us\d+\.forward-to-friend\.com/)|mailto:\?",
    re.IGNORECASE,
)
_BASE64_URL = re.compile(r"aHR0c[\w+/=-]{8,}")
_BASE64_JSON = re.compile(r"eyJ[\w-]{8,}")
_V3 = re.compile(r"/v3/__(?P<address>.+?)__;(?P<replaced>[^!]*)!")
_V3_RUN = re.compile(r"\*\*(.)|\*")


class Address(NamedTuple):
    """A clean address, or the reason why there is none; neither for a link within the page."""

    url: str | None = None
    problem: str | None = None


def clean_address(address: str, base: str | None = None) -> Address:
    """Return the address that a link leads to, to be published."""
    address = FORBIDDEN.sub("", "".join(address.split("\n"))).strip()
    if not address or address.startswith("#"):
        return Address()
    if len(address) > MAX_ADDRESS_CHARS:
        return Address(
            problem=f"link of {len(address)} characters left out; expected {MAX_ADDRESS_CHARS} at most"
        )
    try:
        parts = urlsplit(urljoin(base, address) if base else address)
        for _ in range(_MAX_GATEWAYS):
            inner = _unwrap(parts)
            if inner is None:
                break
            parts = urlsplit(inner)
        return _validate(parts, address)
    except ValueError:  # a host or a port that is none
        return Address(problem=f"link {_short(address)!r} left out: it is no address")


def _validate(parts: SplitResult, address: str) -> Address:
    if parts.scheme not in _SCHEMES:
        reason = "it leads to no page" if parts.scheme else "it does not say on which site"
        return Address(problem=f"link {_short(address)!r} left out: {reason}; expected http, https or mailto")
    if parts.scheme == "mailto":
        if "@" not in parts.path:
            return Address()  # it lets readers choose whom to write to
        return Address(url=_safe(urlunsplit(parts)))
    if not parts.hostname or _INVALID_HOST.search(ascii_host(parts.hostname)) or parts.port == 0:
        return Address(problem=f"link {_short(address)!r} left out: it has no host")
    if obstacle := _obstacle(f"{parts.hostname}{parts.path}"):
        hint = "expected the address of a page"
        return Address(problem=f"link {_short(address)!r} left out: {obstacle}; {hint}")
    netloc = parts.netloc.rpartition("@")[2]  # a name and password would only mislead
    path = parts.path or "/"
    return Address(
        url=_safe(urlunsplit((parts.scheme, netloc, path, _without_tracking(parts), parts.fragment)))
    )


def _obstacle(place: str) -> str | None:
    """Return why an address cannot be published, if it cannot."""
    if _OPAQUE.fullmatch(place):
        return "only its server knows where it leads"
    return "it belongs to the reader of one mail" if _PERSONAL.search(place) else None


def _without_tracking(parts: SplitResult) -> str:
    pairs = [pair for pair in parts.query.split("&") if not _TRACKING.fullmatch(pair)]
    of_substack = f".{parts.hostname}".endswith(".substack.com") or "isFreemail=" in parts.query
    return "&".join(pair for pair in pairs if not (of_substack and _SUBSTACK.fullmatch(pair)))


def _unwrap(parts: SplitResult) -> str | None:
    """Return the address that a gateway's address carries; None if it is no gateway, or cannot be read."""
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https"):
        return None
    if host.startswith("urldefense."):
        return _proofpoint(parts)
    if _GATEWAYS.fullmatch(host) or _GATEWAY_PATH.fullmatch(parts.path):
        return _in_parameter(parts) or _in_path(parts) or _decode_target(f"{parts.path}?{parts.query}")
    return _decode_target(f"{parts.path}?{parts.query}") if _OPAQUE.fullmatch(f"{host}{parts.path}") else None


def _in_parameter(parts: SplitResult) -> str | None:
    values = _parameters(parts)
    addresses = (_address_in(unquote(values.get(name, ""))) for name in _GATEWAY_PARAMETERS)
    return next(filter(None, addresses), None) or _address_in(unquote(parts.query))


def _in_path(parts: SplitResult) -> str | None:
    """Return the encoded address that is a segment of a path."""
    segments = (
        _address_in(unquote(segment)) for segment in parts.path.split("/") if "%2F" in segment.upper()
    )
    return next(filter(None, segments), None)


def _parameters(parts: SplitResult) -> dict[str, str]:
    """Return the parameters of a query, the first of each name, as they are written."""
    return dict(pair.partition("=")[::2] for pair in reversed(parts.query.split("&")))


def _proofpoint(parts: SplitResult) -> str | None:
    """Return the address in one of Proofpoint's three encodings."""
    values = _parameters(parts)
    if parts.path.startswith("/v2/"):
        return _address_in(unquote(values.get("u", "").translate(str.maketrans("-_", "%/"))))
    whole = urlunsplit(parts)
    if match := _V3.search(whole):
        return _address_in(_restore_characters(match["address"], match["replaced"]))
    return _address_in(unquote(values.get("u", "")))


def _restore_characters(address: str, encoded: str) -> str:
    """Return an address of version 3, where * stands for a character and **x for a run of them."""
    try:
        replaced = iter(base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode())
    except ValueError:
        return address
    runs = {
        letter: length for length, letter in enumerate(ascii_uppercase + ascii_lowercase + digits + "-_", 2)
    }

    def fill(match: re.Match[str]) -> str:
        count = runs.get(match[1], 1) if match[1] else 1
        return "".join(next(replaced, "*") for _ in range(count))

    return _V3_RUN.sub(fill, address)


def _decode_target(text: str) -> str | None:
    """Return an address that stands in base64 in another, by itself or in JSON."""
    if match := _BASE64_URL.search(text):
        return _address_in(_base64(match[0]))
    if match := _BASE64_JSON.search(text):
        try:
            claims = json.loads(_base64(match[0]))
        except (ValueError, RecursionError):
            return None
        if isinstance(claims, dict):
            return next(
                (url for one in claims.values() if isinstance(one, str) and (url := _address_in(one))), None
            )
    return None


def _base64(text: str) -> str:
    bare = text.rstrip("=").replace("+", "-").replace("/", "_")
    try:
        return base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4)).decode("utf-8", "replace")
    except binascii.Error:
        return ""


def _address_in(text: str) -> str | None:
    return text if text.startswith(("http://", "https://")) else None


def _safe(address: str) -> str:
    """Return an address with what ends or opens something in HTML and Markdown encoded."""
    return _UNSAFE.sub(lambda mark: "".join(f"%{byte:02X}" for byte in mark[0].encode()), address)


def _short(address: str) -> str:
    return address if len(address) <= _MAX_SHOWN_CHARS else f"{address[:_MAX_SHOWN_CHARS]}…"


def is_sharing(address: str) -> bool:
    """Return whether a link shares the page that it stands on."""
    return _SHARING.match(address.strip()) is not None
