-- What the first three steps of SQLite come to.

CREATE TABLE calls (
    id           TEXT PRIMARY KEY NOT NULL,
    began_ms     BIGINT NOT NULL,
    answered_ms  BIGINT,
    bridged_ms   BIGINT,
    ended_ms     BIGINT,
    caller       TEXT,
    dialled      TEXT NOT NULL,
    language     TEXT,
    queue        TEXT,
    agent        TEXT,
    intent       TEXT,
    mood_first   TEXT,
    mood_last    TEXT,
    hangup       TEXT,
    recording    TEXT NOT NULL,
    media_ms     BIGINT NOT NULL,
    events       BIGINT NOT NULL,
    caller_key   TEXT,
    outcome      TEXT,
    summary      TEXT,
    mood_said    TEXT,
    intent_said  TEXT,
    felt         TEXT,
    felt_kept    BIGINT,
    abuse        BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX calls_by_begin ON calls (began_ms DESC, id DESC);
CREATE INDEX calls_open ON calls (id) WHERE ended_ms IS NULL;
CREATE INDEX calls_by_caller ON calls (caller, began_ms DESC);
CREATE INDEX calls_by_caller_key ON calls (caller_key, began_ms DESC);
CREATE INDEX calls_by_caller_tail ON calls (right(caller_key, 8));
CREATE INDEX calls_unkeyed ON calls (id) WHERE caller IS NOT NULL AND caller_key IS NULL;

CREATE TABLE timeline (
    position  BIGINT PRIMARY KEY NOT NULL,
    call_id   TEXT NOT NULL REFERENCES calls (id),
    seq       BIGINT NOT NULL,
    at_ms     BIGINT NOT NULL,
    media_ms  BIGINT NOT NULL,
    event     TEXT NOT NULL,
    UNIQUE (call_id, seq)
);

CREATE TABLE utterances (
    id          TEXT PRIMARY KEY NOT NULL,
    call_id     TEXT NOT NULL REFERENCES calls (id),
    speaker     TEXT NOT NULL,
    start_ms    BIGINT NOT NULL,
    end_ms      BIGINT NOT NULL,
    language    TEXT NOT NULL,
    words       TEXT NOT NULL,
    folded      TEXT NOT NULL,
    confidence  DOUBLE PRECISION NOT NULL
);
CREATE INDEX utterances_by_call ON utterances (call_id, start_ms);

CREATE TABLE moods (
    call_id     TEXT NOT NULL REFERENCES calls (id),
    seq         BIGINT NOT NULL,
    start_ms    BIGINT NOT NULL,
    end_ms      BIGINT NOT NULL,
    label       TEXT NOT NULL,
    confidence  DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (call_id, seq)
);

CREATE TABLE offers (
    id         TEXT PRIMARY KEY NOT NULL,
    call_id    TEXT NOT NULL REFERENCES calls (id),
    agent      TEXT NOT NULL,
    at_ms      BIGINT NOT NULL,
    score      DOUBLE PRECISION NOT NULL,
    waited_ms  BIGINT NOT NULL,
    reasons    TEXT NOT NULL,
    ended_ms   BIGINT,
    outcome    TEXT
);
CREATE INDEX offers_by_call ON offers (call_id, at_ms);
CREATE INDEX offers_by_agent ON offers (agent, at_ms);

CREATE TABLE users (
    name          TEXT PRIMARY KEY NOT NULL,
    display_name  TEXT NOT NULL,
    role          TEXT NOT NULL,
    disabled      BIGINT NOT NULL,
    created_ms    BIGINT NOT NULL,
    password      TEXT NOT NULL,
    password_ms   BIGINT NOT NULL
);

CREATE TABLE sip_secrets (
    agent       TEXT PRIMARY KEY NOT NULL REFERENCES users (name),
    username    TEXT NOT NULL,
    realm       TEXT NOT NULL,
    ha1_md5     TEXT NOT NULL,
    ha1_sha256  TEXT NOT NULL,
    UNIQUE (username, realm)
);

CREATE TABLE audit (
    id       SERIAL_KEY,
    at_ms    BIGINT NOT NULL,
    "user"   TEXT NOT NULL,
    action   TEXT NOT NULL,
    call_id  TEXT
);

CREATE TABLE customers (
    id          TEXT PRIMARY KEY NOT NULL,
    name        TEXT,
    folded      TEXT NOT NULL,
    city        TEXT,
    language    TEXT,
    occasion    TEXT,
    changed_ms  BIGINT NOT NULL
);
CREATE INDEX customers_by_name ON customers (folded, id);

CREATE TABLE customer_numbers (
    number    TEXT PRIMARY KEY NOT NULL,
    customer  TEXT NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    place     BIGINT NOT NULL
);
CREATE INDEX customer_numbers_by_customer ON customer_numbers (customer, place);
CREATE INDEX customer_numbers_by_tail ON customer_numbers (right(number, 8));

CREATE TABLE visits (
    id        SERIAL_KEY,
    customer  TEXT NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    branch    TEXT NOT NULL,
    at_ms     BIGINT NOT NULL,
    notes     TEXT NOT NULL
);
CREATE INDEX visits_by_customer ON visits (customer, at_ms DESC);

CREATE TABLE promises (
    id            TEXT PRIMARY KEY NOT NULL,
    kind          TEXT NOT NULL,
    call_id       TEXT REFERENCES calls (id),
    customer      TEXT REFERENCES customers (id) ON DELETE SET NULL,
    caller        TEXT,
    caller_key    TEXT,
    queue         TEXT,
    agent         TEXT,
    utterance     TEXT,
    start_ms      BIGINT,
    end_ms        BIGINT,
    what          TEXT NOT NULL,
    keeper        TEXT NOT NULL,
    branch        TEXT,
    due_ms        BIGINT,
    state         TEXT NOT NULL,
    made_ms       BIGINT NOT NULL,
    kept_ms       BIGINT,
    withdrawn_ms  BIGINT
);
CREATE INDEX promises_open ON promises (made_ms) WHERE kind = 'callback' AND kept_ms IS NULL;
CREATE INDEX promises_by_state ON promises (state, due_ms);
CREATE INDEX promises_by_call ON promises (call_id);
CREATE INDEX promises_by_customer ON promises (customer);
CREATE INDEX promises_by_caller ON promises (caller_key);

CREATE TABLE talks (
    call_id         TEXT NOT NULL REFERENCES calls (id),
    seq             BIGINT NOT NULL,
    agent           TEXT NOT NULL,
    leg             TEXT NOT NULL,
    began_ms        BIGINT NOT NULL,
    ended_ms        BIGINT,
    media_began_ms  BIGINT NOT NULL,
    media_ended_ms  BIGINT,
    PRIMARY KEY (call_id, seq)
);
CREATE INDEX talks_by_agent ON talks (agent, began_ms DESC);

CREATE TABLE wrap_ups (
    call_id  TEXT NOT NULL REFERENCES calls (id),
    agent    TEXT NOT NULL,
    at_ms    BIGINT NOT NULL,
    outcome  TEXT NOT NULL,
    summary  TEXT NOT NULL,
    PRIMARY KEY (call_id, agent)
);

CREATE TABLE corrections (
    call_id   TEXT NOT NULL REFERENCES calls (id),
    seq       BIGINT NOT NULL,
    agent     TEXT NOT NULL,
    at_ms     BIGINT NOT NULL,
    kind      TEXT NOT NULL,
    value     TEXT,
    start_ms  BIGINT,
    end_ms    BIGINT,
    PRIMARY KEY (call_id, seq)
);
CREATE INDEX corrections_by_agent ON corrections (agent, kind, at_ms);

CREATE TABLE drafts (
    agent       TEXT NOT NULL,
    call_id     TEXT NOT NULL REFERENCES calls (id),
    json        TEXT NOT NULL,
    changed_ms  BIGINT NOT NULL,
    PRIMARY KEY (agent, call_id)
);
CREATE INDEX drafts_by_age ON drafts (agent, changed_ms);

CREATE TABLE sessions (
    token        BYTES PRIMARY KEY NOT NULL,
    "user"       TEXT NOT NULL REFERENCES users (name) ON DELETE CASCADE,
    password_ms  BIGINT NOT NULL,
    began_ms     BIGINT NOT NULL,
    used_ms      BIGINT NOT NULL
);
CREATE INDEX sessions_by_use ON sessions (used_ms);

CREATE TABLE unheard (
    call_id   TEXT NOT NULL REFERENCES calls (id),
    speaker   TEXT NOT NULL,
    start_ms  BIGINT NOT NULL,
    end_ms    BIGINT NOT NULL,
    PRIMARY KEY (call_id, speaker, start_ms)
);

CREATE TABLE second_readings (
    call_id   TEXT PRIMARY KEY NOT NULL
);
