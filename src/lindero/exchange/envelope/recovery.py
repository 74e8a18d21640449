"""The public recovery key as people carry it: one line of text."""

import binascii
from base64 import b64encode
from typing import Final

from lindero.exchange.envelope.errors import BadRecoveryKey
from lindero.exchange.envelope.keys import PUBLIC_KEY_BYTES

_PREFIX: Final = "lindero-recovery:"


def format_recovery_key(public: bytes) -> str:
    """`lindero-recovery:` and the key in base64."""
    return _PREFIX + b64encode(public).decode()


def parse_recovery_key(text: str) -> bytes:
    """The key of such a line; space around it does not matter.

    Raises:
        BadRecoveryKey: It is none.
    """
    line = text.strip()
    if not line.startswith(_PREFIX):
        raise BadRecoveryKey(why=f"it does not begin with {_PREFIX}")
    try:
        public = binascii.a2b_base64(line.removeprefix(_PREFIX), strict_mode=True)
    except ValueError as why:
        raise BadRecoveryKey(why=str(why)) from None
    if len(public) != PUBLIC_KEY_BYTES:
        raise BadRecoveryKey(why=f"it has {len(public)} bytes, not {PUBLIC_KEY_BYTES}")
    return public
