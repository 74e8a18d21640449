"""Navigation accuracy: the category that an aircraft states, as the error that holds 95 %.

Source: RTCA DO-260B, table 2-71 (NACp, estimated position uncertainty).
"""

from typing import Final

ERROR_95_M: Final = (None, 18520.0, 7408.0, 3704.0, 1852.0, 926.0, 555.6, 185.2, 92.6, 30.0, 10.0, 3.0)


def error_95_of_nacp(nacp: int | None) -> float | None:
    """Upper bound of the category [m]; None for "unknown", for a reserved one, and where nothing is stated."""
    return ERROR_95_M[nacp] if nacp is not None and 0 < nacp < len(ERROR_95_M) else None
