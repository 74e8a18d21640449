"""Feeds in node.toml: each kind has its own keys, and an error names the key that is missing or not known."""

import pytest

from lindero.node.config import parse_config
from lindero.node.errors import BadConfiguration
from lindero.node.feed_sections import RemoteIdGateway, SapientGateway, SapientOutbound, TakOutbound

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
        ('[outbound.tak]\nkind = "tak"\nhost = "h"\nport = 4\ncountry = "USA"\n', "`node`"),
        ('[outbound.tak]\nkind = "tak"\nhost = "h"\nport = 4\nnode = "no id"\ncountry = "USA"\n', "no id"),
    ],
)
def test_what_is_missing_or_not_known_is_named(text, named):
    with pytest.raises(BadConfiguration) as refused:
        config(text)
    assert named in refused.value.text("en") + refused.value.remedy("en")
