-- Secrets by region and name; one that is about to go has its time of deletion.
CREATE TABLE keys_secret (
  region ${text} NOT NULL,
  name ${text} NOT NULL,
  suffix ${text} NOT NULL,
  description ${text} NOT NULL,
  kms_key ${text},
  created ${bigint} NOT NULL,
  changed ${bigint} NOT NULL,
  accessed ${bigint},
  deletion ${bigint},
  tags ${text} NOT NULL,
  policy ${text},
  PRIMARY KEY (region, name)
);

-- Versions of secrets; a value is sealed by a data key, which is wrapped by a key.
CREATE TABLE keys_secret_version (
  region ${text} NOT NULL,
  name ${text} NOT NULL,
  id ${text} NOT NULL,
  created ${bigint} NOT NULL,
  accessed ${bigint},
  stages ${text} NOT NULL,
  kms_key ${text} NOT NULL,
  wrapped ${blob} NOT NULL,
  sealed ${blob} NOT NULL,
  is_text ${bigint} NOT NULL,
  PRIMARY KEY (region, name, id)
);
