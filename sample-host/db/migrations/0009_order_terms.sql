-- What an order is found by: one row for each of its status, shipping methods, SKUs and tracking
-- numbers (orders/order_terms.hpp), in the order of the lists.  `term` is a keyed hash.
CREATE TABLE order_term (
  tenant TEXT NOT NULL,
  term BIGINT NOT NULL,
  created_at_ms BIGINT NOT NULL,
  number BIGINT NOT NULL,
  PRIMARY KEY (tenant, term, created_at_ms, number)
) WITHOUT ROWID;
-- Every combination of shipping methods that came.
CREATE TABLE order_ways (
  tenant TEXT NOT NULL,
  ways TEXT NOT NULL,
  PRIMARY KEY (tenant, ways)
) WITHOUT ROWID;
DROP INDEX channel_order_status;
DROP INDEX channel_order_ways;

-- The lines of an order stand in its document, their mapping in its components.  This is what
-- pushes told about them since the document came; an empty text says nothing.
CREATE TABLE item_progress (
  tenant TEXT NOT NULL,
  store TEXT NOT NULL,
  order_id TEXT NOT NULL,
  item_id TEXT NOT NULL,
  status TEXT NOT NULL,
  status_raw TEXT NOT NULL,
  package_id TEXT NOT NULL,
  tracking_number TEXT NOT NULL,
  carrier TEXT NOT NULL,
  PRIMARY KEY (tenant, store, order_id, item_id)
) WITHOUT ROWID;
INSERT INTO item_progress (tenant, store, order_id, item_id, status, status_raw, package_id,
    tracking_number, carrier)
  SELECT i.tenant, i.store, i.order_id, i.item_id, i.status, i.status_raw, i.package_id,
    i.tracking_number, i.carrier
  FROM channel_order_item i JOIN shipment_item s ON s.tenant = i.tenant AND s.store = i.store AND
    s.order_id = i.order_id AND s.item_id = i.item_id;
DROP TABLE channel_order_item;

-- The terms are taken from the sealed documents by the program.
UPDATE channel_order SET derived = 0;
