-- Calls with words nobody looked through yet for cards, codes, accounts and ids; "words" counts their entries.
CREATE TABLE masking (
    call_id  TEXT PRIMARY KEY NOT NULL,
    words    BIGINT NOT NULL
);

-- What nobody may take out of the book: a call, or everything of a customer.
CREATE TABLE holds (
    id         TEXT PRIMARY KEY NOT NULL,
    call_id    TEXT,
    customer   TEXT,
    why        TEXT NOT NULL,
    placed_by  TEXT NOT NULL,
    at_ms      BIGINT NOT NULL
);
