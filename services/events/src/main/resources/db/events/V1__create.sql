CREATE TABLE events_bus (
  region ${text} NOT NULL,
  name ${text} NOT NULL,
  description ${text},
  created ${bigint} NOT NULL,
  tags ${text} NOT NULL,
  PRIMARY KEY (region, name)
);

-- Grows with every change of a bus's rules, so that compiled rules know when they are old.
CREATE TABLE events_generation (
  region ${text} NOT NULL,
  bus ${text} NOT NULL,
  generation ${bigint} NOT NULL,
  PRIMARY KEY (region, bus)
);

CREATE TABLE events_rule (
  region ${text} NOT NULL,
  bus ${text} NOT NULL,
  name ${text} NOT NULL,
  pattern ${text},
  schedule ${text},
  enabled ${bigint} NOT NULL,
  description ${text},
  role_arn ${text},
  tags ${text} NOT NULL,
  PRIMARY KEY (region, bus, name)
);

CREATE TABLE events_target (
  region ${text} NOT NULL,
  bus ${text} NOT NULL,
  rule ${text} NOT NULL,
  id ${text} NOT NULL,
  arn ${text} NOT NULL,
  target ${text} NOT NULL,
  PRIMARY KEY (region, bus, rule, id)
);

CREATE INDEX events_target_arn ON events_target (region, bus, arn);
