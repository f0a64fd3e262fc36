"""What a query string asks for: one spelling of each wish, every fault told at once."""

from contextlib import suppress
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndication.feeds.query import MAX_QUERY_LENGTH
from syndication.model.errors import QueryError
from syndication.site.snapshot import Snapshot
from tests.support.queries import RunQuery

EVERYTHING = "limit=100"
SECTIONS = "issues, quotes, numbers, questions, discoveries"


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ("", ""),
        ("limit=20", ""),
        ("edition=&section=&q=+&speaker=&since=&limit=", ""),
        ("section=quotes&edition=zh-Hans&edition=en", "edition=en&edition=zh-Hans&section=quotes"),
        ("section=quotes&section=issues&section=quotes", "section=issues&section=quotes"),
        ("edition=ZH-hans&section=Quotes", "edition=zh-Hans&section=quotes"),
        ("limit=007", "limit=7"),
        ("q=Two+BRIDGES", "q=two%20bridges"),
        ("q=%22bridges%22&q=b", "q=b&q=bridges"),
        ("q=桥", "q=%E6%A1%A5"),
        ("q=%e6%a1%a5", "q=%E6%A1%A5"),
        ("speaker=Confucius&speaker=laozi", "speaker=confucius&speaker=laozi"),
        ("&&since=2024-01-01&", "since=2024-01-01"),
    ],
)
def test_every_spelling_of_a_wish_has_the_same_address(samples: Snapshot, query: str, canonical: str) -> None:
    assert samples.parse_query(query.encode()).query_string == canonical


VALUES = {
    "edition": st.sampled_from(["en", "EN", "zh-Hans", "zh-Hant", ""]),
    "section": st.sampled_from(["quotes", "issues", "Numbers", ""]),
    "speaker": st.sampled_from(["Confucius", "laozi", "LAOZI", "孟子"]),
    "q": st.text(st.characters(exclude_categories=["Cs"]), max_size=20).map("x{}".format),
    "since": st.dates().map(str).filter(lambda day: "1970" < day < "2199"),
    "limit": st.integers(1, 100).map(str),
}
PAIRS = st.lists(
    st.one_of([st.tuples(st.just(name), values) for name, values in VALUES.items()]),
    max_size=8,
    unique_by=lambda pair: pair if pair[0] not in {"since", "limit"} else pair[0],
)


@given(pairs=PAIRS, order=st.randoms())
def test_the_address_of_a_wish_is_its_own_and_its_order_plays_no_part(
    samples: Snapshot, pairs: list[tuple[str, str]], order: object
) -> None:
    try:
        selection = samples.parse_query(urlencode(pairs).encode())
    except QueryError:  # too many words
        return
    pairs = [*pairs[::-1], *pairs]
    order.shuffle(pairs)  # type: ignore[attr-defined]

    assert samples.parse_query(selection.query_string.encode()) == selection
    assert samples.parse_query(urlencode(pairs).encode()) == selection


@pytest.mark.parametrize(
    "foreign",
    [
        "utm_source=mail&utm_medium=email&utm_campaign=x",
        "fbclid=1",
        "gclid=1",
        "ref=a",
        "source=b",
        "session=2",
    ],
)
def test_a_parameter_of_somebody_else_means_nothing(samples: Snapshot, foreign: str) -> None:
    selection = samples.parse_query(f"{foreign}&edition=en&section=quotes".encode())

    assert selection.query_string == "edition=en&section=quotes"


@given(data=st.data(), name=st.sampled_from([name for name in VALUES if len(name) > 1]))
def test_a_name_with_one_slip_of_the_hand_is_told_apart_from_a_foreign_one(
    samples: Snapshot, data: st.DataObject, name: str
) -> None:
    """Dropped in silence, it would give a feed of something else."""
    place = data.draw(st.integers(0, len(name) - 1))
    before, letter, after = name[:place], name[place], name[place + 1 :]
    slip = data.draw(
        st.sampled_from([before + after, before + letter + letter + after, before + "x" + after])
    )

    with pytest.raises(QueryError, match=rf"^unknown parameter '{slip}'; did you mean '{name}'\?$"):
        samples.parse_query(f"{slip}=en".encode())


def test_every_fault_is_told_at_once_with_what_exists(samples: Snapshot) -> None:
    with pytest.raises(QueryError) as caught:
        samples.parse_query(
            b"edition=fr&section=quote&limit=101&limit=0&since=2024&q=%21&Editions=en&Editions="
        )

    assert caught.value.problems == (
        "unknown parameter 'Editions'; did you mean 'edition'?",
        "edition is 'fr'; expected one of en, zh-Hans, zh-Hant",
        f"section is 'quote'; expected one of {SECTIONS}",
        "q is '!'; expected words",
        "since is '2024'; expected a date such as 2024-01-12",
        "limit is '101'; expected a number from 1 to 100",
        "limit is '0'; expected a number from 1 to 100",
    )


