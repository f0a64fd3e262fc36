"""Whether a client has a document, decided from nothing but the document and two headers."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from syndication.site.document import Document
from syndication.web.conditional import is_current, respond

MODIFIED = datetime(2024, 1, 12, 4, tzinfo=UTC)
DOCUMENT = Document(body=b"", media_type="text/plain; charset=utf-8", last_modified=MODIFIED)
ETAG = DOCUMENT.etag

# RFC 9110 s.8.8.3: what may stand between the quotation marks of a tag
OPAQUE = st.text(
    st.characters(min_codepoint=0x21, max_codepoint=0xFF, exclude_characters='"\x7f'), max_size=40
)
OTHERS = OPAQUE.filter(lambda tag: not tag.startswith(ETAG))
WEAK = st.sampled_from(["", "W/"])
# ours, Apache's (";gzip" until 2.4.0), Jetty's ("--gzip"), and one proxy behind another
ENDINGS = st.sampled_from(["", "-gzip", ";gzip", "--gzip", "-br", "-zstd", "-gzip--gzip"])
DATES = st.datetimes(
    min_value=datetime.fromisoformat("1970-01-02"),
    max_value=datetime.fromisoformat("2200-01-01"),
    timezones=st.just(UTC),
)


@st.composite
def _tags(draw: st.DrawFn, opaque: st.SearchStrategy[str]) -> str:
    return f'{draw(WEAK)}"{draw(opaque)}"'


@given(
    before=st.lists(_tags(OTHERS)),
    ours=_tags(ENDINGS.map(ETAG.__add__)),
    after=st.lists(_tags(OTHERS)),
    between=st.sampled_from([",", ", ", " ,\t"]),
)
def test_our_tag_is_found_wherever_it_stands(
    before: list[str], ours: str, after: list[str], between: str
) -> None:
    header = between.join([*before, ours, *after])

    assert is_current(DOCUMENT, header, None)


@given(tags=st.lists(_tags(OTHERS)))
def test_no_other_tag_is_taken_for_ours(tags: list[str]) -> None:
    assert not is_current(DOCUMENT, ", ".join(tags), None)


@given(tag=_tags(OTHERS), date=DATES)
def test_no_date_outweighs_another_tag(tag: str, date: datetime) -> None:
    assert not is_current(DOCUMENT, tag, format_datetime(date, usegmt=True))


@given(date=DATES)
def test_no_date_but_the_one_given_out_says_that_the_client_has_the_document(date: datetime) -> None:
    """Readers invent dates, such as that of their last visit (FreshRSS/FreshRSS#6056)."""
    date = date.replace(microsecond=0)

    assert is_current(DOCUMENT, None, format_datetime(date, usegmt=True)) == (date == MODIFIED)


@pytest.mark.parametrize("spelling", ["Fri, 12 Jan 2024 04:00:00 GMT", "Friday, 12-Jan-24 04:00:00 GMT"])
def test_the_date_given_out_is_known_in_every_spelling_of_http(spelling: str) -> None:
    assert is_current(DOCUMENT, None, spelling)


@given(ahead=st.timedeltas(timedelta(0), timedelta(days=3650)))
def test_last_modified_is_never_later_than_the_answer(ahead: timedelta) -> None:
    """The clock of who publishes may be ahead of the server's (RFC 9110 s.8.8.2.1)."""
    document = Document(body=b"", media_type="", last_modified=MODIFIED + ahead)

    _, headers, _ = respond(document, [], None, None, None, now=MODIFIED)

    assert dict(headers)["Last-Modified"] == format_datetime(MODIFIED, usegmt=True)


@given(header=st.text(), date=st.text())
@example(header='""', date="Fri, 12 Jan 99999999999999999999 04:00:00 GMT")
def test_no_header_is_an_error(header: str, date: str) -> None:
    validators = {
        is_current(DOCUMENT, header, None),
        is_current(DOCUMENT, None, date),
        is_current(DOCUMENT, header, date),
    }

    assert validators <= {True, False}


def test_a_document_changed_within_the_second_that_a_client_names_is_known() -> None:
    """HTTP's dates have no fractions: what we sent as Last-Modified must come back as equal."""
    document = Document(body=b"", media_type="", last_modified=MODIFIED + timedelta(microseconds=9))

    assert is_current(document, None, format_datetime(MODIFIED, usegmt=True))
