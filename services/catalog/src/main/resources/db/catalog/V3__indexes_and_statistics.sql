-- Statistics of a table's columns (value_key empty) or of a partition's.
CREATE TABLE catalog_column_statistics (
  table_id ${bigint} NOT NULL,
  value_key ${text} NOT NULL,
  column_name ${text} NOT NULL,
  document ${text} NOT NULL,
  PRIMARY KEY (table_id, value_key, column_name)
);

-- status is CREATING, ACTIVE or DELETING; keys are the names of partition keys, each ended by a line feed.
CREATE TABLE catalog_partition_index (
  id ${identity},
  table_id ${bigint} NOT NULL,
  name ${text} NOT NULL,
  keys ${text} NOT NULL,
  status ${text} NOT NULL,
  UNIQUE (table_id, name)
);

-- entry_key holds the values of the index's keys in an order that text has, each ended by U+0001.
CREATE TABLE catalog_partition_entry (
  index_id ${bigint} NOT NULL,
  entry_key ${text} NOT NULL,
  value_key ${text} NOT NULL,
  PRIMARY KEY (index_id, entry_key, value_key)
);
