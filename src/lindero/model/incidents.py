"""Incident kinds: what happened, and what a desk noted."""

from typing import Annotated

from lindero.kernel.ids import DeskId, RecordId
from lindero.model.attachment import Attachment
from lindero.model.place import Position
from lindero.model.record import Record
from lindero.model.release_class import FILE, POSITION, PUBLIC, TEXT


class Incident(Record, tag="incident", frozen=True, kw_only=True):
    """Something that happened and is followed up.

    Attributes:
        alerts: The alerts that it grew from.
        position: Where.
        title: Free text.
        file: What belongs to it.
        file_name: Of the file.
    """

    alerts: Annotated[tuple[RecordId, ...], PUBLIC] = ()
    position: Annotated[Position | None, POSITION] = None
    title: Annotated[str | None, TEXT] = None
    file: Annotated[Attachment | None, FILE] = None
    file_name: Annotated[str | None, TEXT] = None


class Note(Record, tag="note", frozen=True, kw_only=True):
    """A numbered phrase, free text, or both, from a desk.

    Attributes:
        about: The record that it is about.
        desk: Role and desk.
        phrase: Number in the phrase book, shown in the reader's language.
        text: Free text, shown as untranslated.
        file: What belongs to it.
        file_name: Of the file.
    """

    about: Annotated[RecordId | None, PUBLIC] = None
    desk: Annotated[DeskId, PUBLIC]
    phrase: Annotated[int | None, PUBLIC] = None
    text: Annotated[str | None, TEXT] = None
    file: Annotated[Attachment | None, FILE] = None
    file_name: Annotated[str | None, TEXT] = None
