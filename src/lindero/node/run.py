"""Running a node: its folder locked, its log configured, its loop, and an orderly end on Ctrl-C or SIGTERM."""

import asyncio
import gc
import io
import os
import signal
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import structlog
import uvloop

from lindero.node.config import Config, load_config
from lindero.node.faults import fault_of
from lindero.node.folder import Folder
from lindero.node.store_thread import StoreThread
from lindero.node.wiring import Node
from lindero.store.folder import FolderLock
from lindero.store.sqlite.store import SqliteStore, open_store

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


def run_node(path: Path) -> None:
    """Run the node of a folder until it is told to end.

    Raises:
        NotANode, BadConfiguration: The folder is none, or its configuration cannot be used.
        FolderLocked: Another process has it.
        AddressTaken: A port is in use.
    """
    config = load_config(path)
    _log_events()
    with FolderLock(path):
        uvloop.run(_serve(path, config))


async def _serve(path: Path, config: Config) -> None:
    thread = StoreThread()
    store: SqliteStore = await thread.run(lambda: open_store(Folder(path).database, fault=fault_of(config.test)))
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ended.set)
    try:
        node = await thread.run(lambda: Node(path, config, store, thread))
        _collect_seldom()
        try:
            await node.start()
            await ended.wait()
        finally:
            await node.stop()
    finally:
        await thread.run(store.close)
        thread.close()


def _collect_seldom() -> None:
    """Records hold no cycles: look for garbage after 50,000 new objects, and never among the modules loaded so far."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def _log_events() -> None:
    """Events with fields, one JSON object a line, on stderr."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.WriteLoggerFactory(file=_standard_error()),
    )


def _standard_error() -> TextIO:
    return io.TextIOWrapper(io.BufferedWriter(_StandardError()), encoding="utf-8")


class _StandardError(io.RawIOBase):
    """Standard error. What it does not take, as on a full disk, is lost: an event must not stop what it tells of."""

    def writable(self) -> bool:
        return True

    def write(self, data: "ReadableBuffer") -> int:
        with suppress(OSError):
            os.write(2, data)
        return memoryview(data).nbytes
