"""A second newsletter goes through everything: French and Japanese, sections of its own, Markdown."""

import re
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import quote

import feedparser
import pytest
from flask.testing import FlaskClient

from syndication.client.verify import verify
from syndication.model import Format
from syndication.site.export import MARKER, Folder, export
from syndication.site.snapshot import Snapshot
from syndication.web import create_app
from tests.support.archives import NOW, settings_of
from tests.support.documents import documents, keys
from tests.support.editor import Editor
from tests.support.pages import links_of, page, tree
from tests.support.serving import Serve

LEVAIN = Path(__file__).parent / "samples" / "levain"
KEY = "2024-01-19"
COUNTS = {
    "fr": {"issues": 3, "paroles": 3, "liens": 6, "recettes": 1, "chiffres": 1},
    "ja": {"issues": 2, "paroles": 2, "liens": 5, "recettes": 1, "chiffres": 1},
}
FEEDS = [(tag, section, count) for tag, sections in COUNTS.items() for section, count in sections.items()]
SAVARIN = "Jean Anthelme Brillat-Savarin"
FIRST = (
    "- [Le pain de nos grands-mères](https://www.example.org/grands-meres) : "
    "un reportage dans trois fournils.\n"
)
FILES = sorted(file.relative_to(LEVAIN).as_posix() for file in LEVAIN.glob("*/*.md"))


def editor_in(folder: Path) -> Editor:
    """Return an editor who has published the newsletter."""
    editor = Editor(folder)
    shutil.copytree(LEVAIN, folder, dirs_exist_ok=True)
    editor.publish()
    return editor


@pytest.fixture(scope="module")
def levain(tmp_path_factory: pytest.TempPathFactory) -> Editor:
    """Return an editor whom no test lets change anything."""
    return editor_in(tmp_path_factory.mktemp("levain") / "issues")


@pytest.fixture(scope="module")
def snapshot(levain: Editor) -> Snapshot:
    return levain.snapshot()


@pytest.fixture(scope="module")
def client(levain: Editor) -> FlaskClient:
    client: FlaskClient = create_app(settings_of(levain.archive, levain.base_url), lambda: NOW).test_client()
    return client


def links_in(path: str) -> set[str]:
    """Return the addresses that an issue's file links to."""
    return set(re.findall(r"\]\((\S+?)\)", (LEVAIN / path).read_text("utf-8")))


def item(client: FlaskClient, path: str) -> Any:
    """Return the one item of an entry's JSON Feed."""
    [found] = client.get(f"/{path}.json").get_json()["items"]
    return found


def test_it_has_no_problems(levain: Editor) -> None:
    assert levain.check() == []


