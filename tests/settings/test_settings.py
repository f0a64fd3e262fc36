"""newsletter.toml, the environment and the command line."""

from pathlib import Path

import pytest

from syndication.model import Newsletter
from syndication.model.errors import SettingsError
from syndication.settings import Settings
from syndication.settings.newsletter_toml import load_newsletter
from tests.support.archives import NEWSLETTER, write_archive

MINIMAL = """\
id = "weekly"
authority = "example.org"
since = "2023"
[publisher]
name = "Weekly"
url = "https://www.example.org"
[editions.en]
title = "The Weekly"
"""


def load(folder: Path, source: str | bytes) -> Newsletter:
    file = folder / "newsletter.toml"
    file.write_bytes(source if isinstance(source, bytes) else source.encode())
    return load_newsletter(file)


def faults_of(folder: Path, source: str | bytes) -> list[str]:
    """Return the faults without the path before them; none where there are none."""
    try:
        load(folder, source)
    except SettingsError as error:
        return str(error).replace(f"{(folder / 'newsletter.toml').as_posix()}:", "").split("\n")
    return []


def with_line(line: str, *, after: str = "") -> tuple[str, int]:
    """Add a line to the smallest newsletter.toml, at its top or after another; give its number."""
    lines = MINIMAL.splitlines()
    place = lines.index(after) + 1 if after else 0
    return "\n".join([*lines[:place], line, *lines[place:]]), place + 1


def test_the_least_that_is_needed_is_enough(tmp_path: Path) -> None:
    assert faults_of(tmp_path, MINIMAL) == []


def test_what_is_left_out_has_its_default(tmp_path: Path) -> None:
    newsletter = load(tmp_path, MINIMAL)

    assert (str(newsletter.timezone), newsletter.publish_at.isoformat()) == ("UTC", "12:00:00")
    assert (newsletter.frequency_days, newsletter.base_url, newsletter.hubs) == (7, None, ())
    assert newsletter.publisher.contact is None
    assert newsletter.editions["en"].sections["quotes"].headings == ()


def test_every_key_reaches_the_newsletter(tmp_path: Path) -> None:
    newsletter = load(
        tmp_path, 'hubs = ["https://hub.example.org/"]\nbase_url = "https://f.example.org/"\n' + NEWSLETTER
    )

    assert (newsletter.id, newsletter.authority, newsletter.since) == (
        "focus-this-week",
        "example.org",
        "2023",
    )
    assert (newsletter.base_url, newsletter.hubs) == ("https://f.example.org", ("https://hub.example.org/",))
    assert list(newsletter.editions) == ["en", "zh-Hans", "zh-Hant"]
    assert newsletter.editions["zh-Hant"].phrases.more == ("閱讀更多",)


def test_every_fault_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    source = """\
id = "Focus"
since = 2023
timezone = "Hong Kong"
publish_at = "noon"
frequency_days = 0
hub = []

[publisher]
nam = "Weekly"
url = "www.example.org"
icon = "../icon.png"
fediverse_creator = "@weekly"

[editions.en]
tagline = ""
[editions.en.headings]
quote = "Quote"
qoute = ["Quote"]
[editions.en.phrases]
more = [1]
[editions."not a tag"]
title = "x"
"""

    assert faults_of(tmp_path, source) == [
        "1: 'authority' is missing; expected it at the top",
        "1: id is 'Focus'; expected small letters, digits and single hyphens",
        '2: since is 2023; expected a year or a date in quotation marks, such as "2023"',
        "3: timezone is 'Hong Kong'; expected a time zone such as Asia/Hong_Kong",
        "4: publish_at is 'noon'; expected an hour such as \"12:00\"",
        "5: frequency_days is 0; expected a number of days, from 1 to 366",
        "6: unknown key 'hub'; did you mean 'hubs'?",
        "8: 'name' is missing; expected it here",
        "9: unknown key 'nam'; did you mean 'name'?",
        "10: url is 'www.example.org'; expected an address that begins with https:// or http://",
        "11: icon is '../icon.png'; expected the name of a picture beside this file, such as icon.png",
        "12: fediverse_creator is '@weekly'; expected an account such as @name@example.org",
        "14: 'title' is missing; expected it here",
        "15: tagline is ''; expected text in quotation marks, not empty, without control characters",
        "17: quote is 'Quote'; expected a list of texts",
        "18: unknown key 'qoute'; did you mean 'quote'?",
        "20: more is [1]; expected text in quotation marks, not empty, without control characters",
        "21: edition 'not a tag'; expected a language tag such as en or zh-Hans",
    ]


def test_an_empty_file_lacks_everything(tmp_path: Path) -> None:
    assert faults_of(tmp_path, "") == [
        f"1: '{key}' is missing; expected it at the top"
        for key in ("authority", "editions", "id", "publisher", "since")
    ]


def test_a_slip_in_toml_is_told_with_its_line(tmp_path: Path) -> None:
    assert faults_of(tmp_path, "id = 'x'\nsince == 1") == ["2: invalid value; expected TOML"]


def test_a_file_that_is_not_utf_8_is_told_with_its_line(tmp_path: Path) -> None:
    assert faults_of(tmp_path, b"id = 'x'\n\nsince = '\xff'") == [
        "3: byte 0xff is not UTF-8; expected plain text, saved in the encoding UTF-8"
    ]


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"newsletter\.toml: not found; expected .*syndication init"):
        load_newsletter(tmp_path / "newsletter.toml")


@pytest.mark.parametrize("table", ["'x'", "1", "[]", "{}"])
def test_without_an_edition_there_is_nothing_to_publish(tmp_path: Path, table: str) -> None:
    source = f"editions = {table}\n" + MINIMAL.partition("[editions.en]")[0]

    assert faults_of(tmp_path, source) == ["1: no edition; expected a table such as [editions.en]"]


@pytest.mark.parametrize(
    ("key", "value"), [("publisher", "'x'"), ("editions.en", "'x'"), ("editions.en.phrases", "['x']")]
)
def test_what_should_be_a_table_and_is_none_is_a_fault(tmp_path: Path, key: str, value: str) -> None:
    tables = {"publisher": "[publisher]", "editions.en": "[editions.en]"}
    others = [part for part in MINIMAL.split("\n[") if f"[{part}".split("\n")[0] != tables.get(key)]
    source = f"{key} = {value}\n" + "\n[".join(others).replace("[editions.en]", "[editions.fr]")

    assert any(
        fault.startswith("1: ") and "expected a table" in fault for fault in faults_of(tmp_path, source)
    )


@pytest.mark.parametrize("tag", ["en", "zh-Hans", "zh-Hant-HK", "gsw", "es-419", "sl-rozaj-biske-1994"])
def test_an_edition_is_named_by_a_language_tag(tmp_path: Path, tag: str) -> None:
    assert list(load(tmp_path, MINIMAL.replace("editions.en", f"editions.{tag}")).editions) == [tag]


@pytest.mark.parametrize("tag", ["e", "embed", "feeds", "en_US", "zh-", "12"])
def test_another_name_of_an_edition_is_a_fault(tmp_path: Path, tag: str) -> None:
    assert faults_of(tmp_path, MINIMAL.replace("editions.en", f"editions.{tag}")) == [
        f"7: edition '{tag}'; expected a language tag such as en or zh-Hans"
    ]


def test_two_editions_may_not_differ_in_case_alone(tmp_path: Path) -> None:
    assert faults_of(tmp_path, f"{MINIMAL}[editions.EN]\ntitle = 'x'\n") == [
        "9: edition 'EN' differs from another in case only; expected one of them"
    ]


@pytest.mark.parametrize("other", ["Two Ends", "TWO\xa0ENDS:", " two  ends ："])
def test_two_kinds_may_not_share_a_heading(tmp_path: Path, other: str) -> None:
    source = f"{MINIMAL}[editions.en.headings]\nquote = ['Two Ends']\n\nend = ['End', '{other}']\n"

    assert faults_of(tmp_path, source) == [
        f"12: {' '.join(other.split())!r} is a heading of quote too; expected each heading under one kind"
    ]


def test_a_person_has_the_names_that_the_table_gives(tmp_path: Path) -> None:
    source = f"{MINIMAL}[speakers]\n'Ada  Example' = ['阿达·示例', 'A. Example']\nBo = []\n"

    assert load(tmp_path, source).speakers == {"Ada  Example": ("阿达·示例", "A. Example"), "Bo": ()}


