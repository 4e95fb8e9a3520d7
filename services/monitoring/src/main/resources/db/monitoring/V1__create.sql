CREATE TABLE monitoring_group (
  id ${identity},
  region ${text} NOT NULL,
  name ${text} NOT NULL,
  created ${bigint} NOT NULL,
  retention ${bigint} NOT NULL,
  tags ${text} NOT NULL,
  UNIQUE (region, name)
);

CREATE TABLE monitoring_stream (
  id ${identity},
  group_id ${bigint} NOT NULL,
  name ${text} NOT NULL,
  created ${bigint} NOT NULL,
  first_at ${bigint} NOT NULL,
  last_at ${bigint} NOT NULL,
  ingested ${bigint} NOT NULL,
  bytes ${bigint} NOT NULL,
  UNIQUE (group_id, name)
);
CREATE INDEX monitoring_stream_last ON monitoring_stream (group_id, last_at, id);

CREATE TABLE monitoring_event (
  seq ${identity},
  group_id ${bigint} NOT NULL,
  stream_id ${bigint} NOT NULL,
  at ${bigint} NOT NULL,
  ingested ${bigint} NOT NULL,
  message ${text} NOT NULL
);
CREATE INDEX monitoring_event_group ON monitoring_event (group_id, at, seq);
CREATE INDEX monitoring_event_stream ON monitoring_event (stream_id, at, seq);
