"""How records about alerts are made: headers, markings, and what an alert takes over from the picture."""

from collections.abc import Sequence
from typing import Any

from lindero.kernel.clock import Clock
from lindero.kernel.entropy import Entropy
from lindero.kernel.ids import NodeId, new_record_id
from lindero.model.alerts import Alert
from lindero.model.marking import Marking
from lindero.model.record import Pedigree
from lindero.operations.picture.assessment import TrackAssessment


def header_of(node: NodeId, marking: Marking | None, clock: Clock, entropy: Entropy) -> dict[str, Any]:
    """Header of a record that this node makes now."""
    now = clock.now()
    return {
        "id": new_record_id(now, entropy.token(10)),
        "origin": node,
        "observed_at": now,
        "recorded_at": now,
        "marking": marking,
        "pedigree": Pedigree(nodes=(node,)),
    }


def answer_marking(alert: Alert, node: NodeId) -> Marking | None:
    """Answers always go back: as restricted as the alert, releasable to its origin."""
    if alert.marking is None:
        return None
    to: tuple[str, ...] = alert.marking.releasable_to if alert.origin == node else (alert.origin,)
    return Marking(
        tlp=alert.marking.tlp,
        releasable_to=to,
        purposes=alert.marking.purposes,
        simulated=alert.marking.simulated,
    )


def desk_marking(partners: Sequence[NodeId], *, simulated: bool) -> Marking | None:
    """Of what a desk says to its partners' desks about itself; None while there are none."""
    if not partners:
        return None
    return Marking(
        tlp="amber", releasable_to=tuple(sorted(partners)), purposes=("airspace-security",), simulated=simulated
    )


def facts_of(assessment: TrackAssessment) -> dict[str, Any]:
    """What an alert takes over from the newest picture of its track."""
    track = assessment.track
    return {
        "observed_at": track.observed_at,
        "marking": track.marking,
        "pedigree": track.pedigree,
        "derived_from": (track.id,),
        "track": track.track,
        "identity": track.identity,
        "classes": track.classes,
        "position": track.position,
        "velocity": track.velocity,
        "p_cross": assessment.p_cross,
        "time_to_cross_s": assessment.time_to_cross_s,
        "crossing_position": assessment.crossing_position,
        "launch_position": track.launch_position,
        "operator_position": track.emitter.operator_position if track.emitter else None,
        "corroborated": track.corroborated,
        "authenticated": track.authenticated,
        "evidence": track.evidence,
        "airframe_ref": track.airframe_ref,
    }
