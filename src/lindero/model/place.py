"""Place and motion: positions with every height's reference, velocities, error ellipses, bearings."""

from typing import Annotated

import msgspec

Latitude = Annotated[float, msgspec.Meta(ge=-90.0, le=90.0)]
Longitude = Annotated[float, msgspec.Meta(ge=-180.0, le=180.0)]
Direction = Annotated[float, msgspec.Meta(ge=0.0, lt=360.0)]
Length = Annotated[float, msgspec.Meta(ge=0.0)]


class Position(msgspec.Struct, frozen=True, kw_only=True, array_like=True, forbid_unknown_fields=True, gc=False):
    """A place, WGS 84. A height that the source did not give is None, never 0.

    Attributes:
        lat_deg: Geodetic latitude, north positive. [deg]
        lon_deg: Longitude, east positive. [deg]
        altitude_hae_m: Height above the WGS 84 ellipsoid. [m]
        altitude_msl_m: Height above mean sea level (EGM96). [m]
        altitude_baro_m: Pressure altitude, 1013.25 hPa. [m]
        height_agl_m: Height above ground or take-off, as the source says. [m]
        error_95_m: Radius of the horizontal circle that holds the truth in 95 % of cases. [m]
    """

    lat_deg: Latitude
    lon_deg: Longitude
    altitude_hae_m: float | None = None
    altitude_msl_m: float | None = None
    altitude_baro_m: float | None = None
    height_agl_m: float | None = None
    error_95_m: Length | None = None

    def __post_init__(self) -> None:
        lat_deg, lon_deg = self.lat_deg, self.lon_deg
        if lat_deg - lat_deg or lon_deg - lon_deg:  # 0.0 unless one is infinite or not a number
            raise ValueError("a position needs finite coordinates")
        if not lat_deg and not lon_deg:
            raise ValueError("0,0 is a missing position, not a place")


class Velocity(msgspec.Struct, frozen=True, kw_only=True, array_like=True, forbid_unknown_fields=True, gc=False):
    """Motion over ground.

    Attributes:
        speed_mps: Horizontal speed. [m/s]
        track_deg: Direction of travel, clockwise from true north; None when it stands or nobody said. [deg]
        climb_mps: Vertical rate, up positive. [m/s]
    """

    speed_mps: Length
    track_deg: Direction | None = None
    climb_mps: float | None = None


class Ellipse(msgspec.Struct, frozen=True, kw_only=True, array_like=True, forbid_unknown_fields=True, gc=False):
    """Horizontal ellipse that holds the truth in 95 % of cases.

    Attributes:
        semi_major_m: Longer half axis. [m]
        semi_minor_m: Shorter half axis. [m]
        azimuth_deg: Direction of the longer axis, clockwise from true north. [deg]
    """

    semi_major_m: Length
    semi_minor_m: Length
    azimuth_deg: Direction


class Bearing(msgspec.Struct, frozen=True, kw_only=True, array_like=True, forbid_unknown_fields=True, gc=False):
    """What a sensor measured from where it stands; with a range, a position follows from it, else none does.

    Attributes:
        azimuth_deg: Clockwise from true north. [deg]
        elevation_deg: Above the sensor's horizon. [deg]
        range_m: Slant range. [m]
        azimuth_sigma_deg: Standard deviation. [deg]
        elevation_sigma_deg: Standard deviation. [deg]
        range_sigma_m: Standard deviation. [m]
        range_rate_mps: Doppler, away positive. [m/s]
    """

    azimuth_deg: Direction
    elevation_deg: float | None = None
    range_m: Length | None = None
    azimuth_sigma_deg: Length | None = None
    elevation_sigma_deg: Length | None = None
    range_sigma_m: Length | None = None
    range_rate_mps: float | None = None
