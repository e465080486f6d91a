-- What is still to be read from recordings: words that were put off, and calls whose turns a larger model reads again.
CREATE TABLE unheard (
    call_id   TEXT NOT NULL REFERENCES calls (id),
    speaker   TEXT NOT NULL,
    start_ms  INTEGER NOT NULL,
    end_ms    INTEGER NOT NULL,
    PRIMARY KEY (call_id, speaker, start_ms)
) WITHOUT ROWID;

-- What earlier releases put off and never read.
INSERT INTO unheard (call_id, speaker, start_ms, end_ms)
SELECT DISTINCT later.call_id, later.event ->> '$.speaker', later.event ->> '$.span.start', later.event ->> '$.span.end'
FROM timeline AS later
WHERE later.event LIKE '{"type":"heard\_later"%' ESCAPE '\'
  AND NOT EXISTS (
    SELECT 1 FROM utterances AS heard
    WHERE heard.call_id = later.call_id
      AND heard.speaker = later.event ->> '$.speaker'
      AND heard.start_ms = later.event ->> '$.span.start'
  )
ON CONFLICT DO NOTHING;

-- A call is here from its beginning until its turns have been read again.
CREATE TABLE second_readings (
    call_id   TEXT PRIMARY KEY NOT NULL
) WITHOUT ROWID;
