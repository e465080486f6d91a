-- What was done about every callback, step by step: whoever was reached is never called again, whatever crashes.
-- 'moment_ms' is the place in line of an 'owed' and the next attempt of a 'not_reached'.
CREATE TABLE callback_steps (
    n          SERIAL_KEY,
    promise    TEXT NOT NULL REFERENCES promises (id) ON DELETE CASCADE,
    kind       TEXT NOT NULL,
    at_ms      BIGINT NOT NULL,
    moment_ms  BIGINT,
    language   TEXT
);
CREATE INDEX callback_steps_by_promise ON callback_steps (promise, n);
