CREATE TABLE sql_work_group (
  region ${text} NOT NULL,
  name ${text} NOT NULL,
  document ${text} NOT NULL,
  PRIMARY KEY (region, name)
);

-- document is the QueryExecution as answered; caller is who it runs as; result says what
-- GetQueryResults will find, once there is something.
CREATE TABLE sql_execution (
  region ${text} NOT NULL,
  id ${text} NOT NULL,
  work_group ${text} NOT NULL,
  submitted ${bigint} NOT NULL,
  state ${text} NOT NULL,
  token ${text},
  fingerprint ${text} NOT NULL,
  trace_id ${text} NOT NULL,
  caller ${text} NOT NULL,
  document ${text} NOT NULL,
  result ${text},
  PRIMARY KEY (region, id)
);

CREATE UNIQUE INDEX sql_execution_token ON sql_execution (region, token);
CREATE INDEX sql_execution_listed ON sql_execution (region, work_group, submitted, id);
