"""The recovery key, on the machine where it is made: its private half is a file that no node ever holds."""

from pathlib import Path

from lindero.exchange.envelope._keys import generate_key, save_key
from lindero.exchange.envelope.passphrase import SALT_BYTES, Passphrase
from lindero.exchange.envelope.recovery import format_recovery_key
from lindero.kernel.entropy import Entropy
from lindero.model.ports import Pairings
from lindero.node.errors import FileThere, PartnersKnowKey
from lindero.node.folder import Folder
from lindero.node.keys import write_whole


def make_recovery_key(out: Path, passphrase: Passphrase, entropy: Entropy) -> str:
    """Write an encrypted private recovery key; gives the line of its public half.

    Raises:
        FileThere: There is a file; a recovery key is never written over.
    """
    if out.exists():
        raise FileThere(file=str(out))
    key = generate_key(entropy.token(32))
    write_whole(out, save_key(key, passphrase, entropy.token(SALT_BYTES)))
    return format_recovery_key(key.public)


def set_recovery_key(folder: Folder, public: bytes, pairings: Pairings) -> None:
    """Keep the public half in a node's folder; partners learn it by pairing, so it must come before.

    Raises:
        PartnersKnowKey: A partner has paired already, without it.
    """
    for pairing in pairings.all():
        if pairing.state != "ended" and pairing.own.recovery_key != public:
            raise PartnersKnowKey(partner=pairing.partner.node if pairing.partner else "?")
    folder.keys.save_recovery(public)
