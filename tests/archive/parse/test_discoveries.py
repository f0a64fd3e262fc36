"""The cultural piece: a lead-in, perhaps a film, a paragraph or two."""

import pytest

from syndication.model import Text
from tests.support.parsing import a_story, read_part


def test_paragraphs_and_lead_in_are_its_text() -> None:
    assert read_part(Text, "From our editor.", "", "A train.") == a_story(
        text=("From our editor.", "A train.")
    )


@pytest.mark.parametrize("label", ["Watch Video", "watch video:", "Watch\xa0Video"])
def test_the_line_before_the_label_of_a_video_is_its_title(label: str) -> None:
    found = read_part(Text, "From our editor.", "A Violin | A Concerto", "", label, "In the hall.")

    assert found == a_story(title="A Violin | A Concerto", text=("From our editor.", "In the hall."))


@pytest.mark.parametrize(("edition", "label"), [("zh-Hans", "观看视频"), ("zh-Hant", "觀看影片：")])
def test_chinese_labels_do_the_same(edition: str, label: str) -> None:
    assert read_part(Text, "一个故事。", "小提琴", label, edition=edition) == a_story(
        title="小提琴", text=("一个故事。",)
    )


def test_a_label_without_a_line_before_it_gives_no_title() -> None:
    assert read_part(Text, "Watch Video", "In the hall.") == a_story(text=("In the hall.",))


def test_a_label_that_leads_to_a_page_gives_no_title() -> None:
    assert read_part(Text, "A Train", "Read More") == a_story(text=("A Train",))


def test_only_the_first_video_gives_the_title() -> None:
    found = read_part(Text, "One", "Watch Video", "Two", "Watch Video")

    assert found == a_story(title="One", text=("Two",))
