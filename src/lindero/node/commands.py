"""What a person may tell a node from the command line: the same code whether the node runs or not.

Everything here is synchronous work on the store; a running node calls it from its store's thread, a command without a
running node holds the folder's lock itself. Results are plain builtins, ready for the control socket.
"""

from collections.abc import Callable
from typing import Any

from lindero.exchange.envelope.note import parse_note
from lindero.kernel.clock import Clock, Instant, format_instant
from lindero.kernel.entropy import Entropy
from lindero.kernel.errors import LinderoError
from lindero.kernel.ids import DeskId, NodeId, RecordId
from lindero.model.alerts import Alert
from lindero.model.codec import public_tree
from lindero.model.pairing import Identity, Pairing
from lindero.model.people import Account, Role
from lindero.model.record import Record
from lindero.node.account_commands import AccountCommands
from lindero.node.alert_commands import AlertCommands
from lindero.node.attachments import Attachments
from lindero.node.config import Config
from lindero.node.deciding import Deciding
from lindero.node.declaration_commands import DeclarationCommands
from lindero.node.disclosing import disclose_by_policy
from lindero.node.folder import Folder
from lindero.node.key_commands import KeyCommands
from lindero.node.keyring import Keyring
from lindero.node.recall_commands import RecallCommands
from lindero.node.rehearsing import REHEARSE, Rehearsing
from lindero.node.release_commands import ReleaseCommands
from lindero.node.trail import Trail
from lindero.operations.alerts.desk import AlertDesk
from lindero.partners.errors import NothingToFinish
from lindero.partners.injection import read_lines
from lindero.partners.pairing import PairingDesk
from lindero.partners.proofs import find_shared
from lindero.partners.standing import StandingDesk
from lindero.store.chunks import ChunkStore
from lindero.store.sqlite.store import SqliteStore

Result = dict[str, Any]
Command = Callable[[Account, Result], Result]


