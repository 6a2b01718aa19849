-- orders/ : where a pull was to begin that has stored nothing yet; the next one begins there.
ALTER TABLE pull_state ADD COLUMN pending_since_ms BIGINT;
