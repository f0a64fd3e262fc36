"""The words of pages in any language: which catalogue, an edition's own, and English for the rest."""

import json
import re
from pathlib import Path

import pytest
from lxml import html

from syndication.archive import check_archive
from syndication.model.errors import SettingsError
from syndication.model.urls import Urls
from syndication.settings.newsletter_toml import load_newsletter
from syndication.text.messages import FALLBACK, EnglishWord, catalogue, messages_for
from tests.support.archives import NEWSLETTER, NOW, settings_of, write_archive
from tests.support.samples import body_of, snapshot_of

ITALIAN = """
[editions.it]
title = "La Settimana"
[editions.it.headings]
quote = ["Citazione della settimana"]
[editions.it.publisher]
name = "Punto di vista"
rights = "© Punto di vista"
signup_url = "https://www.example.org/iscrizione"
[editions.it.words]
search = "Cerca"
about_issues = "Tutti i numeri di {title}."
"""
ISSUE = "5 gennaio 2024\nBuongiorno a tutti.\nCitazione della settimana\n«Sì.»\nAda Example"


@pytest.mark.parametrize(
    ("tag", "nearest"),
    [
        *(("zh-TW", "zh-Hant"), ("zh-HK", "zh-Hant"), ("zh-MO", "zh-Hant"), ("zh-hant", "zh-Hant")),
        *(("zh-CN", "zh-Hans"), ("zh", "zh-Hans"), ("ZH-HANS", "zh-Hans"), ("zh-Hant-HK", "zh-Hant")),
        *(("en-GB", "en"), ("EN", "en"), ("de-AT", "de"), ("fr-CA", "fr"), ("es-MX", "es")),
        *(("ja-JP", "ja"), ("ko-Kore-KR", "ko")),
    ],
)
def test_a_language_finds_its_words_by_its_likely_script(tag: str, nearest: str) -> None:
    assert catalogue(tag) == catalogue(nearest)


@pytest.mark.parametrize("tag", ["it", "xx", "qaa-Qaaa"])
def test_a_language_without_a_catalogue_has_words_that_say_they_are_english(tag: str) -> None:
    word = catalogue(tag)["search"]

    assert (word, isinstance(word, EnglishWord)) == (catalogue(FALLBACK)["search"], True)


def archive(folder: Path, italian: str = ITALIAN) -> Path:
    return write_archive(folder, {"it/2024-01-05.txt": ISSUE}, NEWSLETTER + italian)


def test_an_edition_may_bring_words_of_its_own(tmp_path: Path) -> None:
    edition = load_newsletter(archive(tmp_path) / "newsletter.toml").editions["it"]

    assert (messages_for(edition)["search"], messages_for(edition)["menu"]) == ("Cerca", "Menu")


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('serach = "x"', "unknown key 'serach'; did you mean 'search'?"),
        ("menu = 1", "menu is 1; expected text"),
        ('quoted = "{txt}"', "quoted is '{txt}'; expected text with {text} in it"),
        ('quoted = "{"', "quoted is '{'; expected text with {text} in it"),
    ],
)
def test_a_word_that_cannot_be_used_is_a_fault(tmp_path: Path, line: str, fault: str) -> None:
    with pytest.raises(SettingsError) as error:
        load_newsletter(archive(tmp_path, f"{ITALIAN}{line}\n") / "newsletter.toml")

    assert str(error.value).endswith(fault)


def test_check_says_which_words_are_missing(tmp_path: Path) -> None:
    _, problems, _ = check_archive(settings_of(archive(tmp_path)), NOW)

    (warning,) = [problem for problem in problems if problem.path.endswith("newsletter.toml")]
    assert warning.severity == "warning"
    lacking = [name for name, word in catalogue("it").items() if isinstance(word, EnglishWord)]
    lacking = [name for name in lacking if name not in ("search", "about_issues")]
    assert warning.message == (
        f"edition 'it' has {len(lacking)} words in English: {', '.join(lacking[:3])} and so on; "
        "expected them in [editions.it.words]"
    )


