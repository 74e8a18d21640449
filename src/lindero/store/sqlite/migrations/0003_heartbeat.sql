-- compatible: 1
-- The tree over the private decision log, what heartbeats committed to, and the partners' newest heartbeats.

CREATE TABLE decision_tree (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    place INTEGER NOT NULL,
    size INTEGER NOT NULL,
    frontier BLOB NOT NULL
) STRICT;

CREATE TABLE commitment (
    commitment INTEGER PRIMARY KEY,
    partner INTEGER NOT NULL REFERENCES partner,
    at INTEGER NOT NULL,
    size INTEGER NOT NULL,
    salt BLOB NOT NULL,
    digest BLOB NOT NULL
) STRICT;
CREATE INDEX commitment_by_partner ON commitment (partner, commitment);

CREATE TABLE heard (
    partner INTEGER PRIMARY KEY REFERENCES partner,
    at INTEGER NOT NULL,
    "index" INTEGER NOT NULL,
    wall_ms INTEGER NOT NULL,
    offset_ms INTEGER,
    decisions BLOB NOT NULL
) STRICT;
