"""Count distinct values in bounded memory: exactly while they are few, by HyperLogLog when they are many."""

from math import log

_MAX_EXACT = 256
_BITS = 12  # a standard error of 1.04 / sqrt(4096) = 1.6 %
_REGISTERS = 1 << _BITS
_REST_BITS = 64 - _BITS
_ALPHA = 0.7213 / (1 + 1.079 / _REGISTERS)
_SMALL = 2.5 * _REGISTERS  # below which the empty registers say more


class DistinctCount:
    """The number of distinct 64-bit hashes (Flajolet et al. 2007)."""

    __slots__ = ("_exact", "_registers")

    def __init__(self) -> None:
        self._exact: set[int] | None = set()
        self._registers = bytearray()

    def add(self, hashed: int) -> None:
        """Count a hash, unless it was counted before."""
        if self._exact is None:
            self._register(hashed)
        else:
            self._exact.add(hashed)
            if len(self._exact) > _MAX_EXACT:
                self._registers, many, self._exact = bytearray(_REGISTERS), self._exact, None
                for one in many:
                    self._register(one)

    def _register(self, hashed: int) -> None:
        index, rest = hashed >> _REST_BITS, hashed & ((1 << _REST_BITS) - 1)
        rank = _REST_BITS - rest.bit_length() + 1
        self._registers[index] = max(self._registers[index], rank)

    def __len__(self) -> int:
        if self._exact is not None:
            return len(self._exact)
        estimate = _ALPHA * _REGISTERS**2 / sum(2.0**-rank for rank in self._registers)
        empty = self._registers.count(0)
        return round(_REGISTERS * log(_REGISTERS / empty) if estimate <= _SMALL and empty else estimate)
