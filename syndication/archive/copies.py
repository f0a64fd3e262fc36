"""Find copies of issues that sync programs, downloads and editors leave, before they get ids."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import accumulate

from syndication.model import Issue
from syndication.model.errors import Problem
from syndication.model.ids import KEY, issue_of_file


def find_copies(paths: Iterable[str], issues: Iterable[Issue]) -> Iterator[Problem]:
    """Yield a problem for each file that seems to be a copy of one beside it.

    It is one if its name is no key and holds the other's ("2024-01-12 (1)", "… conflicted copy …"), or if its
    key begins with the other's ("2024-01-12-laptop") and at least half of the text is the same.
    """
    stems = {issue_of_file(path): path for path in paths}
    by_stem = {issue_of_file(issue.path): issue for issue in issues}
    for stem, path in stems.items():
        folder, _, name = stem.partition("/")
        if KEY.fullmatch(name):
            *shorter, _ = accumulate(stem.split("-"), "{}-{}".format)
            originals = [one for one in shorter if one in by_stem and _is_alike(stem, one, by_stem)]
        else:
            originals = [one for key in KEY.findall(name) if (one := f"{folder}/{key}") in stems]
        if originals:
            way_on = "expected one file for an issue: merge them, and remove one"
            message = f"this seems to be a copy of {stems[originals[-1]]}; {way_on}"
            yield Problem(path=path, line=1, message=message)


def _is_alike(stem: str, other: str, by_stem: dict[str, Issue]) -> bool:
    if stem not in by_stem:
        return False
    one, two = (Counter([*by_stem[name].letter, *by_stem[name].parts]) for name in (stem, other))
    return 2 * (one & two).total() >= max(one.total(), two.total())
