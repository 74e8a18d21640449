"""The structures that items are made of (EUROCONTROL-SPEC-0149-1, §4): each reads itself, strictly, and writes itself.

Strictly: nothing is shorter than it says, no field is announced that the edition does not define, no extension goes on
after the last one.
"""

from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from lindero.gateways.asterix.content import Value, content_of
from lindero.kernel.errors import Words


class Malformed(Exception):
    """Bytes that are not what a structure demands. It never leaves this gateway: people meet `NotStrict`.

    Attributes:
        at: Where. [bytes]
        why: What is wrong.
    """

    def __init__(self, at: int, why_en: str, why_es: str) -> None:
        self.at, self.why = at, Words(why_en, why_es)
        super().__init__(f"{why_en}, at byte {at}")


def _cut_short(at: int, announced: int, end: int) -> Malformed:
    left = end - at
    return Malformed(at, f"{announced} bytes are due, {left} are left", f"faltan {announced} bytes, quedan {left}")


class Structure(Protocol):
    """One structure that begins and ends at whole bytes."""

    def read(self, data: bytes, at: int, end: int) -> tuple[Value, int]:
        """The value that begins at `at`, and where it ends, not beyond `end`.

        Raises:
            Malformed: There is none.
        """

    def write(self, value: Value) -> bytes:
        """The bytes of a value; spare bits are zero.

        Raises:
            ValueError: It does not fit.
        """


class Packed:
    """Parts side by side in one number of bits; a single unnamed part is a plain value.

    Args:
        spec: `["element", bits, content]` or `["group", [[name, spec], …]]`, from the tables.
    """

    def __init__(self, spec: Sequence[object]) -> None:
        self._parts: list[tuple[str, int, int, Packed]] = []
        self.bits = 0
        if spec[0] == "element":
            assert isinstance(spec[1], int)
            self.bits = spec[1]
            content = content_of(spec[2], self.bits)  # type: ignore[arg-type]  # a list in the tables
            self.unpack, self._encode = content.decode, content.encode
            return
        placed = [(name, Packed(part)) for name, part in spec[1]]  # type: ignore[attr-defined]  # a list of pairs
        self.bits = sum(part.bits for _, part in placed)
        shift = self.bits
        for name, part in placed:
            shift -= part.bits
            if name is not None:
                self._parts.append((name, shift, (1 << part.bits) - 1, part))
        self.unpack = self._unpack_parts  # type: ignore[assignment]  # a number's values are parts by name here

    def _unpack_parts(self, raw: int) -> dict[str, Value]:
        return {name: part.unpack(raw >> shift & mask) for name, shift, mask, part in self._parts}

    def pack(self, value: Value) -> int:
        """The bits of a value; of parts by name those that are missing are zero."""
        if not self._parts:
            assert isinstance(value, int | float | str)
            return self._encode(value)
        assert isinstance(value, Mapping)
        return sum(part.pack(value[name]) << shift for name, shift, _, part in self._parts if name in value)

    @property
    def names(self) -> set[str]:
        """Names of its parts."""
        return {name for name, *_ in self._parts}


class Fixed:
    """A fixed number of bytes."""

    def __init__(self, packed: Packed) -> None:
        self._packed = packed
        self._size, rest = divmod(packed.bits, 8)
        assert rest == 0

    def read(self, data: bytes, at: int, end: int) -> tuple[Value, int]:  # noqa: D102 - see Structure
        stop = at + self._size
        if stop > end:
            raise _cut_short(at, self._size, end)
        return self._packed.unpack(int.from_bytes(data[at:stop], "big")), stop

    def write(self, value: Value) -> bytes:  # noqa: D102 - see Structure
        return self._packed.pack(value).to_bytes(self._size, "big")


