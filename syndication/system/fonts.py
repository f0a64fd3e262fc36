"""The fonts of this machine, as fontconfig finds them."""

import subprocess
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cache

_FORMAT = r"%{file}\t%{index}\t%{scalable}\t%{color}\t%{slant}\t%{charset}\n"
_MAX_FACES = 32  # that are tried one after the other


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """A font in a file, and the characters that it has."""

    file: str
    index: int  # in a collection of fonts
    _starts: tuple[int, ...] = field(repr=False)
    _ends: tuple[int, ...] = field(repr=False)

    def covers(self, character: str) -> bool:
        """Return whether the font has a character."""
        place = bisect_right(self._starts, ord(character)) - 1
        return place >= 0 and ord(character) <= self._ends[place]


@cache
def find_faces(pattern: str) -> tuple[Face, ...]:
    """Return the fonts that match a pattern of fontconfig, best first; raises OSError without fontconfig."""
    command = ["fc-match", "--sort", f"--format={_FORMAT}", pattern]
    try:
        listed = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 (no shell)
    except subprocess.CalledProcessError as error:
        raise OSError(error.stderr.strip()) from error
    faces: list[Face] = []
    for line in listed.stdout.splitlines()[:_MAX_FACES]:
        file, index, scalable, color, slant, charset = line.split("\t")
        if (scalable, color, slant) == ("True", "False", "0"):
            ranges = [[int(end, 16) for end in one.split("-")] for one in charset.split()]
            starts, ends = tuple(one[0] for one in ranges), tuple(one[-1] for one in ranges)
            faces.append(Face(file=file, index=int(index), _starts=starts, _ends=ends))
    return tuple(faces)
