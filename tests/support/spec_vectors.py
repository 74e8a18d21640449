"""Builds spec/vectors/*.json from fixed keys. Run it as a program to write them; tests/golden compares them."""

from pathlib import Path

import msgspec
from pair_logs import LOG_ID, LOG_KEY, MX, MX_TO_US, RECEIPT_KEY, US, US_TO_MX, head_of, logged, receipt_of
from small_logs import BEGIN_MS, DAY, control, record
from spec_vectors_proofs import proofs, tiles

from lindero.exchange.envelope._keys import generate_key
from lindero.exchange.envelope.certificate import seal_certificate
from lindero.exchange.envelope.control import (
    LOST,
    Consent,
    Erased,
    Heartbeat,
    KeyChange,
    Onward,
    Poison,
    Recall,
    encode_control,
)
from lindero.exchange.envelope.digits import pairing_digits
from lindero.exchange.envelope.entry import Entry, encode_entry
from lindero.exchange.envelope.key_change import state_change, vouch
from lindero.exchange.envelope.note import ED25519, note_key_id
from lindero.exchange.envelope.pairing_files import seal_acceptance, seal_finish, seal_invitation
from lindero.exchange.envelope.seal import seal
from lindero.exchange.link.frames import (
    Ack,
    Batch,
    Bodies,
    Bye,
    Chunk,
    Credit,
    Gone,
    HeadClaim,
    Hello,
    Keys,
    Lack,
    Ping,
    Pong,
    Refill,
    Refilled,
    Refuse,
    Standing,
    Want,
    encode_frame,
    frame_kind,
)
from lindero.exchange.log.meter import PairMeter, Tally, Window, encode_meter
from lindero.exchange.log.paths import consistency_path, inclusion_path
from lindero.exchange.log.proof import Exhibit, encode_proof, prove
from lindero.exchange.log.receipt import COSIGNATURE
from lindero.exchange.log.tree import extend, leaf_hash, leaf_hashes, root_of_hashes
from lindero.kernel.clock import Instant
from lindero.model.about_tracks import Answer, HandOver, Label
from lindero.model.airspace import Area, ClassProbability, Emitter, Moved
from lindero.model.alerts import Acknowledgement, Handling, Outcome
from lindero.model.codec import encode_record
from lindero.model.desks import Contact, DeskCall, Presence
from lindero.model.incidents import Note
from lindero.model.kinds import KINDS
from lindero.model.marking import Grade, Marking
from lindero.model.named import tree_of
from lindero.model.pairing import Identity
from lindero.model.place import Bearing, Ellipse, Position, Velocity
from lindero.model.record import Pedigree

FOLDER = Path(__file__).parents[2] / "spec" / "vectors"
SECRET = {"log": b"L" * 31, "receipt": b"R" * 31}
SALT = bytes(range(32))
PARTS = (Position, Velocity, Ellipse, Bearing, Emitter, ClassProbability, Area, Moved, Pedigree, Marking, Grade)


def entries():
    commitment = seal(SALT, b"body")
    valid = [
        Entry(1, "record", "alert", 1_795_000_000_123, 1_795_000_000_000, None, None, None, commitment),
        Entry(1, "record", "track", 1_795_000_000_123, 1_795_000_000_000, 70_000, None, 20_800, commitment),
        Entry(1, "record", "acknowledgement", 0, 2**48 - 1, 2**48 - 1, 0, 2**20 - 1, commitment),
        Entry(1, "recall", "recall", 1_795_000_000_123, 1_795_000_000_123, 70_000, None, None, commitment),
    ]
    good = list(msgspec.to_builtins(valid[0], builtin_types=(bytes,)))
    wrong = {
        "a version that is not 1": [2, *good[1:]],
        "a type that does not exist": [1, "retract", *good[2:]],
        "a topic in upper case": [1, "record", "Alert", *good[3:]],
        "a time that is no integer": [*good[:3], 1.5, *good[4:]],
        "an index below zero": [*good[:5], -1, *good[6:]],
        "a commitment of 31 bytes": [*good[:8], bytes(31)],
        "eight elements": good[:8],
        "ten elements": [*good, None],
    }
    invalid = [{"why": why, "hex": msgspec.msgpack.encode(fields).hex()} for why, fields in wrong.items()]
    invalid.append({"why": "a byte after the array", "hex": (encode_entry(valid[0]) + b"\0").hex()})
    return {
        "commitments": [
            {"salt": SALT.hex(), "body": body.hex(), "commitment": seal(SALT, body).hex()} for body in (b"", b"body")
        ],
        "valid": [{"fields": as_json(entry), "hex": encode_entry(entry).hex()} for entry in valid],
        "invalid": invalid,
    }


