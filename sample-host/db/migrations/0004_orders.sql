-- The order that stands in outbound shares the row of the channel order, so that a pull costs no
-- further one.  `number` is the own number (SO-000123); `state` and `frozen` are moved by people,
-- and by the marketplace where `owner` is 'marketplace'.
ALTER TABLE channel_order ADD COLUMN number BIGINT NOT NULL DEFAULT 0;
ALTER TABLE channel_order ADD COLUMN state TEXT NOT NULL DEFAULT 'pending';
ALTER TABLE channel_order ADD COLUMN frozen BIGINT NOT NULL DEFAULT 0;
ALTER TABLE channel_order ADD COLUMN owner TEXT NOT NULL DEFAULT 'marketplace';
-- Empty: follows the marketplace's status by the status table.
ALTER TABLE channel_order ADD COLUMN host_status TEXT NOT NULL DEFAULT '';
ALTER TABLE channel_order ADD COLUMN customer_id TEXT NOT NULL DEFAULT '';
ALTER TABLE channel_order ADD COLUMN include_shipping BIGINT NOT NULL DEFAULT 0;
-- Rises with every change, whoever makes it.
ALTER TABLE channel_order ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
-- Bits of orders/attention.hpp.
ALTER TABLE channel_order ADD COLUMN attention BIGINT NOT NULL DEFAULT 0;
-- The shipping methods of all items, as one key.
ALTER TABLE channel_order ADD COLUMN ways TEXT NOT NULL DEFAULT '';
-- Keyed hashes; NULL where the marketplace masked the value.
ALTER TABLE channel_order ADD COLUMN recipient_key BIGINT;
ALTER TABLE channel_order ADD COLUMN phone_key BIGINT;
-- 0: attention, ways and keys still have to be taken from the sealed document.
ALTER TABLE channel_order ADD COLUMN derived BIGINT NOT NULL DEFAULT 0;
-- What people changed, sealed; NULL: nothing.
ALTER TABLE channel_order ADD COLUMN edited BLOB;

CREATE TABLE order_counter (
  tenant TEXT NOT NULL PRIMARY KEY,
  last_number BIGINT NOT NULL
);
UPDATE channel_order SET number = n.position,
  state = CASE WHEN status IN ('unpaid', 'pending', 'unknown') THEN 'pending'
    WHEN status = 'cancelled' THEN 'void' ELSE 'processed' END
  FROM (SELECT tenant AS of_tenant, store AS of_store, order_id AS of_order,
      row_number() OVER (PARTITION BY tenant
        ORDER BY first_pulled_at_ms, created_at_ms, store, order_id) AS position
    FROM channel_order) AS n
  WHERE tenant = n.of_tenant AND store = n.of_store AND order_id = n.of_order;
INSERT INTO order_counter (tenant, last_number)
  SELECT tenant, max(number) FROM channel_order GROUP BY tenant;

-- What an order was before; the present version stands in channel_order.
CREATE TABLE order_version (
  tenant TEXT NOT NULL,
  store TEXT NOT NULL,
  order_id TEXT NOT NULL,
  version BIGINT NOT NULL,
  updated_at_ms BIGINT NOT NULL,
  seen_at_ms BIGINT NOT NULL,
  status TEXT NOT NULL,
  PRIMARY KEY (tenant, store, order_id, version)
) WITHOUT ROWID;
INSERT INTO order_version (tenant, store, order_id, version, updated_at_ms, seen_at_ms, status)
  SELECT tenant, store, order_id,
    row_number() OVER (PARTITION BY tenant, store, order_id ORDER BY updated_at_ms, seen_at_ms),
    updated_at_ms, seen_at_ms, status
  FROM channel_order_version;
UPDATE channel_order SET version = 1 + n.versions
  FROM (SELECT tenant AS of_tenant, store AS of_store, order_id AS of_order, count(*) AS versions
    FROM channel_order_version GROUP BY tenant, store, order_id) AS n
  WHERE tenant = n.of_tenant AND store = n.of_store AND order_id = n.of_order;
DROP TABLE channel_order_version;
ALTER TABLE channel_order DROP COLUMN digest;

-- Every list runs newest first, by (created_at_ms, number).
DROP INDEX channel_order_created;
DROP INDEX channel_order_status;
CREATE UNIQUE INDEX channel_order_number ON channel_order (tenant, number);
CREATE INDEX channel_order_created ON channel_order (tenant, created_at_ms, number);
CREATE INDEX channel_order_status ON channel_order (tenant, store, status, created_at_ms, number);
CREATE INDEX channel_order_state ON channel_order (tenant, state, created_at_ms, number)
  WHERE state <> 'processed';
CREATE INDEX channel_order_frozen ON channel_order (tenant, created_at_ms, number)
  WHERE frozen = 1;
CREATE INDEX channel_order_attention ON channel_order (tenant, created_at_ms, number)
  WHERE attention <> 0;
CREATE INDEX channel_order_unmapped ON channel_order (tenant, created_at_ms, number)
  WHERE unmapped_items > 0;
CREATE INDEX channel_order_ways ON channel_order (tenant, ways, created_at_ms, number);
CREATE INDEX channel_order_host_status ON channel_order (tenant, host_status, created_at_ms, number)
  WHERE host_status <> '';
CREATE INDEX channel_order_pulled ON channel_order (tenant, pulled_at_ms, number);
CREATE INDEX channel_order_recipient ON channel_order (tenant, recipient_key)
  WHERE recipient_key IS NOT NULL;
CREATE INDEX channel_order_phone ON channel_order (tenant, phone_key) WHERE phone_key IS NOT NULL;
CREATE INDEX channel_order_other_number ON channel_order (tenant, order_number)
  WHERE order_number <> order_id;
CREATE INDEX channel_order_underived ON channel_order (tenant, store, order_id) WHERE derived = 0;
CREATE INDEX channel_order_item_tracking
  ON channel_order_item (tenant, tracking_number, store, order_id) WHERE tracking_number <> '';

-- What people did, and what moved an order by itself.
CREATE TABLE order_event (
  tenant TEXT NOT NULL,
  store TEXT NOT NULL,
  order_id TEXT NOT NULL,
  version BIGINT NOT NULL,
  at_ms BIGINT NOT NULL,
  actor TEXT NOT NULL,
  act TEXT NOT NULL,
  detail BLOB NOT NULL,
  PRIMARY KEY (tenant, store, order_id, version)
) WITHOUT ROWID;

-- Where an administrator departs from the built-in status table.
CREATE TABLE order_status_rule (
  tenant TEXT NOT NULL,
  status TEXT NOT NULL,
  host_status TEXT NOT NULL,
  changed_at_ms BIGINT NOT NULL,
  changed_by TEXT NOT NULL,
  PRIMARY KEY (tenant, status)
);
