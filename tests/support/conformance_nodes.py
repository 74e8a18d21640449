"""A node under test in a process of its own, sound or broken on purpose, and the tester that is paired with it."""

import asyncio

from defects import DEFECTS
from two_nodes import _NODES, MX, Node, free_port, run_exchange, wait_until

from lindero.kernel.clock import SystemClock
from lindero.kernel.entropy import SystemEntropy
from lindero.node.conformance.identity import load_tester, make_identity
from lindero.node.conformance.run import check_all
from lindero.node.conformance.verdict import Met, NotRun, Unmet
from lindero.node.reach import call, is_running

SILENCE_S = 1.5


def run_broken(folder, requirement):
    """The body of a forked process: a node with one defect."""
    DEFECTS[requirement]()
    run_exchange(folder)


class UnderTest:
    """Folders of a node and of the tester, paired."""

    def __init__(self, root):
        self.port = free_port()
        self.node = Node(root / "mx", MX, "MEX", port=self.port, address=f"127.0.0.1:{self.port}")
        settings = self.node.settings
        settings.write_text(settings.read_text().replace("silence_s = 2.0", f"silence_s = {SILENCE_S}"))
        self.identity = root / "tester"
        make_identity(self.identity, SystemClock(), SystemEntropy())
        invitation = call(self.identity, "pair-invite", {})["file"]
        accepted = self.node.ask("pair-accept", file=invitation)
        finish = call(self.identity, "pair-finish", {"file": accepted["file"], "digits": accepted["digits"]})
        self.node.ask("pair-finish", file=finish["file"], digits=accepted["digits"])

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"

    def start(self, broken=None):
        if broken is None:
            return self.node.start()
        self.node.process = _NODES.Process(target=run_broken, args=(str(self.node.folder), broken), daemon=True)
        self.node.process.start()
        wait_until(lambda: not self.node.alive or is_running(self.node.folder), "the node answers or has ended")
        assert self.node.alive
        return self.node

    def check(self, *only):
        """Verdicts by requirement."""

        async def run():
            tester = load_tester(self.identity, ("127.0.0.1", self.port), None)
            return [one async for one in check_all(tester, only)]

        return {one.requirement.id: one.verdict for one in asyncio.run(run())}


def of_kind(verdicts, kind):
    return {id_ for id_, verdict in verdicts.items() if isinstance(verdict, kind)}


def unmet(verdicts):
    return of_kind(verdicts, Unmet)


def met(verdicts):
    return of_kind(verdicts, Met)


def not_run(verdicts):
    return of_kind(verdicts, NotRun)
