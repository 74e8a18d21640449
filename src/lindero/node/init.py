"""Making a node: folder, keys, configuration, policy, database, first account."""

from pathlib import Path

from lindero.exchange.envelope.passphrase import Passphrase
from lindero.exchange.release.default_policy import default_policy_text
from lindero.kernel.clock import Clock
from lindero.kernel.entropy import Entropy
from lindero.kernel.ids import parse_node_id
from lindero.model.people import Account
from lindero.node.config import CONFIG_NAME, operating_system_user, parse_config
from lindero.node.errors import FolderInUse
from lindero.node.feed_sections import Country
from lindero.node.folder import Folder
from lindero.operations.alerts.default_rules import BUILT_IN_TEXT
from lindero.store.sqlite.store import open_store

_TEMPLATE = """\
# Lindero node. Every key: docs/reference/configuration.md · Todas las claves: docs/reference/configuration.md
policy = "policy.cedar"

[node]
id = "{node}"
side = "{side}"
simulated = {simulated}

[link]                      # where partners reach this node · donde los socios alcanzan este nodo
host = "127.0.0.1"
port = {port}
address = "127.0.0.1:{port}"

[console]                   # where people reach it · donde lo alcanzan las personas
host = "127.0.0.1"
port = {console_port}

[watch]                     # alerts and the desk on duty · alertas y la guardia en turno
answer_s = 30
# phone = "+1 915 555 0100"
# languages = ["es", "en"]

# A feed. Its marking is put on each of its records; without one they are kept, and never released.
# Una fuente. Su marcado va en cada registro suyo; sin él, se guardan y nunca se comparten.
#
# [gateway.radar]
# kind = "sapient"
# port = {sapient_port}
# marking = {{ tlp = "amber", releasable_to = ["{other}"], purposes = ["airspace-security"]{marked} }}
#
# [gateway.remoteid]
# kind = "remoteid"
# port = {remoteid_port}
# marking = {{ tlp = "amber", releasable_to = ["{other}"], purposes = ["airspace-security"]{marked} }}
"""


def make_node(
    path: Path,
    *,
    node: str,
    side: Country,
    port: int,
    console_port: int,
    simulated: bool,
    admin: str,
    recovery_key: bytes | None = None,
    passphrase: Passphrase | None = None,
    clock: Clock,
    entropy: Entropy,
) -> Folder:
    """A new node's folder, ready to run.

    The operating-system user who makes it owns it, and is the account `admin` on its control socket, with the roles
    administrator and watch officer: give them to different persons before real use (`lindero doctor` reminds).

    Raises:
        BadId: `node` is no node id.
        FolderInUse: The folder is there and not empty.
        BadConfiguration: A port is out of range.
    """
    node_id = parse_node_id(node)
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise FolderInUse(folder=str(path))
    text = _TEMPLATE.format(
        node=node_id,
        side=side,
        simulated=str(simulated).lower(),
        port=port,
        console_port=console_port,
        sapient_port=port + 1,
        remoteid_port=port + 2,
        other="MEX" if side == "USA" else "USA",
        marked=", simulated = true" if simulated else "",
    )
    config = parse_config(text)
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = Folder(path)
    (path / CONFIG_NAME).write_text(text, encoding="utf-8")
    (path / config.policy).write_text(default_policy_text(side), encoding="utf-8")
    (path / config.watch.rules).write_text(BUILT_IN_TEXT, encoding="utf-8")
    folder.make_keys(node_id, clock, entropy, passphrase=passphrase)
    if recovery_key is not None:
        folder.keys.save_recovery(recovery_key)
    with open_store(folder.database) as store:
        store.accounts.save(
            Account(
                name=admin,
                roles=("administrator", "watch-officer"),
                desk="guardia-1" if side == "MEX" else "watch-1",
                os_user=operating_system_user(),
            )
        )
    return folder
