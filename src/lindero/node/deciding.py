"""A decision of this moment, asked by a person: policy file, situation and partner, put together on the spot."""

from pathlib import Path

from lindero.exchange.release.approval import Approval
from lindero.exchange.release.attributes import Situation, WayOut
from lindero.exchange.release.decide import decide
from lindero.exchange.release.decision import Decision
from lindero.exchange.release.destination import Destination
from lindero.exchange.release.policy import Policy
from lindero.kernel.clock import Clock, Instant
from lindero.kernel.ids import NodeId, RecordId
from lindero.model.border import BorderLine
from lindero.model.border_file import census_border, load_border
from lindero.model.kinds import object_of
from lindero.model.record import Record
from lindero.node.config import Config
from lindero.node.keyring import Keyring
from lindero.node.pipelines.situation import OpenAlert, Situations
from lindero.node.policies import Policies
from lindero.partners.errors import NoSuchPartner
from lindero.partners.release_desk import DecideNow
from lindero.store.sqlite.store import SqliteStore


class Deciding:
    """What the policy in the node's folder says, for a person who asks.

    Args:
        path: The node's folder.
        config: Its configuration.
        store: Its store.
        open_alert: Step of the open alert about a track.
        clock: Of the node.
        keyring: Its keys, for the tokens of sensors.
    """

    def __init__(
        self, path: Path, config: Config, store: SqliteStore, open_alert: OpenAlert, clock: Clock, keyring: Keyring
    ) -> None:
        self._path = path
        self._config = config
        self._store = store
        self._open_alert = open_alert
        self._clock = clock
        self._keyring = keyring

    def destination(self, partner: NodeId, policy: Policy | None = None, way_out: WayOut = "link") -> Destination:
        """A way out to a partner under the policy of the folder, or another one.

        Raises:
            NoSuchPartner: Not paired.
            LocalError: The policy cannot be loaded.
        """
        pairing = self._store.pairings.load(partner)
        if pairing is None or pairing.partner is None:
            raise NoSuchPartner(partner=partner)
        return Policies(self._path, self._config, self._keyring.keys, policy).destination(pairing.partner, way_out)

    def situations(self, open_alert: OpenAlert | None = None) -> Situations:
        """Where records are; `open_alert` is that of now unless given."""
        return Situations(border_of(self._path, self._config), self._config.area, open_alert or self._open_alert)

    def situation(self, record: Record) -> Situation:
        """Where one record is now."""
        return self.situations().of(record)

    def last_released_at(self, record: Record, partner: NodeId) -> Instant | None:
        """When something about its object last left. [ns UTC]."""
        return _last_released_at(self._store, record, partner)

    def decide(self, partner: NodeId, record: RecordId, approval: Approval) -> Decision | None:
        """`partners.release_desk.DecideNow`."""
        policies = Policies(self._path, self._config, self._keyring.keys)
        return decide_now(self._store, policies, self.situations(), self._clock)(partner, record, approval)


def decide_now(store: SqliteStore, policies: Policies, situations: Situations, clock: Clock) -> DecideNow:
    """What the policy in force says of a record for a partner, whenever it is asked."""

    def now(partner: NodeId, record: RecordId, approval: Approval) -> Decision | None:
        found, pairing = store.records.load(record), store.pairings.load(partner)
        if found is None or pairing is None or pairing.partner is None:
            return None
        return decide(
            found,
            to=policies.destination(pairing.partner),
            situation=situations.of(found),
            now=clock.now(),
            last_released_at=_last_released_at(store, found, partner),
            approval=approval,
        )

    return now


def _last_released_at(store: SqliteStore, record: Record, partner: NodeId) -> Instant | None:
    last = store.cursors.last_released(partner).get(object_of(record))
    return None if last is None else Instant(last)


def border_of(path: Path, config: Config) -> BorderLine:
    """The line that the node works by: its file, else that of the Census."""
    return load_border(path / config.picture.border) if config.picture.border else census_border()
