"""Why a record goes to a partner or does not: the decision of this moment, with everything that it follows from."""

from pathlib import Path
from typing import Any

import msgspec

from lindero.exchange.release.decision import Hold, Release, Review
from lindero.exchange.release.explain import explain
from lindero.kernel.clock import Clock, Instant
from lindero.kernel.errors import LocalError
from lindero.kernel.ids import NodeId, RecordId
from lindero.model.border_file import census_border
from lindero.model.kinds import object_of
from lindero.node.config import Config
from lindero.node.keys import Keys
from lindero.node.pipelines.situation import OpenAlert, Situations
from lindero.node.policies import Policies
from lindero.partners.errors import NoSuchPartner
from lindero.store.sqlite.store import SqliteStore


class NoSuchRecord(LocalError):
    """A record that this node does not have."""

    code = "record.unknown"
    en, es = "This node has no record {record}.", "Este nodo no tiene el registro {record}."
    remedy_en = "Copy the id from the console or from the answer of `lindero inject`."
    remedy_es = "Copie el identificador de la consola o de la respuesta de `lindero inject`."


def explain_release(
    path: Path,
    config: Config,
    store: SqliteStore,
    open_alert: OpenAlert,
    clock: Clock,
    *,
    record: RecordId,
    partner: NodeId,
    keys: Keys,
) -> dict[str, Any]:
    """The explanation as builtins.

    Raises:
        NoSuchRecord: It is not here.
        NoSuchPartner: Not paired.
    """
    found, pairing = store.records.load(record), store.pairings.load(partner)
    if found is None:
        raise NoSuchRecord(record=record)
    if pairing is None or pairing.partner is None:
        raise NoSuchPartner(partner=partner)
    policies = Policies(path, config, keys)
    situations = Situations(census_border(), config.area, open_alert)
    last = store.cursors.last_released(partner).get(object_of(found))
    explanation = explain(
        found,
        to=policies.destination(pairing.partner),
        situation=situations.of(found),
        now=clock.now(),
        last_released_at=None if last is None else Instant(last),
    )
    decision = explanation.decision
    if isinstance(decision, Release):
        word, reasons = "release", []
    elif isinstance(decision, Hold):
        word, reasons = "hold", [decision.reason]
    elif isinstance(decision, Review):
        word, reasons = "review", [decision.reason]
    else:
        word, reasons = "withhold", list(decision.reasons)
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
    }
