-- The key of the words in a database server, wrapped by the house's master key. 'sealed' is 1 once no word of the time before
-- it is left in the clear.
-- postgres:
CREATE TABLE words_key (
    one      BIGINT PRIMARY KEY NOT NULL,
    wrapped  BYTES NOT NULL,
    sealed   BIGINT NOT NULL
);
-- both:
