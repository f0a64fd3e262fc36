"""The pages and mails that publishers, mail services and word processors make of a newsletter.

The structures are theirs: nested tables, preheaders, tracked links, conditional comments; the words are ours.
"""

import base64
import json
from collections.abc import Callable
from html import escape

from tests.support.foreign_text import FIGURE, PAGE, SITE, Newsletter

Link = Callable[[str], str]


def published_page(news: Newsletter, charset: str = "utf-8") -> str:
    """Return a page of a site: navigation, cookies, the article, related articles, a footer."""
    return f"""<!DOCTYPE html>
<html lang="{news.tag}"><head><meta charset="{charset}">
<title>{news.title} | Example</title>
<link rel="canonical" href="{PAGE}?utm_source=site">
<meta property="og:title" content="{news.title}">
<meta property="og:image" content="{SITE}/i/2024-01-12.jpg">
<meta property="article:published_time" content="2024-01-12T12:00:00+08:00">
<style>.print-only {{ display: none }} @media print {{ .print-only {{ display: block }} }}</style>
<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Nothing to read"}}</script></head>
<body class="single has-sidebar"><a class="skip-link" href="#main">Skip to content</a>
<div id="cookie-consent"><p>We use cookies. <button>Accept</button></p></div>
<header><nav><ul><li><a href="/">Home</a></li><li><a href="/about">About</a></li></ul></nav></header>
<main id="main"><article class="post related-to-bridges">
<p class="print-only">Printed from example.org</p>
<p class="dateline">{news.date}</p><h1>{news.title}</h1><p class="tagline">{news.tagline}</p>
<div class="social-share"><a href="https://www.facebook.com/sharer.php?u={PAGE}">Facebook</a> <a href="#">Print</a></div>
{_letter(news, lambda name: f"/{name}{'&' if '?' in name else '?'}utm_campaign=web")}
<h2>{news.group}</h2>
<h3>{news.quote_heading}</h3><blockquote><p>{escape(news.quote)}</p><footer>{news.speaker}<br>{news.role}</footer></blockquote>
<p><a class="button" href="/quote">{news.more} →</a></p>
<h3>{news.number_heading}</h3><figure><img src="/i/28.png" alt="{FIGURE}" width="600" height="300"></figure>
<p>{news.caption}</p><p><a href="/number">{news.source}</a></p>
<h3>{news.discovery_heading}</h3><p>{news.introduction}</p><p><strong>{news.discovery_title}</strong></p>
<p>▶ <a href="/video">{news.video}</a></p><p>{news.discovery}</p>
<h3>{news.question_heading}</h3><p>{news.context}</p><p>{news.lead_in}</p><ul><li>{news.questions[0]}</li><li>{news.questions[1]}</li></ul>
<p>{news.call}</p>
<p>Share: <a href="https://twitter.com/intent/tweet?url={PAGE}">Twitter</a> | <a href="mailto:?subject=Read">Mail</a></p>
<h3>{news.end}</h3><p>{news.about}</p></article></main>
<aside class="related-articles"><h2>You may also like</h2><p><a href="/other">Another story</a></p></aside>
<footer><p>© Example</p></footer><div aria-hidden="true">×</div></body></html>"""


