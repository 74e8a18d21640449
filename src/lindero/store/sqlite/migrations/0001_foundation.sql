-- compatible: 1
-- Everything of the first version. Times are ns UTC. Words and units: docs/explanation/storage.md.

CREATE TABLE partner (
    partner INTEGER PRIMARY KEY,
    node TEXT NOT NULL UNIQUE
) STRICT;

-- Records, own and received. `place` orders them as they were saved and is never used twice, so that a cursor over it
-- cannot miss a record; `own_lane` is set where this node may release the record.
CREATE TABLE record (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    observed_at INTEGER NOT NULL,
    object_key TEXT NOT NULL,
    own_lane TEXT CHECK (own_lane IN ('alert', 'casework', 'track')),
    body BLOB NOT NULL
) STRICT;
CREATE INDEX record_by_kind ON record (kind, observed_at);
CREATE INDEX record_by_object ON record (object_key, observed_at);
CREATE INDEX record_by_lane ON record (own_lane) WHERE own_lane IS NOT NULL;

-- Pair logs: `outbox` is written here, `mirror` is the copy of the partner's. The receipt is the newest of the partner.
CREATE TABLE pair_log (
    log INTEGER PRIMARY KEY,
    side TEXT NOT NULL CHECK (side IN ('outbox', 'mirror')),
    partner INTEGER NOT NULL REFERENCES partner,
    size INTEGER NOT NULL DEFAULT 0,
    frontier BLOB NOT NULL,
    note BLOB NOT NULL DEFAULT x'',
    receipt_size INTEGER,
    receipt BLOB,
    receipt_at INTEGER,
    UNIQUE (side, partner)
) STRICT;

-- An entry's place is log * 2^40 + index. Bodies and salts stand apart from the entries, to be erased in place.
CREATE TABLE log_entry (
    place INTEGER PRIMARY KEY,
    entry BLOB NOT NULL,
    record TEXT NOT NULL,
    object_key TEXT NOT NULL
) STRICT;
CREATE INDEX log_entry_by_record ON log_entry (record);

CREATE TABLE log_body (
    place INTEGER PRIMARY KEY REFERENCES log_entry,
    body BLOB,
    salt BLOB,
    empty TEXT CHECK (empty IN ('expired', 'recalled', 'lost')),
    CHECK ((body IS NULL) = (salt IS NULL)),
    CHECK (body IS NULL OR empty IS NULL)
) STRICT;

CREATE TABLE log_object (
    log INTEGER NOT NULL REFERENCES pair_log,
    object_key TEXT NOT NULL,
    first INTEGER NOT NULL,
    PRIMARY KEY (log, object_key)
) STRICT, WITHOUT ROWID;

-- When a log first reached a size: of an outbox by the partner's receipts, of a mirror on this disk. Rows stand in the
-- order of their arrival.
CREATE TABLE log_receipt (
    log INTEGER NOT NULL REFERENCES pair_log,
    size INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    PRIMARY KEY (log, size)
) STRICT, WITHOUT ROWID;

-- Control messages that wait for a session; they are appended before anything else.
CREATE TABLE control_order (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    partner INTEGER NOT NULL REFERENCES partner,
    body BLOB NOT NULL,
    "of" INTEGER,
    re INTEGER
) STRICT;
CREATE INDEX control_order_by_partner ON control_order (partner, number);

-- Where publishing to a partner stands.
CREATE TABLE cursor (
    partner INTEGER NOT NULL REFERENCES partner,
    lane TEXT NOT NULL,
    place INTEGER NOT NULL,
    PRIMARY KEY (partner, lane)
) STRICT, WITHOUT ROWID;

CREATE TABLE held (
    partner INTEGER NOT NULL REFERENCES partner,
    object_key TEXT NOT NULL,
    lane TEXT NOT NULL,
    record TEXT NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (partner, object_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE released (
    partner INTEGER NOT NULL REFERENCES partner,
    object_key TEXT NOT NULL,
    released_at INTEGER NOT NULL,
    PRIMARY KEY (partner, object_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX released_by_time ON released (partner, released_at);

-- The private decision log. Refusals are folded by partner, object, reasons and minute.
CREATE TABLE decision (
    decision INTEGER PRIMARY KEY,
    decided_at INTEGER NOT NULL,
    partner INTEGER NOT NULL REFERENCES partner,
    record TEXT NOT NULL,
    object_key TEXT NOT NULL,
    released INTEGER NOT NULL CHECK (released IN (0, 1)),
    rules TEXT NOT NULL,
    reasons TEXT NOT NULL,
    policy TEXT NOT NULL,
    count INTEGER NOT NULL,
    minute INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX decision_fold ON decision (partner, object_key, reasons, minute) WHERE released = 0;
CREATE INDEX decision_by_record ON decision (record);

CREATE TABLE withheld (
    partner INTEGER NOT NULL REFERENCES partner,
    reason TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (partner, reason)
) STRICT, WITHOUT ROWID;

-- What was refused at the door.
CREATE TABLE refused (
    refused INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    source TEXT NOT NULL,
    code TEXT NOT NULL,
    message TEXT NOT NULL,
    "offset" INTEGER,
    raw BLOB NOT NULL
) STRICT;

CREATE TABLE refusal_count (
    source TEXT NOT NULL,
    code TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (source, code)
) STRICT, WITHOUT ROWID;

-- People and partners; `body` is the msgpack of the Struct of the same name in lindero.model.
CREATE TABLE account (
    name TEXT PRIMARY KEY,
    body BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE pairing (
    node TEXT PRIMARY KEY,
    body BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE invitation (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    log_id BLOB NOT NULL,
    body BLOB NOT NULL
) STRICT;

CREATE TABLE audit (
    event INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    person TEXT NOT NULL,
    act TEXT NOT NULL,
    about TEXT,
    detail TEXT
) STRICT;
CREATE TRIGGER audit_keeps BEFORE UPDATE ON audit BEGIN SELECT raise(ABORT, 'the audit trail is append only'); END;
CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN SELECT raise(ABORT, 'the audit trail is append only'); END;
