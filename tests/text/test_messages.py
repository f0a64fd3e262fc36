"""The words of pages in any language: which catalogue, an edition's own, and English for the rest."""

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

FRENCH = """
[editions.fr]
title = "La Semaine"
[editions.fr.headings]
quote = ["Citation de la semaine"]
[editions.fr.publisher]
name = "Point de mire"
rights = "© Point de mire"
signup_url = "https://www.example.org/inscription"
[editions.fr.words]
search = "Rechercher"
about_issues = "Tous les numéros de {title}."
"""
ISSUE = "5 janvier 2024\nBonjour à tous.\nCitation de la semaine\n« Oui. »\nAda Example"


@pytest.mark.parametrize(
    ("tag", "nearest"),
    [
        *(("zh-TW", "zh-Hant"), ("zh-HK", "zh-Hant"), ("zh-MO", "zh-Hant"), ("zh-hant", "zh-Hant")),
        *(("zh-CN", "zh-Hans"), ("zh", "zh-Hans"), ("ZH-HANS", "zh-Hans"), ("zh-Hant-HK", "zh-Hant")),
        *(("en-GB", "en"), ("EN", "en")),
    ],
)
def test_a_language_finds_its_words_by_its_likely_script(tag: str, nearest: str) -> None:
    assert catalogue(tag) == catalogue(nearest)


@pytest.mark.parametrize("tag", ["fr", "xx", "qaa-Qaaa"])
def test_a_language_without_a_catalogue_has_words_that_say_they_are_english(tag: str) -> None:
    word = catalogue(tag)["search"]

    assert (word, isinstance(word, EnglishWord)) == (catalogue(FALLBACK)["search"], True)


def archive(folder: Path, french: str = FRENCH) -> Path:
    return write_archive(folder, {"fr/2024-01-05.txt": ISSUE}, NEWSLETTER + french)


def test_an_edition_may_bring_words_of_its_own(tmp_path: Path) -> None:
    edition = load_newsletter(archive(tmp_path) / "newsletter.toml").editions["fr"]

    assert (messages_for(edition)["search"], messages_for(edition)["menu"]) == ("Rechercher", "Menu")


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
        load_newsletter(archive(tmp_path, f"{FRENCH}{line}\n") / "newsletter.toml")

    assert str(error.value).endswith(fault)


def test_check_says_which_words_are_missing(tmp_path: Path) -> None:
    _, problems, _ = check_archive(settings_of(archive(tmp_path)), NOW)

    (warning,) = [problem for problem in problems if problem.path.endswith("newsletter.toml")]
    assert warning.severity == "warning"
    assert warning.message.startswith("edition 'fr' has ")
    assert warning.message.endswith("; expected them in [editions.fr.words]")
    assert (" menu," in warning.message, " search," in warning.message) == (True, False)


def test_check_says_that_an_edition_has_no_headings(tmp_path: Path) -> None:
    bare = archive(tmp_path, '\n[editions.en-GB]\ntitle = "The Week"\n')

    _, problems, _ = check_archive(settings_of(bare), NOW)

    assert [problem.message.partition(";")[0] for problem in problems if problem.path.endswith(".toml")] == [
        "edition 'en-GB' has no headings"
    ]


def test_english_words_on_a_page_in_another_language_say_so(tmp_path: Path) -> None:
    snapshot = snapshot_of(settings_of(archive(tmp_path)))

    for path in filter(lambda path: path.startswith("/fr/") and path.endswith("/"), snapshot):
        page = html.fromstring(body_of(snapshot, path).decode())
        shown = [*page.xpath("//@*"), *page.xpath("//title//text() | //option//text()")]
        assert not [text for text in shown if "<span" in text], path
    home = html.fromstring(body_of(snapshot, "/fr/").decode())
    assert home.xpath("//span[@lang='en']")


def test_an_edition_may_name_its_publisher(tmp_path: Path) -> None:
    folder = archive(tmp_path)
    snapshot = snapshot_of(settings_of(folder))

    for path in ("/fr/issues.atom", "/fr/issues.rss", "/fr/issues.json", "/fr/", "/fr/issues/2024-01-05/"):
        body = body_of(snapshot, path).decode()
        assert ("Point de mire" in body, "China-US Focus" in body) == (True, False), path
    publisher = load_newsletter(folder / "newsletter.toml").editions["fr"].publisher
    assert publisher is not None
    assert publisher.signup_url == "https://www.example.org/inscription"
    assert publisher.url == "https://www.example.org"


@pytest.mark.parametrize(
    "host", ["straße.example", "STRASSE.example", "xn--strae-oqa.example", "Straße.EXAMPLE"]
)
def test_an_address_of_ours_is_known_in_either_spelling_of_its_host(host: str) -> None:
    urls = Urls("https://xn--strae-oqa.example")

    assert urls.path_of(f"https://{host}/en/") == (None if host.startswith("STRASSE") else "/en/")
