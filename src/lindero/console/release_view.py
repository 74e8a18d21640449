"""What waits at the release desk, as one releaser sees it."""

import msgspec

from lindero.console.field_list import FieldView, fields_of
from lindero.console.views import MS_NS
from lindero.exchange.release.review import Waiting
from lindero.kernel.ids import NodeId, RecordId
from lindero.model.codec import decode_record
from lindero.partners.release_desk import ReleaseDesk


class VoiceView(msgspec.Struct, frozen=True, kw_only=True):
    """One person's approval; names stay within the node."""

    person: str
    at_ms: int
    purpose: str
    authority: str


class WaitingView(msgspec.Struct, frozen=True, kw_only=True):
    """One record that leaves if two persons approve exactly this.

    Attributes:
        partner: Who would get it.
        record: Id of the own record.
        kind: Of the record.
        object: What it is about.
        sha256: Of the bytes that would leave, hexadecimal: what is approved.
        size: Of those bytes.
        fields: Every value in them.
        rules: Ids of the permits.
        policy: Version of the policy.
        since_ms: When it began to wait. [ms UTC]
        voices: Approvals of exactly this, oldest first.
        purposes: Those that an approval may name.
        authorities: Legal bases that it may name.
        written_by_reader: The reader is the author, who may not decide.
    """

    partner: NodeId
    record: RecordId
    kind: str
    object: str
    sha256: str
    size: int
    fields: list[FieldView]
    rules: tuple[str, ...]
    policy: str
    since_ms: int
    voices: list[VoiceView]
    purposes: tuple[str, ...]
    authorities: tuple[str, ...]
    written_by_reader: bool


def waiting_view(desk: ReleaseDesk, waiting: Waiting, reader: str) -> WaitingView:
    """The view of one; call it in the store's thread."""
    record = decode_record(waiting.body)
    purposes, authorities = desk.nameable(waiting)
    return WaitingView(
        partner=waiting.partner,
        record=waiting.record,
        kind=record.kind,
        object=waiting.object_key,
        sha256=waiting.sha256.hex(),
        size=len(waiting.body),
        fields=fields_of(record),
        rules=waiting.rules,
        policy=waiting.policy,
        since_ms=waiting.since // MS_NS,
        voices=[
            VoiceView(person=v.person, at_ms=v.at // MS_NS, purpose=v.purpose, authority=v.authority)
            for v in waiting.voices
        ],
        purposes=purposes,
        authorities=authorities,
        written_by_reader=desk.wrote(reader, waiting),
    )
