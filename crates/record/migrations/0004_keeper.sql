-- Who keeps the book: a keeper that finds another number than its own has been replaced.
CREATE TABLE keeper (
    one    BIGINT PRIMARY KEY NOT NULL,
    epoch  BIGINT NOT NULL
);
INSERT INTO keeper (one, epoch) VALUES (1, 0);

-- Whose leg each is, and whether it is over.
CREATE TABLE legs (
    call_id   TEXT NOT NULL REFERENCES calls (id),
    leg       TEXT NOT NULL,
    agent     TEXT,
    ended_ms  BIGINT,
    PRIMARY KEY (call_id, leg)
);
-- sqlite:
INSERT INTO legs (call_id, leg, agent)
SELECT call_id, event ->> '$.leg', event ->> '$.agent' FROM timeline WHERE event LIKE '{"type":"leg_added"%'
ON CONFLICT DO NOTHING;
INSERT INTO legs (call_id, leg, ended_ms)
SELECT call_id, event ->> '$.leg', at_ms FROM timeline WHERE event LIKE '{"type":"leg_ended"%'
ON CONFLICT (call_id, leg) DO UPDATE SET ended_ms = excluded.ended_ms;
-- both:
