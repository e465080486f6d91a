-- What came of each agent's talk in each call: what routing learns from. It goes with the call.
CREATE TABLE talk_outcomes (
    call_id     TEXT NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
    agent       TEXT NOT NULL,
    intent      TEXT,
    came_ms     BIGINT NOT NULL,
    began_ms    BIGINT NOT NULL,
    ended_ms    BIGINT NOT NULL,
    busy_ms     BIGINT NOT NULL,
    -- JSON: the probability of each mood before the agent spoke; none without consent.
    mood        TEXT,
    weight      DOUBLE PRECISION NOT NULL,
    -- yes, no, promised, open, unknown
    resolved    TEXT NOT NULL,
    ended_well  BIGINT,
    arm         TEXT,
    PRIMARY KEY (call_id, agent)
);
CREATE INDEX talk_outcomes_by_end ON talk_outcomes (ended_ms);
CREATE INDEX talk_outcomes_to_settle ON talk_outcomes (resolved, ended_ms);

-- What a part of the house knows and goes on with after a restart, as JSON; nothing of any caller.
CREATE TABLE kept_states (
    name   TEXT PRIMARY KEY NOT NULL,
    at_ms  BIGINT NOT NULL,
    json   TEXT NOT NULL
);
