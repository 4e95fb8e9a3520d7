"""Delta tables that the deltalake package writes, crawled and read back by SQL row by row."""

import datetime
import decimal
import json
import os
import time

import boto3
import pyarrow as pa
from deltalake import DeltaTable, write_deltalake

BUCKET = "delta-clients"
ROOT = "s3://" + BUCKET
DATABASE = "delta_clients"

s3 = boto3.client("s3")
glue = boto3.client("glue")
iam = boto3.client("iam")
athena = boto3.client("athena")
OPTIONS = {
    "AWS_ACCESS_KEY_ID": os.environ["AWS_ACCESS_KEY_ID"],
    "AWS_SECRET_ACCESS_KEY": os.environ["AWS_SECRET_ACCESS_KEY"],
    "AWS_ENDPOINT_URL": os.environ["AWS_ENDPOINT_URL"],
    "AWS_REGION": os.environ.get("AWS_REGION", os.environ.get("AWS_DEFAULT_REGION", "us-east-1")),
    "AWS_ALLOW_HTTP": "true",
    "aws_conditional_put": "etag",
}


def run(sql):
    execution = athena.start_query_execution(
        QueryString=sql,
        QueryExecutionContext={"Database": DATABASE},
        ResultConfiguration={"OutputLocation": ROOT + "/results/"},
    )["QueryExecutionId"]
    while True:
        status = athena.get_query_execution(QueryExecutionId=execution)["QueryExecution"]
        if status["Status"]["State"] in ("SUCCEEDED", "FAILED", "CANCELLED"):
            break
        time.sleep(0.05)
    return execution, status


def rows(sql):
    execution, status = run(sql)
    assert status["Status"]["State"] == "SUCCEEDED", (sql, status["Status"])
    found = []
    for page in athena.get_paginator("get_query_results").paginate(QueryExecutionId=execution):
        for row in page["ResultSet"]["Rows"]:
            found.append(tuple(cell.get("VarCharValue") for cell in row["Data"]))
    return found[1:] if sql.lstrip().upper().startswith("SELECT") else found


def scanned(sql):
    return run(sql)[1]["Statistics"]["DataScannedInBytes"]


def refused(sql, says):
    status = run(sql)[1]["Status"]
    assert status["State"] == "FAILED" and says in status["StateChangeReason"], (sql, status)


def shown(value):
    if value is None:
        return None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S.") + "%03d" % (value.microsecond // 1000)
    if isinstance(value, bytes):
        return " ".join("%02x" % b for b in value)
    return str(value)


def key(row):
    return tuple((cell is not None, cell or "") for cell in row)


def expected(table, columns):
    """What the package itself reads of a table's newest version."""
    found = DeltaTable(ROOT + "/" + table, storage_options=OPTIONS).to_pyarrow_table(columns=columns)
    return sorted((tuple(shown(row[c]) for c in columns) for row in found.to_pylist()), key=key)


def same(table, name, columns):
    sql = "SELECT " + ", ".join('"%s"' % c.lower() for c in columns) + " FROM " + name
    got = sorted(rows(sql), key=key)
    want = expected(table, columns)
    assert got == want, (name, got[:5], want[:5], len(got), len(want))
    return len(got)


def write(table, data, **more):
    write_deltalake(ROOT + "/" + table, data, storage_options=OPTIONS, **more)


def crawl(name, paths, **target):
    glue.create_crawler(
        Name=name,
        Role="delta-crawler",
        DatabaseName=DATABASE,
        TablePrefix=name + "_",
        Targets={"DeltaTargets": [dict(DeltaTables=paths, **target)]},
    )
    again(name)


def again(name):
    glue.start_crawler(Name=name)
    while True:
        crawler = glue.get_crawler(Name=name)["Crawler"]
        if crawler["State"] == "READY":
            break
        time.sleep(0.05)
    last = crawler["LastCrawl"]
    assert last["Status"] == "SUCCEEDED" and not last.get("ErrorMessage"), last


s3.create_bucket(Bucket=BUCKET)
glue.create_database(DatabaseInput={"Name": DATABASE})
iam.create_role(
    RoleName="delta-crawler",
    AssumeRolePolicyDocument=json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Service": "glue.amazonaws.com"},
                    "Action": "sts:AssumeRole",
                }
            ],
        }
    ),
)
iam.put_role_policy(
    RoleName="delta-crawler",
    PolicyName="all",
    PolicyDocument=json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Action": ["s3:*", "glue:*"], "Resource": "*"}],
        }
    ),
)

# Every type, in a table without partitions.
UTC = datetime.timezone.utc
TYPES = pa.table(
    {
        "Id": pa.array([1, 2, None], pa.int64()),
        "small": pa.array([1, -2, None], pa.int16()),
        "tiny": pa.array([1, -2, None], pa.int8()),
        "whole": pa.array([1, -2, None], pa.int32()),
        "money": pa.array([decimal.Decimal("1.50"), None, decimal.Decimal("-2.25")], pa.decimal128(9, 2)),
        "real": pa.array([1.5, None, -2.5], pa.float32()),
        "wide": pa.array([1.5, None, -2.5], pa.float64()),
        "yes": pa.array([True, False, None]),
        "word": pa.array(["a", "", None]),
        "day": pa.array([datetime.date(2024, 2, 29), None, datetime.date(1969, 1, 1)]),
        "at": pa.array(
            [datetime.datetime(2024, 2, 29, 1, 2, 3, 456000), None, datetime.datetime(1969, 1, 1)],
            pa.timestamp("us"),
        ),
        "instant": pa.array(
            [datetime.datetime(2024, 2, 29, 1, 2, 3, 456000, UTC), None, None],
            pa.timestamp("us", "UTC"),
        ),
        "raw": pa.array([b"\x01\xff", b"", None], pa.binary()),
    }
)
write("types", TYPES)

