"""Why a record goes to a partner or does not: the decision of this moment, with everything that it follows from."""

from typing import Any

import msgspec

from lindero.exchange.release.decision import Decision, Hold, Reason, Release, Review
from lindero.exchange.release.explain import explain
from lindero.kernel.clock import Clock
from lindero.kernel.errors import LocalError
from lindero.kernel.ids import NodeId, RecordId
from lindero.node.deciding import Deciding
from lindero.store.sqlite.store import SqliteStore


class NoSuchRecord(LocalError):
    """A record that this node does not have."""

    code = "record.unknown"
    en, es = "This node has no record {record}.", "Este nodo no tiene el registro {record}."
    remedy_en = "Copy the id from the console or from the answer of `lindero inject`."
    remedy_es = "Copie el identificador de la consola o de la respuesta de `lindero inject`."


def explain_release(
    store: SqliteStore, deciding: Deciding, clock: Clock, *, record: RecordId, partner: NodeId
) -> dict[str, Any]:
    """The explanation as builtins.

    Raises:
        NoSuchRecord: It is not here.
        NoSuchPartner: Not paired.
    """
    found = store.records.load(record)
    if found is None:
        raise NoSuchRecord(record=record)
    explanation = explain(
        found,
        to=deciding.destination(partner),
        situation=deciding.situation(found),
        now=clock.now(),
        last_released_at=deciding.last_released_at(found, partner),
    )
    word, reasons = _told(explanation.decision)
    return {
        "decision": word,
        "reasons": [{"code": reason.word, "en": reason.en, "es": reason.es} for reason in reasons],
        "rules": [
            {
                "id": rule.id,
                "effect": rule.effect,
                "line": rule.line,
                "reason_en": rule.reason_en,
                "reason_es": rule.reason_es,
            }
            for rule in explanation.rules
        ],
        "demands": msgspec.to_builtins(explanation.demands),
        "values": dict(explanation.values),
        "policy": list(explanation.policy),
    }


def _told(decision: Decision) -> tuple[str, list[Reason]]:
    """A decision as a word and its reasons."""
    if isinstance(decision, Release):
        return "release", []
    if isinstance(decision, Hold):
        return "hold", [decision.reason]
    if isinstance(decision, Review):
        return "review", [decision.reason]
    return "withhold", list(decision.reasons)
