"""Links are published as what they lead to: no gateway around them, no tracking in them."""

import base64
import json

import pytest

from syndication.importer.links import clean_address


def _base64(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/a?utm_source=mail&id=3&utm_medium=x&mc_cid=1&mc_eid=2&fbclid=9",
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.org%2Fa%3Fid%3D3&data=05",
        "https://urldefense.proofpoint.com/v1/url?u=https://example.org/a?id%3D3&k=x",
        "https://urldefense.proofpoint.com/v2/url?u=https-3A__example.org_a-3Fid-3D3&d=Dw&c=x",
        "https://urldefense.com/v3/__https://example.org/a*id=3__;Pw!!key!signature$",
        "https://www.google.com/url?q=https://example.org/a?id%3D3&sa=D&source=editors",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2Fa%3Fid%3D3&h=AT0",
        "https://www.linkedin.com/redir/redirect?url=https%3A%2F%2Fexample.org%2Fa%3Fid%3D3&urlhash=x",
        f"https://substack.com/redirect/2/{_base64(json.dumps({'e': 'https://example.org/a?id=3'}))}.signature",
        f"https://click.convertkit-mail.com/abc/def/{_base64('https://example.org/a?id=3')}",
        "https://x.awstrack.me/L0/https:%2F%2Fexample.org%2Fa%3Fid=3/1/0100/x=1",
        "https://reader:secret@example.org/a?id=3",
    ],
)
def test_a_link_leads_to_the_page_itself(address: str) -> None:
    assert clean_address(address).url == "https://example.org/a?id=3"


def test_gateways_around_gateways_are_opened() -> None:
    inner = "https%3A%2F%2Fwww.google.com%2Furl%3Fq%3Dhttps%253A%252F%252Fexample.org%252Fa"

    cleaned = clean_address(f"https://nam02.safelinks.protection.outlook.com/?url={inner}&data=1")

    assert cleaned.url == "https://example.org/a"


@pytest.mark.parametrize(
    "address",
    [
        "https://example.us1.list-manage.com/track/click?u=1&id=2&e=3",
        "https://substack.com/redirect/0f1e2d3c-aaaa-bbbb-cccc-000000000000?j=eyJ1IjoiMSJ9.x",
        "https://link.mail.beehiiv.com/ss/c/u001.abc/4a/x/h1/h001.y",
        "https://email.example.org/c/eJwVjk0KgzAYRE8jS_ky",
        "https://u1.ct.sendgrid.net/ls/click?upn=abc",
        "https://example.us1.list-manage.com/unsubscribe?u=1&id=2&e=3&c=4",
        "https://example.us1.list-manage.com/profile?u=1&id=2&e=3",
        "https://example.org/newsletter/unsubscribe.php?reader=3",
        "https://example.substack.com/action/disable_email?token=e30",
        "https://example.org/email-preferences/3f",
        "https://example.org/manage_email_subscription?id=3",
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/hostname",
        "/relative",
        "https://",
        "https://[::1",
        "https://example.org:port/",
    ],
)
def test_a_link_that_leads_nowhere_known_is_left_out_with_the_reason(address: str) -> None:
    url, problem = clean_address(address)

    assert url is None
    assert problem is not None
    assert "left out" in problem


@pytest.mark.parametrize(
    "address",
    [
        "https://www.google.com/search?q=https://example.org",
        "https://web.archive.org/web/2024/https://example.org/",
        "https://translate.example.org/page?u=https://example.org/",
        "mailto:editors@example.org",
        "https://example.org/how-to-unsubscribe",
        "https://example.org/subscription/",
        "https://example.org/profile/ada",
        "https://example.org/a(b)?q=%E4%B8%AD#part",
    ],
)
def test_any_other_link_stays_as_it_is(address: str) -> None:
    assert clean_address(address).url == address


def test_a_relative_link_needs_the_address_of_the_page() -> None:
    assert clean_address("../a?utm_source=x", "https://example.org/s/1/").url == "https://example.org/s/a"
