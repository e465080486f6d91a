-- Calls are numbered in the order in which they began, turns within their calls: whoever goes through an index by these
-- numbers meets the newest first and may stop as soon as there is enough.
ALTER TABLE calls ADD COLUMN number BIGINT;
-- What was measured at the call's end.
ALTER TABLE calls ADD COLUMN silence_ms BIGINT;
ALTER TABLE calls ADD COLUMN overlap_ms BIGINT;
ALTER TABLE calls ADD COLUMN hold_ms BIGINT;
UPDATE calls SET number = numbered.number
    FROM (SELECT id, row_number() OVER (ORDER BY began_ms, id) AS number FROM calls) AS numbered
    WHERE numbered.id = calls.id;
CREATE UNIQUE INDEX calls_by_number ON calls (number);
CREATE INDEX calls_by_day ON calls (began_ms, number);
CREATE INDEX calls_by_agent ON calls (agent, number);
CREATE INDEX calls_by_queue ON calls (queue, number);
CREATE INDEX calls_unmeasured ON calls (id) WHERE ended_ms IS NOT NULL AND silence_ms IS NULL;
CREATE INDEX moods_by_label ON moods (label, call_id);

-- The turn's number: its call's, and 20 bits of its own.
ALTER TABLE utterances ADD COLUMN doc BIGINT;
-- Of a turn read twice the words that are not shown.
ALTER TABLE utterances ADD COLUMN other TEXT;
-- Its words without the letters that are written to them.
ALTER TABLE utterances ADD COLUMN forms TEXT;
CREATE UNIQUE INDEX utterances_by_doc ON utterances (doc);

-- The index goes with the rows, whoever changes them; what is deleted leaves no trace in it.
-- sqlite:
CREATE VIRTUAL TABLE utterance_words USING fts5 (
    folded, forms, content = 'utterances', content_rowid = 'doc', tokenize = 'ascii', prefix = '2 3', columnsize = 0
);
INSERT INTO utterance_words (utterance_words, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER utterance_words_added AFTER INSERT ON utterances WHEN new.doc IS NOT NULL BEGIN
    INSERT INTO utterance_words (rowid, folded, forms) VALUES (new.doc, new.folded, new.forms);
END;
CREATE TRIGGER utterance_words_deleted AFTER DELETE ON utterances WHEN old.doc IS NOT NULL BEGIN
    INSERT INTO utterance_words (utterance_words, rowid, folded, forms)
        VALUES ('delete', old.doc, old.folded, old.forms);
END;
CREATE TRIGGER utterance_words_changed AFTER UPDATE OF doc, folded, forms ON utterances BEGIN
    INSERT INTO utterance_words (utterance_words, rowid, folded, forms)
        SELECT 'delete', old.doc, old.folded, old.forms WHERE old.doc IS NOT NULL;
    INSERT INTO utterance_words (rowid, folded, forms)
        SELECT new.doc, new.folded, new.forms WHERE new.doc IS NOT NULL;
END;
-- postgres:
ALTER TABLE utterances ADD COLUMN found tsvector;
CREATE INDEX utterances_by_words ON utterances USING gin (found);
-- both:
