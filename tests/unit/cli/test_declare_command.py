"""`lindero declare` and `lindero declaration` on a node's folder: all of a file or nothing, seen and withdrawn."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from two_nodes import run_cli

from lindero.kernel.clock import SystemClock
from lindero.kernel.entropy import SystemEntropy
from lindero.node.init import make_node

HEAD = "starts_at,ends_at,contact_desk,center_lat_deg,center_lon_deg,radius_m"


def row(hours=1, radius="500"):
    now = datetime.now(UTC)
    starts, ends = (f"{now + timedelta(hours=h):%Y-%m-%dT%H:%M:%SZ}" for h in (hours, hours + 1))
    return f"{starts},{ends},patrulla-1,31.75,-106.45,{radius}"


@pytest.fixture
def node(tmp_path):
    make_node(
        tmp_path / "us",
        node="us.cbp",
        side="USA",
        port=47101,
        console_port=47102,
        simulated=True,
        admin="guardia",
        clock=SystemClock(),
        entropy=SystemEntropy(),
    )
    return tmp_path / "us"


def write(tmp_path, *rows):
    file = tmp_path / "vuelos.csv"
    file.write_text("\n".join([HEAD, *rows]) + "\n")
    return file


def listed(node, *options):
    return [json.loads(line) for line in run_cli("declaration", "list", node, "--json", *options).text.splitlines()]


def test_a_file_is_declared_listed_and_withdrawn(node, tmp_path):
    said = run_cli("declare", node, write(tmp_path, row()))
    assert said.code == 0, said.text
    (one,) = listed(node)
    assert one["what"] == "declaration"
    assert one["marking"]["releasable_to"] == ["MEX", "USA"]
    assert run_cli("declaration", "withdraw", node, one["number"]).code == 0
    assert listed(node) == []
    assert [gone["withdrawn"] for gone in listed(node, "--past")] == [True]
    assert one["number"] in run_cli("declaration", "list", node, "--past").text


def test_one_wrong_line_keeps_the_whole_file_out(node, tmp_path):
    said = run_cli("declare", node, write(tmp_path, row(), row(3, radius="wide")))
    assert said.code == 3
    assert "radius_m" in said.text
    assert listed(node) == []


def test_an_overlap_must_be_known(node, tmp_path):
    file = write(tmp_path, row())
    run_cli("declare", node, file)
    said = run_cli("declare", node, file)
    assert said.code == 1
    assert run_cli("declare", node, file, "--check").code == 0
    assert len(listed(node)) == 1
    assert run_cli("declare", node, file, "--despite-overlaps", "--not-shared").code == 0
    assert {tuple(one["marking"].get("releasable_to", ())) for one in listed(node)} == {("MEX", "USA"), ()}