class Extended:
    """Parts of which each says in its last bit whether the next one follows.

    Args:
        groups: Parts of the tables; the last `None` of a group stands for that bit.
    """

    def __init__(self, groups: Sequence[Sequence[object]]) -> None:
        self._groups: list[tuple[Packed, int, bool]] = []
        for group in groups:
            goes_on = group[-1] is None
            packed = Packed(["group", [part for part in group if part is not None]])
            self._groups.append((packed, (packed.bits + goes_on) // 8, goes_on))

    def read(self, data: bytes, at: int, end: int) -> tuple[Value, int]:  # noqa: D102 - see Structure
        found: dict[str, Value] = {}
        for packed, size, goes_on in self._groups:
            stop = at + size
            if stop > end:
                raise _cut_short(at, size, end)
            raw = int.from_bytes(data[at:stop], "big")
            at = stop
            found.update(packed.unpack(raw >> goes_on))  # type: ignore[arg-type]  # a group has parts by name
            if not goes_on or not raw & 1:
                return found, at
        raise Malformed(at, "an extension after the last one is announced", "se anuncia una extensión tras la última")

    def write(self, value: Value) -> bytes:  # noqa: D102 - see Structure
        assert isinstance(value, Mapping)
        last = max((i for i, (packed, *_) in enumerate(self._groups) if packed.names & value.keys()), default=0)
        written = b""
        for index, (packed, size, goes_on) in enumerate(self._groups[: last + 1]):
            raw = packed.pack(value) << goes_on | (goes_on and index < last)
            written += raw.to_bytes(size, "big")
        return written


class Repetitive:
    """The same structure several times: so often as the first byte says, or while the last bit of each is set.

    Args:
        count_bytes: Of the number in front; 0 for the last bit.
        spec: What is repeated.
    """

    def __init__(self, count_bytes: int, spec: Sequence[object]) -> None:
        self._count_bytes = count_bytes
        self._packed = Packed(spec)
        self._size = (self._packed.bits + (count_bytes == 0)) // 8

    def read(self, data: bytes, at: int, end: int) -> tuple[Value, int]:  # noqa: D102 - see Structure
        found: list[Value] = []
        start = at + self._count_bytes
        if start > end:
            raise _cut_short(at, self._count_bytes, end)
        left = int.from_bytes(data[at:start], "big") if self._count_bytes else 1
        while left:
            stop = start + self._size
            if stop > end:
                raise _cut_short(start, left * self._size, end)
            raw = int.from_bytes(data[start:stop], "big")
            start = stop
            if self._count_bytes:
                found.append(self._packed.unpack(raw))
                left -= 1
            else:
                found.append(self._packed.unpack(raw >> 1))
                left = raw & 1
        return found, start

    def write(self, value: Value) -> bytes:  # noqa: D102 - see Structure
        assert isinstance(value, list)
        packed = [self._packed.pack(one) for one in value]
        if self._count_bytes:
            head = len(packed).to_bytes(self._count_bytes, "big")
            return head + b"".join(raw.to_bytes(self._size, "big") for raw in packed)
        ends = (raw << 1 | (index < len(packed) - 1) for index, raw in enumerate(packed))
        return b"".join(raw.to_bytes(self._size, "big") for raw in ends)


class Explicit:
    """Bytes behind their own length: extensions of which nothing is known here, kept as bytes."""

    def read(self, data: bytes, at: int, end: int) -> tuple[Value, int]:  # noqa: D102 - see Structure
        length = data[at] if at < end else 0
        if not length or at + length > end:
            raise _cut_short(at, length, end)
        return data[at + 1 : at + length], at + length

    def write(self, value: Value) -> bytes:  # noqa: D102 - see Structure
        assert isinstance(value, bytes)
        return bytes([len(value) + 1]) + value


class Compound:
    """Parts of which a field specification says which are there: bytes of seven flags, the last bit for a further byte.

    Args:
        longest: Of the field specification. [bytes]
        fields: Names and structures in its order; None where the edition defines none.
    """

    def __init__(self, longest: int, fields: Sequence[tuple[str, Structure] | None]) -> None:
        self._longest = longest
        self._fields = fields
        self._place = {field[0]: index for index, field in enumerate(fields) if field is not None}

    def read(self, data: bytes, at: int, end: int) -> tuple[dict[str, Value], int]:  # noqa: D102 - see Structure
        start = at
        present: list[int] = []
        while True:
            if at >= end or at - start >= self._longest:
                raise Malformed(start, "a field specification does not end", "una especificación de campos no termina")
            byte = data[at]
            base = 7 * (at - start)
            present += [base + bit for bit in _SET_BITS[byte >> 1]]
            at += 1
            if not byte & 1:
                break
        found: dict[str, Value] = {}
        for index in present:
            field = self._fields[index] if index < len(self._fields) else None
            if field is None:
                raise Malformed(start, f"field {index + 1} is not defined", f"el campo {index + 1} no está definido")
            found[field[0]], at = field[1].read(data, at, end)
        return found, at

    def write(self, value: Value) -> bytes:  # noqa: D102 - see Structure
        assert isinstance(value, Mapping)
        places = sorted(self._place[name] for name in value)
        octets = [0] * (places[-1] // 7 + 1 if places else 1)
        for place in places:
            octets[place // 7] |= 0x80 >> place % 7
        body = b""
        for place in places:
            field = self._fields[place]
            assert field is not None
            body += field[1].write(value[field[0]])
        return bytes(octet | (index < len(octets) - 1) for index, octet in enumerate(octets)) + body


_SET_BITS: Final = [[bit for bit in range(7) if value & 0x40 >> bit] for value in range(128)]
"""Which of seven bits are set, from the left."""


def structure_of(spec: Sequence[object]) -> Structure:
    """The structure that a table describes."""
    match spec:
        case ["extended", list(groups)]:
            return Extended(groups)
        case ["repetitive", int(count_bytes), list(repeated)]:
            return Repetitive(count_bytes, repeated)
        case ["explicit"]:
            return Explicit()
        case ["compound", int(longest), list(parts)]:
            return Compound(longest, [None if part is None else (part[0], structure_of(part[1])) for part in parts])
        case _:
            return Fixed(Packed(spec))
