-- Statements that are kept: named queries by id, prepared statements by name within their work group.
CREATE TABLE sql_named_query (
  region ${text} NOT NULL,
  id ${text} NOT NULL,
  work_group ${text} NOT NULL,
  document ${text} NOT NULL,
  PRIMARY KEY (region, id)
);

CREATE INDEX sql_named_query_listed ON sql_named_query (region, work_group, id);

CREATE TABLE sql_prepared_statement (
  region ${text} NOT NULL,
  work_group ${text} NOT NULL,
  name ${text} NOT NULL,
  document ${text} NOT NULL,
  PRIMARY KEY (region, work_group, name)
);

CREATE TABLE sql_tag (
  region ${text} NOT NULL,
  arn ${text} NOT NULL,
  name ${text} NOT NULL,
  value ${text} NOT NULL,
  PRIMARY KEY (region, arn, name)
);
