"""The keys of a test node's folder."""

from base64 import b64encode

from lindero.exchange.envelope._keys import load_key
from lindero.node.config import load_config
from lindero.node.folder import Folder
from lindero.node.keyring import Keyring


def keys_of(folder):
    """As the node opens them."""
    return Keyring(Folder(folder), load_config(folder).keys).keys


def private_bytes(folder):
    """Everything secret in a test node's key files, in the forms it could be written in."""
    keys = Keyring(Folder(folder), load_config(folder).keys)
    files, unlock = Folder(folder).keys, keys.unlock
    passphrase = unlock() if files.is_locked() else None
    secrets = [load_key(path.read_bytes(), passphrase).secret() for path in files.path.glob("*.key")]
    return [form for one in secrets for form in (one, one.hex().encode(), b64encode(one), repr(one).encode())]