# Partitions of text, dates and NULL; many versions, checkpoints between them, deletes, a new column.
for i in range(8):
    write(
        "sales",
        pa.table(
            {
                "id": pa.array(range(i * 10, i * 10 + 10), pa.int64()),
                "region": ["a/b c", "ä=1", None, "x", "x", "", "100%", "q'", "z", "z"],
                "day": [datetime.date(2024, 1, 1 + i % 3)] * 9 + [None],
                "amount": [float(i)] * 10,
            }
        ),
        mode="append",
        partition_by=["region", "day"],
    )
    if i in (2, 5):
        DeltaTable(ROOT + "/sales", storage_options=OPTIONS).create_checkpoint()
DeltaTable(ROOT + "/sales", storage_options=OPTIONS).delete("id % 7 = 0")
write(
    "sales",
    pa.table({"id": [1000], "region": ["new"], "day": [datetime.date(2025, 1, 1)], "note": ["n"]}),
    mode="append",
    schema_mode="merge",
)

# Keys of other types.
write(
    "keyed",
    pa.table(
        {
            "v": [1, 2, 3],
            "k": pa.array([1, 2, None], pa.int32()),
            "at": pa.array(
                [datetime.datetime(2024, 1, 1, 2, 3, 4), None, datetime.datetime(2024, 1, 1)],
                pa.timestamp("us"),
            ),
            "yes": [True, False, None],
        }
    ),
    partition_by=["k", "at", "yes"],
)

paths = [ROOT + "/" + t for t in ("types", "sales", "keyed")]
crawl("native", paths, CreateNativeDeltaTable=True)
crawl("linked", paths, WriteManifest=True)

read = 0
for kind in ("native_", "linked_"):
    read += same("types", kind + "types", TYPES.column_names)
    read += same("sales", kind + "sales", ["id", "region", "day", "amount", "note"])
    read += same("keyed", kind + "keyed", ["v", "k", "at", "yes"])

# The table of Athena's own statement, and what it costs to read some of it.
rows("CREATE EXTERNAL TABLE made LOCATION '%s/sales/' TBLPROPERTIES ('table_type'='DELTA')" % ROOT)
parameters = glue.get_table(DatabaseName=DATABASE, Name="made")["Table"]["Parameters"]
assert parameters["table_type"] == "delta" and parameters["spark.sql.sources.provider"] == "delta"
read += same("sales", "made", ["id", "region", "day", "amount", "note"])
everything = scanned("SELECT id FROM made")
assert 0 < scanned("SELECT id FROM made WHERE region = 'x'") < everything
assert 0 < scanned("SELECT id FROM made WHERE id = 1000") < everything / 10
assert rows("SELECT count(*) FROM made WHERE region IS NULL OR day IS NULL") == [
    (str(len([r for r in expected("sales", ["region", "day"]) if None in r])),)
]
partitions = rows("SHOW PARTITIONS made")
assert ("region=new/day=2025-01-01",) in partitions, partitions
assert [c for (c,) in rows("SHOW COLUMNS IN made")][-2].strip() == "region"

# One version a statement: what is written afterwards is in the next one.
write("sales", pa.table({"id": [1001], "region": ["x"], "day": [None], "amount": [None], "note": [None]},
      schema=pa.schema([("id", pa.int64()), ("region", pa.string()), ("day", pa.date32()),
                        ("amount", pa.float64()), ("note", pa.string())])), mode="append")
read += same("sales", "made", ["id", "region", "day", "amount", "note"])
DeltaTable(ROOT + "/sales", storage_options=OPTIONS).optimize.compact()
read += same("sales", "made", ["id", "region", "day", "amount", "note"])
again("linked")
read += same("sales", "linked_sales", ["id", "region", "day", "amount", "note"])
write("types", TYPES.select(["Id", "word"]), mode="overwrite", schema_mode="overwrite")
again("native")
read += same("types", "native_types", ["Id", "word"])
assert rows("SELECT * FROM native_types WHERE id = 1") == [("1", "a")]

refused("INSERT INTO made SELECT * FROM made", "INSERT INTO a Delta Lake table is not supported")
refused("INSERT INTO linked_sales SELECT * FROM linked_sales", "SymlinkTextInputFormat")
refused("DELETE FROM made WHERE id = 1", "NOT_SUPPORTED")
refused("UPDATE made SET id = 1", "NOT_SUPPORTED")
refused("MSCK REPAIR TABLE made", "not supported for Delta Lake tables")
refused("ALTER TABLE made ADD PARTITION (region='a', day='2024-01-01')", "not supported for Delta")
refused("ALTER TABLE made SET TBLPROPERTIES ('a'='b')", "not supported for Delta Lake tables")
refused("SELECT * FROM made FOR VERSION AS OF 1", "NOT_SUPPORTED")
refused(
    "CREATE EXTERNAL TABLE nowhere LOCATION '%s/nowhere/' TBLPROPERTIES ('table_type'='DELTA')" % ROOT,
    "Metadata not found in transaction log",
)
refused(
    "CREATE EXTERNAL TABLE c (a int) LOCATION '%s/sales/' TBLPROPERTIES ('table_type'='DELTA')" % ROOT,
    "takes its columns from its log",
)
rows("DROP TABLE made")
assert s3.list_objects_v2(Bucket=BUCKET, Prefix="sales/_delta_log/")["KeyCount"] > 0
print("delta: all right, %d rows" % read)