def mailchimp(news: Newsletter, charset: str = "utf-8") -> str:
    """Return the HTML of a campaign: tables within tables, a preheader, links that count clicks."""
    track = f"{SITE}/url?url="

    def link(name: str) -> str:
        return f"{track}{SITE}/{name}".replace("?id", "%3Fid").replace("&", "%26") + "&mc_cid=1&mc_eid=2"

    def block(content: str) -> str:
        return f"""<table class="mcnTextBlock" width="100%"><tbody class="mcnTextBlockOuter"><tr>
<td class="mcnTextBlockInner" valign="top"><!--[if mso]><table><tr><td>Only for Outlook<![endif]-->
<table align="left" class="mcnTextContentContainer"><tbody><tr>
<td class="mcnTextContent" style="padding:0 18px 9px;">{content}</td></tr></tbody></table>
<!--[if mso]></td></tr></table><![endif]--></td></tr></tbody></table>"""

    return f"""<!doctype html><html xmlns:v="urn:schemas-microsoft-com:vml"><head>
<!--[if gte mso 15]><xml><o:OfficeDocumentSettings></o:OfficeDocumentSettings></xml><![endif]-->
<meta http-equiv="Content-Type" content="text/html; charset={charset}"><title>*|MC:SUBJECT|*</title></head>
<body><!--*|IF:MC_PREVIEW_TEXT|*--><!--[if !gte mso 9]><!----><span class="mcnPreviewText" style="display:none;
font-size:0px; line-height:0px; max-height:0px; opacity:0; overflow:hidden; mso-hide:all;">A preview</span><!--<![endif]-->
<center><table id="bodyTable" width="100%"><tr><td id="bodyCell"><table class="templateContainer"><tr><td id="templateHeader">
{block(f"{news.date}<br><span style='font-size:24px'>{news.title}</span><br><em>{news.tagline}</em>")}</td></tr>
<tr><td id="templateBody">{block(_letter(news, link))}
{block(f"<h2>{news.group}</h2>")}
{block(f"<strong>{news.quote_heading}</strong><br><br>{escape(news.quote)}<br><strong>{news.speaker}</strong><br>{news.role}")}
<table class="mcnButtonBlock"><tr><td><a class="mcnButton" href="{link("quote")}">{news.more}&nbsp;&raquo;</a></td></tr></table>
<table><tr><td width="30%"><img alt="{news.number_heading}" src="{SITE}/i/number.png" width="200"></td>
<td><img alt="{FIGURE}" src="{SITE}/i/28.png" width="200"><br>{news.caption}<br>&nbsp;<br>
<a href="{link("number")}">{news.source}</a></td></tr></table>
{block(f"<h3>{news.discovery_heading}</h3>{news.introduction}<br><b>{news.discovery_title}</b>")}
{block(f"<a href='{link('video')}'>{news.video}</a><br><p>{news.discovery}</p>")}
<table><tr><td><h3>{news.question_heading}</h3></td><td>{news.context}</td></tr></table>
{block(f"{news.lead_in}<br>{news.questions[0]}<br>{news.questions[1]}<p>{news.call}</p>")}
{block(f"<h3>{news.end}</h3><p>{news.about}</p>")}</td></tr>
<tr><td id="templateFooter"><table class="mcnFollowBlock"><tr><td>Follow us</td></tr></table>
<a href="https://example.us1.list-manage.com/unsubscribe?u=1&id=2">unsubscribe</a></td></tr></table></td></tr></table></center>
<img src="https://example.us1.list-manage.com/track/open.php?u=1" height="1" width="1" alt=""></body></html>"""


def substack(news: Newsletter, charset: str = "utf-8") -> str:
    """Return the HTML of a post that is mailed: its links carry their target in a token."""

    def link(name: str) -> str:
        token = json.dumps({"e": f"{SITE}/{name}", "p": 1, "s": 2, "f": True})
        return f"https://substack.com/redirect/2/{base64.urlsafe_b64encode(token.encode()).decode().rstrip('=')}.sig"

    return f"""<html><head><meta charset="{charset}"><style>@media all {{ .x {{ color: red }} }}</style></head><body>
<div class="preview" style="display:none;font-size:1px;max-height:0px;overflow:hidden;">A preview&#847; &#847; &#173;</div>
<div class="email-body-container"><table role="presentation"><tr><td></td><td class="content"><div class="body markup">
<p>{news.date}</p><h1 class="post-title">{news.title}</h1><h3 class="subtitle">{news.tagline}</h3>
<div class="post-meta"><table><tr><td><a href="https://substack.com/app-link/post?action=share"><img alt="" width="18"
 height="18" src="https://substackcdn.com/share.png" style="display:none"></a></td></tr></table></div>
{_letter(news, link)}
<h2 class="header-anchor-post">{news.group}</h2><h3>{news.quote_heading}</h3>
<div class="pullquote"><p>{escape(news.quote)}</p></div><p><strong>{news.speaker}</strong></p><p><em>{news.role}</em></p>
<p class="button-wrapper"><a class="button primary" href="{link("quote")}"><span>{news.more}</span></a></p>
<h3>{news.number_heading}</h3><div class="captioned-image-container"><figure><a href="{link("number")}">
<img src="{SITE}/i/28.png" alt="{FIGURE}" width="550"></a></figure></div><p>{news.caption}</p>
<p><a href="{link("number")}">{news.source}</a></p>
<h3>{news.discovery_heading}</h3><p>{news.introduction}</p><p>{news.discovery_title}</p>
<p><a href="{link("video")}">{news.video} ↗</a></p><p>{news.discovery}</p>
<div class="subscription-widget-wrap"><p>Thanks for reading! Subscribe for free.</p></div>
<h3>{news.question_heading}</h3><p>{news.context}</p><p>{news.lead_in}</p><ol><li><p>{news.questions[0]}</p></li>
<li><p>{news.questions[1]}</p></li></ol><p>{news.call}</p><div><hr></div><h3>{news.end}</h3><p>{news.about}</p></div></td>
<td></td></tr></table><div class="footer"><p><a href="https://substack.com/redirect/2/eyJx.y">Unsubscribe</a></p></div></div>
<img alt="" width="1" height="1" src="https://eotrx.substackcdn.com/open?token=x"></body></html>"""


