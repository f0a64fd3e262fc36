"""Sections that come and go in newsletter.toml while the ledger remembers them."""

from pathlib import Path

import pytest

from syndication.archive.plan import ChangeKind
from syndication.model.errors import RefusalError
from tests.support.editor import KEY, Editor
from tests.support.workshop import ENGLISH, WORKSHOP, write_workshop


@pytest.fixture
def workshop(tmp_path: Path) -> Editor:
    """Return the editor of a newsletter with sections of its own, all of it published."""
    editor = Editor(tmp_path)
    write_workshop(tmp_path)
    editor.publish()
    editor.wait()
    return editor


def declare(editor: Editor, newsletter: str) -> None:
    (editor.archive / "newsletter.toml").write_text(newsletter, "utf-8")


def without(section: str) -> str:
    """Return the newsletter without a section and its headings."""
    table, _, rest = WORKSHOP.partition(f"[sections.{section}]\n")
    lines = (table + rest.partition("\n")[2]).splitlines()
    return "\n".join(line for line in lines if not line.startswith(f"{section} = ")) + "\n"


def test_the_name_of_a_section_is_in_ids_and_addresses(workshop: Editor) -> None:
    assert [record.id for record in workshop.records().values() if record.ref.section == "tools"] == [
        f"tag:example.org,2023:workshop/en/tools/{KEY}",
        f"tag:example.org,2023:workshop/fr/tools/{KEY}",
    ]


def test_each_item_of_a_list_may_have_a_record_of_its_own(workshop: Editor) -> None:
    items = [name for name in workshop.records() if name.startswith("en/reading/")]

    assert items == [f"en/reading/{KEY}", f"en/reading/{KEY}.2"]


def test_an_item_keeps_its_ordinal_when_another_one_comes_before_it(workshop: Editor) -> None:
    before = workshop.records()[f"en/reading/{KEY}.2"].fingerprint
    workshop.write(ENGLISH.replace("2. Joints", "2. Glue\n3. Joints"))

    workshop.publish()

    records = workshop.records()
    assert records[f"en/reading/{KEY}.2"].fingerprint == before
    assert f"en/reading/{KEY}.3" in records


def test_a_section_that_is_declared_later_has_new_entries_in_old_issues(tmp_path: Path) -> None:
    editor = Editor(tmp_path)
    write_workshop(tmp_path, ENGLISH.replace("## The Price", "The Price"), without("price"))
    editor.publish()
    editor.wait()
    declare(editor, WORKSHOP)

    changes = {str(change.record.ref): change.kind for change in editor.publish().changes}

    assert changes[f"en/price/{KEY}"] is ChangeKind.NEW
    assert editor.check() == []


def test_another_name_shown_is_no_change(workshop: Editor) -> None:
    declare(workshop, WORKSHOP.replace('name = "Reading List"', 'name = "Books"'))

    assert workshop.publish().changes == ()


def test_check_names_a_section_that_is_on_record_and_no_more_declared(workshop: Editor) -> None:
    declare(workshop, without("tools"))

    [english, *_] = [str(one) for one in workshop.errors() if "section" in one.message]

    message = "section 'tools' is on record and no more declared; expected [sections.tools]"
    way_out = "put it back, or withdraw its entries: syndication publish --withdraw EDITION/tools/KEY"
    assert english == f"newsletter.toml:1: {message}: {way_out}"


def test_publish_refuses_to_lose_a_section(workshop: Editor) -> None:
    declare(workshop, without("tools"))

    with pytest.raises(RefusalError, match="section 'tools' is on record and no more declared"):
        workshop.publish()


def test_a_section_that_was_withdrawn_may_go(workshop: Editor) -> None:
    declare(workshop, without("tools"))

    workshop.publish(f"en/tools/{KEY}", f"fr/tools/{KEY}")
    workshop.publish()

    assert workshop.errors() == []


def test_a_page_of_a_section_that_is_gone_answers_410(workshop: Editor) -> None:
    declare(workshop, without("tools"))
    workshop.publish(f"en/tools/{KEY}", f"fr/tools/{KEY}")
    workshop.publish()

    status, _ = workshop.snapshot().error_page(f"/en/tools/{KEY}/")

    assert status == 410
