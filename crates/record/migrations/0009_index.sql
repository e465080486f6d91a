-- SQLite 3.46.0, which this release brings along, damages an index with 'secure-delete' at every deletion.
-- What was deleted leaves the index when it is merged whole: with every erasure, and once an hour after masking.
-- sqlite:
INSERT INTO utterance_words (utterance_words, rank) VALUES ('secure-delete', 0);
INSERT INTO utterance_words (utterance_words) VALUES ('rebuild');
-- both:
