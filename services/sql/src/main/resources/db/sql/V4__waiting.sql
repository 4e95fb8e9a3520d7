-- waiting is 1 while a statement has no task, because its work group runs as many as it may.
ALTER TABLE sql_execution ADD COLUMN waiting ${bigint} NOT NULL DEFAULT 0;
-- What a later statement must equal to be given this one's result; only successful queries have one.
ALTER TABLE sql_execution ADD COLUMN reuse ${text};
CREATE INDEX sql_execution_waiting ON sql_execution (region, work_group, state, waiting, submitted);
CREATE INDEX sql_execution_reuse ON sql_execution (region, reuse, submitted);