def key_changes():
    """A log key, then the certificate, changed by the old one; then the log key replaced by the recovery key."""
    new, recovery, tls, new_tls = (generate_key(letter * 32) for letter in (b"N", b"Y", b"T", b"U"))
    stated = KeyChange(
        node=US,
        key="log",
        log=US_TO_MX.origin,
        since=12,
        old=LOG_KEY[US].public,
        new=new.public,
        by="old",
        made_ms=1_795_000_000_123,
        voucher=bytes(64),
        proof=bytes(64),
    )
    certificate = seal_certificate(US, new_tls, serial=bytes(16), valid_from=Instant(0), valid_to=Instant(4 * 10**18))
    link = msgspec.structs.replace(
        stated, key="tls", log="", since=None, old=tls.public, new=new_tls.public, certificate=certificate
    )
    last = generate_key(b"M" * 32)
    replaced = msgspec.structs.replace(stated, log="", since=None, old=new.public, new=last.public, by="recovery")
    return [
        vouch(state_change(stated, new), LOG_KEY[US]),
        vouch(state_change(link, new_tls), tls),
        vouch(state_change(replaced, last), recovery),
    ]


def controls():
    valid = [
        Recall(entries=(4, 7, 70_000), reason="recalled"),
        Recall(entries=(4,), reason="corrected", superseded_by="01J00000000000000000000000"),
        Erased(erased=(4, 7), withdrawn=1, held=(70_000,), onward=("us.jtf",), unreachable=("exports", "screens")),
        Consent(topic="track", recipient="us.jtf", until=1_795_000_000_000_000_000),
        Consent(entry=12, recipient="us.jtf", until=1_795_000_000_000_000_000),
        Onward(recipient="us.jtf", at=1_795_000_000_000_000_000),
        Poison(code="record.unreadable"),
        Heartbeat(wall_ms=1_795_000_000_123, offset_ms=-7, decisions=bytes(range(32))),
        *key_changes(),
    ]
    good = msgspec.msgpack.decode(encode_control(valid[0]))
    wrong = {
        "a message that does not exist": {**good, "control": "retract"},
        "a recall of nothing": {**good, "entries": []},
        "an index below zero": {**good, "entries": [-1]},
        "a reason that does not exist": {**good, "reason": "regret"},
        "an unknown field": {**good, "note": "text"},
        "no message at all": {"entries": [1]},
    }
    return {
        "valid": [{"fields": as_json(one), "hex": encode_control(one).hex()} for one in valid],
        "invalid": [{"why": why, "hex": msgspec.msgpack.encode(one).hex()} for why, one in wrong.items()],
    }


