"""What an administrator may tell a node about keys, its own and the partners'."""

from collections.abc import Callable
from typing import Any

from lindero.exchange.envelope.control import encode_control
from lindero.exchange.envelope.key_file import open_key_file
from lindero.kernel.clock import Clock
from lindero.kernel.entropy import Entropy
from lindero.kernel.ids import NodeId
from lindero.model.pairing import Pairing
from lindero.model.people import Account, Role
from lindero.node.config import Config
from lindero.node.errors import MustBeStopped
from lindero.node.faults import fault_of
from lindero.node.folder import Folder
from lindero.node.keyring import Keyring
from lindero.node.recovery import set_recovery_key
from lindero.node.replacement import install_replacement, request_replacement
from lindero.node.rotation import Rotation
from lindero.node.trail import Trail
from lindero.partners.key_changes import import_key_file, offered_digits
from lindero.partners.offered_keys import OfferedKeys
from lindero.store.sqlite.store import SqliteStore

Result = dict[str, Any]


class KeyCommands:
    """The commands about keys.

    Attributes:
        running: The node runs, and has its keys in use.
        table: Name of each request, the role that it takes, and what carries it out.
    """

    def __init__(
        self, folder: Folder, config: Config, store: SqliteStore, keyring: Keyring, clock: Clock, entropy: Entropy
    ) -> None:
        self.running = False
        self._folder = folder
        self._config = config
        self._store = store
        self._keyring = keyring
        self._clock = clock
        self._entropy = entropy
        self._trail = Trail(store.audit, clock)
        self.offered_keys = OfferedKeys(store, clock)
        self.table: dict[str, tuple[Role | None, Callable[[Account, Result], Result]]] = {
            "pair-rekey": ("administrator", self.pair_rekey),
            "pair-offered": ("administrator", self.offered),
            "keys-rotate": ("administrator", self.rotate),
            "keys-recovery-set": ("administrator", self.recovery_set),
            "keys-replace-request": ("administrator", self.replace_request),
            "keys-replace": ("administrator", self.replace),
        }

    def pair_rekey(self, person: Account, arguments: Result) -> Result:
        """Put a partner's new keys in force, which its recovery key vouches for: of a file, or as the link brought.

        Raises:
            WrongDigits: What the person typed is not what the partner's keys give.
        """
        if "file" in arguments:
            pairing = self._import_file(person, arguments["file"])
        else:
            pairing = self.offered_keys.confirm(person.name, NodeId(arguments["partner"]), arguments["digits"])
        keys = [{"key": epoch.key, "public": epoch.public.hex()} for epoch in pairing.partner_keys]
        return {"partner": pairing.place, "keys": keys}

    def _import_file(self, person: Account, file: bytes) -> Pairing:
        with self._store.transaction():
            pairing = import_key_file(self._store, file)
            detail = ", ".join(f"{epoch.key} {epoch.public.hex()}" for epoch in pairing.partner_keys)
            self._trail.note(person, "pair-rekey", about=pairing.place, detail=detail)
        return pairing

    def offered(self, person: Account, arguments: Result) -> Result:
        """What a partner offers over the link, in digits; for a person to compare with what is read at the partner."""
        return {"digits": self.offered_keys.digits(NodeId(arguments["partner"]))}

    def rotate(self, person: Account, arguments: Result) -> Result:
        """Begin to replace keys by new ones, which every partner is told."""
        fault = fault_of(self._config.test)
        rotation = Rotation(self._config.node_id, self._keyring, self._store, self._clock, self._entropy, fault)
        waiting = {}
        for name in arguments["keys"]:
            self._trail.note(person, "keys-rotate", detail=name)
            rotation.begin(name)
            waiting[name] = rotation.waiting(name)
        return {"waiting": waiting}

    def recovery_set(self, person: Account, arguments: Result) -> Result:
        """Keep the public recovery key, before the first pairing."""
        set_recovery_key(self._folder, arguments["public"], self._store.pairings)
        self._keyring.reload()
        self._trail.note(person, "keys-recovery-set", detail=arguments["public"].hex())
        return {}

    def replace_request(self, person: Account, arguments: Result) -> Result:
        """Make new keys that wait for the recovery key, and the file that asks for it.

        Raises:
            MustBeStopped: The node runs.
        """
        self._require_stopped()
        file = request_replacement(self._config.node_id, self._keyring, self._store, self._clock, self._entropy)
        self._trail.note(person, "keys-replace-request")
        return {"file": file}

    def replace(self, person: Account, arguments: Result) -> Result:
        """Put keys in force that the recovery key has vouched for.

        Raises:
            MustBeStopped: The node runs.
        """
        self._require_stopped()
        partners = install_replacement(self._keyring, self._store, arguments["file"], self._entropy)
        _, changes = open_key_file(arguments["file"], "key-changes")
        digits = offered_digits([encode_control(change) for change in changes])
        keys = self._keyring.keys
        self._trail.note(
            person, "keys-replace", detail=f"log {keys.log.public.hex()}, receipt {keys.receipt.public.hex()}"
        )
        return {"partners": partners, "digits": digits}

    def _require_stopped(self) -> None:
        if self.running:
            raise MustBeStopped(folder=str(self._folder.path))
