CREATE TABLE catalog_database (
  region ${text} NOT NULL,
  name ${text} NOT NULL,
  document ${text} NOT NULL,
  PRIMARY KEY (region, name)
);

CREATE TABLE catalog_table (
  id ${identity},
  region ${text} NOT NULL,
  database_name ${text} NOT NULL,
  name ${text} NOT NULL,
  version ${bigint} NOT NULL,
  revision ${bigint} NOT NULL,
  document ${text} NOT NULL,
  UNIQUE (region, database_name, name)
);

CREATE TABLE catalog_table_version (
  table_id ${bigint} NOT NULL,
  version ${bigint} NOT NULL,
  document ${text} NOT NULL,
  PRIMARY KEY (table_id, version)
);

CREATE TABLE catalog_partition (
  table_id ${bigint} NOT NULL,
  value_key ${text} NOT NULL,
  document ${text} NOT NULL,
  PRIMARY KEY (table_id, value_key)
);

-- Tables that are gone and whose versions and partitions a task still removes.
CREATE TABLE catalog_purge (
  table_id ${bigint} NOT NULL PRIMARY KEY
);

CREATE TABLE catalog_tag (
  region ${text} NOT NULL,
  arn ${text} NOT NULL,
  name ${text} NOT NULL,
  value ${text} NOT NULL,
  PRIMARY KEY (region, arn, name)
);

-- state is READY, RUNNING or STOPPING; crawl_id names the crawl under way, crawl_started the last that began.
CREATE TABLE catalog_crawler (
  region ${text} NOT NULL,
  name ${text} NOT NULL,
  state ${text} NOT NULL,
  crawl_id ${text},
  crawl_started ${bigint} NOT NULL,
  document ${text} NOT NULL,
  PRIMARY KEY (region, name)
);

CREATE TABLE catalog_crawl (
  region ${text} NOT NULL,
  crawler ${text} NOT NULL,
  started ${bigint} NOT NULL,
  crawl_id ${text} NOT NULL,
  tables_created ${bigint} NOT NULL,
  tables_updated ${bigint} NOT NULL,
  tables_deleted ${bigint} NOT NULL,
  document ${text} NOT NULL,
  PRIMARY KEY (region, crawler, started, crawl_id)
);
