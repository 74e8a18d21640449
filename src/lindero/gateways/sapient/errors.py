"""Why a SAPIENT message is not taken in."""

from collections.abc import Sequence

from lindero.gateways.sapient.findings import Finding
from lindero.kernel.errors import RemoteError


class NotSapient(RemoteError):
    """Bytes that are no SAPIENT message."""

    code = "sapient.unreadable"
    en = "This is no SAPIENT message: {why_en}."
    es = "Esto no es un mensaje SAPIENT: {why_es}."
    remedy_en = "Send BSI Flex 335 v2.0 messages as protobuf, each behind its 4-byte little-endian length."
    remedy_es = "Envíe mensajes BSI Flex 335 v2.0 en protobuf, cada uno tras su longitud de 4 bytes (little-endian)."


class InvalidMessage(RemoteError):
    """A message with fields that break the standard, or that no position can be made of."""

    code = "sapient.invalid-field"
    en = "Refused: {problems_en}."
    es = "Rechazado: {problems_es}."
    remedy_en = "Correct the named fields at the sensor; its connection stays open."
    remedy_es = "Corrija los campos indicados en el sensor; su conexión sigue abierta."

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(
            problems_en="; ".join(finding.text("en") for finding in findings),
            problems_es="; ".join(finding.text("es") for finding in findings),
        )


class NotRegistered(RemoteError):
    """A report before the registration was accepted."""

    code = "sapient.not-registered"
    en = "A {kind} came before this connection's registration was accepted."
    es = "Llegó un {kind} antes de que se aceptara el registro de esta conexión."
    remedy_en = "The sensor must send its Registration first, on every new connection."
    remedy_es = "El sensor debe enviar primero su Registration, en cada conexión nueva."


class NotSupported(RemoteError):
    """A kind of message that this node does not take from a sensor, or from a parent."""

    code = "sapient.not-supported"
    en = "A {kind} is not supported by this node."
    es = "Este nodo no admite mensajes {kind}."
    remedy_en = (
        "From sensors it takes Registration, StatusReport and DetectionReport;"
        " from a parent RegistrationAck, Task and AlertAck."
    )
    remedy_es = (
        "De sensores recibe Registration, StatusReport y DetectionReport;"
        " de un sistema superior, RegistrationAck, Task y AlertAck."
    )


class SensorComplained(RemoteError):
    """The sensor answered one of our messages with an Error."""

    code = "sapient.sensor-error"
    en = "The sensor reports an error: {why}"
    es = "El sensor reporta un error: {why}"
    remedy_en = "Compare the versions: this node speaks BSI Flex 335 v2.0."
    remedy_es = "Compare las versiones: este nodo habla BSI Flex 335 v2.0."


class ParentRefused(RemoteError):
    """A parent did not accept this node's registration."""

    code = "sapient.registration-refused"
    en = "The parent refuses this node's registration: {why}."
    es = "El sistema superior rechaza el registro de este nodo: {why}."
    remedy_en = "Agree the registration with the parent's administrator; the node tries again by itself."
    remedy_es = "Acuerde el registro con el administrador del sistema superior; el nodo vuelve a intentarlo solo."
