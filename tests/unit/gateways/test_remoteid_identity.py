"""Who is who: rotating addresses, several radios, early positions, and claims that contradict each other."""

from lindero.gateways.remoteid import identity
from lindero.gateways.remoteid.identity import AirframeBinder, Transmitter
from lindero.gateways.remoteid.messages import BasicId
from lindero.kernel.clock import SECOND_NS, Instant

WIFI = Transmitter("wifi-beacon", "90:3a:e6:5b:c8:a8")
BLUETOOTH = Transmitter("bluetooth-4", "df:72:11:d2:6b:95")


def at(seconds):
    return Instant(1_700_000_000 * SECOND_NS + round(seconds * SECOND_NS))


def serial(text):
    return BasicId(id_type="serial", ua_type="other", uas_id=text)


def caa(text):
    return BasicId(id_type="caa", ua_type="other", uas_id=text)


def heard(binder, transmitter, seconds, *claims):
    """Airframe of a report at that time after these claims, and what they bound."""
    spell = binder.hear(transmitter, at(seconds))
    bindings = []
    for claim in claims:
        spell, found = binder.identify(spell, claim)
        bindings += found
    return binder.airframe_of(spell, at(seconds)), bindings


def test_an_early_position_waits_and_is_bound_when_the_basic_id_comes():
    binder = AirframeBinder()
    assert heard(binder, WIFI, 0) == (None, [])
    ref, (binding,) = heard(binder, WIFI, 2, serial("S1"))
    assert ref == binding.airframe_ref == "serial:S1"
    assert (binding.transmitter, binding.replaces, binding.since) == (WIFI, None, at(0))
    assert heard(binder, WIFI, 3, serial("S1")) == ("serial:S1", [])


def test_after_the_grace_period_the_address_names_the_airframe_until_a_basic_id_does():
    binder = AirframeBinder(grace_s=15)
    heard(binder, WIFI, 0)
    assert heard(binder, WIFI, 14.9)[0] is None
    assert heard(binder, WIFI, 15)[0] == "address:90:3a:e6:5b:c8:a8"
    ref, (binding,) = heard(binder, WIFI, 16, serial("S1"))
    assert (ref, binding.replaces) == ("serial:S1", "address:90:3a:e6:5b:c8:a8")


def test_two_radios_with_rotating_addresses_are_one_airframe():
    binder = AirframeBinder()
    refs = {
        heard(binder, Transmitter(radio, f"00:00:00:00:00:{minute:02x}"), 60 * minute + n, serial("S1"))[0]
        for minute in range(10)
        for n, radio in enumerate(("wifi-beacon", "bluetooth-5"))
    }
    assert refs == {"serial:S1"}


def test_a_registration_is_the_airframe_until_its_serial_is_heard_beside_it():
    binder = AirframeBinder()
    assert heard(binder, BLUETOOTH, 0, caa("XA-1"))[0] == "caa:XA-1"
    ref, bindings = heard(binder, WIFI, 1, serial("S1"), caa("XA-1"))
    assert ref == "serial:S1"
    assert [(b.replaces, b.airframe_ref) for b in bindings if b.spell is None] == [("caa:XA-1", "serial:S1")]
    assert heard(binder, BLUETOOTH, 2, caa("XA-1"))[0] == "serial:S1"


def test_a_liar_cannot_take_a_registration_over_to_another_serial():
    binder = AirframeBinder()
    heard(binder, WIFI, 0, serial("S1"), caa("XA-1"))
    assert heard(binder, BLUETOOTH, 1, serial("LIAR"), caa("XA-1"))[0] == "serial:LIAR"
    assert heard(binder, Transmitter("wifi-nan", "aa"), 2, caa("XA-1"))[0] == "serial:S1"


def test_an_address_that_claims_another_serial_changed_hands():
    binder = AirframeBinder()
    first = binder.hear(WIFI, at(0))
    binder.identify(first, serial("S1"))
    spell, (binding,) = binder.identify(binder.hear(WIFI, at(1)), serial("S2"))
    assert spell.number != first.number
    assert (binding.spell, binding.replaces, binding.since) == (spell.number, None, at(1))
    assert binder.airframe_of(first, at(2)) == "serial:S1"
    assert heard(binder, WIFI, 3) == ("serial:S2", [])


def test_after_a_long_silence_an_address_may_be_somebody_elses():
    binder = AirframeBinder(silence_s=300)
    heard(binder, WIFI, 0, serial("S1"))
    assert heard(binder, WIFI, 300)[0] == "serial:S1"
    assert heard(binder, WIFI, 600.1) == (None, [])


def test_a_session_id_holds_through_rotating_addresses():
    claim = BasicId(id_type="session", ua_type="other", uas_id="01" * 20)
    binder = AirframeBinder()
    assert heard(binder, WIFI, 0, claim)[0] == heard(binder, BLUETOOTH, 1, claim)[0] == "session:" + "01" * 20


def test_empty_and_reserved_identifiers_identify_nobody():
    binder = AirframeBinder()
    empty = BasicId(id_type="serial", ua_type="other", uas_id=None)
    reserved = BasicId(id_type="reserved-9", ua_type="other", uas_id="00")
    assert heard(binder, WIFI, 0, empty, reserved) == (None, [])


def test_transmitters_without_an_address_are_never_taken_for_one_another():
    binder, nobody = AirframeBinder(), Transmitter("bluetooth-5", "")
    heard(binder, nobody, 0, serial("S1"))
    assert heard(binder, nobody, 1) == (None, [])
    assert heard(binder, nobody, 1000) == (None, [])
    assert heard(binder, nobody, 1000, serial("S1"), serial("S2"))[0] == "serial:S2"


def test_a_flood_of_addresses_forgets_the_longest_silent_not_the_talking(monkeypatch):
    monkeypatch.setattr(identity, "TRANSMITTERS_LIMIT", 10)
    binder = AirframeBinder()
    heard(binder, BLUETOOTH, 0, serial("QUIET"))
    heard(binder, WIFI, 0, serial("S1"))
    for n in range(100):
        heard(binder, Transmitter("wifi-beacon", f"flood {n}"), n / 100)
        assert heard(binder, WIFI, n / 100)[0] == "serial:S1"
    assert heard(binder, BLUETOOTH, 1)[0] is None
