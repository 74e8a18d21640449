"""Which airframe a transmitter belongs to: by serial number, then CAA registration, then session, then address.

One aircraft transmits on several radios and changes its addresses; what stays is its serial number. A position heard
before any Basic ID waits for one: within the grace period it has no airframe, and a `LateBinding` gives it one.
Nothing broadcast is authenticated: a claim never joins two airframes that were already told apart.
"""

from typing import Final

import msgspec

from lindero.gateways.remoteid.messages import BasicId
from lindero.kernel.clock import SECOND_NS, Instant

GRACE_S: Final = 15.0
"""So long a transmitter may stay without a Basic ID (due every 3 s) before its address names the airframe. [s]"""

SILENCE_S: Final = 300.0
"""After so long a silence an address may be somebody else's: what it said is forgotten. [s]"""

TRANSMITTERS_LIMIT: Final = 10_000
"""So many transmitters are remembered; beyond that the longest silent is forgotten first."""

_STRENGTH: Final = ("serial", "caa", "utm", "session")


class Transmitter(msgspec.Struct, frozen=True):
    """One radio as it is heard: technology and link-layer address."""

    radio: str
    address: str


class LateBinding(msgspec.Struct, frozen=True, kw_only=True):
    """Earlier reports now belong to an airframe.

    Attributes:
        airframe_ref: Whose they are.
        spell: The transmission spell whose reports are meant; None means all that have `replaces`.
        transmitter: Whose spell that is.
        replaces: What they had until now; None where they had nothing.
        since: First report concerned. [ns UTC]
    """

    airframe_ref: str
    spell: int | None = None
    transmitter: Transmitter | None = None
    replaces: str | None
    since: Instant


class Spell(msgspec.Struct, kw_only=True):
    """One transmitter with one identity, without a long silence.

    Attributes:
        number: Unique within a binder.
        transmitter: Who.
        began_at: First heard. [ns UTC]
        heard_at: Last heard. [ns UTC]
        ids: Identifiers claimed, by type.
        airframe_ref: Whose it is, once that is known.
    """

    number: int
    transmitter: Transmitter
    began_at: Instant
    heard_at: Instant
    ids: dict[str, str]
    airframe_ref: str | None = None


class AirframeBinder:
    """Tells airframes apart while transmitters come and go. Time is the caller's.

    Args:
        grace_s: See `GRACE_S`. [s]
        silence_s: See `SILENCE_S`. [s]
    """

    def __init__(self, *, grace_s: float = GRACE_S, silence_s: float = SILENCE_S) -> None:
        self._grace_ns = round(grace_s * SECOND_NS)
        self._silence_ns = round(silence_s * SECOND_NS)
        self._spells: dict[Transmitter, Spell] = {}
        self._serial_of_caa: dict[str, str] = {}
        self._count = 0

    def hear(self, transmitter: Transmitter, at: Instant) -> Spell:
        """The spell that a message of `transmitter` at `at` belongs to; a new one after a long silence.

        A transmitter without an address cannot be recognised: each of its broadcasts is a spell of its own.
        """
        if not transmitter.address:
            return self._begin(transmitter, at)
        spell = self._spells.pop(transmitter, None)
        if spell is None or at - spell.heard_at > self._silence_ns:
            spell = self._begin(transmitter, at)
        spell.heard_at = max(spell.heard_at, at)
        self._spells[transmitter] = spell  # last in the order of hearing
        if len(self._spells) > TRANSMITTERS_LIMIT:
            del self._spells[next(iter(self._spells))]
        return spell

    def identify(self, spell: Spell, claim: BasicId) -> tuple[Spell, list[LateBinding]]:
        """The spell that the claim belongs to, and what the claim tells of earlier reports.

        A claim that contradicts the strongest identifier of a spell begins a new one: the address changed hands.
        """
        if claim.uas_id is None or claim.id_type not in _STRENGTH:
            return spell, []
        strongest = next((kind for kind in _STRENGTH if kind in spell.ids), None)
        if strongest == claim.id_type and spell.ids[strongest] != claim.uas_id:
            spell = self._begin(spell.transmitter, spell.heard_at)
            if spell.transmitter.address:
                self._spells[spell.transmitter] = spell
        spell.ids[claim.id_type] = claim.uas_id
        return spell, self._rebind(spell)

    def airframe_of(self, spell: Spell, at: Instant) -> str | None:
        """Whose a report of this spell at `at` is; None while a Basic ID may still come."""
        if spell.airframe_ref is None and spell.transmitter.address and at - spell.began_at >= self._grace_ns:
            spell.airframe_ref = address_ref(spell.transmitter)
        return spell.airframe_ref

    def _begin(self, transmitter: Transmitter, at: Instant) -> Spell:
        self._count += 1
        return Spell(number=self._count, transmitter=transmitter, began_at=at, heard_at=at, ids={})

    def _rebind(self, spell: Spell) -> list[LateBinding]:
        """Names the spell by its strongest identifier; what had another name, or none, is bound late."""
        bindings = []
        serial, caa = spell.ids.get("serial"), spell.ids.get("caa")
        if serial and caa and caa not in self._serial_of_caa and len(self._serial_of_caa) < TRANSMITTERS_LIMIT:
            self._serial_of_caa[caa] = serial
            renamed = LateBinding(airframe_ref=f"serial:{serial}", replaces=f"caa:{caa}", since=spell.began_at)
            bindings.append(renamed)
        ref = self._ref_of(spell.ids)
        if ref != spell.airframe_ref:
            bindings.append(
                LateBinding(
                    airframe_ref=ref,
                    spell=spell.number,
                    transmitter=spell.transmitter,
                    replaces=spell.airframe_ref,
                    since=spell.began_at,
                )
            )
            spell.airframe_ref = ref
        return bindings

    def _ref_of(self, ids: dict[str, str]) -> str:
        kind = next(kind for kind in _STRENGTH if kind in ids)
        if kind == "caa" and ids[kind] in self._serial_of_caa:
            return f"serial:{self._serial_of_caa[ids[kind]]}"
        return f"{kind}:{ids[kind]}"


def address_ref(transmitter: Transmitter) -> str:
    """Name of an airframe of which only the address is known."""
    return f"address:{transmitter.address}"
