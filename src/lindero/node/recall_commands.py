"""What a person may ask and tell a node about recall and legal holds."""

from collections.abc import Callable
from typing import Any, cast, get_args

import msgspec

from lindero.exchange.envelope.control import RecallReason
from lindero.kernel.clock import Clock, format_instant, parse_instant
from lindero.kernel.ids import NodeId, RecordId, parse_node_id, parse_record_id
from lindero.model.kinds import KINDS
from lindero.model.people import Account, Role
from lindero.model.record import Record
from lindero.node.config import Config
from lindero.node.errors import ConsentOver, UnknownKind, UnknownReason
from lindero.node.trail import Trail
from lindero.partners.holds import HoldDesk
from lindero.partners.onward import ConsentDesk
from lindero.partners.recall import RecallDesk
from lindero.partners.recall_view import view_demand, view_recalls
from lindero.store.sqlite.store import SqliteStore

Result = dict[str, Any]


class RecallCommands:
    """The commands about recall.

    Attributes:
        gone: Records that the last command erased, for what keeps them in memory.
        table: Name of each request, the role that it takes, and what carries it out.
    """

    def __init__(self, config: Config, store: SqliteStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._recalls = RecallDesk(config.node_id, store, clock)
        self._consents = ConsentDesk(store, clock)
        self._holds = HoldDesk(config.node_id, store, clock)
        self._trail = Trail(store.audit, clock)
        self.gone: list[Record] = []
        self.table: dict[str, tuple[Role | None, Callable[[Account, Result], Result]]] = {
            "recall": ("watch-officer", self.recall),
            "recalls": ("watch-officer", self.recalls),
            "consent": ("watch-officer", self.consent),
            "hold-add": ("auditor", self.hold_add),
            "hold-list": ("auditor", self.hold_list),
            "hold-release": ("auditor", self.hold_release),
        }

    def recall(self, person: Account, arguments: Result) -> Result:
        """Demand a record, or all about an object, back from one partner or from every one."""
        reason = _reason(arguments.get("reason") or "recalled")
        to = NodeId(arguments["to"]) if arguments.get("to") else None
        if arguments.get("object"):
            demands = self._recalls.recall_object(person.name, arguments["object"], to=to, reason=reason)
        else:
            record = parse_record_id(arguments["record"])
            demands = self._recalls.recall_record(person.name, record, to=to, reason=reason)
        return {"asked": [msgspec.to_builtins(view_demand(demand)) for demand in demands]}

    def recalls(self, person: Account, arguments: Result) -> Result:
        """All recalls, asked for here and demanded by partners."""
        self._trail.note(person, "view-recalls")
        answer: Result = msgspec.to_builtins(view_recalls(self._store))
        return answer

    def consent(self, person: Account, arguments: Result) -> Result:
        """Let partners pass a record, or a kind of records, on to a third node."""
        topic = arguments.get("topic")
        if topic is not None and topic not in KINDS:
            raise UnknownKind(kind=topic, kinds=", ".join(KINDS))
        until = parse_instant(arguments["until"])
        if until <= self._clock.now():
            raise ConsentOver(until=arguments["until"])
        given = self._consents.give(
            person.name,
            parse_node_id(arguments["to"]),
            until,
            record=parse_record_id(arguments["record"]) if topic is None else None,
            topic=topic,
            holder=NodeId(arguments["via"]) if arguments.get("via") else None,
        )
        return {"given": given}

    def hold_add(self, person: Account, arguments: Result) -> Result:
        """Keep a record from being erased."""
        record = parse_record_id(arguments["record"])
        hold = self._holds.add(person.name, record, arguments["reason"], arguments["authority"])
        return {"record": hold.record, "authority": hold.authority}

    def hold_list(self, person: Account, arguments: Result) -> Result:
        """All legal holds, ended ones too."""
        self._trail.note(person, "view-holds")
        return {
            "holds": [
                {
                    "record": hold.record,
                    "reason": hold.reason,
                    "authority": hold.authority,
                    "person": hold.person,
                    "at": format_instant(hold.at),
                    "ended_at": None if hold.ended_at is None else format_instant(hold.ended_at),
                    "ended_by": hold.ended_by,
                }
                for hold in self._holds.all()
            ]
        }

    def hold_release(self, person: Account, arguments: Result) -> Result:
        """End a legal hold; what was demanded meanwhile is erased now."""
        record = RecordId(arguments["record"])
        self.gone = self._holds.end(person.name, record)
        return {"record": record, "erased": len(self.gone)}


def _reason(word: str) -> RecallReason:
    if word not in get_args(RecallReason):
        raise UnknownReason(reason=word, reasons=", ".join(get_args(RecallReason)))
    return cast("RecallReason", word)
