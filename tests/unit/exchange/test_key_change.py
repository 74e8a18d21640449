"""A change of keys counts only when the keys in force, or the recovery key, and the new key have signed it."""

import msgspec
import pytest

from lindero.exchange.envelope._keys import generate_key
from lindero.exchange.envelope.certificate import seal_certificate
from lindero.exchange.envelope.control import KeyChange, Poison, encode_control
from lindero.exchange.envelope.errors import BadKeyChange, BadKeyFile, ForgedNote
from lindero.exchange.envelope.key_change import admit_change, check_epochs, key_in_force, state_change, vouch
from lindero.exchange.envelope.key_file import open_key_file, seal_key_file
from lindero.exchange.log.checkpoint import Checkpoint, open_checkpoint, seal_checkpoint
from lindero.exchange.log.errors import BadReceipt
from lindero.exchange.log.pair import pair_log
from lindero.exchange.log.receipt import open_receipt, seal_receipt
from lindero.kernel.clock import Instant
from lindero.kernel.ids import NodeId
from lindero.model.pairing import Identity

US, MX = NodeId("us.cbp"), NodeId("mx.sedena")


def key(number):
    return generate_key(bytes([number]) * 32)


LOG, RECEIPT, TLS, RECOVERY, NEW, NEWER, THIEF = (key(n) for n in range(1, 8))


def certificate(signer, node=US):
    return seal_certificate(node, signer, serial=bytes(16), valid_from=Instant(0), valid_to=Instant(2 * 10**18))


IDENTITY = Identity(
    node=US,
    country="USA",
    simulated=True,
    address=None,
    certificate_der=certificate(TLS),
    log_key=LOG.public,
    receipt_key=RECEIPT.public,
    log_id=bytes(16),
    recovery_key=RECOVERY.public,
)
PARTNER = Identity(
    node=MX,
    country="MEX",
    simulated=True,
    address=None,
    certificate_der=certificate(key(20), MX),
    log_key=key(21).public,
    receipt_key=key(22).public,
    log_id=bytes(16),
)
ORIGIN = pair_log(IDENTITY, PARTNER).origin


def change(*, old=LOG, new=NEW, voucher=None, **fields):
    """A rotation of the log key at size 11, unless said otherwise."""
    stated = {
        "node": US,
        "key": "log",
        "log": ORIGIN,
        "since": 11,
        "old": old.public,
        "new": new.public,
        "by": "old",
        "made_ms": 1000,
        "voucher": bytes(64),
        "proof": bytes(64),
    } | fields
    return vouch(state_change(KeyChange(**stated), new), voucher or old)


def by_recovery(*, new=NEWER, voucher=RECOVERY, **fields):
    return change(new=new, voucher=voucher, **({"by": "recovery", "log": "", "since": None, "made_ms": 5000} | fields))


def admit(*changes, since=101, epochs=()):
    for one in changes:
        epochs = admit_change(IDENTITY, epochs, encode_control(one), log=ORIGIN, since=since)
    return epochs


def test_a_rotation_counts_from_its_size_and_the_same_again_changes_nothing():
    (epoch,) = epochs = admit(change())
    assert (epoch.key, epoch.since, epoch.public, epoch.by_recovery) == ("log", 11, NEW.public, False)
    assert admit(change(), epochs=epochs) == epochs
    assert key_in_force(IDENTITY, epochs, "log") == NEW.public
    assert key_in_force(IDENTITY, epochs, "receipt") == RECEIPT.public
    assert key_in_force(IDENTITY, epochs, "tls") == TLS.public


@pytest.mark.parametrize(
    "refused",
    [
        change(voucher=THIEF),
        change(old=THIEF),
        msgspec.structs.replace(change(), proof=THIEF.sign(b"x")),
        msgspec.structs.replace(change(), since=1),
        msgspec.structs.replace(change(), new=THIEF.public),
        change(node=MX),
        change(log="another/log"),
        change(since=None),
        change(new=RECEIPT),
        change(new=RECOVERY),
        change(new=LOG),
        change(certificate=certificate(NEW)),
        change(key="tls", old=TLS, log="", since=None),
        change(key="tls", old=TLS, log="", since=None, certificate=certificate(THIEF)),
        change(key="tls", old=TLS, log="", since=None, certificate=certificate(NEW, MX)),
        change(key="tls", old=TLS, log="", since=None, certificate=b"none"),
        change(key="receipt"),
        by_recovery(voucher=LOG),
        by_recovery(voucher=THIEF),
    ],
    ids=range(19),
)
def test_a_change_that_is_not_what_it_must_be_is_refused(refused):
    with pytest.raises(BadKeyChange):
        admit(refused)


def test_what_is_no_change_of_keys_is_refused():
    for statement in (b"", b"\xc0", encode_control(Poison(code="x")), encode_control(change()) + b"\0"):
        with pytest.raises(BadKeyChange):
            admit_change(IDENTITY, (), statement, log=ORIGIN, since=1)


def test_a_chain_goes_on_from_the_newest_key_only():
    epochs = admit(change(), change(old=NEW, new=NEWER, since=20))
    assert [epoch.public for epoch in epochs] == [NEW.public, NEWER.public]
    with pytest.raises(BadKeyChange, match="does not follow"):
        admit(change(new=NEWER), epochs=admit(change()))
    with pytest.raises(BadKeyChange, match="before the last change"):
        admit(change(old=NEW, new=NEWER, since=5), epochs=admit(change()))


