-- mapping/ : `version` counts the changes of a rule, so that of two administrators who change it
-- at once the second is told.
ALTER TABLE sku_rule ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
CREATE INDEX sku_rule_system_sku ON sku_rule (tenant, system_sku);

-- The SKU that a listing had before the seller renamed it; empty when it was never renamed.
ALTER TABLE listing ADD COLUMN former_sku TEXT NOT NULL DEFAULT '';
-- 0: before this was kept.
ALTER TABLE listing ADD COLUMN first_seen_at_ms BIGINT NOT NULL DEFAULT 0;

-- How far the download of a store's products has come; `place` is NULL when none is under way.
CREATE TABLE product_download (
  tenant TEXT NOT NULL,
  store TEXT NOT NULL,
  place TEXT,
  begun_at_ms BIGINT NOT NULL,
  stored_at_ms BIGINT NOT NULL,
  products BIGINT NOT NULL,
  listings BIGINT NOT NULL,
  rejected BIGINT NOT NULL,
  completed_at_ms BIGINT,
  PRIMARY KEY (tenant, store)
) WITHOUT ROWID;
