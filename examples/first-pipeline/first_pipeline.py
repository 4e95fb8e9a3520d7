"""The first pipeline with boto3: a CSV file lands in a bucket, a crawler finds out what it is, SQL reads it, keeps the
active people as Parquet, and reads that again. Then the same with nobody at the keyboard: a second file lands, a rule
matches, a state machine asks a function whether the file is good and runs the statement.

Nothing here is special to Tarn: the clients find the lake by AWS_ENDPOINT_URL.

    eval "$(./tarn env)"
    python examples/first-pipeline/first_pipeline.py
"""

import io
import json
import pathlib
import sys
import time
import uuid
import zipfile

import boto3

HERE = pathlib.Path(__file__).parent
SUFFIX = sys.argv[1] if len(sys.argv) > 1 else uuid.uuid4().hex[:8]
BUCKET = f"first-pipeline-{SUFFIX}"
DATABASE = f"first_pipeline_{SUFFIX}"

s3 = boto3.client("s3")
iam = boto3.client("iam")
glue = boto3.client("glue")
athena = boto3.client("athena")
events = boto3.client("events")
functions = boto3.client("lambda")
machines = boto3.client("stepfunctions")


def wait_for(what, look, seconds=120):
    """Asks again until the answer is something, and gives up by name."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(0.1)
    raise TimeoutError(f"{what} did not happen within {seconds} s")


def role(name, principal, statements):
    """A role that only `principal` may take, with one inline policy."""
    trust = {"Effect": "Allow", "Principal": {"Service": principal}, "Action": "sts:AssumeRole"}
    arn = iam.create_role(
        RoleName=name,
        AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}),
    )["Role"]["Arn"]
    iam.put_role_policy(
        RoleName=name,
        PolicyName="work",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": statements}),
    )
    return arn


def allow(actions, resources="*"):
    return {"Effect": "Allow", "Action": actions, "Resource": resources}


def query(sql):
    """Runs one statement and returns its rows, the header first."""
    started = athena.start_query_execution(
        QueryString=sql,
        QueryExecutionContext={"Database": DATABASE},
        ResultConfiguration={"OutputLocation": f"s3://{BUCKET}/results/"},
    )["QueryExecutionId"]

    def ended():
        status = athena.get_query_execution(QueryExecutionId=started)["QueryExecution"]["Status"]
        return status if status["State"] in ("SUCCEEDED", "FAILED", "CANCELLED") else None

    status = wait_for(sql, ended)
    if status["State"] != "SUCCEEDED":
        raise RuntimeError(f"{sql}: {status.get('StateChangeReason')}")
    rows = athena.get_query_results(QueryExecutionId=started)["ResultSet"]["Rows"]
    return [[cell.get("VarCharValue") for cell in row["Data"]] for row in rows]


def expect(what, expected, actual):
    if expected != actual:
        raise AssertionError(f"{what}: expected {expected}, but it is {actual}")
    print(f"{what}: {actual}")


def crawl_and_query():
    s3.create_bucket(Bucket=BUCKET)
    s3.put_object(Bucket=BUCKET, Key="raw/")
    s3.upload_file(str(HERE / "people.csv"), BUCKET, "raw/people.csv")

    crawler_role = role(
        f"crawler-{SUFFIX}",
        "glue.amazonaws.com",
        [
            allow(["s3:GetObject", "s3:ListBucket"], [f"arn:aws:s3:::{BUCKET}", f"arn:aws:s3:::{BUCKET}/*"]),
            allow(["glue:*", "logs:*"]),
        ],
    )
    glue.create_database(DatabaseInput={"Name": DATABASE})
    glue.create_crawler(
        Name=f"crawler-{SUFFIX}",
        Role=crawler_role,
        DatabaseName=DATABASE,
        Targets={"S3Targets": [{"Path": f"s3://{BUCKET}/raw/"}]},
    )
    glue.start_crawler(Name=f"crawler-{SUFFIX}")

    def crawled():
        crawler = glue.get_crawler(Name=f"crawler-{SUFFIX}")["Crawler"]
        return crawler.get("LastCrawl") if crawler["State"] == "READY" else None

    expect("crawl", "SUCCEEDED", wait_for("the crawl", crawled)["Status"])
    table = glue.get_table(DatabaseName=DATABASE, Name="raw")["Table"]
    columns = [f"{column['Name']} {column['Type']}" for column in table["StorageDescriptor"]["Columns"]]
    expect("columns", ["id bigint", "name string", "email string", "created_at string", "status string"], columns)

    by_status = query("SELECT status, count(*) AS people FROM raw GROUP BY 1 ORDER BY 1")
    expect("by status", [["status", "people"], ["ACTIVE", "1"], ["active", "3"], ["inactive", "2"]], by_status)
    query(
        "CREATE TABLE parquet WITH (format = 'PARQUET', "
        f"external_location = 's3://{BUCKET}/processed/parquet/') AS SELECT * FROM raw WHERE status = 'active'"
    )
    expect("active people", [["id"], ["1"], ["3"], ["4"]], query("SELECT id FROM parquet ORDER BY id"))
    expect("rows in Parquet", [["_col0"], ["3"]], query("SELECT count(*) FROM parquet"))


def react():
    function_role = role(
        f"function-{SUFFIX}",
        "lambda.amazonaws.com",
        [allow(["s3:GetObject"], [f"arn:aws:s3:::{BUCKET}/*"]), allow(["logs:*"])],
    )
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as code:
        code.write(HERE / "validate.py", "validate.py")
    runtime = f"python3.{sys.version_info.minor}"
    function = functions.create_function(
        FunctionName=f"validate-{SUFFIX}",
        Runtime=runtime,
        Role=function_role,
        Handler="validate.handler",
        Timeout=30,
        Code={"ZipFile": archive.getvalue()},
    )["FunctionArn"]

    machine_role = role(
        f"machine-{SUFFIX}",
        "states.amazonaws.com",
        [
            allow(["lambda:InvokeFunction"], [function, f"{function}:*"]),
            allow(["athena:*", "glue:*"]),
            allow(["s3:*"], [f"arn:aws:s3:::{BUCKET}", f"arn:aws:s3:::{BUCKET}/*"]),
        ],
    )
    definition = (HERE / "curate.asl.json").read_text(encoding="utf-8")
    for name, value in {"FUNCTION": function, "DATABASE": DATABASE, "BUCKET": BUCKET}.items():
        definition = definition.replace("${" + name + "}", value)
    machine = machines.create_state_machine(
        name=f"curate-{SUFFIX}", definition=definition, roleArn=machine_role
    )["stateMachineArn"]

    rule_role = role(f"rule-{SUFFIX}", "events.amazonaws.com", [allow(["states:StartExecution"], [machine])])
    s3.put_bucket_notification_configuration(
        Bucket=BUCKET, NotificationConfiguration={"EventBridgeConfiguration": {}}
    )
    pattern = {
        "source": ["aws.s3"],
        "detail-type": ["Object Created"],
        "detail": {"bucket": {"name": [BUCKET]}, "object": {"key": [{"prefix": "incoming/"}]}},
    }
    events.put_rule(Name=f"incoming-{SUFFIX}", EventPattern=json.dumps(pattern))
    failed = events.put_targets(
        Rule=f"incoming-{SUFFIX}", Targets=[{"Id": "curate", "Arn": machine, "RoleArn": rule_role}]
    )["FailedEntryCount"]
    expect("targets refused", 0, failed)

    s3.upload_file(str(HERE / "people.csv"), BUCKET, "incoming/people.csv")

    def ended():
        found = machines.list_executions(stateMachineArn=machine)["executions"]
        return found[0] if found and found[0]["status"] != "RUNNING" else None

    execution = wait_for("the state machine", ended)
    expect("state machine", "SUCCEEDED", execution["status"])
    expect("curated people", [["people"], ["3"]], query("SELECT count(*) AS people FROM curated"))

    s3.put_object(Bucket=BUCKET, Key="incoming/other.csv", Body=b"order_ref,city,amount\n1,London,3\n")

    def both_ended():
        found = machines.list_executions(stateMachineArn=machine)["executions"]
        return found if len(found) == 2 and all(one["status"] != "RUNNING" for one in found) else None

    statuses = sorted(one["status"] for one in wait_for("the second execution", both_ended))
    expect("a file with another header is rejected", ["SUCCEEDED", "SUCCEEDED"], statuses)
    expect("curated people, still", [["people"], ["3"]], query("SELECT count(*) AS people FROM curated"))


if __name__ == "__main__":
    crawl_and_query()
    react()
    print("first pipeline: all right")
