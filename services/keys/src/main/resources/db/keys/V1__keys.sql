-- Keys by region; material is wrapped by the master key, which is not in the ledger.
CREATE TABLE keys_key (
  region ${text} NOT NULL,
  id ${text} NOT NULL,
  created ${bigint} NOT NULL,
  description ${text} NOT NULL,
  manager ${text} NOT NULL,
  state ${text} NOT NULL,
  deletion ${bigint},
  policy ${text} NOT NULL,
  tags ${text} NOT NULL,
  material ${blob} NOT NULL,
  PRIMARY KEY (region, id)
);

CREATE TABLE keys_alias (
  region ${text} NOT NULL,
  name ${text} NOT NULL,
  key_id ${text} NOT NULL,
  created ${bigint} NOT NULL,
  updated ${bigint} NOT NULL,
  PRIMARY KEY (region, name)
);
CREATE INDEX keys_alias_key ON keys_alias (region, key_id);

-- One row: which master key wrapped what is here.
CREATE TABLE keys_master (
  fingerprint ${text} NOT NULL PRIMARY KEY
);
