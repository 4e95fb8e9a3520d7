-- Registries and schemas are catalog_item rows; their versions are many.
-- status is AVAILABLE or FAILURE; digest is of the definition in its parser's own writing.
CREATE TABLE catalog_schema_version (
  region ${text} NOT NULL,
  registry ${text} NOT NULL,
  schema_name ${text} NOT NULL,
  version ${bigint} NOT NULL,
  id ${text} NOT NULL,
  status ${text} NOT NULL,
  digest ${text} NOT NULL,
  created ${text} NOT NULL,
  definition ${text} NOT NULL,
  PRIMARY KEY (region, registry, schema_name, version),
  UNIQUE (region, id)
);

CREATE TABLE catalog_schema_metadata (
  region ${text} NOT NULL,
  version_id ${text} NOT NULL,
  name ${text} NOT NULL,
  value ${text} NOT NULL,
  created ${text} NOT NULL,
  PRIMARY KEY (region, version_id, name, value)
);