@pytest.mark.parametrize(
    ("lines", "faults"),
    [
        ("Ada = 'A'", ["10: Ada is 'A'; expected a list of texts"]),
        (
            "Ada = ['A']\nBo = ['a.']",
            ["11: 'a.' is a name of 'Ada' too; expected each name under one person"],
        ),
        ("Ada = []\n\n'ADA' = []", ["12: 'ADA' is a name of 'Ada' too; expected each name under one person"]),
        ("'…' = []", ["10: the name '…'; expected letters"]),
        ('"A\\u0007" = ["B"]', ["9: the name 'A\\x07'; expected letters"]),
    ],
)
def test_a_name_that_cannot_be_one_person_s_is_a_fault(tmp_path: Path, lines: str, faults: list[str]) -> None:
    assert faults_of(tmp_path, f"{MINIMAL}[speakers]\n{lines}\n") == faults


def test_speakers_are_a_table(tmp_path: Path) -> None:
    assert faults_of(tmp_path, f"speakers = 1\n{MINIMAL}") == ["1: speakers is 1; expected a table"]


def test_two_editions_may_share_a_heading(tmp_path: Path) -> None:
    source = (
        f"{MINIMAL}[editions.fr]\ntitle = 'x'\n"
        "[editions.en.headings]\nquote = ['Quotations']\n[editions.fr.headings]\nnumber = ['Quotations']\n"
    )

    assert faults_of(tmp_path, source) == []


@pytest.mark.parametrize(
    "phrase", ["Read {title}", "Read {author}", "Read {title} by {author}.", "Von {author}: {title}"]
)
def test_a_source_names_the_title_or_the_author_or_both(tmp_path: Path, phrase: str) -> None:
    assert faults_of(tmp_path, f"{MINIMAL}[editions.en.phrases]\nsource = ['{phrase}']\n") == []


@pytest.mark.parametrize(
    "phrase",
    [
        "Read {titel}",
        "Read {title} by {name}",
        "Read",
        "{title}",
        ": {title}",
        "Read {title}, {title}",
        "Read {}",
    ],
)
def test_another_source_is_a_fault(tmp_path: Path, phrase: str) -> None:
    (fault,) = faults_of(
        tmp_path, f"{MINIMAL}[editions.en.phrases]\nsource = ['Read {{title}}', '{phrase}']\n"
    )

    assert fault.startswith("10: source is [")
    assert fault.endswith(
        "expected texts that begin with words and have {title} or {author} in them, or both"
    )


@pytest.mark.parametrize("empty", ["", ":", " \u200b ", "："])
def test_a_heading_with_nothing_to_see_is_a_fault(tmp_path: Path, empty: str) -> None:
    source = f'{MINIMAL}[editions.en.headings]\nquote = ["{empty}"]\n'

    assert [fault[:3] for fault in faults_of(tmp_path, source)] == ["10:"]


@pytest.mark.parametrize(
    ("url", "ascii_"),
    [
        ("https://www.example.org/聚焦?q=é#ü", "https://www.example.org/%E8%81%9A%E7%84%A6?q=%C3%A9#%C3%BC"),
        ("https://例え.jp:8080/", "https://xn--r8jz45g.jp:8080/"),
        ("https://straße.example/", "https://xn--strae-oqa.example/"),  # UTS 46, as browsers do
        ("https://Straße.example", "https://xn--strae-oqa.example"),
        ("HTTP://EXAMPLE.org/%E8", "http://example.org/%E8"),
        ("https://[2001:db8::1]/", "https://[2001:db8::1]/"),
    ],
)
def test_an_address_is_kept_in_ascii(tmp_path: Path, url: str, ascii_: str) -> None:
    assert load(tmp_path, MINIMAL.replace("https://www.example.org", url)).publisher.url == ascii_


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "ftp://example.org", "//example.org", "/path", "https://", "https:///x",
        "https://user:pw@example.org/", "https://:pw@example.org/", "https://exa mple.org", "mailto:a@b.c",
        "https://example.org/<script>", "data:text/html,x", "https://example.org/{key}",
    ],
)  # fmt: skip
def test_another_address_is_a_fault(tmp_path: Path, address: str) -> None:
    assert faults_of(tmp_path, MINIMAL.replace("https://www.example.org", address)) == [
        f"6: url is {address!r}; expected an address that begins with https:// or http://"
    ]


@pytest.mark.parametrize("address", ["https://[::1/", "https://example.org:x/", "https://example.org:99999"])
def test_a_host_or_port_that_cannot_be_is_a_fault(tmp_path: Path, address: str) -> None:
    (fault,) = faults_of(tmp_path, MINIMAL.replace("https://www.example.org", address))

    assert fault.endswith("begins with https:// or http:// and has a valid host and port")


