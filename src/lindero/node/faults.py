"""Ends the process at a named place, as a power cut would: for fault tests, by `[test]` in node.toml."""

import os
import signal

from lindero.node.config import TestSection
from lindero.store.fault import Fault, no_fault


def fault_of(section: TestSection) -> Fault:
    """The fault that a configuration asks for; none by default."""
    if section.kill_at is None:
        return no_fault
    passed = 0

    def kill(point: str) -> None:
        nonlocal passed
        if point == section.kill_at:
            passed += 1
            if passed > section.kill_after:
                os.kill(os.getpid(), signal.SIGKILL)

    return kill
