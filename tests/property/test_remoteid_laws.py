"""Laws of the Remote ID codec: what is encoded is decoded, what is decoded is encoded, through frames and captures."""

import struct

from hypothesis import assume, given
from hypothesis import strategies as st

from lindero.gateways.capture_files.pcap import PcapStream
from lindero.gateways.remoteid import messages as m
from lindero.gateways.remoteid.bluetooth import broadcasts_in_link_layer
from lindero.gateways.remoteid.decode import decode_broadcast, decode_message
from lindero.gateways.remoteid.encode import encode_broadcast, encode_message, encode_message_pack
from lindero.gateways.remoteid.link_types import ACCEPTED
from lindero.gateways.remoteid.scales import (
    EPOCH_2019,
    HORIZONTAL_ERROR_M,
    SPEED_ERROR_MPS,
    TIME_ERROR_S,
    VERTICAL_ERROR_M,
)
from lindero.gateways.remoteid.times import HOUR_NS, TENTH_NS, resolve_hour
from lindero.gateways.remoteid.transmit import (
    encode_beacon_frame,
    encode_extended_advertisement,
    encode_nan_frame,
    encode_pcap_header,
    encode_pcap_record,
)
from lindero.gateways.remoteid.wifi import broadcasts_in_radiotap
from lindero.kernel.clock import SECOND_NS, Instant

versions = st.sampled_from(m.VERSIONS)
words = st.sampled_from
printable = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=20)
hexes = st.binary(min_size=20, max_size=20).filter(any).map(bytes.hex)
altitudes = st.none() | st.integers(1, 0xFFFF).map(lambda raw: raw * 0.5 - 1000.0)
places = st.tuples(st.integers(-900_000_000, 900_000_000), st.integers(-1_800_000_000, 1_800_000_000)).map(
    lambda raw: (None, None) if raw == (0, 0) else (raw[0] / 1e7, raw[1] / 1e7)
)
speeds = (
    st.none() | st.integers(0, 255).map(lambda raw: raw * 0.25) | st.integers(0, 254).map(lambda r: 63.75 + r * 0.75)
)
instants = st.none() | st.integers(1, 2**32 - 1).map(lambda s: Instant((EPOCH_2019 + s) * SECOND_NS))
texts = st.text(st.characters(categories=["L", "N", "P"]), min_size=1).filter(lambda t: len(t.encode()) <= 23)

basic_ids = st.one_of(
    st.builds(
        m.BasicId,
        id_type=words(("none", "serial", "caa")),
        ua_type=words(m.UA_TYPES),
        uas_id=st.none() | printable,
        version=versions,
    ),
    st.builds(
        m.BasicId,
        id_type=words(m.ID_TYPES[3:]),
        ua_type=words(m.UA_TYPES),
        uas_id=st.none() | hexes,
        version=versions,
    ),
)
locations = places.flatmap(
    lambda place: st.builds(
        m.Location,
        status=words(m.STATUSES),
        lat_deg=st.just(place[0]),
        lon_deg=st.just(place[1]),
        altitude_baro_m=altitudes,
        altitude_hae_m=altitudes,
        height_m=altitudes,
        height_over=words(m.HEIGHT_REFERENCES),
        track_deg=st.none() | st.integers(0, 359),
        speed_mps=speeds,
        climb_mps=st.none() | st.integers(-124, 124).map(lambda raw: raw * 0.5),
        horizontal_error_m=words(HORIZONTAL_ERROR_M),
        vertical_error_m=words(VERTICAL_ERROR_M),
        baro_error_m=words(VERTICAL_ERROR_M),
        speed_error_mps=words(SPEED_ERROR_MPS),
        tenths_of_hour=st.none() | st.integers(0, 36_000),
        time_error_s=words(TIME_ERROR_S),
        version=versions,
    )
)
pages = st.one_of(
    st.integers(0, 15).flatmap(
        lambda last: st.builds(
            m.AuthenticationPage,
            page=st.just(0),
            auth_type=words(m.AUTH_TYPES),
            data=st.binary(min_size=17, max_size=17),
            last_page=st.just(last),
            length=st.integers(0, min(255, 17 + 23 * last)),
            signed_at=instants,
            version=versions,
        )
    ),
    st.builds(
        m.AuthenticationPage,
        page=st.integers(1, 15),
        auth_type=words(m.AUTH_TYPES),
        data=st.binary(min_size=23, max_size=23),
        version=versions,
    ),
)
self_ids = st.builds(m.SelfId, text_type=st.integers(0, 255), text=st.none() | texts, version=versions)
systems = places.flatmap(
    lambda place: st.builds(
        m.System,
        operator_location=words(m.OPERATOR_LOCATIONS),
        operator_lat_deg=st.just(place[0]),
        operator_lon_deg=st.just(place[1]),
        operator_altitude_hae_m=altitudes,
        classification=words(m.CLASSIFICATIONS),
        category=st.integers(0, 15),
        class_=st.integers(0, 15),
        area_count=st.integers(0, 0xFFFF),
        area_radius_m=st.integers(0, 255).map(lambda raw: raw * 10),
        area_ceiling_hae_m=altitudes,
        area_floor_hae_m=altitudes,
        sent_at=instants,
        version=versions,
    )
)
operator_ids = st.builds(m.OperatorId, id_type=st.integers(0, 255), operator_id=st.none() | printable, version=versions)
singles = st.one_of(basic_ids, locations, pages, self_ids, systems, operator_ids)
packs = st.builds(m.MessagePack, messages=st.lists(singles, min_size=1, max_size=9).map(tuple), version=versions)


@given(singles | packs)
def test_decoding_what_was_encoded_gives_the_message_back(broadcast):
    assert decode_broadcast(encode_broadcast(broadcast)) == broadcast


@given(st.integers(0, 2), st.binary(min_size=24, max_size=24))
def test_a_location_that_was_decoded_is_encoded_to_something_that_means_the_same(version, rest):
    lat, lon = struct.unpack_from("<ii", rest, 4)
    assume(abs(lat) <= 900_000_000 and abs(lon) <= 1_800_000_000)
    found = decode_message(bytes([0x10 | version]) + rest)
    assert decode_message(encode_message(found)) == found


@given(packs, st.binary(min_size=6, max_size=6), st.integers(0, 255), st.integers(0, 2**62))
def test_every_radio_and_the_capture_carry_a_pack_unchanged(pack, address, counter, instant):
    payload = encode_message_pack(pack.messages, version=pack.version)
    for encode, find in (
        (encode_beacon_frame, broadcasts_in_radiotap),
        (encode_nan_frame, broadcasts_in_radiotap),
        (encode_extended_advertisement, broadcasts_in_link_layer),
    ):
        (broadcast,) = find(encode(payload, address=address.hex(":"), counter=counter))
        assert (broadcast.address, broadcast.counter, broadcast.payload) == (address.hex(":"), counter, payload)
    instant %= 2**32 * SECOND_NS
    stream = PcapStream(ACCEPTED)
    (frame,) = stream.feed(encode_pcap_header() + encode_pcap_record(instant, payload))
    assert (frame.received_at, frame.data) == (instant, payload)


@given(st.integers(HOUR_NS, 2**62), st.integers(-18_000, 18_000))
def test_an_instant_within_half_an_hour_of_reception_is_found_from_its_tenths(received_at, earlier_tenths):
    truth = (received_at // TENTH_NS - earlier_tenths) * TENTH_NS
    assume(truth > 0 and abs(truth - received_at) < HOUR_NS // 2)
    assert resolve_hour(truth % HOUR_NS // TENTH_NS, Instant(received_at)) == truth
