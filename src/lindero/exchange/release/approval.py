"""Two persons' approval of exact bytes: what it covers, and when it is void."""

from typing import Final

import msgspec

from lindero.kernel.clock import SECOND_NS, Instant
from lindero.kernel.ids import NodeId
from lindero.model.marking import Marking, Purpose

APPROVAL_LASTS_NS: Final = 86_400 * SECOND_NS
"""Two approvals count together, and the first one at all, for this long. [ns]"""


class Voice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One person's approval.

    Attributes:
        person: Account name; stays in the node.
        at: When. [ns UTC]
        sha256: Of the transformed record's bytes that were approved.
        partner: Whom they may go to.
        purpose: What for.
        authority: Id of the legal basis, in the register of those in force.
        policy: Version of the policy that made the bytes.
    """

    person: str
    at: Instant
    sha256: bytes
    partner: NodeId
    purpose: Purpose
    authority: str
    policy: str

    @property
    def subject(self) -> tuple[bytes, NodeId, str, str, str]:
        """What was approved: two voices count together only where this is equal."""
        return (self.sha256, self.partner, self.purpose, self.authority, self.policy)


class Approval(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What two persons said about one record and partner.

    Attributes:
        as_of: The instant for which the bytes were made: retention counts from it, so that they stay the same. [ns UTC]
        voices: One for each person, oldest first.
    """

    as_of: Instant
    voices: tuple[Voice, ...] = ()


def approves(
    approval: Approval,
    *,
    sha256: bytes,
    partner: NodeId,
    policy: str,
    marking: Marking,
    authorities: frozenset[str],
    now: Instant,
) -> bool:
    """Whether two different persons approved these bytes for this partner, and both still count.

    Args:
        approval: What was said.
        sha256: Of the bytes that would leave.
        partner: Who would get them.
        policy: Version of the policy in force.
        marking: Of the leaving record; its purposes and authority bind the persons.
        authorities: In force on this node.
        now: The present. [ns UTC]
    """
    counted = {
        voice.person: voice.subject
        for voice in approval.voices
        if 0 <= now - voice.at <= APPROVAL_LASTS_NS
        and (voice.sha256, voice.partner, voice.policy) == (sha256, partner, policy)
        and may_be_named(voice.purpose, voice.authority, marking, authorities)
    }
    subjects = list(counted.values())
    return any(subjects.count(subject) >= 2 for subject in subjects)


def may_be_named(purpose: str, authority: str, marking: Marking, authorities: frozenset[str]) -> bool:
    """Whether a person may approve for this purpose under this authority: in force, and as the marking demands."""
    return (
        authority in authorities
        and marking.authority in (None, authority)
        and (not marking.purposes or purpose in marking.purposes)
    )