def beehiiv(news: Newsletter, charset: str = "utf-8") -> str:
    """Return the HTML of a mail whose links only the service can resolve."""
    link = "https://link.mail.beehiiv.com/ss/c/u001.abcdef/4a1/xyz/h{}/h001.sig".format

    def row(content: str) -> str:
        return f"""<tr><td class="dd" align="left" style="padding:0px 28px;text-align:left;word-break:break-word;">
<p style="mso-line-height-alt:150.0%;">{content}</p></td></tr>"""

    rows = [
        f"{news.date}<br>{news.title}<br>{news.tagline}",
        news.greeting,
        f"{news.linked[0]}<a class='link' href='{link(0)}'><span>{news.linked[1]}</span></a>{news.linked[2]}",
        escape(news.letter),
        f"<span style='font-weight:700'>{news.group}</span>",
        news.quote_heading,
        escape(news.quote),
        f"<b>{news.speaker}</b>",
        news.role,
        f"<a href='{link(1)}'>{news.more} ➜</a>",
        news.number_heading,
        f"<img src='{SITE}/i/28.png' alt='{FIGURE}' width='100%'>",
        news.caption,
        f"<a href='{link(2)}'>{news.source}</a>",
        news.discovery_heading,
        news.introduction,
        news.discovery_title,
        f"<a href='{link(3)}'>{news.video}</a>",
        news.discovery,
        news.question_heading,
        news.context,
        news.lead_in,
        *news.questions,
        news.call,
        news.end,
        news.about,
    ]
    return f"""<!DOCTYPE html><html><head><meta charset="{charset}"><style>.preheader {{ display: none }}</style></head>
<body><div style="display:none;max-height:0px;overflow:hidden;">A preview&zwnj;&nbsp;&zwnj;&nbsp;</div>
<table role="none" width="100%"><tr><td><table class="container">{"".join(map(row, rows))}</table>
<table class="footer-wrapper"><tr><td>Update your preferences</td></tr></table></td></tr></table></body></html>"""


def buttondown(news: Newsletter, charset: str = "utf-8") -> str:
    """Return the HTML that a service makes of Markdown: few elements, and a title above the text."""
    return f"""<!DOCTYPE html><html><head><meta charset="{charset}"><title>{news.title}</title></head><body>
<div class="email-body"><p>{news.date}</p><h1 class="subject">{news.title}</h1><p><em>{news.tagline}</em></p>
<div class="email-body-content">{_letter(news, lambda name: f"{SITE}/{name}")}
<h2 id="g">{news.group}</h2><h3>{news.quote_heading}</h3><blockquote>\n<p>{escape(news.quote)}</p>\n</blockquote>
<p>{news.speaker}<br />\n{news.role}</p><p><a href="{SITE}/quote" target="_blank">{news.more}</a></p>
<h3>{news.number_heading}</h3><p><img alt="{FIGURE}" src="{SITE}/i/28.png" draggable="false"></p><p>{news.caption}</p>
<p><a href="{SITE}/number">{news.source}</a></p><h3>{news.discovery_heading}</h3><p>{news.introduction}</p>
<p><strong>{news.discovery_title}</strong></p><p><a href="{SITE}/video">{news.video}</a></p><p>{news.discovery}</p>
<h3>{news.question_heading}</h3><p>{news.context}</p><p>{news.lead_in}</p><p>{news.questions[0]}</p>
<p>{news.questions[1]}</p><p>{news.call}</p><h3>{news.end}</h3><p>{news.about}</p></div></div>
<div class="email-footer"><p>You can unsubscribe at any time.</p></div></body></html>"""


