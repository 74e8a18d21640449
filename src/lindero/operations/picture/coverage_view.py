"""The coverage as it travels from the analytics process to the consoles."""

import msgspec


class CoverageCell(msgspec.Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """One cell of the map.

    Attributes:
        lat_deg: Centre.
        lon_deg: Centre.
        lowest_m: Lowest height above the lowest radar at which an object of −20 dBsm is seen; None: a radar that does
            not work would look here, and none does.
    """

    lat_deg: float
    lon_deg: float
    lowest_m: float | None


class CoverageMap(msgspec.Struct, frozen=True, kw_only=True):
    """All cells that own radars reach or should reach.

    Attributes:
        cell_m: Width of a cell.
        cells: Them.
        line_lost_m: Length of the line, near which nobody looks any more.
    """

    cell_m: float
    cells: tuple[CoverageCell, ...]
    line_lost_m: float
