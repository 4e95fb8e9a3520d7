-- Where in the ledger's facts the next crawl of a crawler in event mode begins to read.
CREATE TABLE catalog_crawl_position (
  region ${text} NOT NULL,
  crawler ${text} NOT NULL,
  position ${bigint} NOT NULL,
  PRIMARY KEY (region, crawler)
);