def records():
    """One of each kind with every header field, and the names of its fields in their order."""
    header = {
        "id": "01J00000000000000000000000",
        "origin": US,
        "observed_at": 1_795_000_000_000_000_000,
        "recorded_at": 1_795_000_000_000_000_001,
        "marking": Marking(tlp="amber", releasable_to=("MEX",), purposes=("airspace-security",), simulated=True),
        "pedigree": Pedigree(nodes=(US,), sensors=("s-1",)),
    }
    made = [
        Acknowledgement(**header, alert="01J00000000000000000000001", stage="acknowledged", desk="us.cbp/watch-1"),
        Outcome(**header, alert="01J00000000000000000000001", verdict="balloon", desk="us.cbp/watch-1"),
        Note(**header, desk="us.cbp/watch-1", phrase=7),
        Handling(
            **header,
            alert="01J00000000000000000000001",
            act="shelved",
            desk="us.cbp/watch-1",
            reason=90,
            shelved_until=1_795_000_900_000_000_000,
            step="warning",
        ),
        Presence(**header, desk="us.cbp/watch-1", attended=True),
        Contact(**header, node=US, phone="+1 915 555 0100", languages=("es", "en")),
        DeskCall(**header, call="01J00000000000000000000000", stage="called", desk="us.cbp/watch-1"),
        Label(**header, track_origin="mx.sedena", track="M7-R", label="bird", desk="us.cbp/watch-1"),
        Answer(**header, query="01J00000000000000000000001", whose="ours", desk="us.cbp/watch-1"),
        HandOver(
            **header,
            handover="01J00000000000000000000000",
            track_origin="us.cbp",
            track="U104-K",
            step="offered",
            to="mx.sedena",
            desk="us.cbp/watch-1",
            offered_until=1_795_000_060_000_000_000,
        ),
    ]
    fields = {word: list(kind.__struct_fields__) for word, kind in sorted(KINDS.items())}
    parts = {kind.__name__: list(kind.__struct_fields__) for kind in PARTS}
    valid = [{"fields": tree_of(record), "hex": encode_record(record).hex()} for record in made]
    return {"fields": fields, "parts": parts, "valid": valid}


