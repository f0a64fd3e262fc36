"""Golden files: bytes that subscribers get, to be changed on purpose only."""

from collections.abc import Callable
from pathlib import Path

GOLDEN = Path(__file__).parents[1] / "golden"

Golden = Callable[[str, bytes], None]
