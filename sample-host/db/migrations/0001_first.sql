-- Times are Unix milliseconds (…_ms); money is decimal text; buyer data only inside BLOBs that
-- are sealed with the key file.  Every key of a company's rows begins with the tenant.

CREATE TABLE installation (
  "only" INTEGER PRIMARY KEY CHECK ("only" = 1),
  key_check BLOB NOT NULL,
  created_at_ms BIGINT NOT NULL
);

-- plugins/ : what is enabled belongs to the whole installation.
CREATE TABLE plugin (
  plugin TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  version TEXT NOT NULL,
  manifest TEXT NOT NULL,
  manifest_sha256 TEXT NOT NULL,
  library_sha256 TEXT NOT NULL,
  enabled_at_ms BIGINT NOT NULL
);
CREATE TABLE adapter (
  adapter TEXT NOT NULL PRIMARY KEY,
  plugin TEXT NOT NULL REFERENCES plugin (plugin),
  platform TEXT NOT NULL,
  region TEXT NOT NULL,
  name TEXT NOT NULL,
  currency TEXT NOT NULL,
  storefront TEXT NOT NULL,
  manifest TEXT NOT NULL,
  manifest_sha256 TEXT NOT NULL,
  enabled_at_ms BIGINT NOT NULL,
  UNIQUE (platform, region)
);

-- ports/ : the token vault.  A lease outlives the document, so that its fence never falls.
CREATE TABLE grant_document (
  grant_key TEXT NOT NULL PRIMARY KEY,
  version BIGINT NOT NULL,
  document BLOB NOT NULL,
  stored_at_ms BIGINT NOT NULL
);
CREATE TABLE grant_lease (
  grant_key TEXT NOT NULL PRIMARY KEY,
  fence BIGINT NOT NULL,
  held BIGINT NOT NULL,
  expires_at_ms BIGINT NOT NULL
);

-- stores/
CREATE TABLE application (
  tenant TEXT NOT NULL PRIMARY KEY,
  app_key TEXT NOT NULL,
  secret BLOB NOT NULL,
  redirect_uri TEXT NOT NULL,
  sandbox TEXT,
  ca_file TEXT,
  changed_at_ms BIGINT NOT NULL
);
CREATE TABLE store (
  tenant TEXT NOT NULL,
  store TEXT NOT NULL,
  platform TEXT NOT NULL,
  region TEXT NOT NULL,
  adapter TEXT NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  description TEXT NOT NULL,
  url TEXT NOT NULL,
  active INTEGER NOT NULL,
  pull_mode TEXT NOT NULL,
  cross_border INTEGER NOT NULL,
  grant_key TEXT NOT NULL,
  created_at_ms BIGINT NOT NULL,
  seller_id TEXT,
  seller_name TEXT,
  account TEXT,
  grant_state TEXT,
  refreshable INTEGER,
  authorised_at_ms BIGINT,
  access_expires_at_ms BIGINT,
  refresh_expires_at_ms BIGINT,
  verified_at_ms BIGINT,
  PRIMARY KEY (tenant, store),
  UNIQUE (tenant, name_key)
);
-- One shop has one owner in the whole installation, therefore no tenant in its key.
CREATE TABLE shop_owner (
  platform TEXT NOT NULL,
  region TEXT NOT NULL,
  seller_id TEXT NOT NULL,
  tenant TEXT NOT NULL,
  store TEXT NOT NULL,
  PRIMARY KEY (platform, region, seller_id),
  FOREIGN KEY (tenant, store) REFERENCES store (tenant, store)
);
CREATE TABLE authorization_attempt (
  state TEXT NOT NULL PRIMARY KEY,
  tenant TEXT NOT NULL,
  store TEXT NOT NULL,
  authorize_url TEXT NOT NULL,
  begun_at_ms BIGINT NOT NULL,
  expires_at_ms BIGINT NOT NULL,
  closed TEXT,
  FOREIGN KEY (tenant, store) REFERENCES store (tenant, store)
);
CREATE INDEX authorization_attempt_store ON authorization_attempt (tenant, store);