def test_the_recovery_key_replaces_what_a_thief_has_rotated_to_and_the_thief_cannot_go_on():
    stolen = admit(change(new=THIEF, since=2**40))
    epochs = admit(by_recovery(), epochs=stolen, since=31)
    assert (epochs[-1].public, epochs[-1].since, epochs[-1].by_recovery) == (NEWER.public, 31, True)
    with pytest.raises(BadKeyChange):
        admit(change(old=THIEF, new=NEW), epochs=epochs)
    assert admit(change(old=NEWER, new=key(30), since=40), epochs=epochs)[-1].public == key(30).public


def test_an_older_replacement_does_not_come_back():
    first, second = by_recovery(), by_recovery(new=key(31), made_ms=6000)
    epochs = admit(first, second)
    assert admit(first, epochs=epochs) == epochs
    with pytest.raises(BadKeyChange, match="since"):
        admit(by_recovery(new=key(32), made_ms=5999), epochs=epochs)


def test_a_node_that_paired_without_a_recovery_key_cannot_be_replaced():
    poor = msgspec.structs.replace(IDENTITY, recovery_key=None)
    with pytest.raises(BadKeyChange, match="without a recovery key"):
        admit_change(poor, (), encode_control(by_recovery()), log=ORIGIN, since=1)


def test_every_single_bit_of_a_change_is_signed_for():
    statement = encode_control(change())
    for place in range(len(statement)):
        altered = statement[:place] + bytes([statement[place] ^ 1]) + statement[place + 1 :]
        with pytest.raises(BadKeyChange):
            admit_change(IDENTITY, (), altered, log=ORIGIN, since=1)


def test_a_checkpoint_is_signed_by_the_key_of_its_size_or_by_a_later_one():
    epochs = admit(change(), by_recovery(), since=31)
    log = pair_log(IDENTITY, PARTNER, epochs)

    def opens(size, *signers):
        try:
            return open_checkpoint(seal_checkpoint(Checkpoint(ORIGIN, size, bytes(32)), *signers), log).size == size
        except ForgedNote:
            return False

    assert [opens(10, one) for one in (LOG, NEW, NEWER, THIEF)] == [True, True, True, False]
    assert [opens(11, one) for one in (LOG, NEW, NEWER)] == [False, True, True]
    assert [opens(30, one) for one in (LOG, NEW, NEWER)] == [False, True, True]
    assert [opens(31, one) for one in (LOG, NEW, NEWER)] == [False, False, True]
    assert opens(11, LOG, NEW)
    assert not opens(31, LOG, NEW)


def test_a_receipt_is_signed_by_the_key_of_its_size_or_by_a_later_one():
    receipt = change(key="receipt", old=RECEIPT)
    log = pair_log(
        PARTNER,
        IDENTITY,
        (),
        admit_change(
            IDENTITY,
            (),
            encode_control(
                msgspec.structs.replace(
                    vouch(
                        state_change(msgspec.structs.replace(receipt, log=pair_log(PARTNER, IDENTITY).origin), NEW),
                        RECEIPT,
                    )
                )
            ),
            log=pair_log(PARTNER, IDENTITY).origin,
            since=0,
        ),
    )

    def opens(size, key_, also=()):
        note = seal_checkpoint(Checkpoint(log.origin, size, bytes(32)), key(21))
        try:
            return open_receipt(seal_receipt(note, log, key_, 1, also), log).checkpoint.size == size
        except BadReceipt:
            return False

    assert [opens(10, one) for one in (RECEIPT, NEW, THIEF)] == [True, True, False]
    assert [opens(11, one) for one in (RECEIPT, NEW, THIEF)] == [False, True, False]
    assert opens(11, RECEIPT, (NEW,))


def test_stored_epochs_are_those_of_their_signed_statements():
    epochs = admit(change(), by_recovery(), since=31)
    logs = {"log": ORIGIN, "receipt": ORIGIN, "tls": ORIGIN}
    assert check_epochs(IDENTITY, epochs, logs) is None
    forged = msgspec.structs.replace(epochs[0], public=THIEF.public)
    assert check_epochs(IDENTITY, (forged, epochs[1]), logs)
    assert check_epochs(IDENTITY, (msgspec.structs.replace(epochs[0], since=5),), logs)
    assert check_epochs(IDENTITY, (msgspec.structs.replace(epochs[0], statement=b"x"),), logs)


def test_a_key_file_gives_the_changes_that_were_put_in_and_nothing_else_passes():
    file = seal_key_file("key-changes", US, [encode_control(by_recovery())])
    assert open_key_file(file, "key-changes") == (US, [by_recovery()])
    others = [
        seal_key_file("key-request", US, [encode_control(by_recovery())]),
        seal_key_file("key-changes", MX, [encode_control(by_recovery())]),
        seal_key_file("key-changes", US, [encode_control(Poison(code="x"))]),
        seal_key_file("key-changes", US, []),
        file[:-20],
        b"",
    ]
    for other in others:
        with pytest.raises(BadKeyFile):
            open_key_file(other, "key-changes")
