#!/usr/bin/env bash
# The first pipeline with the AWS CLI: a CSV file lands in a bucket, a crawler finds out what it is, SQL reads it, keeps
# the active people as Parquet, and reads that again; then a rule, a state machine and a function do the work when a
# second file lands. The CLI finds the lake by AWS_ENDPOINT_URL:
#
#     eval "$(./tarn env)"
#     examples/first-pipeline/first-pipeline.sh
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
aws=${TARN_AWS_CLI:-aws}
python=${TARN_PYTHON:-python3}
suffix=${1:-$RANDOM$RANDOM}
bucket=first-pipeline-$suffix
database=first_pipeline_$suffix
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export AWS_PAGER='' AWS_DEFAULT_OUTPUT=text

expect() {
  if [ "$2" != "$3" ]; then
    printf '%s: expected %s, but it is %s\n' "$1" "$2" "$3" >&2
    exit 1
  fi
  printf '%s: %s\n' "$1" "$3"
}

# wait_for WHAT COMMAND...: until the command prints something.
wait_for() {
  local what=$1 found
  shift
  for _ in $(seq 120); do
    found=$("$@")
    if [ -n "$found" ]; then
      printf '%s\n' "$found"
      return
    fi
    sleep 0.2
  done
  printf '%s did not happen\n' "$what" >&2
  exit 1
}

role() { # name, service principal, policy statements
  "$aws" iam create-role --role-name "$1" --assume-role-policy-document \
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"'"$2"'"},"Action":"sts:AssumeRole"}]}' \
    --query Role.Arn
  "$aws" iam put-role-policy --role-name "$1" --policy-name work --policy-document \
    '{"Version":"2012-10-17","Statement":['"$3"']}'
}

query_ended() {
  "$aws" athena get-query-execution --query-execution-id "$1" \
    --query "QueryExecution.Status.State" | grep -E 'SUCCEEDED|FAILED|CANCELLED' || true
}

query() {
  local id state
  id=$("$aws" athena start-query-execution --query-string "$1" --query-execution-context "Database=$database" \
    --result-configuration "OutputLocation=s3://$bucket/results/" --query QueryExecutionId)
  state=$(wait_for "$1" query_ended "$id")
  if [ "$state" != SUCCEEDED ]; then
    "$aws" athena get-query-execution --query-execution-id "$id" --query QueryExecution.Status.StateChangeReason >&2
    exit 1
  fi
  "$aws" s3 cp --quiet "s3://$bucket/results/$id.csv" - 2>/dev/null || true
}

crawled() {
  "$aws" glue get-crawler --name "crawler-$suffix" --query 'Crawler.[State,LastCrawl.Status]' |
    awk '$1 == "READY" && $2 != "None" { print $2 }'
}

"$aws" s3 mb "s3://$bucket"
"$aws" s3api put-object --bucket "$bucket" --key raw/ >/dev/null
"$aws" s3 cp --quiet "$here/people.csv" "s3://$bucket/raw/people.csv"
crawler_role=$(role "crawler-$suffix" glue.amazonaws.com \
  '{"Effect":"Allow","Action":["s3:GetObject","s3:ListBucket"],"Resource":["arn:aws:s3:::'"$bucket"'","arn:aws:s3:::'"$bucket"'/*"]},{"Effect":"Allow","Action":["glue:*","logs:*"],"Resource":"*"}')
"$aws" glue create-database --database-input "Name=$database"
"$aws" glue create-crawler --name "crawler-$suffix" --role "$crawler_role" --database-name "$database" \
  --targets "S3Targets=[{Path=s3://$bucket/raw/}]"
"$aws" glue start-crawler --name "crawler-$suffix"
expect crawl SUCCEEDED "$(wait_for 'the crawl' crawled)"
expect columns 'id name email created_at status' "$("$aws" glue get-table --database-name "$database" --name raw \
  --query 'Table.StorageDescriptor.Columns[].Name' | tr '\t' ' ')"
expect 'by status' '"status","people" "ACTIVE","1" "active","3" "inactive","2"' \
  "$(query 'SELECT status, count(*) AS people FROM raw GROUP BY 1 ORDER BY 1' | tr '\n' ' ' | sed 's/ $//')"
query "CREATE TABLE parquet WITH (format = 'PARQUET', external_location = 's3://$bucket/processed/parquet/') AS SELECT * FROM raw WHERE status = 'active'"
expect 'active people' '"id" "1" "3" "4"' "$(query 'SELECT id FROM parquet ORDER BY id' | tr '\n' ' ' | sed 's/ $//')"

# And now with nobody at the keyboard.
function_role=$(role "function-$suffix" lambda.amazonaws.com \
  '{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::'"$bucket"'/*"},{"Effect":"Allow","Action":"logs:*","Resource":"*"}')
(cd "$here" && "$python" -m zipfile -c "$scratch/validate.zip" validate.py)
runtime=$("$python" -c 'import sys; print(f"python3.{sys.version_info.minor}")')
function=$("$aws" lambda create-function --function-name "validate-$suffix" --runtime "$runtime" --role "$function_role" \
  --handler validate.handler --timeout 30 --zip-file "fileb://$scratch/validate.zip" --query FunctionArn)
machine_role=$(role "machine-$suffix" states.amazonaws.com \
  '{"Effect":"Allow","Action":["lambda:InvokeFunction","athena:*","glue:*"],"Resource":"*"},{"Effect":"Allow","Action":"s3:*","Resource":["arn:aws:s3:::'"$bucket"'","arn:aws:s3:::'"$bucket"'/*"]}')
sed -e "s|\${FUNCTION}|$function|; s|\${DATABASE}|$database|; s|\${BUCKET}|$bucket|g" "$here/curate.asl.json" \
  >"$scratch/curate.json"
machine=$("$aws" stepfunctions create-state-machine --name "curate-$suffix" --definition "file://$scratch/curate.json" \
  --role-arn "$machine_role" --query stateMachineArn)
rule_role=$(role "rule-$suffix" events.amazonaws.com \
  '{"Effect":"Allow","Action":"states:StartExecution","Resource":"'"$machine"'"}')
"$aws" s3api put-bucket-notification-configuration --bucket "$bucket" \
  --notification-configuration '{"EventBridgeConfiguration":{}}'
"$aws" events put-rule --name "incoming-$suffix" --event-pattern \
  '{"source":["aws.s3"],"detail-type":["Object Created"],"detail":{"bucket":{"name":["'"$bucket"'"]},"object":{"key":[{"prefix":"incoming/"}]}}}' >/dev/null
"$aws" events put-targets --rule "incoming-$suffix" --targets "Id=curate,Arn=$machine,RoleArn=$rule_role" >/dev/null
"$aws" s3 cp --quiet "$here/people.csv" "s3://$bucket/incoming/people.csv"

ended() {
  "$aws" stepfunctions list-executions --state-machine-arn "$machine" --query 'executions[0].status' |
    grep -Ev 'RUNNING|None' || true
}
expect 'state machine' SUCCEEDED "$(wait_for 'the state machine' ended)"
expect 'curated people' '"people" "3"' "$(query 'SELECT count(*) AS people FROM curated' | tr '\n' ' ' | sed 's/ $//')"
echo 'first pipeline: all right'
