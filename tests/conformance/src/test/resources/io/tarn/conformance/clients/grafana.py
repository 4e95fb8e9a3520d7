"""What Grafana's Athena data source sends: the calls behind its drop-down lists, its query with reuse of results, and the SQL
that its macros become (grafana/athena-datasource, pkg/athena/api and macros.go), each answer compared value for value."""

import time
import uuid

import boto3
from botocore.exceptions import ClientError

s3 = boto3.client("s3")
athena = boto3.client("athena")
MARK = uuid.uuid4().hex[:8]
BUCKET = f"grafana-{MARK}"
DATABASE = f"metrics_{MARK}"
CATALOG = "AwsDataCatalog"
FROM, TO = "2024-01-01 00:00:00", "2024-01-01 00:59:59"
FROM_UNIX, TO_UNIX = 1704067200, 1704070799
# What GetQueryExecution must hold for the panel to leave its waiting state, and the types that it knows how to read.
KNOWN_TYPES = {
    "tinyint", "smallint", "integer", "bigint", "float", "real", "double", "json", "char", "varchar", "varbinary", "row",
    "string", "binary", "struct", "interval year to month", "interval day to second", "decimal", "ipaddress", "array", "map",
    "unknown", "boolean", "date", "time", "time with time zone", "timestamp", "timestamp with time zone",
}


def pages(call, member, **arguments):
    """By hand as the data source does it: until no NextToken comes."""
    found, token = [], {}
    while True:
        answer = call(**arguments, **token)
        found += answer[member]
        if not answer.get("NextToken"):
            return found
        token = {"NextToken": answer["NextToken"]}


def start(sql, reuse_minutes=None, **more):
    if reuse_minutes is not None:
        more["ResultReuseConfiguration"] = {
            "ResultReuseByAgeConfiguration": {"Enabled": True, "MaxAgeInMinutes": reuse_minutes}
        }
    return athena.start_query_execution(
        QueryString=sql,
        QueryExecutionContext={"Catalog": CATALOG, "Database": DATABASE},
        WorkGroup="primary",
        ResultConfiguration={"OutputLocation": f"s3://{BUCKET}/results/"},
        **more,
    )["QueryExecutionId"]


def ended(query):
    deadline = time.monotonic() + 120
    while True:
        execution = athena.get_query_execution(QueryExecutionId=query)["QueryExecution"]
        if execution["Status"]["State"] not in ("QUEUED", "RUNNING"):
            return execution
        assert time.monotonic() < deadline, execution


def rows(sql, *types):
    query = start(sql)
    execution = ended(query)
    assert execution["Status"]["State"] == "SUCCEEDED", (sql, execution["Status"])
    found, columns, token = [], None, {}
    while True:
        answer = athena.get_query_results(QueryExecutionId=query, **token)
        columns = [column["Type"] for column in answer["ResultSet"]["ResultSetMetadata"]["ColumnInfo"]]
        found += [tuple(cell.get("VarCharValue") for cell in row["Data"]) for row in answer["ResultSet"]["Rows"]]
        if not answer.get("NextToken"):
            break
        token = {"NextToken": answer["NextToken"]}
    assert set(columns) <= KNOWN_TYPES, columns
    if types:
        assert columns == list(types), columns
    return found[1:]


def prepare():
    s3.create_bucket(Bucket=BUCKET)
    run = ended(start(f"CREATE DATABASE {DATABASE}"))
    assert run["Status"]["State"] == "SUCCEEDED", run
    lines = []
    for minute in range(0, 120, 10):
        unix = FROM_UNIX + minute * 60
        stamp = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(unix))
        lines.append(f'{stamp},{stamp[:10]}T{stamp[11:]}Z,{unix},{minute},{"a" if minute % 20 == 0 else "b"}')
    s3.put_object(Bucket=BUCKET, Key="points/points.csv", Body="\n".join(lines).encode())
    run = ended(start(
        "CREATE EXTERNAL TABLE points (at timestamp, iso string, epoch bigint, value double, host string)"
        " PARTITIONED BY (day date) ROW FORMAT DELIMITED FIELDS TERMINATED BY ','"
        f" LOCATION 's3://{BUCKET}/unused/'"))
    assert run["Status"]["State"] == "SUCCEEDED", run
    run = ended(start(f"ALTER TABLE points ADD PARTITION (day = '2024-01-01') LOCATION 's3://{BUCKET}/points/'"))
    assert run["Status"]["State"] == "SUCCEEDED", run


def lists():
    catalogs = [each["CatalogName"] for each in pages(athena.list_data_catalogs, "DataCatalogsSummary")]
    assert CATALOG in catalogs, catalogs
    assert DATABASE in [each["Name"] for each in pages(athena.list_databases, "DatabaseList", CatalogName=CATALOG)]
    one_by_one = [each["Name"] for each in pages(athena.list_databases, "DatabaseList", CatalogName=CATALOG, MaxResults=1)]
    assert DATABASE in one_by_one and len(one_by_one) == len(set(one_by_one)), one_by_one
    groups = {each["Name"]: each for each in pages(athena.list_work_groups, "WorkGroups")}
    assert "primary" in groups, groups
    # Reuse of results is offered for this engine only.
    group = athena.get_work_group(WorkGroup="primary")["WorkGroup"]
    version = group["Configuration"]["EngineVersion"]["EffectiveEngineVersion"]
    assert version == "Athena engine version 3", version
    tables = pages(athena.list_table_metadata, "TableMetadataList", CatalogName=CATALOG, DatabaseName=DATABASE)
    assert [table["Name"] for table in tables] == ["points"], tables
    table = athena.get_table_metadata(CatalogName=CATALOG, DatabaseName=DATABASE, TableName="points")["TableMetadata"]
    assert [(each["Name"], each["Type"]) for each in table["Columns"]] == [
        ("at", "timestamp"), ("iso", "string"), ("epoch", "bigint"), ("value", "double"), ("host", "string")], table
    assert [(each["Name"], each["Type"]) for each in table["PartitionKeys"]] == [("day", "date")], table
    try:
        athena.get_table_metadata(CatalogName=CATALOG, DatabaseName=DATABASE, TableName="nothing")
        raise AssertionError("a table that is not there was shown")
    except ClientError as error:
        assert error.response["Error"]["Code"] == "MetadataException", error
    # What the data source's health check asks.
    assert rows("SELECT 1", "integer") == [("1",)]


