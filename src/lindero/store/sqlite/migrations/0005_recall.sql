-- compatible: 5
-- Recall, erasure, retention and legal hold. Times are ns UTC; a `body` is the msgpack of the Struct of the same name in
-- lindero.exchange.log.recall_ports.

-- Which stored record was derived from which; filled where `model.record.traces_sources` holds.
CREATE TABLE record_source (
    source TEXT NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (source, record)
) STRICT, WITHOUT ROWID;
CREATE INDEX record_source_by_record ON record_source (record);

-- Until when own records may be kept, of those whose marking says so.
CREATE TABLE record_retention (
    until INTEGER NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (until, record)
) STRICT, WITHOUT ROWID;
CREATE INDEX record_retention_by_record ON record_retention (record);

-- Records that are kept and shown to nobody: under a legal hold, or after a restore until all recalls have come.
CREATE TABLE record_hidden (record TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

-- Runs of entries with one last day, until their bodies are erased.
CREATE TABLE expiry (
    side TEXT NOT NULL CHECK (side IN ('outbox', 'mirror')),
    partner TEXT NOT NULL,
    first INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    day INTEGER NOT NULL,
    PRIMARY KEY (side, partner, first)
) STRICT, WITHOUT ROWID;
CREATE INDEX expiry_by_day ON expiry (day);

-- Recalls that this node has asked for; `place` is the recall's index in the own log once it stands there.
CREATE TABLE demand (
    partner TEXT NOT NULL,
    "order" INTEGER NOT NULL,
    place INTEGER,
    asked_at INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (partner, "order")
) STRICT, WITHOUT ROWID;
CREATE INDEX demand_by_place ON demand (partner, place) WHERE place IS NOT NULL;

-- Recalls of partners; `owed` while their receipt has not been ordered.
CREATE TABLE erasure (
    partner TEXT NOT NULL,
    recall INTEGER NOT NULL,
    asked_at INTEGER NOT NULL,
    owed INTEGER NOT NULL CHECK (owed IN (0, 1)),
    body BLOB NOT NULL,
    PRIMARY KEY (partner, recall)
) STRICT, WITHOUT ROWID;
CREATE INDEX erasure_owed ON erasure (owed) WHERE owed = 1;

-- Own records that leave no more; partner '' stands for every partner.
CREATE TABLE retraction (
    partner TEXT NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (partner, record)
) STRICT, WITHOUT ROWID;

-- What people are told of records that were erased at their originator's demand: never their content.
CREATE TABLE withdrawn (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    record TEXT NOT NULL UNIQUE,
    body BLOB NOT NULL
) STRICT;

CREATE TABLE legal_hold (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    record TEXT NOT NULL,
    body BLOB NOT NULL,
    ended INTEGER NOT NULL DEFAULT 0 CHECK (ended IN (0, 1))
) STRICT;
CREATE UNIQUE INDEX legal_hold_in_force ON legal_hold (record) WHERE ended = 0;

-- Partners whose log must have come in whole, with all its recalls, before what a restore has hidden is shown.
CREATE TABLE rejoining (partner TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

-- Bodies that a restored node fetches again: first entry of the partner's log that was not looked at.
CREATE TABLE refetch (partner TEXT PRIMARY KEY, next INTEGER NOT NULL) STRICT, WITHOUT ROWID;

-- What originators let others pass on; `record` or `topic` is '' where the other is named.
CREATE TABLE consent (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    origin TEXT NOT NULL,
    recipient TEXT NOT NULL,
    record TEXT NOT NULL,
    topic TEXT NOT NULL,
    until INTEGER NOT NULL
) STRICT;
CREATE INDEX consent_by_recipient ON consent (recipient);

-- Partners' records that wait to be decided for a third node.
CREATE TABLE passing (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    recipient TEXT NOT NULL,
    record TEXT NOT NULL,
    UNIQUE (recipient, record)
) STRICT;

-- What the software was when something was last done, by name.
CREATE TABLE stamp (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
