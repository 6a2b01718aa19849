-- Two administrators at once: an edit names the version it was made from.
ALTER TABLE store ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
-- Who brings the goods to the buyer's carrier: 'marketplace' or 'host'; an order takes it over when
-- it arrives.
ALTER TABLE store ADD COLUMN fulfilment_owner TEXT NOT NULL DEFAULT 'marketplace';
-- The customer that sales orders of the store are booked on; empty: one for each buyer.
ALTER TABLE store ADD COLUMN customer_id TEXT NOT NULL DEFAULT '';
-- 1: the shipping fee is a part of a sales order's total.
ALTER TABLE store ADD COLUMN include_shipping BIGINT NOT NULL DEFAULT 0;
ALTER TABLE store ADD COLUMN cancelled_at_ms BIGINT;
-- When the present access token was got: half of its life is counted from here.
ALTER TABLE store ADD COLUMN access_obtained_at_ms BIGINT;
-- What the seller API said of the seller last.
ALTER TABLE store ADD COLUMN seller_status TEXT NOT NULL DEFAULT '';
ALTER TABLE store ADD COLUMN seller_verified BIGINT;

CREATE TABLE store_change (
  tenant TEXT NOT NULL,
  store TEXT NOT NULL,
  version BIGINT NOT NULL,
  field TEXT NOT NULL,
  value_before TEXT NOT NULL,
  value_after TEXT NOT NULL,
  changed_at_ms BIGINT NOT NULL,
  PRIMARY KEY (tenant, store, version, field)
) WITHOUT ROWID;
