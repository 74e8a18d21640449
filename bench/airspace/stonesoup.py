"""Stone Soup on the same scenario, by the baseline_stonesoup.py beside it, in an environment of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

from others.environment import HERE, environment

KEPT = {
    "gospa": "gospa_m",
    "loc_rmse": "loc_rmse_m",
    "missed_frac": "missed_share",
    "id_switches": "id_switches",
    "cpu_s": "cpu_s",
    "meas_per_cpu_s": "measurements_per_cpu_s",
}


def stone_soup(targets, seed, steps, sensors):
    """Its figures in our words; a result kept in the folder LINDERO_BENCH_CACHE is taken from there.

    Raises:
        SystemExit: It could not be installed or run.
    """
    cache = os.environ.get("LINDERO_BENCH_CACHE")
    kept = Path(cache) / f"n{targets}-s{seed}-{sensors}.json" if cache and steps == 120 else None
    if kept is not None and kept.exists() and kept.stat().st_size:
        told = json.loads(kept.read_text())
    else:
        told = _run(targets, seed, steps, sensors)
        if kept is not None:
            kept.write_text(json.dumps(told))
    return {ours: told[theirs] for theirs, ours in KEPT.items()}


def _run(targets, seed, steps, sensors):
    python = environment(HERE / "stonesoup.txt") / "python"
    script = Path(os.environ["LINDERO_BENCH_SCENARIO"]) / "baseline_stonesoup.py"
    words = [python, script, "--targets", targets, "--seed", seed, "--steps", steps, "--sensors", sensors]
    env = os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    ended = subprocess.run([str(word) for word in words], check=False, capture_output=True, text=True, env=env)
    if ended.returncode:
        sys.exit(f"Stone Soup could not be run: {ended.stderr.strip()}")
    return json.loads(ended.stdout.splitlines()[-1])