def tree():
    leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
    hashes = leaf_hashes(map(bytes.fromhex, leaves))
    return {
        "leaves": leaves,
        "leaf_hashes": [one.hex() for one in hashes],
        "roots_by_size": [root_of_hashes(hashes[:size]).hex() for size in range(9)],
        "frontiers_by_size": [[one.hex() for one in extend((), 0, hashes[:size])] for size in range(9)],
        "inclusion": [
            {"index": index, "size": size, "path": [one.hex() for one in inclusion_path(hashes[:size], index)]}
            for size in (1, 2, 7, 8)
            for index in (0, size // 2, size - 1)
        ],
        "consistency": [
            {"first": first, "second": second, "path": [one.hex() for one in consistency_path(hashes[:second], first)]}
            for first, second in [(1, 1), (1, 8), (3, 7), (4, 7), (4, 8), (6, 8), (7, 8)]
        ],
    }


def notes():
    log = [logged(index) for index in range(11)]
    stored, hashes = log[6], [leaf_hash(one.entry) for one in log]
    receipt = receipt_of(log)
    return {
        "origin": US_TO_MX.origin,
        "log_key": {
            "secret": (SECRET["log"] + b"u").hex(),
            "public": LOG_KEY[US].public.hex(),
            "key_id": note_key_id(US_TO_MX.origin, ED25519, LOG_KEY[US].public).hex(),
        },
        "receipt_key": {
            "name": US_TO_MX.cosigner,
            "secret": (SECRET["receipt"] + b"m").hex(),
            "public": RECEIPT_KEY[MX].public.hex(),
            "key_id": note_key_id(US_TO_MX.cosigner, COSIGNATURE, RECEIPT_KEY[MX].public).hex(),
        },
        "entries": [one.entry.hex() for one in log],
        "salts": [one.salt.hex() for one in log],
        "bodies": [one.body.decode() for one in log],
        "checkpoint": head_of(log).note.decode(),
        "receipt_signed_s": 1_795_000_000,
        "receipt": receipt.decode(),
        "proof_of_entry_6": encode_proof(
            prove(Exhibit(stored.entry, stored.salt, stored.body), 6, inclusion_path(hashes, 6), receipt, US_TO_MX)
        ).decode(),
    }


def frames():
    log = [logged(index) for index in range(2)]
    head, empty = head_of(log), HeadClaim(MX_TO_US.origin, 0, (), b"")
    leaves, slots = [one.entry for one in log], [(log[0].salt, log[0].body), "lost"]
    valid = [
        Hello(
            1,
            1,
            US,
            HeadClaim(US_TO_MX.origin, 2, head.frontier, head.note),
            empty,
            tuple(encode_control(one) for one in key_changes()[::2]),
        ),
        Batch(0, leaves, slots, head.note),
        Ack(2, receipt_of(log)),
        Credit(8_388_608),
        Ping(1, 1_795_000_000_000),
        Pong(1, 1_795_000_000_020),
        Refill(0),
        Refilled(0, leaves, slots),
        Want(6, 3),
        Chunk(6, 3, 32_768, bytes(range(32)), b"a slice"),
        Gone(6, 3),
        Lack(5, 3),
        Bodies(5, [(bytes(32), b"\x90"), "recalled"]),
        Standing("suspended"),
        Keys(tuple(encode_control(one) for one in key_changes()[::2])),
        Refuse("link.index", "The partner sent entries from 4 on; expected is 5."),
        Bye(),
    ]
    invalid = {
        "link.frame-size": ["00000000", "00400001", b"GET / HTTP/1.1\r\n".hex()],
        "link.malformed": ["00000001c0", "0000000792a36279650102", "0000000591a3625965", "0000000291a0"],
    }
    return {
        "valid": [{"kind": frame_kind(one), "fields": as_json(one), "hex": encode_frame(one).hex()} for one in valid],
        "invalid": invalid,
    }


def pairing():
    def identity(node, country, log_id):
        tls = seal_certificate(
            node, generate_key(b"T" * 32), serial=bytes(16), valid_from=Instant(0), valid_to=Instant(4 * 10**18)
        )
        return Identity(
            node=node,
            country=country,
            simulated=True,
            address="127.0.0.1:4100" if node == US else None,
            certificate_der=tls,
            log_key=LOG_KEY[node].public,
            receipt_key=RECEIPT_KEY[node].public,
            log_id=log_id,
            recovery_key=generate_key(b"Y" * 32).public if node == US else None,
        )

    invitation = seal_invitation(identity(US, "USA", LOG_ID[US]), LOG_KEY[US])
    acceptance = seal_acceptance(invitation, identity(MX, "MEX", LOG_ID[MX]), LOG_KEY[MX])
    return {
        "invitation": invitation.decode(),
        "acceptance": acceptance.decode(),
        "finish": seal_finish(invitation, acceptance, US, LOG_KEY[US]).decode(),
        "digits": pairing_digits(invitation, acceptance),
    }


def meter():
    recall = Recall(entries=(0, 1), reason="recalled")
    sent = [
        record(0, "alert", took_ms=1235),
        record(1, "track", took_ms=40, expires_day=DAY),
        record(2, "track", of=1, took_ms=123_456, expires_day=DAY),
        record(3, "track", empty="lost"),
        control(4, recall, of=0),
        record(5, "track", of=3, at_ms=86_400_000),
    ]
    back = [
        record(0, "acknowledgement", re=0, took_ms=7),
        control(1, Poison(code=LOST), re=3),
        record(2, "test-call", took_ms=5),
    ]
    windows = Window(), Window(since_ms=BEGIN_MS + 1000, until_ms=BEGIN_MS + 3000)
    return {
        US_TO_MX.origin: as_slots(sent),
        MX_TO_US.origin: as_slots(back),
        "meters": [encode_meter(meter_of(sent, back, window)).decode() for window in windows],
    }


def as_slots(entries):
    """Entry and body of each in hexadecimal."""
    return [[one.entry.hex(), one.body.hex() if one.body is not None else None] for one in entries]


def meter_of(sent, back, window):
    ours = Tally(US_TO_MX.origin, window, {3}, lambda index: sent[index].entry)
    theirs = Tally(MX_TO_US.origin, window, (), lambda index: back[index].entry)
    ours.take(sent)
    theirs.take(back)
    return PairMeter(window=window, logs=(theirs.figures(ours.answered), ours.figures(theirs.answered)))


def as_json(struct):
    """The array of a struct with bytes in base64."""
    return msgspec.json.decode(msgspec.json.encode(struct))


def build():
    """File name to content."""
    parts = {
        "entries": entries,
        "controls": controls,
        "records": records,
        "tree": tree,
        "notes": notes,
        "frames": frames,
        "pairing": pairing,
        "meter": meter,
        "proofs": proofs,
        "tiles": tiles,
    }
    return {f"{name}.json": msgspec.json.format(msgspec.json.encode(make()), indent=2) for name, make in parts.items()}


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, content in build().items():
        (FOLDER / name).write_bytes(content + b"\n")
