-- One link for the sound and for the words of every call that is over, each tied to the one before. No link points to a
-- row: it stays when its call is erased.
CREATE TABLE chain (
    n         BIGINT PRIMARY KEY NOT NULL,
    at_ms     BIGINT NOT NULL,
    call_id   TEXT NOT NULL,
    kind      TEXT NOT NULL,
    first     BIGINT NOT NULL,
    until     BIGINT NOT NULL,
    content   TEXT NOT NULL,
    reason    TEXT,
    hash      TEXT NOT NULL
);
CREATE INDEX chain_by_call ON chain (call_id, n);

-- Calls that have something which no link covers yet.
CREATE TABLE sealing (
    call_id  TEXT PRIMARY KEY NOT NULL REFERENCES calls (id) ON DELETE CASCADE
);
INSERT INTO sealing (call_id) SELECT id FROM calls WHERE ended_ms IS NOT NULL;
