-- mapping/ : every applied change of the rules is a revision; a rule's version is the revision
-- that wrote it last. Tells the second of two administrators what the first has changed. A quantity of 0
-- says that the rule was not there.
CREATE TABLE sku_rule_change (
  tenant TEXT NOT NULL,
  revision BIGINT NOT NULL,
  position BIGINT NOT NULL,
  changed_at_ms BIGINT NOT NULL,
  platform TEXT NOT NULL,
  store TEXT NOT NULL,
  platform_sku TEXT NOT NULL,
  combo TEXT NOT NULL,
  system_sku TEXT NOT NULL,
  quantity_before BIGINT NOT NULL,
  quantity_after BIGINT NOT NULL,
  PRIMARY KEY (tenant, revision, position)
) WITHOUT ROWID;
