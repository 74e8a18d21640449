-- compatible: 1
-- Everything of the first version. Times are ns UTC. Words and units: docs/explanation/storage.md.

CREATE TABLE partner (
    partner INTEGER PRIMARY KEY,
    node TEXT NOT NULL UNIQUE
) STRICT;

-- Records, in pages: what was saved together and is of one lane. `first` is the place of the page's first record: places order
-- records as they were saved and are never used twice, so that a cursor over them cannot miss one. `source` is 0 for what this
-- node made or was given, else the partner that sent it: its ids and bodies then stand in its log, at these offsets of a page.
CREATE TABLE record_page (
    first INTEGER PRIMARY KEY,
    source INTEGER NOT NULL,
    own INTEGER NOT NULL CHECK (own IN (0, 1)),
    lane TEXT NOT NULL CHECK (lane IN ('alert', 'casework', 'track')),
    count INTEGER NOT NULL,
    low TEXT NOT NULL,
    high TEXT NOT NULL,
    ids BLOB,
    bodies BLOB,
    log_place INTEGER,
    offsets BLOB,
    CHECK ((bodies IS NULL) = (log_place IS NOT NULL)),
    CHECK ((bodies IS NULL) = (ids IS NULL)),
    CHECK ((bodies IS NULL) = (offsets IS NOT NULL))
) STRICT;
CREATE INDEX record_page_by_id ON record_page (source, lane, high, low);
CREATE INDEX record_page_by_lane ON record_page (lane, first) WHERE own = 1;

CREATE TABLE record_place (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    next INTEGER NOT NULL
) STRICT;
INSERT INTO record_place VALUES (1, 1);

-- Which pages hold records of a kind or about an object, and how new the newest of them is.
CREATE TABLE record_kind (
    kind TEXT NOT NULL,
    newest INTEGER NOT NULL,
    first INTEGER NOT NULL REFERENCES record_page ON DELETE CASCADE,
    PRIMARY KEY (kind, newest, first)
) STRICT, WITHOUT ROWID;

CREATE TABLE record_object (
    object_key TEXT NOT NULL,
    newest INTEGER NOT NULL,
    first INTEGER NOT NULL REFERENCES record_page ON DELETE CASCADE,
    PRIMARY KEY (object_key, newest, first)
) STRICT, WITHOUT ROWID;

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

-- Entries, in pages: what became durable together. A page's place is log * 2^40 + index of its first entry. Bodies and salts
-- stand apart from the entries, to be erased in place. Lists are msgpack; `low` and `high` bound the ids of the records.
CREATE TABLE log_page (
    place INTEGER PRIMARY KEY,
    count INTEGER NOT NULL,
    entries BLOB NOT NULL,
    records BLOB NOT NULL,
    keys BLOB NOT NULL,
    low TEXT NOT NULL,
    high TEXT NOT NULL
) STRICT;
CREATE INDEX log_page_by_record ON log_page (high, low);

CREATE TABLE log_bodies (
    place INTEGER PRIMARY KEY REFERENCES log_page,
    slots BLOB NOT NULL
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

-- Runs of released entries: `object_key` names the first of them, and sorts by its index.
CREATE INDEX decision_by_run ON decision (partner, object_key) WHERE released = 1;

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
