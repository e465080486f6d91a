-- The reviewers' shelves: every row is a card with the columns lists ask for and the rest as JSON.

-- What the machine read in a call, in a few figures.
CREATE TABLE call_readings (
    id        TEXT PRIMARY KEY NOT NULL,
    call_id   TEXT REFERENCES calls (id) ON DELETE CASCADE,
    customer  TEXT,
    branch    TEXT,
    owner     TEXT,
    kind      TEXT,
    state     TEXT,
    place     BIGINT NOT NULL,
    at_ms     BIGINT NOT NULL,
    edition   BIGINT NOT NULL,
    json      TEXT NOT NULL
);
CREATE INDEX call_readings_by_place ON call_readings (place, id);
CREATE INDEX call_readings_by_at ON call_readings (at_ms);
CREATE INDEX call_readings_by_owner ON call_readings (owner);

-- Scorecards as forms, one row for each version.
CREATE TABLE forms (
    id        TEXT PRIMARY KEY NOT NULL,
    call_id   TEXT REFERENCES calls (id) ON DELETE CASCADE,
    customer  TEXT,
    branch    TEXT,
    owner     TEXT,
    kind      TEXT,
    state     TEXT,
    place     BIGINT NOT NULL,
    at_ms     BIGINT NOT NULL,
    edition   BIGINT NOT NULL,
    json      TEXT NOT NULL
);
CREATE INDEX forms_by_place ON forms (place, id);
CREATE INDEX forms_by_kind ON forms (kind);

-- Scorecards filled in.
CREATE TABLE sheets (
    id        TEXT PRIMARY KEY NOT NULL,
    call_id   TEXT REFERENCES calls (id) ON DELETE CASCADE,
    customer  TEXT,
    branch    TEXT,
    owner     TEXT,
    kind      TEXT,
    state     TEXT,
    place     BIGINT NOT NULL,
    at_ms     BIGINT NOT NULL,
    edition   BIGINT NOT NULL,
    json      TEXT NOT NULL
);
CREATE INDEX sheets_by_place ON sheets (place, id);
CREATE INDEX sheets_by_call ON sheets (call_id);
CREATE INDEX sheets_by_owner ON sheets (owner);

-- Calls drawn for review, and the plan by which.
CREATE TABLE samples (
    id        TEXT PRIMARY KEY NOT NULL,
    call_id   TEXT REFERENCES calls (id) ON DELETE CASCADE,
    customer  TEXT,
    branch    TEXT,
    owner     TEXT,
    kind      TEXT,
    state     TEXT,
    place     BIGINT NOT NULL,
    at_ms     BIGINT NOT NULL,
    edition   BIGINT NOT NULL,
    json      TEXT NOT NULL
);
CREATE INDEX samples_by_place ON samples (place, id);
CREATE INDEX samples_by_owner ON samples (owner);

-- Remarks on stretches of a call.
CREATE TABLE comments (
    id        TEXT PRIMARY KEY NOT NULL,
    call_id   TEXT REFERENCES calls (id) ON DELETE CASCADE,
    customer  TEXT,
    branch    TEXT,
    owner     TEXT,
    kind      TEXT,
    state     TEXT,
    place     BIGINT NOT NULL,
    at_ms     BIGINT NOT NULL,
    edition   BIGINT NOT NULL,
    json      TEXT NOT NULL
);
CREATE INDEX comments_by_place ON comments (place, id);
CREATE INDEX comments_by_call ON comments (call_id);

-- Named lists of calls.
CREATE TABLE views (
    id        TEXT PRIMARY KEY NOT NULL,
    call_id   TEXT REFERENCES calls (id) ON DELETE CASCADE,
    customer  TEXT,
    branch    TEXT,
    owner     TEXT,
    kind      TEXT,
    state     TEXT,
    place     BIGINT NOT NULL,
    at_ms     BIGINT NOT NULL,
    edition   BIGINT NOT NULL,
    json      TEXT NOT NULL
);
CREATE INDEX views_by_place ON views (place, id);
CREATE INDEX views_by_owner ON views (owner);

-- Places where phone and branch differ.
CREATE TABLE findings (
    id        TEXT PRIMARY KEY NOT NULL,
    call_id   TEXT REFERENCES calls (id) ON DELETE CASCADE,
    customer  TEXT,
    branch    TEXT,
    owner     TEXT,
    kind      TEXT,
    state     TEXT,
    place     BIGINT NOT NULL,
    at_ms     BIGINT NOT NULL,
    edition   BIGINT NOT NULL,
    json      TEXT NOT NULL
);
CREATE INDEX findings_by_place ON findings (place, id);
CREATE INDEX findings_by_state ON findings (state);
CREATE INDEX findings_by_customer ON findings (customer);
CREATE INDEX findings_by_branch ON findings (branch);
CREATE INDEX findings_by_call ON findings (call_id);

-- Silent customers to be called.
CREATE TABLE outreach (
    id        TEXT PRIMARY KEY NOT NULL,
    call_id   TEXT REFERENCES calls (id) ON DELETE CASCADE,
    customer  TEXT,
    branch    TEXT,
    owner     TEXT,
    kind      TEXT,
    state     TEXT,
    place     BIGINT NOT NULL,
    at_ms     BIGINT NOT NULL,
    edition   BIGINT NOT NULL,
    json      TEXT NOT NULL
);
CREATE INDEX outreach_by_place ON outreach (place, id);
CREATE INDEX outreach_by_state ON outreach (state);
CREATE INDEX outreach_by_customer ON outreach (customer);

-- What was done with a card or a promise, in order.
CREATE TABLE card_steps (
    shelf   TEXT NOT NULL,
    card    TEXT NOT NULL,
    seq     BIGINT NOT NULL,
    at_ms   BIGINT NOT NULL,
    who     TEXT NOT NULL,
    action  TEXT NOT NULL,
    note    TEXT,
    PRIMARY KEY (shelf, card, seq)
);

-- Ended calls that changed since the reader saw them, with the number of their events by then.
CREATE TABLE reviews_owed (
    call_id   TEXT PRIMARY KEY NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
    events    BIGINT NOT NULL,
    since_ms  BIGINT NOT NULL
);
INSERT INTO reviews_owed (call_id, events, since_ms)
    SELECT id, events, ended_ms FROM calls WHERE ended_ms IS NOT NULL;

-- Persons (a customer's id, or the number of somebody unknown) whose matters the reader looks at from then on:
-- now when they were met, later when only time will tell.
CREATE TABLE persons_owed (
    person  TEXT PRIMARY KEY NOT NULL,
    at_ms   BIGINT NOT NULL
);
CREATE INDEX persons_owed_by_time ON persons_owed (at_ms);

-- Who has to see to a promise, and whether they were told that it is about to lapse.
ALTER TABLE promises ADD COLUMN owner TEXT;
ALTER TABLE promises ADD COLUMN alerted_ms BIGINT;