def word_html(news: Newsletter, charset: str = "utf-8") -> str:
    """Return the HTML that Word saves: its own namespaces, lists made of paragraphs, lines broken anywhere."""

    def item(text: str) -> str:
        return f"""<p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;
</span></span></span><![endif]><span lang=EN-US>{text}<o:p></o:p></span></p>"""

    def para(text: str) -> str:
        return f"<p class=MsoNormal><span lang=EN-US style='mso-fareast-language:ZH-CN'>{text}<o:p></o:p></span></p>\n"

    plain = [news.date, news.title, news.tagline, news.greeting]
    broken = escape(news.letter).replace(" ", "\n", 5) if news.tag == "en" else _broken(news.letter)
    return f"""<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word">
<head><meta http-equiv=Content-Type content="text/html; charset={charset}"><meta name=Generator content="Microsoft Word 15">
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->
<style><!-- /* Font Definitions */ p.MsoNormal {{ margin:0cm; }} --></style></head>
<body lang=EN-US style='tab-interval:36.0pt'><div class=WordSection1>
{"".join(map(para, plain))}{para(f"{news.linked[0]}<a href='{SITE}/letter?id=3'><b>{news.linked[1]}</b></a>{news.linked[2]}")}
{para(broken)}<h1>{news.group}</h1>
<p class=MsoNormal><b><span style='font-size:14.0pt'>{news.quote_heading}<o:p></o:p></span></b></p>
{para(escape(news.quote))}{para(news.speaker)}{para(f"<i>{news.role}</i>")}{para(f"<a href='{SITE}/quote'>{news.more}</a>")}
<p class=MsoNormal><o:p>&nbsp;</o:p></p><h2>{news.number_heading}</h2>
<p class=MsoNormal><!--[if gte vml 1]><v:shape>28</v:shape><![endif]--><![if !vml]><img width=300 height=200
src="issue_files/image001.png" alt="{FIGURE}" v:shapes="Picture_1"><![endif]></p>
{para(news.caption)}{para(f"<a href='{SITE}/number'>{news.source}</a>")}<h2>{news.discovery_heading}</h2>{para(news.introduction)}
{para(f"<b>{news.discovery_title}</b>")}{para(f"<a href='{SITE}/video'>{news.video}</a>")}{para(news.discovery)}
<p class=MsoNormal><del>Gone.</del></p><h2>{news.question_heading}</h2>{para(news.context)}{para(news.lead_in)}
{item(news.questions[0])}{item(news.questions[1])}{para(news.call)}<h2>{news.end}</h2>{para(news.about)}</div></body></html>"""


def forwarded(inner: str, news: Newsletter) -> str:
    """Return the HTML of a mail that forwards another, as Gmail writes it."""
    return f"""<div dir="ltr">FYI, for the archive.<br><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">
---------- Forwarded message ---------<br>From: <strong>Example</strong> <span>&lt;<a
href="mailto:news@example.org">news@example.org</a>&gt;</span><br>Date: Fri, Jan 12, 2024 at 12:00 PM<br>
Subject: {news.title}<br>To:  &lt;<a href="mailto:a@example.org">a@example.org</a>&gt;<br></div><br><br>{inner}</div></div>"""


SERVICES = [published_page, mailchimp, substack, beehiiv, buttondown, word_html]


def _letter(news: Newsletter, link: Link) -> str:
    before, label, behind = news.linked
    return f"""<p>{news.greeting}</p>
<p>{before}<a href="{link("letter?id=3")}" target="_blank">{label}</a>{behind}</p>
<p>{escape(news.letter)}</p>"""


def _broken(text: str) -> str:
    """Return a Chinese text with a line end after every twenty characters."""
    return "\r\n".join(text[start : start + 20] for start in range(0, len(text), 20))
