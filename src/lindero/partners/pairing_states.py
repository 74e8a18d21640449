"""Where a pairing stands, in words of both languages."""

from collections.abc import Mapping
from typing import Final

from lindero.kernel.errors import Words
from lindero.model.pairing import PairingState

STATES: Final[Mapping[PairingState, Words]] = {
    "invited": Words("invited", "invitado"),
    "accepted": Words("accepted", "aceptado, sin terminar"),
    "active": Words("active", "activo"),
    "suspended": Words("suspended", "suspendido"),
    "ending": Words("ending", "en terminación"),
    "ended": Words("ended", "terminado"),
}
