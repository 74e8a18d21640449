"""The policies that a new node starts with: package text, one per country, each in its own words."""

from importlib.resources import files
from typing import Final

from lindero.exchange.release.partner import Country
from lindero.exchange.release.policy import Policy, load_policy

_FILES: Final[dict[Country, str]] = {"USA": "default_usa.cedar", "MEX": "default_mex.cedar"}


def default_policy_text(country: Country) -> str:
    """The text, to be written into a new node's folder and edited there."""
    return files("lindero.exchange.release").joinpath(_FILES[country]).read_text("utf-8")


def default_policy(country: Country) -> Policy:
    """The policy, loaded."""
    return load_policy(default_policy_text(country), _FILES[country])
