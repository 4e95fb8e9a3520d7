-- Idempotency tokens are kept by the ledger, once for all rooms.
DROP INDEX sql_execution_token;
ALTER TABLE sql_execution DROP COLUMN token;
ALTER TABLE sql_execution DROP COLUMN fingerprint;
