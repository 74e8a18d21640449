import pytest
from console_desk import Desk
from litestar.testing import TestClient


@pytest.fixture
def desk():
    return Desk()


@pytest.fixture
def client(desk):
    with TestClient(desk.app(), base_url="http://127.0.0.1") as client:
        yield client