def macros():
    within = f"BETWEEN TIMESTAMP '{FROM}' AND TIMESTAMP '{TO}'"
    expected = [(str(float(minute)),) for minute in range(0, 60, 10)]
    # $__timeFilter of a timestamp, of a text in the usual form, and of one in a form of its own.
    assert rows(f"SELECT value FROM points WHERE at {within} ORDER BY epoch", "double") == expected
    own = "parse_datetime(iso,'yyyy-MM-dd''T''HH:mm:ss''Z')"
    assert rows(f"SELECT value FROM points WHERE {own} {within} ORDER BY epoch") == expected
    # $__parseTime, $__timeFrom and $__timeTo.
    assert rows(f"SELECT {own} FROM points WHERE at = TIMESTAMP '{FROM}'", "timestamp with time zone") == [("2024-01-01 00:00:00.000 UTC",)]
    assert rows(f"SELECT count(*) FROM points WHERE at > TIMESTAMP '{FROM}' AND at < TIMESTAMP '{TO}'", "bigint") == [("5",)]
    # $__dateFilter, on the partition's column, and $__unixEpochFilter.
    assert rows("SELECT count(*) FROM points WHERE day BETWEEN date '2024-01-01' AND date '2024-01-01'") == [("12",)]
    assert rows("SELECT count(*) FROM points WHERE day BETWEEN date '2024-01-02' AND date '2024-01-03'") == [("0",)]
    assert rows(f"SELECT value FROM points WHERE epoch BETWEEN {FROM_UNIX} AND {TO_UNIX} ORDER BY epoch") == expected
    # $__timeGroup and $__unixEpochGroup by 30 minutes, and by one and a half seconds.
    grouped = [(f"2024-01-01 0{hour}:{minute}:00.000 UTC", f"{total:.1f}") for hour, minute, total in
               ((0, "00", 30.0), (0, "30", 120.0), (1, "00", 210.0), (1, "30", 300.0))]
    for column in ("TO_UNIXTIME(at)", "epoch"):
        sql = f"SELECT FROM_UNIXTIME(FLOOR({column}/1800)*1800) AS time, sum(value) AS total FROM points GROUP BY 1 ORDER BY 1"
        assert rows(sql, "timestamp with time zone", "double") == grouped, column
    assert rows(f"SELECT FROM_UNIXTIME(FLOOR(TO_UNIXTIME(TIMESTAMP '{TO}')/1.5)*1.5)") == [("2024-01-01 00:59:58.500 UTC",)]
    # A time series by a label, as its query editor makes it.
    series = rows(f"SELECT FROM_UNIXTIME(FLOOR(TO_UNIXTIME(at)/3600)*3600) AS time, host, avg(value) AS value FROM {DATABASE}.points"
                  f" WHERE at {within} GROUP BY 1, 2 ORDER BY 1, 2", "timestamp with time zone", "varchar", "double")
    assert series == [("2024-01-01 00:00:00.000 UTC", "a", "20.0"), ("2024-01-01 00:00:00.000 UTC", "b", "30.0")], series


def queries():
    sql = "SELECT sum(value) AS total FROM points"
    first = ended(start(sql, reuse_minutes=60))
    second = ended(start(sql, reuse_minutes=60))
    assert not first["Statistics"].get("ResultReuseInformation", {}).get("ReusedPreviousResult")
    assert second["Statistics"]["ResultReuseInformation"]["ReusedPreviousResult"], second
    assert first["Statistics"]["DataScannedInBytes"] > 0 and second["Statistics"]["DataScannedInBytes"] == 0
    failed = ended(start("SELECT nothing FROM points"))
    assert failed["Status"]["State"] == "FAILED" and "COLUMN_NOT_FOUND" in failed["Status"]["StateChangeReason"], failed
    endless = start("SELECT count(*) FROM UNNEST(sequence(1, 10000)) a(x) CROSS JOIN UNNEST(sequence(1, 10000)) b(y)"
                    " CROSS JOIN UNNEST(sequence(1, 10000)) c(z) WHERE x * y % 7 = z")
    athena.stop_query_execution(QueryExecutionId=endless)
    stopped = ended(endless)
    # The data source reads the reason of whatever failed or was cancelled without asking whether there is one.
    assert stopped["Status"]["State"] == "CANCELLED" and stopped["Status"]["StateChangeReason"], stopped
    many = rows("SELECT x FROM UNNEST(sequence(1, 2500)) t(x) ORDER BY x")
    assert [int(x) for (x,) in many] == list(range(1, 2501))


prepare()
lists()
macros()
queries()
print("grafana: all right")
