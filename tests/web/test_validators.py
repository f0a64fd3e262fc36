"""Whether a client has a document, decided from nothing but the document and two headers."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from hypothesis import given
from hypothesis import strategies as st

from syndication.site.document import Document
from syndication.web.answer import is_known

MODIFIED = datetime(2024, 1, 12, 4, tzinfo=UTC)
DOCUMENT = Document(body=b"", media_type="text/plain; charset=utf-8", last_modified=MODIFIED)
ETAG = DOCUMENT.etag

# RFC 9110 s.8.8.3: what may stand between the quotation marks of a tag
OPAQUE = st.text(
    st.characters(min_codepoint=0x21, max_codepoint=0xFF, exclude_characters='"\x7f'), max_size=40
)
OTHERS = OPAQUE.filter(lambda tag: not tag.startswith(ETAG))
WEAK = st.sampled_from(["", "W/"])
ENDINGS = st.sampled_from(["", "-gzip", ";gzip", "-br", "-zstd"])
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

    assert is_known(DOCUMENT, header, None)


@given(tags=st.lists(_tags(OTHERS)))
def test_no_other_tag_is_taken_for_ours(tags: list[str]) -> None:
    assert not is_known(DOCUMENT, ", ".join(tags), None)


@given(tag=_tags(OTHERS), date=DATES)
def test_no_date_outweighs_another_tag(tag: str, date: datetime) -> None:
    assert not is_known(DOCUMENT, tag, format_datetime(date, usegmt=True))


@given(date=DATES)
def test_a_date_says_that_the_client_has_the_document_unless_it_is_before(date: datetime) -> None:
    date = date.replace(microsecond=0)

    assert is_known(DOCUMENT, None, format_datetime(date, usegmt=True)) == (date >= MODIFIED)


@given(header=st.text(), date=st.text())
def test_no_header_is_an_error(header: str, date: str) -> None:
    known = {
        is_known(DOCUMENT, header, None),
        is_known(DOCUMENT, None, date),
        is_known(DOCUMENT, header, date),
    }

    assert known <= {True, False}


def test_a_document_changed_within_the_second_that_a_client_names_is_known() -> None:
    """HTTP's dates have no fractions: what we sent as Last-Modified must come back as equal."""
    document = Document(body=b"", media_type="", last_modified=MODIFIED + timedelta(microseconds=9))

    assert is_known(document, None, format_datetime(MODIFIED, usegmt=True))