class TestFeeds:
    @pytest.mark.parametrize(("tag", "section", "count"), FEEDS)
    @pytest.mark.parametrize("form", Format)
    def test_every_entry_is_in_its_feed(
        self, levain: Editor, tag: str, section: str, count: int, form: Format
    ) -> None:
        bodies = documents(levain, f"{tag}/{section}")
        found = {key for path, body in bodies.items() if path.endswith(form) for key in keys(body)}

        assert len(found) == count

    @pytest.mark.parametrize("path", FILES)
    @pytest.mark.parametrize("form", [Format.ATOM, Format.RSS])
    def test_a_reader_finds_every_link_and_image_of_an_issue(
        self, client: FlaskClient, path: str, form: Format
    ) -> None:
        tag, key = path.removesuffix(".md").split("/")
        feed = feedparser.parse(client.get(f"/{tag}/issues.{form}").data)
        quarter = f"{key[:4]}-q{(int(key[5:7]) + 2) // 3}"
        older = feedparser.parse(client.get(f"/{tag}/issues/{quarter}.{form}").data)

        [entry] = {one.id: one for one in (*older.entries, *feed.entries) if one.id.endswith(key)}.values()
        assert links_in(path) - links_of("https://x.example/", entry.content[0].value.encode()) == set()

    @pytest.mark.parametrize(
        ("key", "title", "url"),
        [
            (KEY, "Le pain de nos grands-mères", "https://www.example.org/grands-meres"),
            (f"{KEY}.2", "Moudre chez soi", "https://www.example.org/moudre"),
        ],
    )
    def test_an_item_of_a_list_is_an_entry_of_its_own(
        self, client: FlaskClient, key: str, title: str, url: str
    ) -> None:
        found = item(client, f"fr/liens/{key}")

        assert (found["title"], found["id"]) == (title, f"tag:example.org,2023:levain/fr/liens/{key}")
        assert [one["url"] for one in found["_syndication"]["items"]] == [url]

    def test_a_quotation_is_text_in_its_data_and_markup_in_its_content(self, client: FlaskClient) -> None:
        found = item(client, f"fr/paroles/{KEY}")

        assert found["_syndication"]["text"] == "Dis-moi ce que tu manges, je te dirai ce que tu es."
        assert found["_syndication"]["speaker"] == SAVARIN
        assert "<em>tu es</em>" in found["content_html"]

    @pytest.mark.parametrize(
        ("path", "title"),
        [
            (
                f"fr/paroles/{KEY}",
                f"{SAVARIN}\u00a0: «\u202fDis-moi ce que tu manges, je te dirai ce que tu es.\u202f»",
            ),
            (
                f"ja/paroles/{KEY}",
                "ブリア＝サヴァラン「何を食べているか言ってごらん。君が何者かを言い当てよう。」",
            ),
            (f"fr/issues/{KEY}", "Levain – 19 janvier 2024"),
            (f"ja/issues/{KEY}", "たねだより 2024年1月19日号"),
            (f"ja/chiffres/{KEY}", "28――たねが、冷たいところで手入れなしに持つ日数。"),
        ],
    )
    def test_a_title_has_the_marks_of_its_language(self, client: FlaskClient, path: str, title: str) -> None:
        assert item(client, path)["title"] == title

    @pytest.mark.parametrize("tag", COUNTS)
    def test_a_recipe_keeps_its_lists_and_its_picture(self, client: FlaskClient, tag: str) -> None:
        content = page(item(client, f"{tag}/recettes/{KEY}")["content_html"].encode())

        assert [len(one.xpath("./li")) for one in content.xpath("//ul | //ol")] == [3, 2]
        assert len(content.xpath("//strong")) == 1
        assert content.xpath("//img[@alt]/@src") == ["https://www.example.org/images/seigle.jpg"]


class TestSite:
    def test_every_address_is_answered(self, client: FlaskClient, snapshot: Snapshot) -> None:
        statuses = {path: client.get(path).status_code for path in snapshot}

        assert {path: status for path, status in statuses.items() if status != 200} == {}

    def test_no_page_has_an_english_word(self, client: FlaskClient, snapshot: Snapshot) -> None:
        pages = [path for path in snapshot if path.endswith("/")]

        assert [path for path in pages if page(client.get(path).data).xpath("//*[@lang='en']")] == []

    @pytest.mark.parametrize("path", [f"fr/paroles/{KEY}", f"ja/recettes/{KEY}", f"fr/liens/{KEY}.2"])
    def test_an_embed_shows_text_without_marks(self, client: FlaskClient, path: str) -> None:
        shown = page(client.get(f"/{path}/embed/").data).text_content()

        assert [mark for mark in ("**", "](", "> ", "<em") if mark in shown] == []

    @pytest.mark.parametrize("path", [f"/fr/recettes/{KEY}/", f"/ja/liens/{KEY}.2/", "/ja/paroles/latest/"])
    def test_every_kind_of_entry_can_be_embedded(self, client: FlaskClient, path: str) -> None:
        address = quote(f"https://feeds.example.org{path}", safe="")
        described = client.get(f"/oembed?url={address}").get_json()

        assert (described["type"], described["provider_name"] in ("Le Fournil", "ル・フルニル")) == (
            "rich",
            True,
        )

    def test_the_list_of_feeds_has_the_names_of_each_language(self, client: FlaskClient) -> None:
        titles = tree(client.get("/feeds.opml").data).xpath("//outline[@xmlUrl]/@title")

        assert {"Levain – Recettes", "Levain – À lire", "たねだより｜レシピ", "たねだより｜読みもの"} - set(
            titles
        ) == set()

    @pytest.mark.parametrize(
        ("tag", "query", "path"),
        [
            ("fr", "GUERANDE", "/fr/liens/2024-05-10.2/"),
            ("fr", "farine seigle", f"/fr/recettes/{KEY}/"),
            ("ja", "ライ麦粉", f"/ja/recettes/{KEY}/"),
        ],
    )
    def test_search_finds_what_an_item_or_a_recipe_says(
        self, client: FlaskClient, tag: str, query: str, path: str
    ) -> None:
        found = links_of(
            f"https://x.example/{tag}/search/", client.get(f"/{tag}/search/", query_string={"q": query}).data
        )

        assert f"https://x.example{path}" in found

    def test_one_person_has_one_address_in_both_languages(self, client: FlaskClient) -> None:
        people = [f"/{tag}/speakers/jean-anthelme-brillat-savarin/" for tag in COUNTS]

        assert [client.get(path).status_code for path in people] == [200, 200]

    def test_the_export_has_the_same_bytes(
        self, client: FlaskClient, snapshot: Snapshot, tmp_path: Path
    ) -> None:
        export(snapshot.site, Folder(tmp_path / "site", compressed=("gzip",)))

        files = [file for file in (tmp_path / "site").rglob("*") if file.is_file() and file.suffix != ".gz"]
        paths = {
            f"/{file.relative_to(tmp_path / 'site').as_posix()}".removesuffix("index.html"): file
            for file in files
        }
        del paths[f"/{MARKER}"]
        served = {path: client.get(quote(path)).data for path in paths}
        assert {path for path, file in paths.items() if file.read_bytes() != served[path]} == set()

    def test_verify_finds_it_whole(self, levain: Editor, serve: Serve) -> None:
        report = verify(serve(levain.archive).url)

        assert (report.faults, report.entries) == ((), sum(count for _, _, count in FEEDS))


