"""Desk kinds: who is on watch, how a desk is reached when the link is down, and a call that tests the way to it."""

from typing import Annotated, Literal

import msgspec

from lindero.kernel.ids import DeskId, NodeId, RecordId
from lindero.model.record import Record
from lindero.model.release_class import PUBLIC, TEXT

PHONE: str = r"\A\+?[0-9][0-9 ()./-]{3,38}[0-9]\Z"
"""A telephone number as people write it, with its country code where it has one."""

Phone = Annotated[str, msgspec.Meta(pattern=PHONE)]
CallStage = Literal["called", "shown", "answered"]


class Presence(Record, tag="presence", frozen=True, kw_only=True):
    """Whether anybody keeps watch at a desk; said when it changes.

    Attributes:
        desk: Role and desk.
        attended: A watch officer is signed in there, with the console open.
    """

    desk: Annotated[DeskId, PUBLIC]
    attended: Annotated[bool, PUBLIC]


class Contact(Record, tag="contact", frozen=True, kw_only=True):
    """The contact card of a node: how its watch is reached without the link.

    Attributes:
        node: Whose it is; another node than the origin's where a person here wrote down a partner's.
        phone: Telephone of the desk on duty.
        second_phone: Another one.
        radio: Radio channel or call sign.
        languages: What is spoken there.
        remarks: Free text.
    """

    node: Annotated[NodeId, PUBLIC]
    phone: Annotated[Phone, PUBLIC]
    second_phone: Annotated[Phone | None, PUBLIC] = None
    radio: Annotated[str | None, PUBLIC] = None
    languages: Annotated[tuple[Literal["es", "en"], ...], PUBLIC] = ()
    remarks: Annotated[str | None, TEXT] = None


class DeskCall(Record, tag="test-call", frozen=True, kw_only=True):
    """A call that tests the way to the other side's desks, as an alert would take it; it is none, and counts as none.

    Attributes:
        call: Id of its first record: what the others belong to.
        stage: Called here, shown there on a screen, answered there by a person.
        desk: Role and desk.
    """

    call: Annotated[RecordId, PUBLIC]
    stage: Annotated[CallStage, PUBLIC]
    desk: Annotated[DeskId, PUBLIC]
