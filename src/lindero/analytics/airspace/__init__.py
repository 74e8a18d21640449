"""The air picture: detections of many sensors become tracks, and tracks an assessment against the line.

Version 1 of the interface: names, units and meaning stay; fields may be added with a default.
"""

from lindero.analytics.airspace.classification.classes import CLASSES
from lindero.analytics.airspace.classification.posterior import CHANNELS as EVIDENCE
from lindero.analytics.airspace.frame import Frame
from lindero.analytics.airspace.fusion.fuser import Fuser
from lindero.analytics.airspace.fusion.report import TrackReport
from lindero.analytics.airspace.scan import Scan
from lindero.analytics.airspace.sensor import SensorModel
from lindero.analytics.airspace.tables import SensorTable, TrackTable
from lindero.analytics.airspace.tracking.tracker import Tracker
from lindero.analytics.airspace.warning.watch import Assessment, Watch

__all__ = [
    "CLASSES",
    "EVIDENCE",
    "Assessment",
    "Frame",
    "Fuser",
    "Scan",
    "SensorModel",
    "SensorTable",
    "TrackReport",
    "TrackTable",
    "Tracker",
    "Watch",
]
