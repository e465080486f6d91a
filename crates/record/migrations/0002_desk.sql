-- What agents keep beside the calls: customers, visits, promises, wrap-ups, drafts, corrections, sessions.
-- The caller's number as it compares ("number.rs") is filled by the first opening: SQL cannot fold digits.
ALTER TABLE calls ADD COLUMN caller_key TEXT;
ALTER TABLE calls ADD COLUMN outcome TEXT;
ALTER TABLE calls ADD COLUMN summary TEXT;
ALTER TABLE calls ADD COLUMN mood_said TEXT;
-- NULL: not corrected; '': something else than any intent.
ALTER TABLE calls ADD COLUMN intent_said TEXT;
ALTER TABLE calls ADD COLUMN felt TEXT;
ALTER TABLE calls ADD COLUMN felt_kept INTEGER;
ALTER TABLE calls ADD COLUMN abuse INTEGER NOT NULL DEFAULT 0;
CREATE INDEX calls_by_caller_key ON calls (caller_key, began_ms DESC);
CREATE INDEX calls_by_caller_tail ON calls (substr(caller_key, -8));
CREATE INDEX calls_unkeyed ON calls (id) WHERE caller IS NOT NULL AND caller_key IS NULL;

CREATE TABLE customers (
    id          TEXT PRIMARY KEY NOT NULL,
    name        TEXT,
    folded      TEXT NOT NULL,
    city        TEXT,
    language    TEXT,
    occasion    TEXT,
    changed_ms  INTEGER NOT NULL
);
CREATE INDEX customers_by_name ON customers (folded, id);

CREATE TABLE customer_numbers (
    number    TEXT PRIMARY KEY NOT NULL,
    customer  TEXT NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    place     INTEGER NOT NULL
);
CREATE INDEX customer_numbers_by_customer ON customer_numbers (customer, place);
CREATE INDEX customer_numbers_by_tail ON customer_numbers (substr(number, -8));

CREATE TABLE visits (
    id        INTEGER PRIMARY KEY NOT NULL,
    customer  TEXT NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    branch    TEXT NOT NULL,
    at_ms     INTEGER NOT NULL,
    notes     TEXT NOT NULL
);
CREATE INDEX visits_by_customer ON visits (customer, at_ms DESC);

-- Until now only the machine's callbacks were promises.
CREATE TABLE promises_of_all (
    id            TEXT PRIMARY KEY NOT NULL,
    kind          TEXT NOT NULL,
    call_id       TEXT REFERENCES calls (id),
    customer      TEXT REFERENCES customers (id) ON DELETE SET NULL,
    caller        TEXT,
    caller_key    TEXT,
    queue         TEXT,
    agent         TEXT,
    utterance     TEXT,
    start_ms      INTEGER,
    end_ms        INTEGER,
    what          TEXT NOT NULL,
    keeper        TEXT NOT NULL,
    branch        TEXT,
    due_ms        INTEGER,
    state         TEXT NOT NULL,
    made_ms       INTEGER NOT NULL,
    kept_ms       INTEGER,
    withdrawn_ms  INTEGER
);
INSERT INTO promises_of_all (id, kind, call_id, caller, queue, what, keeper, state, made_ms, kept_ms)
    SELECT id, kind, call_id, caller, queue, 'callback', 'phone', iif(kept_ms IS NULL, 'open', 'kept'), made_ms, kept_ms
    FROM promises;
DROP TABLE promises;
ALTER TABLE promises_of_all RENAME TO promises;
CREATE INDEX promises_open ON promises (made_ms) WHERE kind = 'callback' AND kept_ms IS NULL;
CREATE INDEX promises_by_state ON promises (state, due_ms);
CREATE INDEX promises_by_call ON promises (call_id);
CREATE INDEX promises_by_customer ON promises (customer);
CREATE INDEX promises_by_caller ON promises (caller_key);

-- One row per bridge of an agent; it begins with this step, so that nobody has to wrap up old calls.
CREATE TABLE talks (
    call_id         TEXT NOT NULL REFERENCES calls (id),
    seq             INTEGER NOT NULL,
    agent           TEXT NOT NULL,
    leg             TEXT NOT NULL,
    began_ms        INTEGER NOT NULL,
    ended_ms        INTEGER,
    media_began_ms  INTEGER NOT NULL,
    media_ended_ms  INTEGER,
    PRIMARY KEY (call_id, seq)
);
CREATE INDEX talks_by_agent ON talks (agent, began_ms DESC);

CREATE TABLE wrap_ups (
    call_id  TEXT NOT NULL REFERENCES calls (id),
    agent    TEXT NOT NULL,
    at_ms    INTEGER NOT NULL,
    outcome  TEXT NOT NULL,
    summary  TEXT NOT NULL,
    PRIMARY KEY (call_id, agent)
);

-- What agents say of a call, beside the machine's readings: kind 'mood', 'intent' or 'abuse'.
CREATE TABLE corrections (
    call_id   TEXT NOT NULL REFERENCES calls (id),
    seq       INTEGER NOT NULL,
    agent     TEXT NOT NULL,
    at_ms     INTEGER NOT NULL,
    kind      TEXT NOT NULL,
    value     TEXT,
    start_ms  INTEGER,
    end_ms    INTEGER,
    PRIMARY KEY (call_id, seq)
);
CREATE INDEX corrections_by_agent ON corrections (agent, kind, at_ms);

CREATE TABLE drafts (
    agent       TEXT NOT NULL,
    call_id     TEXT NOT NULL REFERENCES calls (id),
    json        TEXT NOT NULL,
    changed_ms  INTEGER NOT NULL,
    PRIMARY KEY (agent, call_id)
);
CREATE INDEX drafts_by_age ON drafts (agent, changed_ms);

CREATE TABLE sessions (
    token        BLOB PRIMARY KEY NOT NULL,
    user         TEXT NOT NULL REFERENCES users (name) ON DELETE CASCADE,
    password_ms  INTEGER NOT NULL,
    began_ms     INTEGER NOT NULL,
    used_ms      INTEGER NOT NULL
);
CREATE INDEX sessions_by_use ON sessions (used_ms);
