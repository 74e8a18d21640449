"""What each transmitter says of itself, put together from its separate messages; what its airframe says completes it.

Bluetooth 4 sends one message at a time, and the operator's may come by another radio than the position: so facts are
kept per spell, and the operator's also per airframe. A radio's own word always goes before its airframe's.
"""

from typing import Final

import msgspec

from lindero.gateways.remoteid.identity import AirframeBinder, LateBinding, Spell, Transmitter
from lindero.gateways.remoteid.messages import BasicId, OperatorId, SelfId, SingleMessage, System
from lindero.kernel.clock import Instant
from lindero.model.airspace import Emitter
from lindero.model.place import Position

AIRFRAMES_LIMIT: Final = 10_000
SPELLS_LIMIT: Final = 20_000

_ID_FIELDS: Final = {"serial": "serial", "caa": "caa_id", "utm": "session_id", "session": "session_id"}
_OPERATOR_FIELDS: Final = ("operator_id", "operator_position", "description", "ua_type")


class _Facts(msgspec.Struct):
    """An emitter so far, and what its operator's position is."""

    emitter: Emitter
    operator_location: str | None = None


class Transmitters:
    """Everybody heard so far.

    The feeds of one node share it, so that several radios and receivers agree on who is who.

    Args:
        binder: Tells airframes apart.
    """

    def __init__(self, binder: AirframeBinder | None = None) -> None:
        self._binder = binder or AirframeBinder()
        self._facts: dict[int, _Facts] = {}
        self._airframes: dict[str, _Facts] = {}

    def hear(
        self, transmitter: Transmitter, messages: list[SingleMessage], at: Instant
    ) -> tuple[Spell, list[LateBinding]]:
        """The spell that these messages of one broadcast belong to, and what they tell of earlier reports."""
        spell = self._binder.hear(transmitter, at)
        bindings: list[LateBinding] = []
        for message in messages:
            if isinstance(message, BasicId):
                spell, found = self._binder.identify(spell, message)
                bindings += found
        for message in messages:
            self._learn(spell, message)
        return spell, bindings

    def airframe_of(self, spell: Spell, at: Instant) -> str | None:
        """Whose a report of this spell is; None while a Basic ID may still come."""
        return self._binder.airframe_of(spell, at)

    def emitter_of(self, spell: Spell) -> Emitter:
        """What the transmitter said of itself, completed by what its airframe said by another radio."""
        own = self._facts_of(spell).emitter
        shared = self._airframes.get(spell.airframe_ref or "")
        if shared is None:
            return own
        missing = {name: getattr(shared.emitter, name) for name in _OPERATOR_FIELDS if getattr(own, name) is None}
        return msgspec.structs.replace(own, **missing) if any(missing.values()) else own

    def operator_location_of(self, spell: Spell) -> str | None:
        """What the operator's position is: `take-off`, `live` or `fixed`."""
        own = self._facts_of(spell).operator_location
        shared = self._airframes.get(spell.airframe_ref or "")
        return own or (shared.operator_location if shared else None)

    def _facts_of(self, spell: Spell) -> _Facts:
        facts = self._facts.get(spell.number)
        if facts is None:
            who = spell.transmitter
            facts = self._facts[spell.number] = _Facts(Emitter(address=who.address or None, radio=who.radio))
            _forget_oldest(self._facts, SPELLS_LIMIT)
        return facts

    def _learn(self, spell: Spell, message: SingleMessage) -> None:
        said = _said(message)
        if not said:
            return
        location = message.operator_location if isinstance(message, System) else None
        holders = [self._facts_of(spell)]
        if spell.airframe_ref is not None:
            holders.append(self._airframes.setdefault(spell.airframe_ref, _Facts(Emitter())))
            _forget_oldest(self._airframes, AIRFRAMES_LIMIT)
        for facts in holders:
            facts.operator_location = location or facts.operator_location
            if any(getattr(facts.emitter, name) != value for name, value in said.items()):
                facts.emitter = msgspec.structs.replace(facts.emitter, **said)


def _said(message: SingleMessage) -> dict[str, str | Position]:
    """Fields of an emitter that one message fills; unknown ones are left as they were."""
    match message:
        case BasicId(id_type=kind, uas_id=uas_id, ua_type=ua_type):
            said: dict[str, str | Position] = {} if ua_type == "undeclared" else {"ua_type": ua_type}
            if uas_id is not None and kind in _ID_FIELDS:
                said[_ID_FIELDS[kind]] = uas_id
            return said
        case OperatorId(operator_id=str(operator_id)):
            return {"operator_id": operator_id}
        case SelfId(text=str(text)):
            return {"description": text}
        case System(operator_lat_deg=float(lat_deg), operator_lon_deg=float(lon_deg)):
            altitude_m = message.operator_altitude_hae_m
            return {"operator_position": Position(lat_deg=lat_deg, lon_deg=lon_deg, altitude_hae_m=altitude_m)}
        case _:
            return {}


def _forget_oldest(table: dict[int, _Facts] | dict[str, _Facts], limit: int) -> None:
    """Bounds a table: what was first learned is first forgotten."""
    if len(table) > limit:
        del table[next(iter(table))]  # type: ignore[arg-type]
