-- The ledger of promises as it is read: open ones first, soonest due first; then what is only suggested; then what is closed,
-- the latest first.
CREATE INDEX promises_in_line ON promises (
    (CASE state WHEN 'open' THEN 0 WHEN 'suggested' THEN 1 ELSE 2 END),
    (CASE WHEN state IN ('open', 'suggested') THEN COALESCE(due_ms, 9223372036854775807)
          ELSE -COALESCE(kept_ms, made_ms) END),
    made_ms,
    id
) WHERE withdrawn_ms IS NULL;
CREATE INDEX promises_by_branch ON promises (branch);
CREATE INDEX promises_by_agent ON promises (agent);
CREATE INDEX promises_by_owner ON promises (owner);

-- Recorded visits, the newest first, for words said in them.
CREATE INDEX visits_by_recording ON visits (recording, at_ms DESC, id DESC);
