"""The text of a new node's `alerts.toml`. It stands alone: making a node loads no numerics."""

from typing import Final

BUILT_IN_TEXT: Final = """\
# Alert rules of this node · Reglas de alerta de este nodo
# docs/reference/alert-rules.md · docs/reference/reglas-de-alerta.md
# Read again whenever it changes. Raise the version with every change: alerts name it.
# Se lee de nuevo al cambiar. Suba la versión con cada cambio: las alertas la nombran.
# Try it first · Pruebe antes: lindero alert rehearse DIR --rules alerts.toml --since 7d
version = 1

[[rule]]                    # an incursion · una incursión
id = "across"
step = "incursion"
watch = "incursion"

[[rule]]                    # crosses the link · cruza el enlace
id = "will-cross"
step = "warning"
watch = "warning"

[[rule]]                    # stays on the own map · se queda en el mapa propio
id = "approaches"
step = "attention"
watch = "attention"

# [zone.campo-modelismo]
# ring = [[-106.50, 31.70], [-106.48, 31.70], [-106.48, 31.72]]
#
# [[quiet]]                 # never silences an incursion · nunca calla una incursión
# id = "model-flyers"
# zone = "campo-modelismo"
# hours = "08:00-18:00"
# time_zone = "America/Ciudad_Juarez"
# highest_m = 120
# height = "ground"
"""
"""What a new node's file says: the same as `rule_set.BUILT_IN`."""
