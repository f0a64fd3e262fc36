"""Structured data in a page's head: OpenGraph for link previews, JSON-LD (schema.org) for search engines."""

import json
from functools import cache
from typing import Any

from babel.core import get_global
from markupsafe import Markup

from syndication.archive.entries import summary
from syndication.model import Entry, Figure, Issue, List, Newsletter, Part, Question, Quotation, Text
from syndication.model.paths import page_path
from syndication.model.urls import Urls
from syndication.text.dates import locale_of
from syndication.text.typography import join_lines

Properties = list[tuple[str, str]]


def open_graph(kind: str, title: str, description: str, url: str, site: str, tag: str) -> Properties:
    """Return the OpenGraph properties of a page (ogp.me)."""
    return [
        ("og:type", kind),
        ("og:title", title),
        ("og:description", description),
        ("og:url", url),
        ("og:site_name", site),
        ("og:locale", with_territory(tag)),
    ]


def open_graph_of(entry: Entry, urls: Urls) -> Properties:
    """Return the OpenGraph properties of an entry's page."""
    url = urls(page_path(entry.ref))
    properties = open_graph("article", entry.title, summary(entry), url, entry.edition.title, entry.language)
    properties += [
        ("article:published_time", entry.published.isoformat()),
        ("article:modified_time", entry.updated.isoformat()),
    ]
    if entry.image:
        properties.append(("og:image", entry.image))
    return properties


def json_ld(entry: Entry, issue: Entry | None, newsletter: Newsletter, urls: Urls) -> Markup:
    """Return the JSON-LD 1.1 of an entry and the `issue` it belongs to, in the schema.org vocabulary."""
    publisher = newsletter.publisher_of(entry.edition)
    properties = {
        "@context": "https://schema.org",
        "@id": entry.id,
        **_content_properties(entry, urls),
        "url": urls(page_path(entry.ref)),
        "inLanguage": entry.language,
        "datePublished": entry.published.isoformat(),
        "dateModified": entry.updated.isoformat(),
        "image": entry.image,
        "isPartOf": _reference("Article", issue, urls) if issue else None,
        "workTranslation": [
            {"@id": other.id, "url": urls(page_path(other.ref)), "inLanguage": other.ref.edition}
            for other in entry.translations
        ],
        "publisher": {"@type": "Organization", "name": publisher.name, "url": publisher.url},
        "copyrightNotice": publisher.rights,
        "license": publisher.license_url,
    }
    text = json.dumps(_without_empty(properties), ensure_ascii=False, separators=(",", ":"))
    # A "<" might end the script or begin a comment in it (HTML s.4.12.1.3).
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704 nothing else is special in a script


def _content_properties(entry: Entry, urls: Urls) -> dict[str, Any]:
    """Return the properties that depend on the kind of entry."""
    match entry.content:
        case Issue() as issue:
            parts = [_reference(_type_of(part.content), part, urls) for part in entry.parts]
            return {"@type": "Article", "headline": entry.title, "sameAs": issue.link, "hasPart": parts}
        case part:
            return {"@type": _type_of(part), "name": entry.title, **_part(part)}


def _part(part: Part) -> dict[str, Any]:
    match part:
        case Quotation():
            # No type: the text does not say whether the author is a person, two people or a document.
            author = {"name": part.speaker, "description": part.role} if part.speaker or part.role else None
            return {"text": part.text, "author": author, "isBasedOn": part.link}
        case Figure():
            source = {"name": part.source_title, "author": part.source_author, "url": part.link}
            value = {"@type": "PropertyValue", "value": part.value, "description": part.caption}
            return {
                "about": value,
                "isBasedOn": {"@type": "CreativeWork", **source} if any(source.values()) else None,
            }
        case Question():
            questions = [{"@type": "Question", "text": question} for question in part.questions]
            text = join_lines(list(part.questions))
            return {"text": text, "abstract": part.context, "hasPart": questions[1:] and questions}
        case Text():
            return {"headline": part.title, "articleBody": "\n".join(part.text), "isBasedOn": part.link}
        case List(single=True, items=(item,)):
            text = "\n".join(item.text)
            return {"headline": item.title, "articleBody": text, "isBasedOn": item.url}
        case List():
            items = [
                {
                    "@type": "ListItem",
                    "position": position,
                    "name": item.title,
                    "description": "\n".join(item.text),
                    "url": item.url,
                }
                for position, item in enumerate(part.items, 1)
            ]
            return {"itemListElement": items, "isBasedOn": part.link}


def _type_of(content: Issue | Part) -> str:
    return "Article" if isinstance(content, List) and content.single else _TYPES[type(content)]


def _reference(kind: str, entry: Entry, urls: Urls) -> dict[str, str]:
    return {"@type": kind, "@id": entry.id, "name": entry.title, "url": urls(page_path(entry.ref))}


def _without_empty(value: Any) -> Any:
    """Return a value without its empty properties."""
    if isinstance(value, dict):
        return {name: _without_empty(inner) for name, inner in value.items() if inner}
    return [_without_empty(inner) for inner in value] if isinstance(value, list) else value


@cache
def with_territory(tag: str) -> str:
    """Return a language with its most likely territory in CLDR, as OpenGraph expects: zh_TW."""
    locale = locale_of(tag)
    likely = get_global("likely_subtags")
    parts = (likely.get(str(locale)) or likely.get(locale.language) or str(locale)).split("_")
    return f"{parts[0]}_{parts[-1]}" if len(parts) > 1 else parts[0]


_TYPES = {
    Issue: "Article",
    Quotation: "Quotation",
    Figure: "Article",
    Question: "Question",
    Text: "Article",
    List: "ItemList",
}
