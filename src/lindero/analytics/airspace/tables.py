"""What the tracker answers: one row per object, one row per sensor."""

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

CONFIRMED = 1
COASTING = 2
GROUP = 3


@dataclass(frozen=True, kw_only=True, eq=False)
class TrackTable:
    """The picture at one instant, n objects, ordered by `track_id`.

    Attributes:
        track_id: (n,) never reused.
        state_enu: (n, 6) position [m] and velocity [m/s] in the tracker's frame.
        covariance_enu: (n, 6, 6) of it, residual bias of the contributing sensors included.
        existence: (n,) probability that there is an object.
        status: (n,) int8: 1 confirmed, 2 coasting (no report lately), 3 group.
        transmitter_id: (n,) what it calls itself, -1 none.
        first_s: (n,) first report [s].
        last_s: (n,) last report [s].
        sensors: (n, k) which sensors contributed, in the order given to the tracker.
        class_probability: (n, 7) over `CLASSES`, rows sum to 1.
        height_known: (n,) whether any report told the height.
        group_size: (n,) objects in a row of status 3, else 1.
        flags: (n,) uint32 bits: 1 the transmitter's position contradicted the other sensors.
        time_s: Of the picture [s]; NaN if the maker did not say.
        system_id: (n,) number that every node shows for the object; None before fusion.
        class_evidence: (n, 5, 7) what each kind of evidence (`EVIDENCE`) says of each class: log-likelihood, weighed,
            up to a constant per kind; log p(class) is their sum and that of the prior. None if the maker did not say.
    """

    track_id: Integers
    state_enu: Floats
    covariance_enu: Floats
    existence: Floats
    status: NDArray[np.int8]
    transmitter_id: Integers
    first_s: Floats
    last_s: Floats
    sensors: Flags
    class_probability: Floats
    height_known: Flags
    group_size: Integers
    flags: NDArray[np.uint32]
    time_s: float = math.nan
    system_id: Integers | None = None
    class_evidence: Floats | None = None

    def __len__(self) -> int:
        return len(self.track_id)


@dataclass(frozen=True, kw_only=True, eq=False)
class SensorTable:
    """What became of each sensor's reports, k sensors in the order given.

    Attributes:
        sensor_id: (k,).
        bias: (k, 4) estimated installation error, columns as the reports, NaN beyond their width; taken off
            every report.
        bias_sigma: (k, 4) 1-sigma that is left.
        noise_factor: (k,) by which the vendor's sigma is multiplied, 1 or more.
        clock_offset_s: (k,) estimated error of the time stamps; taken off every report [s].
        last_seen_s: (k,) arrival of the last scan, NaN never [s].
        used: (k,) reports used.
        late: (k,) of them, reports that came after newer ones and were put in their place.
        too_late: (k,) reports older than the rewind, not used.
        future: (k,) reports dated more than 1 s after their arrival, not used.
        refused: (k,) reports that cannot be true (not a number, outside the sensor's space, wrong shape, a clock
            that is out), not used.
        flags: (k,) uint32 bits: 1 enough transmitters agree on the bias, 2 found beyond what a machine may correct,
            4 taken out because of its clock, 8 noisier by half than claimed, 16 hears positions under interference,
            32 does not see transmitters where they say to be.
    """

    sensor_id: Integers
    bias: Floats
    bias_sigma: Floats
    noise_factor: Floats
    clock_offset_s: Floats
    last_seen_s: Floats
    used: Integers
    late: Integers
    too_late: Integers
    future: Integers
    refused: Integers
    flags: NDArray[np.uint32] = field(default_factory=lambda: np.zeros(0, dtype=np.uint32))

    def __len__(self) -> int:
        return len(self.sensor_id)
