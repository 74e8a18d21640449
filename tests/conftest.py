"""Shared set-up: the --long switch, the folder of recordings, and what must not be skipped in CI."""

import os
from pathlib import Path

import pytest

REQUIRED = set(filter(None, os.environ.get("LINDERO_REQUIRE", "").split(",")))


def pytest_addoption(parser):
    parser.addoption("--long", action="store_true", help="also the soak and fault runs that take minutes")
    parser.addoption("--kills", type=int, default=1000, help="random kills of the long run; a sample: 100")
    parser.addoption(
        "--kill-events", type=int, default=3_000_000, help="events that are shared meanwhile; a sample: 300000"
    )


def pytest_collection_modifyitems(config, items):
    if config.getoption("--long"):
        return
    skip = pytest.mark.skip(reason="a long run: ./run test --long")
    for item in items:
        if item.get_closest_marker("long"):
            item.add_marker(skip)


@pytest.fixture(scope="session")
def recordings() -> Path:
    """The folder of real recordings (LINDERO_DATA), or a skip that says so."""
    folder = os.environ.get("LINDERO_DATA", "")
    if not folder:
        if "data" in REQUIRED:
            pytest.fail("LINDERO_REQUIRE names data, but LINDERO_DATA is not set")
        pytest.skip("LINDERO_DATA is not set: the recordings are not at hand")
    return Path(folder)
