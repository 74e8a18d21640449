"""The one way to compile a kernel: Numba, with a cache that cannot be stale.

Numba's own cache looks at the file of the compiled function only, so an edit in a kernel that it calls is missed, and
it fails where the installation is read-only. Here the cache folder lies under the user's home and its name is a
digest of every source of `lindero.analytics`, of Python, Numba and the processor: any change compiles anew, and two
versions never meet. Without a writable home the kernels are compiled at each start.

`NUMBA_DISABLE_JIT=1` runs the same functions as plain Python; `NUMBA_CACHE_DIR` names another parent folder.
"""

import hashlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import numba
from llvmlite import binding
from numba.core import cgutils, types
from numba.core import config as numba_config
from numba.extending import intrinsic

Function = TypeVar("Function", bound=Callable[..., Any])

_SETTINGS: Final[Any] = numba_config
"""Numba makes its settings at run time: no checker knows them."""

_INWARD: Final[Any] = {"nogil": True, "error_model": "numpy", "no_cpython_wrapper": True, "no_cfunc_wrapper": True}


def sources_digest(folder: Path, machine: str) -> str:
    """Name of the cache folder of this code on this machine.

    Args:
        folder: Where the sources lie; every `*.py` below it counts, with its path.
        machine: What else the compiled code depends on.

    Returns:
        24 hexadecimal digits.
    """
    digest = hashlib.sha256(machine.encode())
    for path in sorted(folder.rglob("*.py")):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:24]


def machine_identity() -> str:
    """Python, Numba and the processor with its features, as one text."""
    return "\n".join(
        (sys.version, numba.__version__, binding.get_host_cpu_name(), str(binding.get_host_cpu_features()))
    )


def usable_folder(parent: Path, digest: str) -> Path | None:
    """The cache folder below `parent`, made if need be, or None where nothing can be written."""
    folder = parent / digest
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.touch()
    except OSError:
        return None
    return folder


def _cache_parent() -> Path | None:
    if _SETTINGS.CACHE_DIR:
        return Path(_SETTINGS.CACHE_DIR)
    try:
        return Path.home() / ".cache" / "lindero" / "kernels"
    except RuntimeError:
        return None


def _cache_folder() -> Path | None:
    parent = _cache_parent()
    if _SETTINGS.DISABLE_JIT or parent is None:
        return None
    return usable_folder(parent, sources_digest(Path(__file__).parent, machine_identity()))


CACHE_FOLDER: Final = _cache_folder()


def kernel(function: Function) -> Function:
    """Compile a numeric function at its first call from Python, or take it from the cache.

    No fast-math: NaN means "not reported" in every kernel, and the same input must give the same bits.

    Args:
        function: Written for Numba's nopython mode; it may call kernels and parts of this package only.

    Returns:
        The function, with the same signature.
    """
    if CACHE_FOLDER is None:
        return cast("Function", numba.njit(nogil=True, error_model="numpy")(function))
    before = _SETTINGS.CACHE_DIR
    _SETTINGS.CACHE_DIR = str(CACHE_FOLDER)  # read once, while the decorator runs
    try:
        return cast("Function", numba.njit(cache=True, nogil=True, error_model="numpy")(function))
    finally:
        _SETTINGS.CACHE_DIR = before


def part(function: Function) -> Function:
    """Compile a function that only kernels call: into them, and into their cache.

    It gets no entry from Python, which saves a third of the time of compilation; a test calls its `py_func`.

    Args:
        function: As for `kernel`.

    Returns:
        The function, with the same signature.
    """
    return cast("Function", numba.njit(**_INWARD)(function))


_TYPES: Final[Any] = types
_BUILD: Final[Any] = cgutils


def _without_owner(context: Any, builder: Any, kind: Any, value: Any) -> Any:
    """LLVM value of arrays, or tuples of them, that own nothing."""
    if isinstance(kind, _TYPES.Array):
        array = context.make_array(kind)(context, builder, value)
        array.meminfo = _BUILD.get_null_value(array.meminfo.type)
        array.parent = _BUILD.get_null_value(array.parent.type)
        return array._getvalue()  # noqa: SLF001 — how numba hands a structure over
    if isinstance(kind, _TYPES.BaseTuple):
        parts = _BUILD.unpack_tuple(builder, value, kind.count)
        inner = [_without_owner(context, builder, one, part) for one, part in zip(kind.types, parts, strict=True)]
        return context.make_tuple(builder, kind, inner)
    return value


def _borrow(_typing: Any, value: Any) -> Any:
    def compiled(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return _without_owner(context, builder, value, arguments[0])

    return value(value), compiled


def _as_it_is(value: Any) -> Any:
    return value


borrowed: Any = _as_it_is if _SETTINGS.DISABLE_JIT else intrinsic(_borrow)
"""The same arrays, or tuple of arrays, without counting who refers to them.

A kernel that borrows its own arguments, which its caller keeps alive, passes them on without an atomic count at every
step: that was a seventh of the tracker's time.
"""
