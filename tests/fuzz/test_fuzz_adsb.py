"""Noise at every entrance of the ADS-B gateway: decoded or refused, nothing else, however it is cut."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lindero.cli.decode_adsb import DECODERS, lines_of, maker_of
from lindero.gateways.adsb.beast import encode_beast
from lindero.gateways.adsb.encode import (
    encode_airborne,
    encode_identification,
    encode_squitter,
    encode_surface,
    encode_velocity,
)
from lindero.gateways.adsb.report import detection_of
from lindero.kernel.clock import Instant
from lindero.kernel.ids import NodeId
from lindero.model.codec import decode_record, encode_record

SETTINGS = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
ORIGIN = NodeId("zz.decode")
FIELDS = [
    encode_airborne(31.75, -106.47, 3000.0, odd=False),
    encode_airborne(31.75, -106.47, 3000.0, odd=True),
    encode_identification("XAB123", "A3"),
    encode_velocity(100.0, 45.0, 3.0, 50.0),
    encode_surface(31.75, -106.47, 30, 90.0, odd=True),
]
BEAST = b"".join(encode_beast(encode_squitter(0x0D0A01, field), n << 20) for n, field in enumerate(FIELDS))
JSON = (
    b'{"now":1800000000.5,"aircraft":[{"hex":"0d0a01","lat":31.75,"lon":-106.47,"alt_baro":5000,"gs":100.5,"track":90,'
    b'"flight":"XAB123","squawk":"7700","seen_pos":0.5,"nac_p":9},{"hex":"~2a","mlat":["lat"],"alt_baro":"ground"}]}'
)
SBS = (
    b"MSG,3,1,1,0D0A01,1,2026/11/25,05:00:00.500,2026/11/25,05:00:00.510,,10000,,,31.75,-106.47,,,0,0,0,0\n"
    b"MSG,4,1,1,0D0A01,1,2026/11/25,05:00:00.600,2026/11/25,05:00:00.610,,,200,90,,,-640,,,,,\n"
)
ORIGINALS = {"adsb-json": JSON, "adsb-sbs": SBS * 2, "adsb-beast": BEAST * 2}


@st.composite
def mutated(draw, original):
    """The original with bytes changed, cut out or put in; or noise alone."""
    data = bytearray(draw(st.sampled_from([original, b""])))
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, len(data)))
        data[at : at + draw(st.integers(0, 4))] = draw(st.binary(max_size=8))
    return bytes(data)


@SETTINGS
@given(st.sampled_from(sorted(DECODERS)), st.data(), st.integers(1, 50))
def test_noise_is_decoded_or_refused(format_, data, size):
    stream = data.draw(mutated(ORIGINALS[format_]))
    decoder, reports = DECODERS[format_]("noise"), []
    for at in range(0, len(stream), size):
        reports += decoder.feed(stream[at : at + size])[0]
    reports += decoder.finish()[0]
    for report in reports:
        detection = detection_of(report, maker_of(ORIGIN))
        assert decode_record(encode_record(detection)) == detection
    assert all(json.loads(line) for line in lines_of(reports, ORIGIN))


@SETTINGS
@given(st.integers(0, 2**56 - 1), st.sampled_from([17, 18]), st.integers(0, 7))
def test_every_field_with_a_good_parity_is_read_or_refused(field, format_, control):
    message = encode_squitter(0x0D0A01, field, format_=format_, control=control)
    decoder = DECODERS["adsb-beast"]("noise")
    decoder.feed(BEAST)
    reports, _ = decoder.feed(encode_beast(message, 9 << 20))
    for report in reports:
        assert -90 <= report.position.lat_deg <= 90
        assert report.received_at >= Instant(0)
