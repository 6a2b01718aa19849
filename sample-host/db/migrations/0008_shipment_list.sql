-- fulfilment/ : shipments are listed latest push first, page by page.
CREATE INDEX shipment_item_pushed
  ON shipment_item (tenant, pushed_at_ms, store, order_id, item_id);