-- orders/
CREATE TABLE store_lease (
  tenant TEXT NOT NULL,
  store TEXT NOT NULL,
  work TEXT NOT NULL,
  fence BIGINT NOT NULL,
  held INTEGER NOT NULL,
  pid BIGINT NOT NULL,
  pid_started BIGINT NOT NULL,
  host TEXT NOT NULL,
  since_ms BIGINT NOT NULL,
  expires_at_ms BIGINT NOT NULL,
  PRIMARY KEY (tenant, store, work)
);
CREATE TABLE pull_state (
  tenant TEXT NOT NULL,
  store TEXT NOT NULL,
  checkpoint TEXT,
  started_at_ms BIGINT NOT NULL,
  stored_at_ms BIGINT,
  completed_at_ms BIGINT,
  result TEXT NOT NULL,
  PRIMARY KEY (tenant, store)
);
-- The channel order: kept as it came, never edited.
CREATE TABLE channel_order (
  tenant TEXT NOT NULL,
  store TEXT NOT NULL,
  order_id TEXT NOT NULL,
  order_number TEXT NOT NULL,
  created_at_ms BIGINT NOT NULL,
  updated_at_ms BIGINT NOT NULL,
  status TEXT NOT NULL,
  currency TEXT NOT NULL,
  paid TEXT NOT NULL,
  document BLOB NOT NULL,
  digest BLOB NOT NULL,
  first_pulled_at_ms BIGINT NOT NULL,
  pulled_at_ms BIGINT NOT NULL,
  unmapped_items INTEGER NOT NULL,
  mapping_due INTEGER NOT NULL,
  components TEXT NOT NULL,
  PRIMARY KEY (tenant, store, order_id)
);
CREATE INDEX channel_order_created ON channel_order (tenant, created_at_ms, store, order_id);
CREATE INDEX channel_order_status ON channel_order (tenant, store, status, created_at_ms);
CREATE INDEX channel_order_due ON channel_order (tenant, store, order_id) WHERE mapping_due = 1;
CREATE TABLE channel_order_item (
  tenant TEXT NOT NULL,
  store TEXT NOT NULL,
  order_id TEXT NOT NULL,
  item_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  sku TEXT NOT NULL,
  name TEXT NOT NULL,
  fulfilment TEXT NOT NULL,
  status TEXT NOT NULL,
  status_raw TEXT NOT NULL,
  package_id TEXT NOT NULL,
  tracking_number TEXT NOT NULL,
  carrier TEXT NOT NULL,
  mapping TEXT NOT NULL,
  PRIMARY KEY (tenant, store, order_id, item_id)
) WITHOUT ROWID;
CREATE INDEX channel_order_item_sku ON channel_order_item (tenant, mapping, store, sku);
-- What an order was before; the present version stands in channel_order.
CREATE TABLE channel_order_version (
  tenant TEXT NOT NULL,
  store TEXT NOT NULL,
  order_id TEXT NOT NULL,
  updated_at_ms BIGINT NOT NULL,
  seen_at_ms BIGINT NOT NULL,
  status TEXT NOT NULL,
  digest BLOB NOT NULL,
  PRIMARY KEY (tenant, store, order_id, updated_at_ms, digest)
) WITHOUT ROWID;
CREATE TABLE dead_letter (
  tenant TEXT NOT NULL,
  store TEXT NOT NULL,
  letter TEXT NOT NULL,
  order_id TEXT NOT NULL,
  updated_at_ms BIGINT,
  reason TEXT NOT NULL,
  message TEXT NOT NULL,
  raw BLOB NOT NULL,
  first_seen_at_ms BIGINT NOT NULL,
  last_seen_at_ms BIGINT NOT NULL,
  resolved_at_ms BIGINT,
  PRIMARY KEY (tenant, store, letter)
);

-- mapping/
CREATE TABLE sku_rule (
  tenant TEXT NOT NULL,
  platform TEXT NOT NULL,
  store TEXT NOT NULL,
  platform_sku TEXT NOT NULL,
  combo TEXT NOT NULL,
  system_sku TEXT NOT NULL,
  quantity BIGINT NOT NULL,
  changed_at_ms BIGINT NOT NULL,
  PRIMARY KEY (tenant, platform, store, platform_sku, combo, system_sku)
) WITHOUT ROWID;
CREATE INDEX sku_rule_combo ON sku_rule (tenant, platform, store, combo) WHERE combo <> '';
CREATE TABLE system_sku (
  tenant TEXT NOT NULL,
  system_sku TEXT NOT NULL,
  name TEXT NOT NULL,
  barcode TEXT NOT NULL,
  PRIMARY KEY (tenant, system_sku)
) WITHOUT ROWID;
CREATE TABLE listing (
  tenant TEXT NOT NULL,
  store TEXT NOT NULL,
  product_id TEXT NOT NULL,
  sku TEXT NOT NULL,
  sku_id TEXT NOT NULL,
  shop_sku TEXT NOT NULL,
  name TEXT NOT NULL,
  variation TEXT NOT NULL,
  barcode TEXT NOT NULL,
  status TEXT NOT NULL,
  price TEXT NOT NULL,
  currency TEXT NOT NULL,
  quantity BIGINT,
  sellable BIGINT,
  document TEXT NOT NULL,
  seen_at_ms BIGINT NOT NULL,
  PRIMARY KEY (tenant, store, product_id, sku, sku_id)
) WITHOUT ROWID;
CREATE INDEX listing_sku ON listing (tenant, store, sku);

-- fulfilment/
CREATE TABLE effect_intent (
  tenant TEXT NOT NULL,
  store TEXT NOT NULL,
  intent TEXT NOT NULL,
  step TEXT NOT NULL,
  intended_at_ms BIGINT NOT NULL,
  document TEXT NOT NULL,
  result TEXT,
  record TEXT,
  recorded_at_ms BIGINT,
  PRIMARY KEY (tenant, store, intent)
);
CREATE INDEX effect_intent_open ON effect_intent (tenant, store, intended_at_ms)
  WHERE result IS NULL OR result = 'unknown';
CREATE TABLE shipment_item (
  tenant TEXT NOT NULL,
  store TEXT NOT NULL,
  order_id TEXT NOT NULL,
  item_id TEXT NOT NULL,
  outcome TEXT NOT NULL,
  steps TEXT NOT NULL,
  reason TEXT NOT NULL,
  message TEXT NOT NULL,
  platform_code TEXT NOT NULL,
  request_id TEXT NOT NULL,
  retryable INTEGER NOT NULL,
  pushed_at_ms BIGINT NOT NULL,
  PRIMARY KEY (tenant, store, order_id, item_id)
) WITHOUT ROWID;
CREATE TABLE package (
  tenant TEXT NOT NULL,
  store TEXT NOT NULL,
  package_id TEXT NOT NULL,
  order_id TEXT NOT NULL,
  tracking_number TEXT NOT NULL,
  carrier TEXT NOT NULL,
  label TEXT NOT NULL,
  changed_at_ms BIGINT NOT NULL,
  PRIMARY KEY (tenant, store, package_id)
) WITHOUT ROWID;
