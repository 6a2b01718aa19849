-- orders/ : of two administrators who change one row of the status table the second is told.  A row
-- that was put back keeps its version, with an empty host_status.
ALTER TABLE order_status_rule ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
