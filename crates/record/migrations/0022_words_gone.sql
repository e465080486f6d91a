-- 1: of the call no word is kept any more, nor one that was quoted from it; whatever writes one sets it back.
ALTER TABLE calls ADD COLUMN wordless BIGINT NOT NULL DEFAULT 0;
CREATE INDEX calls_with_words ON calls (ended_ms, id) WHERE wordless = 0;
-- The visit in which a promise was heard or read; its words go with the visit.
ALTER TABLE promises ADD COLUMN of_visit TEXT;
CREATE INDEX promises_of_visits ON promises (of_visit) WHERE of_visit IS NOT NULL;
-- The entry of the timeline in which the turn was heard first; NULL in calls of earlier releases.
ALTER TABLE utterances ADD COLUMN heard_seq BIGINT;
