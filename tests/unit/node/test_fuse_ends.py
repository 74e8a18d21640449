"""The analytics process ends with the node, also while it compiles and looks at nothing."""

import asyncio
import signal

from lindero.kernel.clock import SystemClock
from lindero.kernel.entropy import SystemEntropy
from lindero.kernel.ids import NodeId
from lindero.node.pipelines.fuse import Fuse
from lindero.node.store_thread import StoreThread
from lindero.operations.alerts.desk import AlertDesk
from lindero.store.sqlite.store import open_store

US = NodeId("us.cbp")


async def ended_while_compiling(path, monkeypatch):
    thread, clock = StoreThread(), SystemClock()
    store = await thread.run(lambda: open_store(path / "node.db"))
    desk = AlertDesk(US, "USA", store.records, clock, SystemEntropy())
    fuse = Fuse(
        node=US,
        side="USA",
        border=None,
        store=store,
        thread=thread,
        desk=desk,
        clock=clock,
        changed=lambda _: None,
        shown=lambda _: None,
    )
    begun, processes, begin = asyncio.Event(), [], asyncio.create_subprocess_exec

    async def noted(*words, **options):
        processes.append(await begin(*words, **options))
        begun.set()
        return processes[0]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", noted)
    running = asyncio.create_task(fuse.run())
    await begun.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await thread.run(store.close)
    thread.close()
    return processes[0].returncode


def test_a_node_that_stops_does_not_wait_for_the_compiler(tmp_path, monkeypatch):
    assert asyncio.run(ended_while_compiling(tmp_path, monkeypatch)) == -signal.SIGTERM
