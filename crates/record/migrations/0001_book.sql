CREATE TABLE calls (
    id           TEXT PRIMARY KEY NOT NULL,
    began_ms     INTEGER NOT NULL,
    answered_ms  INTEGER,
    bridged_ms   INTEGER,
    ended_ms     INTEGER,
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
    media_ms     INTEGER NOT NULL,
    events       INTEGER NOT NULL
);
CREATE INDEX calls_by_begin ON calls (began_ms DESC, id DESC);
CREATE INDEX calls_open ON calls (id) WHERE ended_ms IS NULL;
CREATE INDEX calls_by_caller ON calls (caller, began_ms DESC);

CREATE TABLE timeline (
    position  INTEGER PRIMARY KEY NOT NULL,
    call_id   TEXT NOT NULL REFERENCES calls (id),
    seq       INTEGER NOT NULL,
    at_ms     INTEGER NOT NULL,
    media_ms  INTEGER NOT NULL,
    event     TEXT NOT NULL,
    UNIQUE (call_id, seq)
);

CREATE TABLE utterances (
    id          TEXT PRIMARY KEY NOT NULL,
    call_id     TEXT NOT NULL REFERENCES calls (id),
    speaker     TEXT NOT NULL,
    start_ms    INTEGER NOT NULL,
    end_ms      INTEGER NOT NULL,
    language    TEXT NOT NULL,
    words       TEXT NOT NULL,
    folded      TEXT NOT NULL,
    confidence  REAL NOT NULL
);
CREATE INDEX utterances_by_call ON utterances (call_id, start_ms);

CREATE TABLE moods (
    call_id     TEXT NOT NULL REFERENCES calls (id),
    seq         INTEGER NOT NULL,
    start_ms    INTEGER NOT NULL,
    end_ms      INTEGER NOT NULL,
    label       TEXT NOT NULL,
    confidence  REAL NOT NULL,
    PRIMARY KEY (call_id, seq)
);

CREATE TABLE offers (
    id         TEXT PRIMARY KEY NOT NULL,
    call_id    TEXT NOT NULL REFERENCES calls (id),
    agent      TEXT NOT NULL,
    at_ms      INTEGER NOT NULL,
    score      REAL NOT NULL,
    waited_ms  INTEGER NOT NULL,
    reasons    TEXT NOT NULL,
    ended_ms   INTEGER,
    outcome    TEXT
);
CREATE INDEX offers_by_call ON offers (call_id, at_ms);
CREATE INDEX offers_by_agent ON offers (agent, at_ms);

CREATE TABLE promises (
    id       TEXT PRIMARY KEY NOT NULL,
    call_id  TEXT NOT NULL REFERENCES calls (id),
    kind     TEXT NOT NULL,
    caller   TEXT,
    queue    TEXT NOT NULL,
    made_ms  INTEGER NOT NULL,
    kept_ms  INTEGER
);
CREATE INDEX promises_open ON promises (made_ms) WHERE kept_ms IS NULL;

CREATE TABLE users (
    name          TEXT PRIMARY KEY NOT NULL,
    display_name  TEXT NOT NULL,
    role          TEXT NOT NULL,
    disabled      INTEGER NOT NULL,
    created_ms    INTEGER NOT NULL,
    password      TEXT NOT NULL,
    password_ms   INTEGER NOT NULL
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
    id       INTEGER PRIMARY KEY NOT NULL,
    at_ms    INTEGER NOT NULL,
    user     TEXT NOT NULL,
    action   TEXT NOT NULL,
    call_id  TEXT
);
