"""Compiled kernels: a cache that cannot be stale, an installation that cannot be written, and plain Python."""

import os
import subprocess
import sys

import numpy as np

from lindero.analytics.jit import machine_identity, sources_digest, usable_folder

FLY = """
import numpy as np
from lindero.analytics.airspace import Scan, SensorModel, Tracker
tracker = Tracker([SensorModel(sensor_id=1, kind="radar", position_enu_m=(0, 0, 0), sigma=(8.0, 0.007, 0.014),
    max_range_m=9000.0, detection_probability=0.9, clutter_per_scan=2.0, period_s=1.0)])
noise = np.random.default_rng(1)
for t in range(6):
    z = np.array([[2000.0 + 9 * t, 0.4, 0.05], [4000.0 - 7 * t, -1.0, 0.03]])
    z += noise.normal(size=(2, 3)) * (8.0, 0.007, 0.014)
    tracker.ingest(Scan(sensor_id=1, time_s=float(t), arrival_s=float(t), z=z))
table = tracker.tracks(6.0)
print(" ".join(repr(float(v)) for v in np.r_[table.state_enu.ravel(), table.existence]))
"""


def fly(**environment):
    result = subprocess.run(
        [sys.executable, "-c", FLY], env=os.environ | environment, capture_output=True, text=True, check=True
    )
    return np.array([float(word) for word in result.stdout.split()])


def test_any_edit_of_any_source_names_another_folder(tmp_path):
    (tmp_path / "room").mkdir()
    (tmp_path / "a.py").write_text("x = 1\n")
    (tmp_path / "room" / "b.py").write_text("y = 1\n")
    before = sources_digest(tmp_path, "machine")
    assert sources_digest(tmp_path, "machine") == before
    assert sources_digest(tmp_path, "another machine") != before
    (tmp_path / "room" / "b.py").write_text("y = 2\n")
    assert sources_digest(tmp_path, "machine") != before


def test_the_machine_is_named_by_python_numba_and_processor():
    assert sys.version in machine_identity()
    assert len(machine_identity().splitlines()) >= 4


def test_a_parent_that_cannot_hold_a_folder_gives_none(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert usable_folder(blocked, "digest") is None
    assert usable_folder(tmp_path / "new", "digest") == tmp_path / "new" / "digest"


def test_plain_python_gives_the_same_tracks_as_compiled_code():
    compiled, plain = fly(), fly(NUMBA_DISABLE_JIT="1")
    assert len(compiled) == 14
    assert np.allclose(compiled, plain, rtol=1e-9, atol=1e-6)
