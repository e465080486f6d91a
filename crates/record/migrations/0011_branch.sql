-- Branches: visits with an answer for every promise, what is known of customers, two customers made one, tokens.
CREATE TABLE visits_of_all (
    id          TEXT PRIMARY KEY NOT NULL,
    customer    TEXT NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    branch      TEXT NOT NULL,
    -- The branch's name as it compares.
    branch_key  TEXT NOT NULL,
    at_ms       BIGINT NOT NULL,
    reason      TEXT,
    served_by   TEXT,
    notes       TEXT NOT NULL,
    left_mood   TEXT,
    -- JSON array of utterances.
    said        TEXT NOT NULL,
    recording   TEXT NOT NULL,
    callback    TEXT,
    logged_by   TEXT NOT NULL,
    logged_ms   BIGINT NOT NULL
);
-- Visits of earlier releases had a number only; its digits stand at the end of the new id.
INSERT INTO visits_of_all (id, customer, branch, branch_key, at_ms, notes, said, recording, logged_by, logged_ms)
    SELECT '00000000-0000-8000-8000-' || substr('000000000000' || id, length('' || id) + 1),
        customer, branch, lower(branch), at_ms, notes, '[]', 'none', '', at_ms
    FROM visits;
DROP TABLE visits;
ALTER TABLE visits_of_all RENAME TO visits;
CREATE INDEX visits_of_customer ON visits (customer, at_ms DESC);
CREATE INDEX visits_of_branch ON visits (branch_key, at_ms DESC);
CREATE INDEX visits_to_read ON visits (recording, logged_ms);

-- What became of promises in a visit, and how they stood before: a promise's history.
CREATE TABLE visit_outcomes (
    visit    TEXT NOT NULL REFERENCES visits (id) ON DELETE CASCADE,
    promise  TEXT NOT NULL,
    outcome  TEXT NOT NULL,
    why      TEXT,
    before   TEXT,
    PRIMARY KEY (visit, promise)
);
CREATE INDEX visit_outcomes_of_promise ON visit_outcomes (promise);

CREATE TABLE customer_fields (
    customer  TEXT NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    kind      TEXT NOT NULL,
    -- Tells a field from others of its kind; empty where there is only one.
    key       TEXT NOT NULL,
    folded    TEXT NOT NULL,
    value     TEXT NOT NULL,
    on_day    TEXT,
    source    TEXT NOT NULL,
    by_user   TEXT NOT NULL,
    at_ms     BIGINT NOT NULL,
    consent   BIGINT NOT NULL,
    PRIMARY KEY (customer, kind, key)
);
CREATE INDEX customer_fields_by_value ON customer_fields (kind, folded);

-- A customer who went into another is not shown any more.
ALTER TABLE customers ADD COLUMN merged_into TEXT;
CREATE TABLE customer_merges (
    id         TEXT PRIMARY KEY NOT NULL,
    kept       TEXT NOT NULL,
    gone       TEXT NOT NULL,
    rule       TEXT NOT NULL,
    by_user    TEXT NOT NULL,
    at_ms      BIGINT NOT NULL,
    undone_ms  BIGINT
);
CREATE INDEX customer_merges_by_kept ON customer_merges (kept, at_ms DESC);
-- What came with it, so that it can go back.
CREATE TABLE customer_merge_rows (
    merge_id  TEXT NOT NULL REFERENCES customer_merges (id) ON DELETE CASCADE,
    kind      TEXT NOT NULL,
    key       TEXT NOT NULL,
    PRIMARY KEY (merge_id, kind, key)
);

CREATE TABLE user_branches (
    user_name  TEXT PRIMARY KEY NOT NULL,
    branch     TEXT NOT NULL
);
CREATE TABLE api_tokens (
    hash       TEXT PRIMARY KEY NOT NULL,
    user_name  TEXT NOT NULL,
    made_ms    BIGINT NOT NULL
);
