"""The text parts, mails and Word documents that hold a newsletter."""

import base64
import io
import quopri
import re
import textwrap
import zipfile
from collections.abc import Callable
from html import escape

from tests.support.foreign_text import FIGURE, SITE, Newsletter, encode

MAIL_DATE = "Mon, 15 Jan 2024 10:00:00 +0800"
_COLUMNS = 72


def text_part(news: Newsletter) -> str:
    """Return the text part of a mail: wrapped, with links in parentheses and notes, and marked headings."""
    paragraphs = [
        news.date,
        news.title,
        news.tagline,
        news.greeting,
        f"{news.linked[0]}{news.linked[1]} <{SITE}/letter?id=3&utm_medium=email>{news.linked[2]}",
        news.letter,
        f"** {news.group}\n{'-' * 60}",
        f"{news.quote_heading}\n{'=' * 20}",
        f"{news.quote}\n{news.speaker}\n{news.role}",
        f"{news.more} ({SITE}/quote?utm_source=x)",
        f"*{news.number_heading}*",
        news.caption,
        f"{news.source} [1]",
        f"## {news.discovery_heading}",
        news.introduction,
        f"{news.discovery_title}\n{news.video}\n{SITE}/video",
        news.discovery,
        f"** {news.question_heading}",
        news.context,
        news.lead_in,
        f"* {news.questions[0]}\n* {news.questions[1]}",
        news.call,
        f"** {news.end}",
        news.about,
        f"[1] {SITE}/number?utm_content=y",
    ]
    return "\n\n".join("\n".join(map(_wrapped, paragraph.split("\n"))) for paragraph in paragraphs) + "\n"


def _wrapped(line: str) -> str:
    """Return a line broken at the width of mails; a Chinese one anywhere."""
    if line.isascii() or " " in line[:20]:
        return "\n".join(textwrap.wrap(line, _COLUMNS, break_long_words=False, break_on_hyphens=False))
    broken, columns = "", 0
    for part in re.findall(r" <[^>]*>|.", line):
        width = len(part) if part.isascii() else 2
        if columns + width > _COLUMNS and not part.startswith(" "):  # no program breaks an address
            broken, columns = f"{broken}\n", 0
        broken, columns = broken + part, columns + width
    return broken


def answered(text: str) -> str:
    """Return a text as the answer to a mail quotes it."""
    return "\n".join(f"> {line}" if line else ">" for line in text.splitlines())


def forwarded_text(text: str) -> str:
    """Return a text as a mail forwards it."""
    return f"""See below.

---------- Forwarded message ---------
From: Example <news@example.org>
Date: Fri, Jan 12, 2024 at 12:00 PM
Subject: The Bridge
To: <a@example.org>

{text}"""


def mail(
    *parts: tuple[str, str],
    charset: str = "utf-8",
    transfer: str = "base64",
    subject: str = "=?utf-8?b?5qmL?=",
) -> bytes:
    """Return a mail with alternatives, each a type such as `text/html` and its text."""
    bodies = [
        f"Content-Type: {kind}; charset={charset}\r\nContent-Transfer-Encoding: {transfer}\r\n\r\n".encode()
        + _TRANSFERS[transfer](encode(text, charset))
        for kind, text in parts
    ]
    head = f"From: news@example.org\r\nTo: a@example.org\r\nSubject: {subject}\r\nDate: {MAIL_DATE}\r\nMIME-Version: 1.0\r\n"
    if len(bodies) == 1:
        return head.encode() + bodies[0]
    boundary = b"=_0123456789"
    multipart = b'Content-Type: multipart/alternative; boundary="' + boundary + b'"\r\n\r\n'
    content = b"".join(b"--" + boundary + b"\r\n" + body + b"\r\n" for body in bodies)
    return head.encode() + multipart + content + b"--" + boundary + b"--\r\n"


