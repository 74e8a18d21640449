"""Files of records: own ones come in from people, a partner's are fetched, and people read both.

Everything here is synchronous work on the folder and the store, as in `node.commands`.
"""

import hashlib
import re
from collections.abc import Sequence
from typing import Any, Final

import msgspec

from lindero.exchange.envelope.seal import SALT_BYTES, is_sealed, seal
from lindero.exchange.log.ports import Mirror, Outbox
from lindero.kernel.entropy import Entropy
from lindero.kernel.errors import RemoteError
from lindero.kernel.ids import NodeId, RecordId
from lindero.model.attachment import CHUNK_BYTES, MAX_CHUNKS, MAX_FILE_BYTES, Attachment
from lindero.model.codec import decode_record
from lindero.model.people import Account
from lindero.model.ports import Records
from lindero.model.record import Record
from lindero.node.errors import NoSuchFile, UnfitFile
from lindero.store.chunks import ChunkStore

_UPLOAD: Final = re.compile(r"[0-9a-f]{32}")
Result = dict[str, Any]


class Attachments:
    """The files of one node.

    Attributes:
        chunks: Where they are.
    """

    def __init__(
        self, node: NodeId, chunks: ChunkStore, records: Records, outbox: Outbox, mirror: Mirror, entropy: Entropy
    ) -> None:
        self.chunks = chunks
        self._node = node
        self._records = records
        self._outbox = outbox
        self._mirror = mirror
        self._entropy = entropy

    # Own files.

    def begin(self, person: Account, arguments: Result) -> Result:
        """A name for a file that comes in."""
        return {"upload": self._entropy.token(16).hex()}

    def put(self, person: Account, arguments: Result) -> Result:
        """Keep the next chunk of it."""
        number, chunk = int(arguments["index"]), bytes(arguments["chunk"])
        if not 0 <= number < MAX_CHUNKS or not 0 < len(chunk) <= CHUNK_BYTES:
            raise UnfitFile(limit=MAX_FILE_BYTES)
        self.chunks.save_incoming(_upload(arguments), number, self._entropy.token(SALT_BYTES), chunk)
        return {}

    def close(self, person: Account, arguments: Result) -> Result:
        """All of it is there: its manifest, for the field `file` of a record."""
        upload = _upload(arguments)
        whole, size = hashlib.sha256(), 0
        commitments: list[bytes] = []
        while (held := self.chunks.load_incoming(upload, len(commitments))) is not None:
            salt, chunk = held
            whole.update(chunk)
            size += len(chunk)
            commitments.append(seal(salt, chunk))
        try:
            attachment = msgspec.convert(
                {
                    "media_type": arguments["media_type"],
                    "size_bytes": size,
                    "sha256": whole.digest(),
                    "chunks": commitments,
                },
                Attachment,
                builtin_types=(bytes,),
            )
        except msgspec.ValidationError:
            raise UnfitFile(limit=MAX_FILE_BYTES) from None
        self.chunks.adopt(upload, self._node, attachment.id)
        return {"file": msgspec.to_builtins(attachment), "id": attachment.id}

    # Files of records, own or not.

    def look(self, person: Account, arguments: Result) -> Result:
        """What there is of the file of a record."""
        record, attachment = self.of(RecordId(arguments["record"]))
        held = self.chunks.held(record.origin, attachment.id)
        return {
            "name": getattr(record, "file_name", None),
            "media_type": attachment.media_type,
            "size_bytes": attachment.size_bytes,
            "sha256": attachment.sha256,
            "chunks": len(attachment.chunks),
            "held": len(held),
            "origin": record.origin,
        }

    def read(self, person: Account, arguments: Result) -> Result:
        """One chunk, checked against the manifest."""
        record, attachment = self.of(RecordId(arguments["record"]))
        number = int(arguments["index"])
        held = self.chunks.load(record.origin, attachment.id, number)
        if held is None or not is_sealed(attachment.chunks[number], *held):
            raise NoSuchFile(record=record.id)
        return {"chunk": held[1]}

    def of(self, record: RecordId) -> tuple[Record, Attachment]:
        """A record and its file.

        Raises:
            NoSuchFile: There is no such record, or it has none.
        """
        found = self._records.load(record)
        attachment = getattr(found, "file", None)
        if found is None or not isinstance(attachment, Attachment):
            raise NoSuchFile(record=record)
        return found, attachment

    # What partners may have, and what of theirs is wanted.

    def released(self, partner: NodeId, entry: int, number: int) -> tuple[bytes, bytes] | None:
        """Salt and chunk of the file of an entry in the log to a partner; None when it was not released, or is gone."""
        for logged in self._outbox.entries(partner, entry, entry + 1):
            attachment = None if logged.body is None else _attachment_in(logged.body)
            if attachment is not None:
                return self.chunks.load(self._node, attachment.id, number)
        return None

    def wanted(self, record: RecordId) -> tuple[NodeId, int, Attachment, frozenset[int]]:
        """Whom to ask for a partner's file, by which entry of its log, and what is here already.

        Raises:
            NoSuchFile: It is not a partner's record with a file, or its log does not hold it.
        """
        found, attachment = self.of(record)
        entry = self._mirror.index_of(found.origin, record)
        if entry is None:
            raise NoSuchFile(record=record)
        self.chunks.claim(found.origin, attachment.id, record)
        return found.origin, entry, attachment, self.chunks.held(found.origin, attachment.id)

    def claim(self, records: Sequence[Record]) -> None:
        """Note which own records have a file: it is kept while one of them is."""
        for record in records:
            attachment = getattr(record, "file", None)
            if isinstance(attachment, Attachment):
                self.chunks.claim(record.origin, attachment.id, record.id)

    def sweep(self) -> None:
        """Erase the files whose last record is gone: recalled, expired, or let go by a legal hold; own ones too."""
        claims = self.chunks.claims()
        hidden = set(self._records.hidden()) if claims else set()
        for owner, file, records in claims:
            if not any(record in hidden or self._records.load(record) is not None for record in records):
                self.chunks.erase(owner, file)

    def erase(self, owner: NodeId, attachment: Attachment) -> int:
        """Erase what is here of a file; gives how many chunks there were."""
        return self.chunks.erase(owner, attachment.id)


def _upload(arguments: Result) -> str:
    """The name given by `begin`: it becomes part of a path."""
    name = str(arguments["upload"])
    if not _UPLOAD.fullmatch(name):
        raise UnfitFile(limit=MAX_FILE_BYTES)
    return name


def _attachment_in(body: bytes) -> Attachment | None:
    try:
        found = getattr(decode_record(body), "file", None)
    except RemoteError:
        return None  # a control message
    return found if isinstance(found, Attachment) else None
