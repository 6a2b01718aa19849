-- stores/ : who made the change; empty: before this was kept.
ALTER TABLE store_change ADD COLUMN changed_by TEXT NOT NULL DEFAULT '';
