"""Transactions in memory: every change leaves the step that undoes it, until the outermost block has been left."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Generic, TypeVar, cast

K = TypeVar("K")
V = TypeVar("V")


class Journal:
    """The undo steps of the open transaction."""

    def __init__(self) -> None:
        self._undo: list[Callable[[], object]] = []
        self._depth = 0

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All changes in the block, or none; a nested block can fail alone, and goes when the outer one does."""
        mark = len(self._undo)
        self._depth += 1
        try:
            yield
        except BaseException:
            while len(self._undo) > mark:
                self._undo.pop()()
            raise
        finally:
            self._depth -= 1
            if self._depth == 0:
                self._undo.clear()

    def note(self, undo: Callable[[], object]) -> None:
        """Remember how to undo the change that is about to be made.

        Raises:
            RuntimeError: Outside of a transaction: the change could not be undone.
        """
        if self._depth == 0:
            raise RuntimeError("a change outside of a transaction")
        self._undo.append(undo)


class Table(dict[K, V], Generic[K, V]):
    """A mapping whose changes by `put` and `drop` are undone with their transaction."""

    def __init__(self, journal: Journal) -> None:
        super().__init__()
        self._journal = journal

    def put(self, key: K, value: V) -> None:
        """Add or replace."""
        if key in self:
            before = self[key]
            self._journal.note(lambda: self.__setitem__(key, before))
        else:
            self._journal.note(lambda: self.__delitem__(key))
        self[key] = value

    def drop(self, key: K) -> None:
        """Remove what may be there."""
        if key in self:
            before = self[key]
            self._journal.note(lambda: self.__setitem__(key, before))
            del self[key]

    def rename(self, part: object, new: object) -> None:
        """Keep under another name what stands under a key that is, or holds, this one."""
        for key in list(self):
            renamed = _renamed(key, part, new)
            if renamed != key:
                value = self[key]
                self.drop(key)
                self.put(renamed, value)

    def forget(self, part: object) -> None:
        """Drop what stands under a key that is, or holds, this one."""
        for key in list(self):
            if key == part or (isinstance(key, tuple) and part in key):
                self.drop(key)


def _renamed(key: K, part: object, new: object) -> K:
    changed: Any = key
    if key == part:
        changed = new
    elif isinstance(key, tuple):
        changed = tuple(new if one == part else one for one in key)
    return cast("K", changed)


class Rows(list[V], Generic[V]):
    """A list that grows and whose rows may change; both are undone with their transaction."""

    def __init__(self, journal: Journal) -> None:
        super().__init__()
        self._journal = journal

    def add(self, values: Iterable[V]) -> None:
        """Put them at the end."""
        size = len(self)
        self._journal.note(lambda: self.__delitem__(slice(size, None)))
        self.extend(values)

    def change(self, at: int, value: V) -> None:
        """Replace one."""
        before = self[at]
        self._journal.note(lambda: self.__setitem__(at, before))
        self[at] = value
