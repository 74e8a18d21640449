"""How fast Remote ID captures become detections: `./run bench decode [--seconds-of-flight N]`.

One JSON object per line. `lindero.decode.synthetic` is a capture made by our own encoder (Wi-Fi beacons of 20 aircraft,
packs of four messages, one beacon of other traffic after each); `lindero.decode.parrot` is the real recording, if
LINDERO_DATA names the folder that holds it. `fsync` is a raw loop of 4 kB writes with fsync in a temporary folder of
the same run: what the machine's disk does, to compare machines. Times are CPU times of this process, best of three.
"""

import argparse
import json
import os
import platform
import tempfile
import time
from pathlib import Path

from lindero.gateways.remoteid.detections import Maker, detection_of, id_of_sighting
from lindero.gateways.remoteid.encode import encode_message_pack
from lindero.gateways.remoteid.messages import BasicId, Location, OperatorId, System
from lindero.gateways.remoteid.recording import CaptureRecording
from lindero.gateways.remoteid.transmit import encode_beacon_frame, encode_pcap_header, encode_pcap_record
from lindero.kernel.clock import SECOND_NS, parse_instant
from lindero.kernel.ids import NodeId
from lindero.model.codec import encode_record

START = parse_instant("2026-11-23T12:00:00Z")
AIRCRAFT = 20
REPEATS = 3
FSYNC_S = 1.0
CHUNK = 1 << 18


def synthetic_capture(seconds_of_flight: int) -> bytes:
    records = [encode_pcap_header()]
    other = encode_beacon_frame(b"", address="06:00:00:00:00:01", counter=0, name="vecinos").replace(
        b"\xfa\x0b\xbc", b"\x00\x50\xf2"
    )
    for second in range(seconds_of_flight):
        for n in range(AIRCRAFT):
            at = START + second * SECOND_NS + n * SECOND_NS // AIRCRAFT
            tenths = at // (SECOND_NS // 10) % 36_000
            pack = (
                BasicId(id_type="serial", ua_type="helicopter-or-multirotor", uas_id=f"1588E{n:015d}"),
                Location(
                    status="airborne",
                    lat_deg=31.75 + n * 1e-3 + second * 1e-5,
                    lon_deg=-106.47,
                    altitude_hae_m=1150.0 + n,
                    height_m=50.0,
                    speed_mps=15.0,
                    track_deg=180,
                    climb_mps=0.0,
                    horizontal_error_m=3.0,
                    tenths_of_hour=tenths,
                ),
                System(operator_lat_deg=31.74, operator_lon_deg=-106.46, sent_at=START + second * SECOND_NS),
                OperatorId(id_type=0, operator_id=f"MEX{n:013d}"),
            )
            frame = encode_beacon_frame(encode_message_pack(pack), address=f"02:00:00:00:00:{n:02x}", counter=second)
            records += [encode_pcap_record(at, frame), encode_pcap_record(at + 1000, other)]
    return b"".join(records)


def decode(data: bytes) -> tuple[float, int, int, int]:
    """CPU seconds, messages, detections, bytes of records."""
    maker = Maker(origin=NodeId("zz.decode"), sensor=None, marking=None, new_id=id_of_sighting)
    begun = time.process_time()
    recording = CaptureRecording()
    for start in range(0, len(data), CHUNK):
        recording.feed(data[start : start + CHUNK])
    recording.finish()
    detections = [detection_of(sighting, maker) for sighting in recording.sightings()]
    written = sum(len(encode_record(detection)) for detection in detections)
    return time.process_time() - begun, recording.messages, len(detections), written


def measure(name: str, data: bytes) -> None:
    runs = [decode(data) for _ in range(REPEATS)]
    cpu_s, messages, detections, written = min(runs)
    print(
        json.dumps(
            {
                "benchmark": name,
                "messages_per_s": round(messages / cpu_s),
                "cpu_us_per_message": round(cpu_s / messages * 1e6, 2),
                "detections_per_s": round(detections / cpu_s),
                "megabytes_per_s": round(len(data) / cpu_s / 1e6, 1),
                "messages": messages,
                "detections": detections,
                "capture_bytes": len(data),
                "record_bytes": written,
                "cpu_s": round(cpu_s, 4),
                "slowest_cpu_s": round(max(runs)[0], 4),
            }
        )
    )


def measure_fsync() -> None:
    block, count = bytes(4096), 0
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "fsync").open("wb", buffering=0) as file:
        begun = time.perf_counter()
        while time.perf_counter() - begun < FSYNC_S:
            file.write(block)
            os.fsync(file.fileno())
            count += 1
        elapsed_s = time.perf_counter() - begun
    print(json.dumps({"benchmark": "fsync", "fsync_per_s": round(count / elapsed_s), "block_bytes": len(block)}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds-of-flight", type=int, default=600, help="length of the synthetic capture")
    options = parser.parse_args()
    machine = {"benchmark": "machine", "python": platform.python_version(), "machine": platform.machine()}
    print(json.dumps(machine | {"processors": os.cpu_count()}))
    measure("lindero.decode.synthetic", synthetic_capture(options.seconds_of_flight))
    recording = Path(os.environ.get("LINDERO_DATA", "")) / "remoteid" / "parrot_anafi4_real.pcapng"
    if os.environ.get("LINDERO_DATA") and recording.exists():
        measure("lindero.decode.parrot", recording.read_bytes())
    measure_fsync()


if __name__ == "__main__":
    main()
