"""How many examples property tests try: all of them in CI, and a fifth in the loop of a developer."""

import os
from typing import Any

from hypothesis import settings

_SHARE = 1 if os.environ.get("CI") == "true" else 5


def examples(count: int, **more: Any) -> settings:
    """Return settings for `count` examples in CI; no test is about how fast a machine is."""
    return settings(max_examples=max(1, count // _SHARE), deadline=None, **more)
