"""The protobuf types of BSI Flex 335 v2.0, under the standard's own names.

The package carries no type information, so these are untyped to mypy; they stand here once for that reason.
"""

from sapient_msg.bsi_flex_335_v2_0.alert_pb2 import Alert
from sapient_msg.bsi_flex_335_v2_0.detection_report_pb2 import DetectionReport
from sapient_msg.bsi_flex_335_v2_0.error_pb2 import Error
from sapient_msg.bsi_flex_335_v2_0.location_pb2 import Location, LocationCoordinateSystem, LocationDatum
from sapient_msg.bsi_flex_335_v2_0.range_bearing_pb2 import (
    RangeBearing,
    RangeBearingCoordinateSystem,
    RangeBearingDatum,
)
from sapient_msg.bsi_flex_335_v2_0.registration_ack_pb2 import RegistrationAck
from sapient_msg.bsi_flex_335_v2_0.registration_pb2 import Registration
from sapient_msg.bsi_flex_335_v2_0.sapient_message_pb2 import SapientMessage
from sapient_msg.bsi_flex_335_v2_0.status_report_pb2 import StatusReport
from sapient_msg.bsi_flex_335_v2_0.task_ack_pb2 import TaskAck
from sapient_msg.bsi_flex_335_v2_0.task_pb2 import Task
from sapient_msg.bsi_flex_335_v2_0.velocity_pb2 import ENUVelocity, SpeedUnits
from sapient_msg.proto_options_pb2 import field_options, oneof_options

__all__ = [
    "Alert",
    "DetectionReport",
    "ENUVelocity",
    "Error",
    "Location",
    "LocationCoordinateSystem",
    "LocationDatum",
    "RangeBearing",
    "RangeBearingCoordinateSystem",
    "RangeBearingDatum",
    "Registration",
    "RegistrationAck",
    "SapientMessage",
    "SpeedUnits",
    "StatusReport",
    "Task",
    "TaskAck",
    "field_options",
    "oneof_options",
]

ICD_VERSION = "BSI Flex 335 v2.0"
"""What `registration.icd_version` says for this version of the standard."""
