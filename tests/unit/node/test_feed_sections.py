"""Feeds in node.toml: each kind has its own keys, and an error names the key that is missing or not known."""

import pytest

from lindero.gateways.intake.dialler import TcpDialler
from lindero.gateways.intake.poller import Poller
from lindero.kernel.clock import SystemClock
from lindero.kernel.entropy import SystemEntropy
from lindero.node.config import parse_config
from lindero.node.errors import BadConfiguration
from lindero.node.feed_sections import AdsbGateway, RemoteIdGateway, SapientGateway, SapientOutbound, TakOutbound
from lindero.node.gateways import Making, make_gateway

NODE = '[node]\nid = "us.cbp"\nside = "USA"\n'


def config(text):
    return parse_config(NODE + text)


def test_each_kind_of_feed_is_read_as_its_own():
    read = config(
        '[gateway.radar]\nkind = "sapient"\nport = 1\nmarking = { tlp = "amber" }\ncapture = "captures"\n'
        '[gateway.rid]\nkind = "remoteid"\nport = 2\nmessages_per_s = 20\nconnections = 3\n'
        '[outbound.joint]\nkind = "sapient"\nhost = "h"\nport = 3\nnode = "us.jtf"\ncountry = "USA"\n'
        '[outbound.tak]\nkind = "tak"\nhost = "h"\nport = 4\nnode = "us.tak"\ncountry = "USA"\nsimulated = true\n'
    )
    assert isinstance(read.gateway["radar"], SapientGateway)
    assert (read.gateway["radar"].kind, read.gateway["radar"].capture) == ("sapient", "captures")
    assert read.gateway["radar"].marking.tlp == "amber"
    rid = read.gateway["rid"]
    assert isinstance(rid, RemoteIdGateway)
    assert (rid.messages_per_s, rid.connections, rid.marking) == (20.0, 3, None)
    assert isinstance(read.outbound["joint"], SapientOutbound)
    assert isinstance(read.outbound["tak"], TakOutbound)
    assert read.outbound["tak"].simulated is True


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('[gateway.radar]\nkind = "sapient"\n', "`port`"),
        ("[gateway.radar]\nport = 1\n", "`kind`"),
        ('[gateway.radar]\nkind = "sonar"\nport = 1\n', "sonar"),
        ('[gateway.radar]\nkind = "sapient"\nport = 1\nmesages_per_s = 5\n', "'messages_per_s'"),
        ('[gateway.a]\nkind = "adsb"\nformat = "json"\n', "`url` and `file`"),
        ('[gateway.a]\nkind = "adsb"\nformat = "json"\nurl = "http://h/a.json"\nfile = "a.json"\n', "`url` and `file`"),
        ('[gateway.a]\nkind = "adsb"\nformat = "sbs"\nhost = "h"\n', "`host` and `port`"),
        ('[gateway.a]\nkind = "adsb"\nformat = "json"\nurl = "ftp://h/a"\n', "url"),
        ('[outbound.tak]\nkind = "tak"\nhost = "h"\nport = 4\ncountry = "USA"\n', "`node`"),
        ('[outbound.tak]\nkind = "tak"\nhost = "h"\nport = 4\nnode = "no id"\ncountry = "USA"\n', "no id"),
    ],
)
def test_what_is_missing_or_not_known_is_named(text, named):
    with pytest.raises(BadConfiguration) as refused:
        config(text)
    assert named in refused.value.text("en") + refused.value.remedy("en")


@pytest.mark.parametrize(
    ("keys", "made"),
    [
        ('format = "json"\nurl = "https://receiver.example/data/aircraft.json"', Poller),
        ('format = "json"\nfile = "/run/readsb/aircraft.json"\nperiod_s = 2', Poller),
        ('format = "sbs"\nhost = "127.0.0.1"\nport = 30003', TcpDialler),
        ('format = "beast"\nhost = "127.0.0.1"\nport = 30005', TcpDialler),
    ],
)
def test_a_receiver_of_adsb_is_read_as_its_format_needs(tmp_path, keys, made):
    section = config(f'[gateway.air]\nkind = "adsb"\n{keys}\n').gateway["air"]
    assert isinstance(section, AdsbGateway)
    making = Making(
        name="air", node="us.cbp", folder=tmp_path, receiver=None, clock=SystemClock(), entropy=SystemEntropy()
    )
    assert isinstance(make_gateway(section, making), made)
