-- Calls and visits that are being masked or taken out: their links are made anew when it is done. A row is written before
-- the first byte changes and goes with the new links, so whatever dies between is finished and is no fault.
CREATE TABLE relinking (
    what    TEXT PRIMARY KEY NOT NULL,
    reason  TEXT NOT NULL
);

-- Erasures of persons with their proofs. 'whose' is there while one is under way, and nothing of them afterwards.
CREATE TABLE erasures (
    id       TEXT PRIMARY KEY NOT NULL,
    whose    TEXT,
    done_by  TEXT NOT NULL,
    at_ms    BIGINT NOT NULL,
    proof    TEXT NOT NULL
);

-- SHA-256 of the samples as they were sent, so that the same recording sent again is known after it was masked.
ALTER TABLE visits ADD COLUMN sound_sha256 TEXT;
-- 1: its recording has a link in the chain.
ALTER TABLE visits ADD COLUMN linked BIGINT NOT NULL DEFAULT 0;
CREATE INDEX visits_unlinked ON visits (logged_ms) WHERE linked = 0 AND recording <> 'none';
