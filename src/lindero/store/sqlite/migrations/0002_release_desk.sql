-- compatible: 2
-- What waits for two persons, who wrote what, and grants that a second administrator has not confirmed yet.

-- What an earlier decision demanded of a delayed record (msgpack of `Obligations`); empty for other held ones.
ALTER TABLE held ADD COLUMN demands BLOB NOT NULL DEFAULT x'';

-- `body` is the msgpack of `lindero.exchange.release.review.Waiting`; it holds what would leave, and the approvals.
CREATE TABLE review (
    partner INTEGER NOT NULL REFERENCES partner,
    record TEXT NOT NULL,
    since INTEGER NOT NULL,
    approved INTEGER NOT NULL CHECK (approved IN (0, 1)),
    body BLOB NOT NULL,
    PRIMARY KEY (partner, record)
) STRICT, WITHOUT ROWID;
CREATE INDEX review_by_state ON review (partner, approved);

-- The person behind a record that a person made: never released, kept so that nobody approves what they wrote.
CREATE TABLE author (
    record TEXT PRIMARY KEY,
    person TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- `body` is the msgpack of `lindero.model.people.PendingGrant`.
CREATE TABLE pending_grant (
    name TEXT PRIMARY KEY,
    body BLOB NOT NULL
) STRICT, WITHOUT ROWID;