def test_a_speaker_whom_nobody_knows_is_a_fault_that_names_the_known(samples: Snapshot) -> None:
    with pytest.raises(QueryError, match=r"^speaker is 'Nobody'; expected one of confucius, laozi, "):
        samples.parse_query(b"speaker=Nobody")


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        (
            b"q=" + b"x" * MAX_QUERY_LENGTH,
            f"the query has {MAX_QUERY_LENGTH + 2} characters; expected at most {MAX_QUERY_LENGTH}",
        ),
        (
            "q=桥".encode() * 1 + "桥".encode() * 600,
            f"the query has 5411 characters; expected at most {MAX_QUERY_LENGTH}",
        ),
        (b"a&" * 60, "the query has too many values; expected at most 50"),
        (b"q=%FF", "the query is not UTF-8; expected UTF-8 with percent-encoding"),
        (b"q=%ED%A0%80", "the query is not UTF-8; expected UTF-8 with percent-encoding"),
        (b"q=a+b+c+d+e+f&q=g+h+i+j+k+l", "q has 12 words; expected at most 10"),
        (b"since=2024-02-30", "since is '2024-02-30'; expected a date such as 2024-01-12"),
        (b"since=0001-01-01", "since is '0001-01-01'; expected a date such as 2024-01-12"),
        (b"since=2024-01-01&since=2024-01-02", "since has 2 values; expected one"),
        (b"limit=1&limit=2", "limit has 2 values; expected one"),
        ("limit=２".encode(), "limit is '２'; expected a number from 1 to 100"),
    ],
)
def test_what_goes_too_far_is_a_fault(samples: Snapshot, query: bytes, fault: str) -> None:
    with pytest.raises(QueryError) as caught:
        samples.parse_query(query)

    assert caught.value.problems == (fault,)


@given(query=st.binary(max_size=MAX_QUERY_LENGTH + 9))
def test_no_query_is_an_error_of_another_kind(samples: Snapshot, query: bytes) -> None:
    with suppress(QueryError):
        canonical = samples.parse_query(query).query_string

        assert samples.parse_query(canonical.encode()).query_string == canonical


def test_values_add_up_and_names_narrow_down(run_query: RunQuery) -> None:
    both = run_query(f"{EVERYTHING}&edition=en&edition=zh-Hans&section=quotes").entries
    english, chinese = (
        run_query(f"{EVERYTHING}&edition={tag}&section=quotes").entries for tag in ("en", "zh-Hans")
    )

    assert {entry.id for entry in both} == {entry.id for entry in (*english, *chinese)}
    assert {(entry.language, entry.section) for entry in both} == {("en", "quotes"), ("zh-Hans", "quotes")}


def test_the_newest_come_first_and_no_more_than_asked_for(run_query: RunQuery) -> None:
    choice = run_query("limit=7")

    dates = [entry.published for entry in choice.entries]
    assert (len(dates), dates, choice.total > 100) == (7, sorted(dates, reverse=True), True)


def test_since_counts_the_day_in_the_newsletters_zone(run_query: RunQuery) -> None:
    """The issue of March 1 came out at noon in Hong Kong, when the day had just begun in Greenwich."""
    days = ["2024-03-01", "2024-03-02"]

    found = [{entry.ref.issue for entry in run_query(f"since={day}&{EVERYTHING}").entries} for day in days]

    assert found[0] - found[1] == {"2024-03-01"}


@pytest.mark.parametrize(
    ("query", "issues"),
    [
        ("q=COMMUNIQUE&edition=en&section=quotes", {"2024-01-12", "2024-03-01"}),
        ("q=Shanghai+Communiqué&edition=en&section=quotes", {"2024-03-01"}),
        (
            "q=communique&q=Confucius&edition=en&section=quotes",
            {"2024-01-12", "2024-03-01", "2024-04-12", "2024-12-20"},
        ),
        ("q=communiq&edition=en", set()),
        ("q=建交公报&edition=zh-Hans&section=quotes", {"2024-01-12"}),
        ("q=“中美建交”&edition=zh-Hans&section=quotes", {"2024-01-12"}),
        ("q=交建&edition=zh-Hans", set()),
        ("speaker=孔子&section=quotes", {"2024-04-12", "2024-12-20"}),
        ("speaker=Confucius&section=issues", set()),
    ],
)
def test_words_and_speakers_run_query(run_query: RunQuery, query: str, issues: set[str]) -> None:
    assert {entry.ref.issue for entry in run_query(query).entries} == issues


def test_an_issue_says_what_its_parts_say(run_query: RunQuery) -> None:
    found = {str(entry.ref) for entry in run_query("edition=en&q=Confucius&since=2024-12-01").entries}

    assert found >= {"en/issues/2024-12-20", "en/quotes/2024-12-20"}