def attached(*messages: bytes) -> bytes:
    """Return a mail to which messages are attached."""
    parts = b"".join(
        b"--b1\r\nContent-Type: message/rfc822\r\n\r\n" + message + b"\r\n" for message in messages
    )
    note = b"--b1\r\nContent-Type: text/plain\r\n\r\nSee the attached messages.\r\n"
    head = b"From: a@example.org\r\nSubject: Old issues\r\nMIME-Version: 1.0\r\n"
    return head + b"Content-Type: multipart/mixed; boundary=b1\r\n\r\n" + note + parts + b"--b1--\r\n"


def word_document(news: Newsletter) -> bytes:
    """Return a Word document with headings by style, links, bold words and an image with a text."""
    links = dict(news.links)
    body = [
        *map(_paragraph, (news.date, news.title, news.tagline, news.greeting)),
        f"<w:p>{_run(news.linked[0])}{_hyperlink(news.linked[1], 1)}{_run(news.linked[2])}</w:p>",
        *(
            _paragraph(news.letter),
            _heading(news.group),
            _heading(news.quote_heading),
            _paragraph(news.quote),
        ),
        f"<w:p>{_run(news.speaker)}<w:r><w:br/></w:r>{_run(news.role)}</w:p>",
        f"<w:p>{_hyperlink(news.more, 2)}</w:p>",
        *(_heading(news.number_heading), _DRAWING, _paragraph(news.caption)),
        f"<w:p>{_hyperlink(news.source, 3)}</w:p>",
        *(_heading(news.discovery_heading), _paragraph(news.introduction)),
        f"<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>{news.discovery_title}</w:t></w:r></w:p>",
        f"<w:p>{_hyperlink(news.video, 4)}</w:p>",
        *(_paragraph(news.discovery), _heading(news.question_heading)),
        *map(_paragraph, (news.context, news.lead_in, *news.questions, news.call)),
        *(_heading(news.end), _paragraph(news.about)),
    ]
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/relationships/hyperlink" Target="{escape(url)}" TargetMode="External"/>'
        for number, url in enumerate(links.values(), 1)
    )
    files = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="png" ContentType="image/png"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}<Relationship Id="rId9" '
        f'Type="{_OFFICE}/relationships/image" Target="media/image1.png"/></Relationships>',
        "word/styles.xml": f'<w:styles {_NAMESPACES}><w:style w:type="paragraph" w:styleId="Heading2">'
        '<w:name w:val="heading 2"/></w:style></w:styles>',
        "word/document.xml": f"<w:document {_NAMESPACES}><w:body>{''.join(body)}</w:body></w:document>",
        "word/media/image1.png": "not read",
    }
    return pack({name: content.encode() for name, content in files.items()})


def pack(files: dict[str, bytes]) -> bytes:
    """Return a zip file."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


_TRANSFERS: dict[str, Callable[[bytes], bytes]] = {
    "base64": base64.encodebytes,
    "quoted-printable": quopri.encodestring,
    "8bit": bytes,
}
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_DRAWING_ML = "http://schemas.openxmlformats.org/drawingml/2006"
_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    f'xmlns:r="{_OFFICE}/relationships" xmlns:wp="{_DRAWING_ML}/wordprocessingDrawing" '
    f'xmlns:a="{_DRAWING_ML}/main" xmlns:pic="{_DRAWING_ML}/picture"'
)
_DRAWING = (
    f'<w:p><w:r><w:drawing><wp:inline><wp:docPr id="1" name="Picture 1" descr="{FIGURE}"/><a:graphic><a:graphicData>'
    '<pic:pic><pic:blipFill><a:blip r:embed="rId9"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline>'
    "</w:drawing></w:r></w:p>"
)


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _paragraph(text: str) -> str:
    return f"<w:p>{_run(text)}</w:p>"


def _heading(text: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="Heading2"/></w:pPr>{_run(text)}</w:p>'


def _hyperlink(text: str, number: int) -> str:
    return f'<w:hyperlink r:id="rId{number}">{_run(text)}</w:hyperlink>'
