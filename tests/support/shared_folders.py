"""Two paired node folders with signed and receipted logs in them, made through the ports: no process runs."""

import msgspec
from node_keys import keys_of
from peers_in_process import track as made_track
from two_nodes import MX, US, TwoNodes

from lindero.exchange.envelope.entry import Entry, encode_entry
from lindero.exchange.envelope.seal import seal
from lindero.exchange.log.checkpoint import Checkpoint, seal_checkpoint
from lindero.exchange.log.pair import pair_log
from lindero.exchange.log.ports import Head, LoggedEntry
from lindero.exchange.log.receipt import seal_receipt
from lindero.exchange.log.tree import extend, leaf_hashes, root_of
from lindero.kernel.ids import RecordId
from lindero.model.codec import encode_record
from lindero.store.sqlite.store import open_store

SIGNED_S = 1_795_000_000
ALL = '@id("all") @reason_en("x") @reason_es("x")\npermit (principal, action, resource);\n'


def record_id(writer, index):
    """Id of the record at an index of a writer's log."""
    return RecordId(f"{'U' if writer == US else 'M'}{index:025d}")


def shared_entry(writer, index):
    """A track of its writer, as it would stand in the log."""
    body = encode_record(msgspec.structs.replace(made_track(index, origin=writer), id=record_id(writer, index)))
    salt = index.to_bytes(32, "little")
    entry = Entry(1, "record", "track", SIGNED_S * 1000 + index, SIGNED_S * 1000, None, None, 20_800, seal(salt, body))
    return LoggedEntry(index, encode_entry(entry), body, salt, record_id(writer, index), f"track:T{index}")


def share(writer, reader, count, *, receipted=None):
    """Put a log of `count` entries from one node into both folders; the receipt covers `receipted` of them."""
    receipted = count if receipted is None else receipted
    keys, reader_keys = keys_of(writer.folder), keys_of(reader.folder)
    entries = [shared_entry(writer.id, index) for index in range(count)]
    with open_store(writer.folder / "node.db") as ours, open_store(reader.folder / "node.db") as theirs:
        pairing = ours.pairings.load(reader.id)
        log = pair_log(pairing.own, pairing.partner)

        def head(size):
            frontier = extend((), 0, leaf_hashes(one.entry for one in entries[:size]))
            return Head(size, frontier, seal_checkpoint(Checkpoint(log.origin, size, root_of(frontier)), keys.log))

        receipt = seal_receipt(head(receipted).note, log, reader_keys.receipt, SIGNED_S)
        ours.outbox.append(reader.id, entries, head(count))
        ours.outbox.save_receipt(reader.id, receipted, receipt, SIGNED_S * 10**9)
        mirrored = msgspec.structs.replace(head(receipted), note=receipt)
        theirs.mirror.append(writer.id, entries[:receipted], mirrored)
    return log


def shared_folders(root, count=200, *, back=3, receipted=None):
    """The two nodes, and the log US→MX of `count` entries; MX→US has `back`."""
    nodes = TwoNodes(root)
    for node in (nodes.us, nodes.mx):
        (node.folder / "policy.cedar").write_text(ALL)
    log = share(nodes.us, nodes.mx, count, receipted=receipted)
    share(nodes.mx, nodes.us, back)
    return nodes, log


__all__ = ["MX", "US", "record_id", "share", "shared_entry", "shared_folders"]
