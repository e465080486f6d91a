-- 0024_floor
-- What the floor remembers of its day after a restart: what the caller of each call taken was expected to weigh on the agent,
-- and weighed in each talk, so far as it was read: 0 (calm) to 1 (angry), summed over the readings.
ALTER TABLE offers ADD COLUMN weight DOUBLE PRECISION;
CREATE INDEX offers_by_end ON offers (ended_ms);
CREATE TABLE talk_weights (
    call_id   TEXT NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
    seq       BIGINT NOT NULL,
    weight    DOUBLE PRECISION NOT NULL,
    readings  BIGINT NOT NULL,
    PRIMARY KEY (call_id, seq)
);
CREATE INDEX calls_by_end ON calls (ended_ms);
