"""What all templates have in common: how they are read, and what they ask of languages."""

from jinja2 import Environment, PackageLoader, StrictUndefined

from syndication.dates import locale_of


def environment() -> Environment:
    """Give the templates: they only place values, and what they place is escaped."""
    return Environment(
        loader=PackageLoader("syndication.render"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def language_name(tag: str) -> str:
    """Give a language's own name for itself."""
    locale = locale_of(tag)
    return (locale.languages.get(str(locale)) or locale.get_display_name() or tag) if _is_known(tag) else tag


def direction_of(tag: str) -> str:
    """Say which way a language is written."""
    return "rtl" if _is_known(tag) and locale_of(tag).character_order == "right-to-left" else "ltr"


def _is_known(tag: str) -> bool:
    return locale_of(tag).language == tag.split("-", maxsplit=1)[0].lower()
