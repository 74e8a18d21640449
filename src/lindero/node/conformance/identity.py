"""The training identity that tests: an ordinary node's folder that never runs."""

import re
from pathlib import Path
from typing import Final

from lindero.kernel.clock import Clock, SystemClock
from lindero.kernel.entropy import Entropy, SystemEntropy
from lindero.kernel.ids import NodeId
from lindero.node.config import load_config
from lindero.node.conformance.errors import BadAddress, NoCounterpart
from lindero.node.conformance.tester import Tester
from lindero.node.folder import Folder
from lindero.node.init import make_node
from lindero.node.keyring import Keyring
from lindero.store.sqlite.store import open_reader

TESTER: Final = "zz.conformance"
_ANY_PORT: Final = 4199
_ADDRESS: Final = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^:\s]+):([0-9]{1,5})")


def parse_address(text: str) -> tuple[str, int]:
    """Host and port.

    Raises:
        BadAddress: It is none.
    """
    found = _ADDRESS.fullmatch(text)
    if found is None or not 0 < int(found[2]) < 65536:
        raise BadAddress(text=text)
    return found[1].strip("[]"), int(found[2])


def make_identity(path: Path, clock: Clock, entropy: Entropy) -> None:
    """A training identity that nobody dials."""
    make_node(
        path,
        node=TESTER,
        side="USA",
        port=_ANY_PORT,
        console_port=_ANY_PORT + 1,
        simulated=True,
        admin="tester",
        clock=clock,
        entropy=entropy,
    )
    settings = path / "node.toml"
    settings.write_text(re.sub(r'(?m)^address = ".*"\n', "", settings.read_text(encoding="utf-8")), encoding="utf-8")


def load_tester(path: Path, address: tuple[str, int], partner: NodeId | None) -> Tester | None:
    """The tester of a folder; None when it is not paired yet.

    Raises:
        NotANode, BadConfiguration: The folder is none.
        NoCounterpart: It does not say which node is meant.
    """
    config = load_config(path)
    folder = Folder(path)
    with open_reader(folder.database) as store:
        paired = {one.partner.node: one for one in store.pairings.all() if one.partner and one.state == "active"}
    if not paired:
        return None
    if partner is None and len(paired) == 1:
        (partner,) = paired
    if partner is None or partner not in paired:
        raise NoCounterpart(nodes=", ".join(sorted(paired)))
    keys = Keyring(folder, config.keys).keys
    return Tester(paired[partner], keys, address, SystemClock(), SystemEntropy())