class Commands:
    """The commands of one node.

    Attributes:
        attachments: Files of records.
        standing: Where pairings stand.
        entered: Records saved by the last `inject`, for the node's pipelines.
        rehearsing: The work of `release rehearse`.
        alerting: Those about the watch.
        keys: Those about keys.
        recalls: Those about recall and legal holds.
        deciding: What the policy in force says of records.
        table: Name of each request, the role that it takes, and what carries it out.
    """

    def __init__(
        self,
        folder: Folder,
        config: Config,
        store: SqliteStore,
        desk: AlertDesk,
        clock: Clock,
        entropy: Entropy,
        keyring: Keyring | None = None,
    ) -> None:
        self._folder = folder
        self._config = config
        self._store = store
        self._desk = desk
        self._trail = Trail(store.audit, clock)
        self._clock = clock
        self._entropy = entropy
        self._keyring = keyring or Keyring(folder, config.keys)
        self.entered: list[Record] = []
        self.standing = StandingDesk(config.node_id, store, clock)
        self.attachments = Attachments(
            config.node_id, ChunkStore(folder.path), store.records, store.outbox, store.mirror, entropy
        )
        self.keys = KeyCommands(folder, config, store, self._keyring, clock, entropy)
        self.table: dict[str, tuple[Role | None, Command]] = {
            "inject": ("watch-officer", self.inject),
            "alerts": ("watch-officer", self.alerts),
            "acknowledge": ("watch-officer", self.acknowledge),
            "outcome": ("watch-officer", self.outcome),
            "disclose": ("auditor", self.disclose),
            "pair-invite": ("administrator", self.pair_invite),
            "pair-accept": ("administrator", self.pair_accept),
            "pair-preview": ("administrator", self.pair_preview),
            "pair-finish": ("administrator", self.pair_finish),
            **self.keys.table,
            "pair-suspend": ("administrator", self.pair_suspend),
            "pair-resume": ("administrator", self.pair_resume),
            "pair-end": ("administrator", self.pair_end),
            "file-begin": ("watch-officer", self.attachments.begin),
            "file-put": ("watch-officer", self.attachments.put),
            "file-close": ("watch-officer", self.file_close),
            "file-look": ("watch-officer", self.file_look),
            "file-read": ("watch-officer", self.attachments.read),
        }
        self.deciding = deciding = Deciding(folder.path, config, store, desk.open_step, clock, self._keyring)
        self.table |= AccountCommands(config, store, clock, entropy).table
        self.table |= ReleaseCommands(config, store, deciding, clock).table
        self.alerting = AlertCommands(folder, config, store, clock, entropy, self._enter)
        self.table |= self.alerting.table
        self.rehearsing = Rehearsing(folder, config, self._keyring, clock)
        self.table[REHEARSE] = ("watch-officer", self.rehearse)
        self.recalls = RecallCommands(config, store, clock)
        self.table |= self.recalls.table
        self.table |= DeclarationCommands(config, store, clock, entropy, self._enter).table

    def inject(self, person: Account, arguments: Result) -> Result:
        """Save the records of JSON lines; `first` is the number of the first line. Refused lines change nothing."""
        found = list(read_lines(arguments["lines"], self._config.node_id, self._clock, self._entropy))
        records = [item for item in found if isinstance(item, Record)]
        refused = [item for item in found if isinstance(item, LinderoError)]
        shift = int(arguments.get("first", 1)) - 1
        self.attachments.claim(records)  # before the records are there: a file without a record goes, not the other way
        with self._store.transaction():
            saved = self._store.records.save(records, own=True)
            self._store.authors.save([record.id for record in records], person.name)
            self._trail.note(person, "inject", detail=f"{saved} records, {len(refused)} lines refused")
        self.entered = records
        return {
            "saved": saved,
            "known": len(records) - saved,
            "ids": [record.id for record in records],
            "refused": [_refusal(error, shift) for error in refused],
        }

    def _enter(self, records: list[Record]) -> None:
        """These were made by the present command."""
        self.entered = records

    def alerts(self, person: Account, arguments: Result) -> Result:
        """The newest record of each alert, newest first, with its acknowledgements and outcome."""
        self._trail.note(person, "view-alerts")
        seen: dict[RecordId, Alert] = {}
        for record in self._store.records.of_kind("alert", limit=int(arguments.get("limit", 1000))):
            if isinstance(record, Alert):
                seen.setdefault(record.alert, record)
        return {"alerts": [self._alert_tree(alert) for alert in seen.values()]}

    def pair_suspend(self, person: Account, arguments: Result) -> Result:
        """Let nothing leave to a partner until it is resumed."""
        return _standing(self.standing.suspend(person.name, NodeId(arguments["partner"])))

    def pair_resume(self, person: Account, arguments: Result) -> Result:
        """Share with a partner again."""
        return _standing(self.standing.resume(person.name, NodeId(arguments["partner"])))

    def pair_end(self, person: Account, arguments: Result) -> Result:
        """Recall all from a partner and close both logs."""
        return _standing(self.standing.end(person.name, NodeId(arguments["partner"]), int(arguments["wait_s"])))

    def file_close(self, person: Account, arguments: Result) -> Result:
        """A file has come in: its manifest."""
        answer = self.attachments.close(person, arguments)
        self._trail.note(person, "file-add", about=answer["id"])
        return answer

    def file_look(self, person: Account, arguments: Result) -> Result:
        """What there is of the file of a record; the person is about to read it."""
        self._trail.note(person, "file-get", about=arguments["record"])
        return self.attachments.look(person, arguments)

    def acknowledge(self, person: Account, arguments: Result) -> Result:
        """A person takes an alert."""
        with self._store.transaction():
            record = self._desk.acknowledge(self._alert_id(arguments["alert"]), self._desk_of(person))
            self._store.authors.save([record.id], person.name)
            self._trail.note(person, "acknowledge", about=record.alert)
        self.entered = [record]
        return public_tree(record)

    def outcome(self, person: Account, arguments: Result) -> Result:
        """A person says what an alert was."""
        with self._store.transaction():
            record = self._desk.close(
                self._alert_id(arguments["alert"]),
                self._desk_of(person),
                arguments["verdict"],
                arguments.get("remarks"),
            )
            self._store.authors.save([record.id], person.name)
            self._trail.note(person, "outcome", about=record.alert, detail=record.verdict)
        self.entered = [record]
        return public_tree(record)

    def rehearse(self, person: Account, arguments: Result) -> Result:
        """What another policy would have changed; a running node does this beside its store's thread instead."""
        self._trail.note(person, "release-rehearse", detail=str(arguments["name"]))
        return self.rehearsing.run(self._store, arguments, lambda _: None)

    def disclose(self, person: Account, arguments: Result) -> Result:
        """Salt and body of a record that this node sent, for a proof with content; refusals are logged too."""
        record, partner = RecordId(arguments["record"]), NodeId(arguments["partner"])
        shared = find_shared(self._store, record, partner)
        salt, body = disclose_by_policy(self._store, self.deciding, self._clock, shared, record)
        self._trail.note(person, "disclose", about=record, detail=partner)
        return {"salt": salt, "body": body}

    def pair_invite(self, person: Account, arguments: Result) -> Result:
        """Make an invitation file."""
        file = self._pairing().invite()
        self._trail.note(person, "pair-invite")
        return {"file": file}

    def pair_accept(self, person: Account, arguments: Result) -> Result:
        """Accept an invitation; the digits are to be read to the other person."""
        file, pairing = self._pairing().accept(arguments["file"])
        self._trail.note(person, "pair-accept", about=_partner(pairing).node)
        return {"file": file, **_ceremony(pairing)}

    def pair_preview(self, person: Account, arguments: Result) -> Result:
        """Who is at the other end of the file to finish with, and the digits."""
        if _is_finish(arguments["file"]):
            return _ceremony(self._waiting(arguments["file"]))
        return _ceremony(self._pairing().preview(arguments["file"]))

    def pair_finish(self, person: Account, arguments: Result) -> Result:
        """Finish with the file of the other side and the digits that its person read aloud."""
        file, typed = arguments["file"], arguments["digits"]
        if _is_finish(file):
            partner = _partner(self._waiting(file)).node
            pairing, answer = self._pairing().finish_accepting(file, partner, typed), None
        else:
            answer, pairing = self._pairing().finish_inviting(file, typed)
        self._trail.note(person, "pair-finish", about=_partner(pairing).node)
        return {"file": answer, **_ceremony(pairing)}

    def _pairing(self) -> PairingDesk:
        keys = self._keyring.keys

        def identity() -> Identity:
            return Identity(
                node=self._config.node_id,
                country=self._config.node.side,
                simulated=self._config.node.simulated,
                address=self._config.link.address,
                certificate_der=keys.certificate_der,
                log_key=keys.log_signers[-1].public,
                receipt_key=keys.receipt_signers[-1].public,
                log_id=self._entropy.token(16),
                recovery_key=keys.recovery,
            )

        signers, store = keys.log_signers, self._store
        return PairingDesk(identity, signers[-1], store.pairings, self._clock, signers, store.set_aside)

    def _waiting(self, finish: bytes) -> Pairing:
        """The pairing that a finish file belongs to: the one with the node that signed it."""
        signer = NodeId(parse_note(finish).signatures[0].name)
        pairing = self._store.pairings.load(signer)
        if pairing is None or pairing.state != "accepted":
            raise NothingToFinish(partner=signer)
        return pairing

    def _alert_id(self, text: str) -> RecordId:
        """Id of an alert given by id or by its short number."""
        for record in self._store.records.of_kind("alert", limit=10_000):
            if isinstance(record, Alert) and text in (record.alert, record.number):
                return record.alert
        return RecordId(text)

    def _alert_tree(self, alert: Alert) -> Result:
        outcome = self._desk.outcome(alert.alert)
        answers = [public_tree(answer) for answer in self._desk.answers(alert.alert)]
        return {**public_tree(alert), "answers": answers, "outcome": public_tree(outcome) if outcome else None}

    def _desk_of(self, person: Account) -> DeskId:
        return DeskId(f"{self._config.node_id}/{person.desk}")


def _standing(pairing: Pairing) -> Result:
    until = pairing.ending_until
    return {
        "partner": _partner(pairing).node,
        "state": pairing.state,
        "until": until and format_instant(Instant(until)),
    }


def _is_finish(file: bytes) -> bool:
    return b'"lindero": "finish"' in file


def _partner(pairing: Pairing) -> Identity:
    assert pairing.partner is not None
    return pairing.partner


def _ceremony(pairing: Pairing) -> Result:
    partner = _partner(pairing)
    return {
        "partner": partner.node,
        "country": partner.country,
        "simulated": partner.simulated,
        "digits": pairing.digits,
        "state": pairing.state,
    }


def _refusal(error: LinderoError, shift: int) -> Result:
    """A refused line, numbered in the whole file."""
    line = error.facts.get("line")
    if isinstance(line, int):
        error = type(error)(**{**error.facts, "line": line + shift})
    return {
        "code": error.code,
        "line": error.facts.get("line"),
        "en": error.text("en"),
        "es": error.text("es"),
        "remedy_en": error.remedy("en"),
        "remedy_es": error.remedy("es"),
    }
