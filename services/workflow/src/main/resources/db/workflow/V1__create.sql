CREATE TABLE workflow_machine (
  region ${text} NOT NULL,
  name ${text} NOT NULL,
  revision ${text} NOT NULL,
  created ${bigint} NOT NULL,
  tags ${text} NOT NULL,
  PRIMARY KEY (region, name)
);

CREATE TABLE workflow_revision (
  region ${text} NOT NULL,
  machine ${text} NOT NULL,
  revision ${text} NOT NULL,
  definition ${text} NOT NULL,
  role_arn ${text} NOT NULL,
  updated ${bigint} NOT NULL,
  PRIMARY KEY (region, machine, revision)
);

CREATE TABLE workflow_execution (
  region ${text} NOT NULL,
  machine ${text} NOT NULL,
  name ${text} NOT NULL,
  revision ${text} NOT NULL,
  status ${text} NOT NULL,
  started ${bigint} NOT NULL,
  stopped ${bigint},
  input ${text} NOT NULL,
  output ${text},
  error ${text},
  cause ${text},
  trace_header ${text},
  trace_id ${text} NOT NULL,
  state ${text} NOT NULL,
  version ${bigint} NOT NULL,
  PRIMARY KEY (region, machine, name)
);

CREATE INDEX workflow_execution_started ON workflow_execution (region, machine, started, name);

CREATE TABLE workflow_event (
  region ${text} NOT NULL,
  machine ${text} NOT NULL,
  execution ${text} NOT NULL,
  id ${bigint} NOT NULL,
  happened ${bigint} NOT NULL,
  previous ${bigint} NOT NULL,
  type ${text} NOT NULL,
  details ${text} NOT NULL,
  PRIMARY KEY (region, machine, execution, id)
);

CREATE TABLE workflow_watch (
  subject ${text} NOT NULL,
  region ${text} NOT NULL,
  machine ${text} NOT NULL,
  execution ${text} NOT NULL,
  branch ${text} NOT NULL,
  token ${bigint} NOT NULL,
  PRIMARY KEY (subject, region, machine, execution, branch)
);