def test_check_names_every_word_if_few_are_missing(tmp_path: Path) -> None:
    words = {name: word for name, word in catalogue(FALLBACK).items() if name not in ("menu", "search")}
    lines = "".join(f"{name} = {json.dumps(word)}\n" for name, word in words.items())
    newsletter = ITALIAN.partition("[editions.it.words]")[0] + f"[editions.it.words]\n{lines}"

    _, problems, _ = check_archive(settings_of(archive(tmp_path, newsletter)), NOW)

    [message] = [problem.message for problem in problems]
    assert (
        message == "edition 'it' has 2 words in English: menu, search; expected them in [editions.it.words]"
    )


@pytest.mark.parametrize("tag", ["de", "es", "fr", "ja", "ko"])
def test_an_edition_whose_language_has_a_catalogue_lacks_nothing(tmp_path: Path, tag: str) -> None:
    edition = f'\n[editions.{tag}]\ntitle = "X"\n[editions.{tag}.headings]\nquote = ["X"]\n'

    _, problems, _ = check_archive(settings_of(write_archive(tmp_path, {}, NEWSLETTER + edition)), NOW)

    assert problems == ()


def test_french_marks_stand_behind_a_space_that_does_not_break() -> None:
    breaking = re.compile("[ ][;:!?»]|«[ ]|[^\u00a0]:(?! content-| auto)|[^\u202f][!?»]|«[^\u202f]")

    assert {name: word for name, word in catalogue("fr").items() if breaking.search(word)} == {}


def test_check_says_that_an_edition_has_no_headings(tmp_path: Path) -> None:
    bare = archive(tmp_path, '\n[editions.en-GB]\ntitle = "The Week"\n')

    _, problems, _ = check_archive(settings_of(bare), NOW)

    assert [problem.message.partition(";")[0] for problem in problems if problem.path.endswith(".toml")] == [
        "edition 'en-GB' has no headings"
    ]


def test_english_words_on_a_page_in_another_language_say_so(tmp_path: Path) -> None:
    snapshot = snapshot_of(settings_of(archive(tmp_path)))

    for path in filter(lambda path: path.startswith("/it/") and path.endswith("/"), snapshot):
        page = html.fromstring(body_of(snapshot, path).decode())
        shown = [*page.xpath("//@*"), *page.xpath("//title//text() | //option//text()")]
        assert not [text for text in shown if "<span" in text], path
    home = html.fromstring(body_of(snapshot, "/it/").decode())
    assert home.xpath("//span[@lang='en']")


def test_an_edition_may_name_its_publisher(tmp_path: Path) -> None:
    folder = archive(tmp_path)
    snapshot = snapshot_of(settings_of(folder))

    for path in ("/it/issues.atom", "/it/issues.rss", "/it/issues.json", "/it/", "/it/issues/2024-01-05/"):
        body = body_of(snapshot, path).decode()
        assert ("Punto di vista" in body, "China-US Focus" in body) == (True, False), path
    assert "<ownerName>Punto di vista</ownerName>" in body_of(snapshot, "/it/feeds.opml").decode()
    publisher = load_newsletter(folder / "newsletter.toml").editions["it"].publisher
    assert publisher is not None
    assert publisher.signup_url == "https://www.example.org/iscrizione"
    assert publisher.url == "https://www.example.org"


@pytest.mark.parametrize(
    "host", ["straße.example", "STRASSE.example", "xn--strae-oqa.example", "Straße.EXAMPLE"]
)
def test_an_address_of_ours_is_known_in_either_spelling_of_its_host(host: str) -> None:
    urls = Urls("https://xn--strae-oqa.example")

    assert urls.path_of(f"https://{host}/en/") == (None if host.startswith("STRASSE") else "/en/")
