"""A running server when a section vanishes from newsletter.toml."""

from dataclasses import replace
from pathlib import Path

from syndication.web.reloader import Reloader
from tests.support.archives import settings_of
from tests.support.editor import KEY, Editor
from tests.support.workshop import WORKSHOP, write_workshop


def test_a_section_that_vanished_stays_as_it_was_and_the_reason_is_told(tmp_path: Path) -> None:
    editor = Editor(tmp_path)
    write_workshop(tmp_path)
    editor.publish()
    live = Reloader(replace(settings_of(tmp_path), watch=False), lambda: editor.now)
    renamed = WORKSHOP.replace("sections.tools]", "sections.kit]").replace("\ntools = ", "\nkit = ")
    (tmp_path / "newsletter.toml").write_text(renamed, "utf-8")

    live.reload()

    assert live.snapshot.get(f"/en/tools/{KEY}/") is not None
    assert "restore the ledger, editions and sections" in (live.last_error or "")