class TestHistory:
    @pytest.fixture
    def editor(self, tmp_path: Path) -> Editor:
        editor = editor_in(tmp_path / "issues")
        editor.wait()
        return editor

    def change(self, editor: Editor, before: str, after: str) -> None:
        file = editor.archive / "fr" / f"{KEY}.md"
        text = file.read_text("utf-8")
        assert before in text
        file.write_text(text.replace(before, after), "utf-8")

    def test_a_correction_moves_the_recipe_and_its_issue_and_nothing_else(self, editor: Editor) -> None:
        before = editor.records()
        self.change(editor, "8 g de sel", "9 g de sel")

        plan = editor.publish()

        assert [(one.kind, str(one.record.ref)) for one in plan.changes] == [
            ("changed", f"fr/issues/{KEY}"),
            ("changed", f"fr/recettes/{KEY}"),
        ]
        moved = {ref for ref, record in editor.records().items() if record.updated != before[ref].updated}
        assert moved == {f"fr/issues/{KEY}", f"fr/recettes/{KEY}"}

    def test_an_item_that_goes_leaves_the_ids_of_the_others(self, editor: Editor) -> None:
        self.change(editor, FIRST, "")

        editor.publish(f"fr/liens/{KEY}")

        assert editor.records()[f"fr/liens/{KEY}"].withdrawn == editor.now
        assert editor.json(f"/fr/liens/{KEY}.2.json")["items"][0]["title"] == "Moudre chez soi"

    def test_an_item_that_returns_has_its_old_id(self, editor: Editor) -> None:
        before = editor.records()[f"fr/liens/{KEY}"]
        self.change(editor, FIRST, "")
        editor.publish(f"fr/liens/{KEY}")
        editor.wait()
        self.change(editor, "- [Moudre", f"{FIRST}- [Moudre")

        editor.publish()

        after = editor.records()[f"fr/liens/{KEY}"]
        assert (after.withdrawn, after.published, after.id) == (None, before.published, before.id)

    def test_a_third_item_gets_the_next_id(self, editor: Editor) -> None:
        self.change(
            editor, "## La recette", "- [Un four à soi](https://www.example.org/four-a-soi)\n\n## La recette"
        )

        plan = editor.publish()

        new = [str(one.record.ref) for one in plan.changes if one.kind == "new"]
        assert new == [f"fr/liens/{KEY}.3"]
