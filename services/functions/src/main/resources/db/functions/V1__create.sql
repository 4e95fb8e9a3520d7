CREATE TABLE functions_function (
  region ${text} NOT NULL,
  name ${text} NOT NULL,
  number ${bigint} NOT NULL,
  code ${text} NOT NULL,
  layers ${text} NOT NULL,
  document ${text} NOT NULL,
  PRIMARY KEY (region, name, number)
);

CREATE TABLE functions_common (
  region ${text} NOT NULL,
  name ${text} NOT NULL,
  next_number ${bigint} NOT NULL,
  concurrency ${bigint} NOT NULL,
  tags ${text} NOT NULL,
  PRIMARY KEY (region, name)
);

CREATE TABLE functions_alias (
  region ${text} NOT NULL,
  name ${text} NOT NULL,
  alias ${text} NOT NULL,
  document ${text} NOT NULL,
  PRIMARY KEY (region, name, alias)
);

CREATE TABLE functions_permission (
  region ${text} NOT NULL,
  name ${text} NOT NULL,
  qualifier ${text} NOT NULL,
  sid ${text} NOT NULL,
  statement ${text} NOT NULL,
  PRIMARY KEY (region, name, qualifier, sid)
);

CREATE TABLE functions_event_config (
  region ${text} NOT NULL,
  name ${text} NOT NULL,
  qualifier ${text} NOT NULL,
  document ${text} NOT NULL,
  PRIMARY KEY (region, name, qualifier)
);

CREATE TABLE functions_layer (
  region ${text} NOT NULL,
  name ${text} NOT NULL,
  number ${bigint} NOT NULL,
  code ${text} NOT NULL,
  document ${text} NOT NULL,
  PRIMARY KEY (region, name, number)
);

CREATE TABLE functions_layer_number (
  region ${text} NOT NULL,
  name ${text} NOT NULL,
  next_number ${bigint} NOT NULL,
  PRIMARY KEY (region, name)
);
