"""The edition, the day and the limits of an issue in a foreign document."""

import pytest

from syndication.importer.convert import ConvertedIssue
from syndication.model.errors import ImportFailed
from tests.support.foreign import import_one, mail

BODY = "<p>Dear Focus Reader,</p><p>The pandas are back.</p><h2>Quote of the Week</h2><p>“A bridge.”</p>"
CHINESE = "<p>亲爱的读者：</p><p>大熊猫回来了，问题也回来了。</p>"


def warnings_of(issue: ConvertedIssue) -> list[str]:
    return [problem.message for problem in issue.problems]


def failure_of(raw: str) -> str:
    with pytest.raises(ImportFailed) as failure:
        import_one(raw)
    return str(failure.value)


class TestEdition:
    def test_it_is_the_one_that_has_the_headings(self) -> None:
        assert import_one(f"<p>January 12, 2024</p>{BODY}").issue.edition == "en"

    @pytest.mark.parametrize(
        ("text", "edition"),
        [
            ("大熊猫回来了，问题也回来了。", "zh-Hans"),
            ("大熊貓回來了，問題也回來了。", "zh-Hant"),
            ("Pandas, again.", "en"),
        ],
    )
    def test_without_headings_it_is_the_one_that_has_the_script(self, text: str, edition: str) -> None:
        assert import_one(f"<p>2024-01-12</p><p>{text}</p>").issue.edition == edition

    def test_headings_that_two_editions_share_leave_it_to_the_script(self) -> None:
        text = "<p>2024年1月12日</p><p>親愛的讀者：問題來了。</p><h2>放眼海外</h2><p>橋。</p>"

        assert import_one(text).issue.edition == "zh-Hant"

    def test_a_menu_with_the_titles_of_other_editions_changes_nothing(self) -> None:
        assert (
            import_one(f"<p>本周聚焦</p><p>本週聚焦</p><p>January 12, 2024</p>{BODY}").issue.edition == "en"
        )

    def test_headings_in_another_script_are_an_error(self) -> None:
        text = f"<p>2024-01-12</p>{CHINESE}<h2>Quote of the Week</h2><p>“桥。”</p>"

        assert "expected --edition en or --edition zh-Hans" in failure_of(text)

    def test_characters_that_both_scripts_have_are_an_error(self) -> None:
        assert "expected --edition" in failure_of("<p>2024-01-12</p><p>一二三。</p>")

    def test_the_option_decides(self) -> None:
        text = f"<p>2024-01-12</p>{CHINESE}<h2>Quote of the Week</h2><p>“桥。”</p>"

        assert import_one(text, edition="zh-Hans").issue.edition == "zh-Hans"


class TestDay:
    def test_it_is_the_printed_one(self) -> None:
        found = import_one(mail(f"<p>January 11, 2024</p>{BODY}", "utf-8"))

        assert (found.issue.date.isoformat(), found.path) == ("2024-01-11", "en/2024-01-11.txt")

    def test_it_may_stand_beside_the_title(self) -> None:
        found = import_one(f"<h1>Focus This Week — January 12, 2024</h1>{BODY}")

        assert found.text.startswith("January 12, 2024\nFocus This Week\n\nDear Focus Reader,")

    def test_without_one_it_is_that_of_the_mail_in_the_newsletter_s_zone(self) -> None:
        raw = mail(BODY, "utf-8").replace(b"12 Jan 2024 09:00:00 +0800", b"11 Jan 2024 20:00:00 -0500")

        assert import_one(raw).issue.date.isoformat() == "2024-01-12"

    def test_without_one_it_is_that_of_the_page(self) -> None:
        time = '<meta property="article:published_time" content="2024-01-12T09:00:00+08:00">'

        assert (
            import_one(f"<html><head>{time}</head><body>{BODY}</body></html>").issue.date.isoformat()
            == "2024-01-12"
        )

    def test_the_file_s_name_may_have_it(self) -> None:
        assert import_one(BODY, "posts/2024-01-12.html").issue.date.isoformat() == "2024-01-12"

    def test_a_document_without_one_is_an_error(self) -> None:
        assert "no date" in failure_of(BODY)

    def test_the_date_beside_the_title_wins_over_that_of_the_page_s_head(self) -> None:
        head = "<p>November 26, 2026</p><p>Menu</p><p>Search</p><p>Login</p>"
        found = import_one(f"{head}<p>Focus This Week</p><p>January 12, 2024</p>{BODY}")

        assert found.issue.date.isoformat() == "2024-01-12"
        assert any("2026-11-26" in warning for warning in warnings_of(found))

    def test_a_date_that_is_none_is_reported(self) -> None:
        found = import_one(f"<p>February 30, 2024</p>{BODY}", "2024-02-29.html")

        assert any("'February 30, 2024' is no date" in warning for warning in warnings_of(found))

    def test_a_key_that_is_another_day_keeps_the_printed_one(self) -> None:
        found = import_one(f"<p>January 12, 2024</p>{BODY}", key="2024-01-13")

        assert (found.issue.key, found.issue.date.isoformat()) == ("2024-01-13", "2024-01-12")

    def test_a_key_of_words_needs_no_date_in_the_front_matter(self) -> None:
        found = import_one(f"<p>January 12, 2024</p>{BODY}", key="in-tribute")

        assert (found.path, found.text[:16]) == ("en/in-tribute.txt", "January 12, 2024")


class TestLimits:
    def test_what_stands_above_the_date_is_outside(self) -> None:
        found = import_one(f"<p>View in browser</p><p>Focus This Week</p><p>January 12, 2024</p>{BODY}")

        assert (found.issue.letter, found.outside) == (("Dear Focus Reader,", "The pandas are back."), (3, 0))

    def test_without_a_date_the_issue_begins_below_the_title(self) -> None:
        found = import_one(mail(f"<p>View in browser</p><p>Focus This Week</p>{BODY}", "utf-8"))

        assert found.issue.letter == ("Dear Focus Reader,", "The pandas are back.")

    def test_the_end_heading_ends_it(self) -> None:
        end = "<h2>About Focus This Week</h2><p>Since 2023.</p><h2>Discover More</h2><p>Related.</p>"
        found = import_one(f"<p>January 12, 2024</p>{BODY}{end}")

        assert ("Since 2023" in found.text, [part.section for part in found.issue.parts]) == (
            False,
            ["quotes"],
        )

    def test_a_link_to_the_top_between_two_sections_ends_nothing(self) -> None:
        top = "<p>Back to Top</p><h2>Notable Number</h2><p>Of ships.</p>"
        found = import_one(f"<p>January 12, 2024</p>{BODY}{top}")

        assert [part.section for part in found.issue.parts] == ["quotes", "numbers"]

    def test_a_menu_above_the_date_opens_no_section(self) -> None:
        menu = "<p>Notable Number</p><p>Quote of the Week</p><p>About Focus This Week</p>"
        found = import_one(f"{menu}<p>January 12, 2024</p>{BODY}")

        assert [part.section for part in found.issue.parts] == ["quotes"]

    def test_an_issue_of_the_archive_is_no_foreign_document(self) -> None:
        assert "front matter" in failure_of("+++\ndraft = true\n+++\nJanuary 12, 2024\n\nHello.")
