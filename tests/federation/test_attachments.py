"""Files travel on demand: only those that were released, chunk by chunk, resumable, and after everything else."""

import asyncio
import hashlib

import pytest
from pair_logs import MX, US
from peers_in_process import MARKED, Line, PeerNode, alert, dial, record_id, until
from virtual_time import in_virtual_time

from lindero.exchange.link.frames import MAX_SLICE_BYTES
from lindero.model.attachment import CHUNK_BYTES, Attachment
from lindero.model.incidents import Note
from lindero.model.record import Pedigree
from lindero.node.errors import FileGone, NoSuchFile, UnfitFile
from lindero.partners.recall import RecallDesk

EVERYTHING = (
    '@id("all") @reason_es("todo") @reason_en("all") permit(principal, action, resource)'
    ' unless { context.kind == "note" };\n'
    '@id("notes") @reason_es("notas") @reason_en("notes") @two_person permit(principal, action, resource)'
    ' when { context.kind == "note" };'
)
BY_MACHINE = '@id("all") @reason_es("todo") @reason_en("all") permit(principal, action, resource);'
NO_FILES = '@id("all") @reason_es("todo") @reason_en("all") @drop("file") permit(principal, action, resource);'
CONTENT = b"".join(hashlib.sha256(n.to_bytes(4, "big")).digest() for n in range(5 * CHUNK_BYTES // 32 + 7))


def add(node, content=CONTENT):
    """What `lindero file add` does; gives the manifest."""
    upload = node.files.begin(None, {})["upload"]
    for index, start in enumerate(range(0, len(content), CHUNK_BYTES)):
        node.files.put(None, {"upload": upload, "index": index, "chunk": content[start : start + CHUNK_BYTES]})
    tree = node.files.close(None, {"upload": upload, "media_type": "video/mp4"})["file"]
    import msgspec

    return msgspec.convert(tree, Attachment)


def note(number, attachment, origin=US):
    return Note(
        id=record_id(number),
        origin=origin,
        observed_at=1_795_000_000_000_000_000,
        recorded_at=1_795_000_000_000_000_000,
        marking=MARKED,
        pedigree=Pedigree(nodes=(origin,)),
        desk=f"{origin}/watch-1",
        phrase=1,
        file=attachment,
    )


def content_at(node, attachment, owner=US):
    held = [node.files.chunks.load(owner, attachment.id, n) for n in range(len(attachment.chunks))]
    return b"".join(chunk for _, chunk in held)


def fetch(node, number):
    _, entry, attachment, held = node.files.wanted(record_id(number))
    return asyncio.ensure_future(node.peer.fetching.fetch(entry, attachment, held))


async def let_go(node, *numbers):
    """Two persons approve these notes once they wait for them."""
    for number in numbers:
        await until(lambda n=number: node.store.reviews.load(MX, record_id(n)))
        node.approve(record_id(number))


def pair(loop, root, policy=EVERYTHING):
    return PeerNode(US, loop, root, policy=policy), PeerNode(MX, loop, root, policy=policy)


def test_a_released_file_is_fetched_whole(tmp_path):
    async def run(loop):
        us, mx = pair(loop, tmp_path)
        attachment = add(us)
        us.save(note(1, attachment))
        dial(us, mx, Line())
        await let_go(us, 1)
        await until(lambda: us.settled(1))
        assert mx.files.chunks.held(US, attachment.id) == frozenset()
        await fetch(mx, 1)
        assert content_at(mx, attachment) == CONTENT
        assert hashlib.sha256(CONTENT).digest() == attachment.sha256

    in_virtual_time(run)


def test_a_fetch_that_a_cut_interrupts_goes_on_with_the_next_chunk(tmp_path):
    class Breaking(Line):
        """Closes after so many bytes of US."""

        def carry(self, end, data):
            super().carry(end, data)
            if len(self.spoken[US]) > 2.5 * CHUNK_BYTES:
                self.close()

    async def run(loop):
        us, mx = pair(loop, tmp_path)
        attachment = add(us)
        us.save(note(1, attachment))
        lines = Breaking(), Breaking(), Line()
        dial(us, mx, *lines)
        await let_go(us, 1)
        await until(lambda: us.settled(1))
        await fetch(mx, 1)
        assert content_at(mx, attachment) == CONTENT
        sent = sum(len(line.spoken[US]) for line in lines)
        assert lines[1].spoken[US]
        assert sent < 2 * len(CONTENT), "what had arrived whole was not sent again"

    in_virtual_time(run)


def test_an_alert_overtakes_a_file(tmp_path):
    """It enters while the file travels; a few slices go by while it is decided and sealed, not the rest of a chunk."""

    async def run(loop):
        us, mx = pair(loop, tmp_path)
        us.save(note(1, add(us)))
        line = Line()
        dial(us, mx, line)
        await let_go(us, 1)
        await until(lambda: us.settled(1))
        before = len(line.spoken[US])
        fetching = fetch(mx, 1)
        await until(lambda: len(line.spoken[US]) > before + CHUNK_BYTES, step_s=0.0)
        entered = len(line.spoken[US])
        us.save(alert(2))
        await until(lambda: us.store.outbox.head(MX).size == 2, step_s=0.0)
        await until(lambda: line.spoken[US].find(b"\xa5batch", entered) >= 0, step_s=0.0)
        assert line.spoken[US].find(b"\xa5batch", entered) - entered <= 6 * MAX_SLICE_BYTES
        assert not fetching.done()
        await fetching

    in_virtual_time(run)


def test_what_was_not_released_cannot_be_had(tmp_path):
    """A record that stayed, a record whose files were dropped, a record without one: the log does not name them."""

    async def run(loop):
        us, mx = pair(loop, tmp_path, NO_FILES)
        attachment = add(us)
        us.save(note(1, attachment), note(2, None))
        dial(us, mx, Line())
        await until(lambda: us.settled(2))
        for number in (1, 2, 3):
            with pytest.raises(NoSuchFile):
                mx.files.wanted(record_id(number))
        for entry in (0, 1, 99):
            with pytest.raises(FileGone):
                await mx.peer.fetching.fetch(entry, attachment, frozenset())

    in_virtual_time(run)


def test_a_file_that_no_two_persons_approve_stays(tmp_path):
    """Whatever the policy says: a rule that lets all through by machine lets no file through."""

    async def run(loop):
        us, mx = pair(loop, tmp_path, BY_MACHINE)
        us.save(note(1, add(us)), note(2, None))
        dial(us, mx, Line())
        await until(lambda: us.settled(1))
        assert mx.mirrored() == [record_id(2)]

    in_virtual_time(run)


def test_what_was_recalled_cannot_be_had_any_more(tmp_path):
    async def run(loop):
        us, mx = pair(loop, tmp_path)
        attachment = add(us)
        us.save(note(1, attachment))
        dial(us, mx, Line())
        await let_go(us, 1)
        await until(lambda: us.settled(1))
        us.store.outbox.erase(MX, [0], "recalled")
        with pytest.raises(FileGone):
            await fetch(mx, 1)
        assert mx.files.chunks.count() == (0, 0)

    in_virtual_time(run)


def test_a_recalled_record_takes_its_file_with_it_before_the_receipt(tmp_path):
    """Another record that has the same file keeps it, until that one is recalled as well."""

    async def run(loop):
        us, mx = pair(loop, tmp_path)
        attachment = add(us)
        us.save(note(1, attachment), note(2, attachment))
        dial(us, mx, Line())
        await let_go(us, 1, 2)
        await until(lambda: us.settled(2))
        await fetch(mx, 1)
        await fetch(mx, 2)
        for number, kept in ((1, len(attachment.chunks)), (2, 0)):
            RecallDesk(US, us.store, us.clock).recall_record("guardia", record_id(number))
            us.peer.wake()
            await until(lambda n=number: len(receipts(us)) == n)
            assert len(mx.files.chunks.held(US, attachment.id)) == kept
        assert us.files.chunks.held(US, attachment.id) == set(range(len(attachment.chunks)))

    in_virtual_time(run)


def receipts(node):
    return [demand for demand in node.store.demands.all() if demand.receipts]


def test_an_erased_file_is_nowhere_in_the_folder(tmp_path):
    async def run(loop):
        us, mx = pair(loop, tmp_path)
        attachment = add(us)
        us.save(note(1, attachment))
        dial(us, mx, Line())
        await let_go(us, 1)
        await until(lambda: us.settled(1))
        await fetch(mx, 1)
        assert mx.files.erase(US, attachment) == len(attachment.chunks)
        assert mx.files.chunks.count() == (0, 0)
        assert us.files.chunks.held(US, attachment.id) == set(range(len(attachment.chunks)))

    in_virtual_time(run)


def test_what_cannot_be_attached_is_refused(tmp_path):
    async def run(loop):
        us, _ = pair(loop, tmp_path)
        upload = us.files.begin(None, {})["upload"]
        refused = [
            lambda: us.files.put(None, {"upload": "../../keys", "index": 0, "chunk": b"x"}),
            lambda: us.files.put(None, {"upload": upload, "index": 0, "chunk": b""}),
            lambda: us.files.put(None, {"upload": upload, "index": 0, "chunk": b"x" * (CHUNK_BYTES + 1)}),
            lambda: us.files.put(None, {"upload": upload, "index": 4096, "chunk": b"x"}),
            lambda: us.files.close(None, {"upload": upload, "media_type": "text/plain"}),
        ]
        for call in refused:
            with pytest.raises(UnfitFile):
                call()

    in_virtual_time(run)
