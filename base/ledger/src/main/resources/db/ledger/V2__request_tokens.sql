-- What requests with an idempotency token were answered, until they are forgotten.
CREATE TABLE ledger_request_token (
  operation ${text} NOT NULL,
  region ${text} NOT NULL,
  token ${text} NOT NULL,
  fingerprint ${text} NOT NULL,
  answer ${text} NOT NULL,
  expires ${bigint} NOT NULL,
  PRIMARY KEY (operation, region, token)
);
CREATE INDEX ledger_request_token_expires ON ledger_request_token (expires);
