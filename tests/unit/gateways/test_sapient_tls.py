"""A sensor's certificate, not its address or its word, is what authenticates it."""

import asyncio
import datetime as dt
import ssl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from lindero.gateways.intake.adapter import Address
from lindero.gateways.intake.server import TcpServer
from lindero.gateways.sapient.describe import SensorDescription, build_registration
from lindero.gateways.sapient.encode import encode
from lindero.gateways.sapient.session import Feed, Session
from lindero.kernel.clock import SystemClock
from lindero.kernel.entropy import SystemEntropy
from lindero.kernel.ids import parse_node_id

PARENT = "a8654cdf-4328-47de-81fa-c495589e30c8"
RADAR = "6f582b41-6c88-481c-bb0f-6021a1739f57"
OTHER = "6acd78c1-fcc2-4368-b7ae-ff1aa318911c"
SENSOR = SensorDescription(name="Radar 1", manufacturer="Acme", model="R")


class FirstState:
    """Keeps the first state that a sensor has."""

    def __init__(self):
        self.sensor = asyncio.get_running_loop().create_future()

    async def deliver(self, records):
        if not self.sensor.done():
            self.sensor.set_result(records[0])

    async def refuse(self, refusal):
        raise AssertionError(refusal.message_en)


def self_signed(folder, name, alternative):
    """PEM file with a key and its certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    day = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(day - dt.timedelta(days=1))
        .not_valid_after(day + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([alternative]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.mark.parametrize(
    ("certified", "authenticated"), [(f"urn:uuid:{RADAR}", True), (f"URN:UUID:{RADAR.upper()}", True), (OTHER, False)]
)
async def test_a_sensor_is_authenticated_when_its_certificate_names_its_node_id(tmp_path, certified, authenticated):
    node = self_signed(tmp_path, "node", x509.DNSName("localhost"))
    sensor = self_signed(tmp_path, "sensor", x509.UniformResourceIdentifier(certified))
    ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ours.load_cert_chain(node)
    ours.load_verify_locations(sensor)
    ours.verify_mode = ssl.CERT_REQUIRED
    theirs = ssl.create_default_context(cafile=node)
    theirs.load_cert_chain(sensor)
    receiver = FirstState()
    feed = Feed(node_id=PARENT, origin=parse_node_id("us.cbp"))
    server = TcpServer(
        lambda caller, now: Session(feed, entropy=SystemEntropy(), caller=caller, now=now),
        address=Address("127.0.0.1", 0, ours),
        receiver=receiver,
        clock=SystemClock(),
    )
    _, port = await server.start()
    _, writer = await asyncio.open_connection("127.0.0.1", port, ssl=theirs, server_hostname="localhost")
    writer.write(encode(build_registration(RADAR, 1, SENSOR)))
    assert (await receiver.sensor).authenticated is authenticated
    writer.close()
    await server.stop()
