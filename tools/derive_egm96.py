"""Derive src/lindero/kernel/data/egm96.npz, the geoid grid of kernel/heights.py.

Source: EGM96 geoid undulations on a 15' grid, computed by NIMA and NASA (file WW15MGH), public domain as work of the
United States government; read from `egm96_15.gtx` in Debian's package proj-data (its copyright file: public-domain).

    apt-get download proj-data && dpkg-deb -x proj-data_*.deb DIR
    python tools/derive_egm96.py DIR/usr/share/proj/egm96_15.gtx

The gtx header is four float64 (southern edge, western edge, steps) and two int32 (rows, columns), big-endian, then
float32 metres, row by row from the south. Kept are whole centimetres (rounding error at most 5 mm, the model's own is
0.5 to 1 m) as differences along both axes, which is what makes them small when compressed.
"""

import struct
import sys
from pathlib import Path

import numpy as np

TARGET = Path(__file__).resolve().parent.parent / "src/lindero/kernel/data/egm96.npz"
HEADER = struct.Struct(">4d2i")
WORLD_15_MINUTES = (-90.0, -180.0, 0.25, 0.25, 721, 1440)


def main(source: Path) -> None:
    data = source.read_bytes()
    header = HEADER.unpack_from(data)
    if header != WORLD_15_MINUTES:
        raise SystemExit(f"{source}: not the 15' world grid: {header}")
    undulation_m = np.frombuffer(data, ">f4", offset=HEADER.size).reshape(header[4:])
    centimetres = np.rint(undulation_m.astype(np.float64) * 100).astype(np.int64)
    differences = np.diff(np.diff(centimetres, axis=1, prepend=0), axis=0, prepend=0).astype(np.int16)
    restored = np.cumsum(np.cumsum(differences, axis=0, dtype=np.int64), axis=1)
    if not np.array_equal(restored, centimetres):
        raise SystemExit("a difference does not fit into 16 bits")
    np.savez_compressed(TARGET, differences_cm=differences)
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes, {restored.min() / 100} to {restored.max() / 100} m")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
