"""The three files of a pairing and the digits of the first two."""

from base64 import b64encode
from hashlib import sha256

import msgspec
import pytest

from lindero.exchange.envelope._keys import generate_key
from lindero.exchange.envelope.certificate import seal_certificate
from lindero.exchange.envelope.digits import pairing_digits, require_digits
from lindero.exchange.envelope.errors import BadPairingFile, ForgedNote, OtherCeremony, WrongDigits
from lindero.exchange.envelope.note import seal_note
from lindero.exchange.envelope.pairing_files import (
    open_acceptance,
    open_finish,
    open_invitation,
    seal_acceptance,
    seal_finish,
    seal_invitation,
)
from lindero.kernel.clock import Instant
from lindero.kernel.errors import RemoteError
from lindero.kernel.ids import NodeId
from lindero.model.pairing import Identity


def key(number):
    return generate_key(bytes([number]) * 32)


def identity(node, country, number):
    tls = seal_certificate(
        NodeId(node), key(number + 2), serial=bytes(16), valid_from=Instant(0), valid_to=Instant(2 * 10**18)
    )
    return Identity(
        node=NodeId(node),
        country=country,
        simulated=True,
        address="127.0.0.1:4100",
        certificate_der=tls,
        log_key=key(number).public,
        receipt_key=key(number + 1).public,
        log_id=bytes([number]) * 16,
    )


US, MX = identity("us.cbp", "USA", 10), identity("mx.sedena", "MEX", 20)
INVITATION = seal_invitation(US, key(10))
ACCEPTANCE = seal_acceptance(INVITATION, MX, key(20))
FINISH = seal_finish(INVITATION, ACCEPTANCE, US.node, key(10))


def test_each_file_gives_what_was_put_in():
    assert open_invitation(INVITATION) == US
    assert open_acceptance(ACCEPTANCE, INVITATION) == MX
    open_finish(FINISH, INVITATION, ACCEPTANCE)


def test_the_files_can_be_read_by_a_person():
    assert '"node": "us.cbp"' in INVITATION.decode()
    assert f'"invitation_sha256": "{b64encode(sha256(INVITATION).digest()).decode()}"' in ACCEPTANCE.decode()


@pytest.mark.parametrize("place", range(0, len(INVITATION), 7))
def test_any_changed_byte_of_an_invitation_is_refused(place):
    changed = INVITATION[:place] + bytes([INVITATION[place] ^ 1]) + INVITATION[place + 1 :]
    with pytest.raises(RemoteError) as refused:
        open_invitation(changed)
    assert refused.value.code in {"pairing.file-malformed", "note.malformed", "note.signature"}


def test_an_acceptance_of_another_invitation_is_refused():
    other = seal_invitation(msgspec.structs.replace(US, address=None), key(10))
    with pytest.raises(OtherCeremony):
        open_acceptance(ACCEPTANCE, other)


def test_a_node_cannot_accept_its_own_invitation():
    with pytest.raises(BadPairingFile, match="inviting node itself"):
        open_acceptance(seal_acceptance(INVITATION, US, key(10)), INVITATION)


@pytest.mark.parametrize("files", [(INVITATION, INVITATION), (ACCEPTANCE, ACCEPTANCE)])
def test_a_finish_of_other_files_is_refused(files):
    with pytest.raises((OtherCeremony, BadPairingFile)):
        open_finish(seal_finish(*files, US.node, key(10)), INVITATION, ACCEPTANCE)


def test_a_finish_by_another_key_is_refused():
    with pytest.raises(ForgedNote):
        open_finish(seal_finish(INVITATION, ACCEPTANCE, US.node, key(11)), INVITATION, ACCEPTANCE)


@pytest.mark.parametrize(
    "changes",
    [
        {"log_key": key(10).public[:31]},
        {"receipt_key": b""},
        {"receipt_key": key(10).public},
        {"log_id": bytes(15)},
        {"country": "USAA"},
        {"country": "usa"},
        {"certificate_der": b"none"},
        {"certificate_der": bytes(5000)},
        {"certificate_der": MX.certificate_der},
        {"node": NodeId("US_CBP")},
    ],
)
def test_an_identity_with_a_wrong_part_is_refused(changes):
    file = seal_invitation(msgspec.structs.replace(US, **changes), key(10))
    with pytest.raises(BadPairingFile):
        open_invitation(file)


@pytest.mark.parametrize(
    "text", [b"{}\n", b"null\n", b"[" * 5000 + b"\n", INVITATION.replace(b'"version": 1', b'"version": 2')]
)
def test_a_note_with_other_content_is_no_invitation(text):
    with pytest.raises(BadPairingFile):
        open_invitation(seal_note(text.partition(b"\n\n")[0] + b"\n", "us.cbp", key(10)))


def test_the_digits_are_eight_groups_of_five():
    digits = pairing_digits(b"a", b"b")
    assert sha256(b"ab").hexdigest().startswith("fb8e20fc")
    assert digits.split()[0] == f"{0xFB8E20FC % 100_000:05d}"
    assert [len(group) for group in digits.split(" ")] == [5] * 8


def test_digits_may_be_typed_with_any_separators():
    digits = pairing_digits(INVITATION, ACCEPTANCE)
    require_digits(digits, digits.replace(" ", "-"))
    require_digits(digits, digits.replace(" ", ""))


def test_wrong_digits_are_refused_and_the_group_is_named():
    digits = pairing_digits(INVITATION, ACCEPTANCE)
    changed = digits[:13] + str((int(digits[13]) + 1) % 10) + digits[14:]
    for typed, group in (changed, 3), (digits[:-1], 8), ("", 1), (digits + "0", 8):
        with pytest.raises(WrongDigits) as refused:
            require_digits(digits, typed)
        assert refused.value.facts["group"] == group