def test_the_pattern_of_issues_is_kept_in_ascii(tmp_path: Path) -> None:
    source, _ = with_line('issue_url = "https://例え.jp/期/{key}.html"', after="[editions.en]")

    assert load(tmp_path, source).editions["en"].issue_url == "https://xn--r8jz45g.jp/%E6%9C%9F/{key}.html"


@pytest.mark.parametrize(
    "pattern", ["https://example.org/", "example.org/{key}", "https://example.org/{key}/{date}"]
)
def test_another_pattern_of_issues_is_a_fault(tmp_path: Path, pattern: str) -> None:
    source, line = with_line(f'issue_url = "{pattern}"', after="[editions.en]")

    (fault,) = faults_of(tmp_path, source)

    assert fault.startswith(f"{line}: issue_url is {pattern!r}; expected an address with {{key}} in it")


@pytest.mark.parametrize(
    "line",
    [
        'publish_at = "25:00"', "publish_at = 12:00:00", 'publish_at = "9:00"', "frequency_days = true",
        "frequency_days = 367", 'frequency_days = "7"', 'timezone = "../etc"', 'timezone = ""', 'hubs = "https://x.y"',
        'hubs = ["x"]', 'embed_partners = ["example.org"]', 'embed_partners = ["https://example.org/x"]',
        'embed_partners = ["https://*"]', 'embed_partners = ["*"]', 'embed_partners = ["https://a.b; c"]',
        'base_url = "https://example.org/?a"', 'base_url = "https://example.org/#a"',
    ],
)  # fmt: skip
def test_a_setting_that_cannot_be_is_a_fault_on_its_line(tmp_path: Path, line: str) -> None:
    source, number = with_line(line, after='since = "2023"')

    (fault,) = faults_of(tmp_path, source)

    assert fault.startswith(f"{number}: {line.partition(' ')[0]} is ")


@pytest.mark.parametrize("since", ["2023", "2023-06", "2023-06-01"])
def test_since_is_a_year_or_more_of_a_date(tmp_path: Path, since: str) -> None:
    assert load(tmp_path, MINIMAL.replace('"2023"', f'"{since}"')).since == since


@pytest.mark.parametrize("since", ["23", "2023-13", "2023-02-30", "0000", "2023-6"])
def test_another_since_is_a_fault(tmp_path: Path, since: str) -> None:
    assert len(faults_of(tmp_path, MINIMAL.replace('"2023"', f'"{since}"'))) == 1


def test_a_base_url_that_is_passed_wins_over_the_file(tmp_path: Path) -> None:
    archive = str(write_archive(tmp_path, {}, 'base_url = "https://file.example.org"\n' + MINIMAL))

    by_file = Settings.load(archive=archive)
    by_command = Settings.load(archive=archive, base_url="https://command.example.org/feeds/")

    assert by_file.base_url == "https://file.example.org"
    assert by_command.base_url == "https://command.example.org/feeds"


def test_nobody_need_say_where_the_service_is_reached(tmp_path: Path) -> None:
    assert Settings.load(archive=str(write_archive(tmp_path, {}, MINIMAL))).base_url is None


def test_an_empty_environment_says_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_archive(tmp_path / "issues", {}, MINIMAL)
    monkeypatch.chdir(tmp_path)

    for name in ("ARCHIVE", "BASE_URL", "PREVIEW"):
        monkeypatch.setenv(f"SYNDICATION_{name}", "")

    settings = Settings.from_environment()

    assert (settings.archive, settings.base_url) == (Path("issues"), None)


def test_a_switch_in_the_environment_that_is_no_truth_value_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SYNDICATION_ARCHIVE", str(write_archive(tmp_path, {}, MINIMAL)))
    monkeypatch.setenv("SYNDICATION_PREVIEW", "perhaps")

    with pytest.raises(SettingsError, match="SYNDICATION_PREVIEW is 'perhaps'; expected 1 or 0"):
        Settings.from_environment()


def test_a_base_url_that_cannot_be_is_told_with_what_was_expected(tmp_path: Path) -> None:
    archive = str(write_archive(tmp_path, {}, MINIMAL))

    with pytest.raises(
        SettingsError, match=r"base URL is 'example\.org'; expected an address that begins with"
    ):
        Settings.load(archive=archive, base_url="example.org")
