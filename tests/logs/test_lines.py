"""Lines of access logs: those of others' servers and ours, and whatever else is in a file."""

from datetime import date
from io import BytesIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from syndication.logs.files import MAX_LINE_BYTES, read_lines
from syndication.logs.lines import parse_line
from tests.support.logs import line

LINE = line(path="/en/quotes.atom", agent="newsboat/2.21")


def test_a_line_has_what_the_count_needs() -> None:
    request = parse_line(LINE)

    assert request == (
        *(b"192.0.2.1", date(2024, 1, 12), b"06:25:24"),
        *(b"GET", b"/en/quotes.atom", b"304", b"-", b"newsboat/2.21"),
    )


@pytest.mark.parametrize(
    "variant",
    [
        LINE.replace(b"192.0.2.1 ", b"feeds.example.org:443 192.0.2.1 "),  # vhost_combined
        LINE.replace(b" - - ", b" - ada lovelace "),
        LINE.replace(b" 304 0 ", b" 304 - "),
        LINE.rstrip() + b' "203.0.113.9"\n',
        LINE.replace(b"\n", b"\r\n"),
        (
            b'{"time": "2024-01-12T06:25:24+00:00", "address": "192.0.2.1", "method": "GET", "size": 0, '
            b'"path": "/en/quotes.atom", "status": 304, "referrer": null, "agent": "newsboat/2.21"}\n'
        ),
    ],
)
def test_the_variants_of_the_format_are_the_same_request(variant: bytes) -> None:
    assert parse_line(variant) == parse_line(LINE)


def test_an_ipv6_address_is_no_host_with_a_port() -> None:
    request = parse_line(LINE.replace(b"192.0.2.1", b"::1"))

    assert request
    assert request.address == b"::1"


def test_a_quotation_mark_that_a_client_sent_ends_no_field() -> None:
    request = parse_line(line(path="/en/quotes.atom", agent=r"a\" 200 0 \"-\" \"Feedly (9 subscribers)"))

    assert request
    assert request.status == b"304"


@given(st.binary())
@example(b"{" * 100_000)
@example(b'{"time": {}, "address": 1}')
@example(LINE.replace(b"Jan", b"Xyz"))
@example(LINE.replace(b"12/Jan", b"99/Jan"))
@example(LINE[:-10])
@example(b"a " * 100_000)
@example(b'1 - - [12/Jan/2024:06:25:24 +0000] "GET / HTTP/1.1" 200 0 "' + b"\\" * 16_000)
def test_nothing_in_a_file_stops_the_reading(data: bytes) -> None:
    assert parse_line(data) is None


@given(st.lists(st.binary(max_size=40).filter(lambda text: b"\n" not in text)))
def test_every_line_is_read(lines: list[bytes]) -> None:
    text = b"".join(b"%b\n" % one for one in lines)

    assert b"".join(read_lines(BytesIO(b"\n" + text))) == b"\n" + text


def test_a_line_without_end_is_one_empty_line() -> None:
    text = b"a\n" + b"x" * (5 * MAX_LINE_BYTES + 3) + b"\nb\n"

    assert list(read_lines(BytesIO(text))) == [b"a\n", b"", b"b\n"]
