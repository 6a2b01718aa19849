-- How many calls of one API an application makes in a second, over all processes.
ALTER TABLE application ADD COLUMN calls_per_second BIGINT NOT NULL DEFAULT 50;
