"""How addresses are written and read: routes, their converters, and the router that matches a path."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from re import sub
from typing import Any, NamedTuple

from werkzeug.exceptions import NotFound
from werkzeug.routing import BaseConverter, Map, Rule

from syndication.model import Format, Quarter
from syndication.model.ids import SECTION
from syndication.settings.newsletter_toml import EDITION_TAG
from syndication.site.context import Site
from syndication.site.document import Document

Values = Mapping[str, Any]  # of the variables of a rule, by name


class Group(Enum):
    """When the documents of a route are rendered, and how many there are of them."""

    PRERENDERED = auto()  # before a snapshot goes live: what readers request most
    SINGLETON = auto()  # on demand; one for the site or for an edition
    ENTRY = auto()  # on demand; their number grows with the archive
    DYNAMIC = auto()  # for each query; not part of an export


@dataclass(frozen=True, slots=True, eq=False)
class Route:
    """One line of the table: the rule, the view of its documents, and the values that it exists for."""

    rule: str
    view: Callable[..., Document]  # takes the site, the path and the values; if dynamic, the query instead
    values: Callable[[Site], Iterable[Values]]
    group: Group
    _template: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_template", sub(r"<(?:[^:<>]+:)?(\w+)>", r"{\1}", self.rule))

    @property
    def name(self) -> str:
        """The module and the function of the view."""
        return f"{self.view.__module__.rpartition('.')[2]}.{self.view.__name__}"

    def path(self, values: Values) -> str:
        """Return the path for some values of its variables."""
        return self._template.format_map(values)

    def addresses(self, site: Site) -> "Iterator[Address]":
        """Return every address of a site that this route has."""
        return (Address(self, values, self.path(values)) for values in self.values(site))


class Address(NamedTuple):
    """A path, and the route and the values that it is made of."""

    route: Route
    values: Values
    path: str

    def document(self, site: Site) -> Document:
        """Return the document here; raises DocumentNotFound if there is none."""
        return self.route.view(site, self.path, **self.values)


class _Edition(BaseConverter):
    regex = EDITION_TAG.pattern


class _Section(BaseConverter):
    """The name of a section; whether the newsletter has it is for the caller to check."""

    regex = SECTION.pattern


class _Format(BaseConverter):
    regex = "|".join(Format)

    def to_python(self, value: str) -> Format:
        return Format(value)


class _Quarter(BaseConverter):
    regex = "(?:19|2[01])[0-9]{2}-q[1-4]"

    def to_python(self, value: str) -> Quarter:
        year, number = value.split("-q")
        return Quarter(int(year), int(number))


class _Key(BaseConverter):
    """The key of an entry, or `latest`; never what reads as a quarter."""

    regex = r"(?![0-9]{4}-q[1-4](?:\.|\Z))[a-z0-9-]+(?:\.[0-9]+)?"


CONVERTERS: Mapping[str, type[BaseConverter]] = {
    "edition": _Edition,
    "section": _Section,
    "format": _Format,
    "quarter": _Quarter,
    "key": _Key,
}


class Router:
    """Finds the route of a path."""

    def __init__(self, routes: Iterable[Route]) -> None:
        rules = [Rule(route.rule, endpoint=route) for route in routes]
        rule_map = Map(rules, converters=CONVERTERS, strict_slashes=False, merge_slashes=False)
        self._matcher = rule_map.bind("")

    def match(self, path: str) -> tuple[Route, Values] | None:
        """Return the route of a path and the values in it, whatever its case and its final slash.

        The caller checks whether the path is spelled right, and whether the site has such an address.
        """
        if path.startswith("//"):  # werkzeug takes any number of slashes for one
            return None
        for spelling in (path, path.lower()):  # every rule is in lower case
            try:
                route, values = self._matcher.match(spelling)
            except NotFound:
                continue
            return route, values
        return None
