"""What a caller of the air picture can do wrong. Bad reports are no errors: they are counted as refused."""

from lindero.kernel.errors import LocalError


class BadSensorModel(LocalError):
    """A sensor description that contradicts itself or its kind."""

    code = "airspace.bad-sensor-model"
    en = "Sensor {sensor_id}: {field} is {value}, expected {expected}."
    es = "Sensor {sensor_id}: {field} es {value}; se espera {expected}."
    remedy_en = "Correct the sensor's description; docs/reference lists the fields with their units."
    remedy_es = "Corrija la descripción del sensor; docs/reference enumera los campos con sus unidades."


class UnknownSensor(LocalError):
    """A scan of a sensor that the tracker was not told of."""

    code = "airspace.unknown-sensor"
    en = "Sensor {sensor_id} is not one of this tracker's sensors."
    es = "El sensor {sensor_id} no es de los sensores de este rastreador."
    remedy_en = "Build the tracker with the model of every sensor of its sector."
    remedy_es = "Construya el rastreador con el modelo de cada sensor de su sector."


class DuplicateSensor(LocalError):
    """Two models with one identifier."""

    code = "airspace.duplicate-sensor"
    en = "Two sensors have the identifier {sensor_id}."
    es = "Dos sensores tienen el identificador {sensor_id}."
    remedy_en = "Give each sensor of a tracker its own sensor_id."
    remedy_es = "Dé a cada sensor de un rastreador su propio sensor_id."


class BadLine(LocalError):
    """A line that has no two sides, or thresholds that contradict each other."""

    code = "airspace.bad-watch"
    en = "The watch cannot be kept: {field} is {value}, expected {expected}."
    es = "No se puede vigilar la línea: {field} es {value}; se espera {expected}."
    remedy_en = "Correct the watch's settings; the line needs two or more points in the tracker's plane, in metres."
    remedy_es = "Corrija los ajustes; la línea necesita dos o más puntos en el plano del rastreador, en metros."


class BadRecording(LocalError):
    """A file of sensors, scans, pictures or truth that cannot be read as one."""

    code = "airspace.bad-recording"
    en = "{file}, line {line} cannot be used: {reason}."
    es = "{file}, línea {line}: no se puede usar: {reason}."
    remedy_en = "Correct that line; docs/howto/evaluate-the-tracker.md shows every field."
    remedy_es = "Corrija esa línea; docs/howto/evaluar-el-rastreador.md muestra cada campo."
