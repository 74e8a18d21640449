"""How a link to a partner stands, as a desk sees it. The node fills it in; content is not in it."""

from typing import Literal

import msgspec

from lindero.kernel.errors import LinderoError
from lindero.kernel.ids import NodeId
from lindero.model.pairing import PairingState

LinkState = Literal["connected", "connecting", "stopped", "unconfirmed"]


class LinkProblem(msgspec.Struct, frozen=True, kw_only=True):
    """Why a link does not work."""

    code: str
    message_es: str
    message_en: str


class LinkView(msgspec.Struct, frozen=True, kw_only=True):
    """One link.

    Attributes:
        partner: Node at the other end.
        side: Its country, ISO 3166-1 alpha-3.
        state: `connected` only once the partner's hello is verified; `unconfirmed` while the pairing is not finished.
        pairing: Where the pairing stands here.
        partner_pairing: Where it stands at the partner, as it said; None while that is not known.
        since_ms: Since when it is in that state. [ms UTC]
        last_receipt_ms: When the newest receipt came. [ms UTC]
        round_trip_ms: Of the last ping. [ms]
        clock_offset_ms: The partner's clock minus ours, by the last ping. [ms]
        clock_skewed: They differ by more than 2 s.
        last_heartbeat_ms: When the newest heartbeat came. [ms UTC]
        heartbeat_overdue: None came for two hours of being connected.
        sent_size: Entries in the own log.
        received_size: Entries in the partner's log.
        behind: Own entries that no receipt covers yet.
        shared: Records released to the partner.
        withheld: How many records were withheld, by reason.
        held: Records that wait for a later decision.
        simulated: The partner is a training node.
        keys_offered: New keys that its recovery key vouches for wait for an administrator who compares digits.
        problem: What stopped it.
        certificate_ends_ms: When the first of the two certificates of the link ends; a warning within 30 days. [ms UTC]
    """

    partner: NodeId
    side: str
    state: LinkState
    pairing: PairingState = "active"
    partner_pairing: Literal["active", "suspended", "ending", "done"] | None = None
    since_ms: int | None = None
    last_receipt_ms: int | None = None
    round_trip_ms: float | None = None
    clock_offset_ms: float | None = None
    clock_skewed: bool = False
    last_heartbeat_ms: int | None = None
    heartbeat_overdue: bool = False
    sent_size: int = 0
    received_size: int = 0
    behind: int = 0
    shared: int = 0
    withheld: dict[str, int] = {}
    held: int = 0
    simulated: bool = False
    keys_offered: bool = False
    problem: LinkProblem | None = None
    certificate_ends_ms: int | None = None


def problem_of(error: LinderoError) -> LinkProblem:
    """An error as a desk sees it beside the link."""
    return LinkProblem(code=error.code, message_es=error.text("es"), message_en=error.text("en"))
