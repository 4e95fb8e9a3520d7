"""/query in Arrow's streaming format and with a bearer token, read by pyarrow: every type, NULL of every type, a result of
many batches, a single page, and values that a type cannot hold."""

import datetime
import decimal
import json
import os
import urllib.error
import urllib.parse
import urllib.request

import pyarrow as pa
import pyarrow.ipc

LAKE = os.environ["AWS_ENDPOINT_URL"]
STREAM = "application/vnd.apache.arrow.stream"


def token():
    form = {
        "grant_type": "client_credentials",
        "client_id": os.environ["AWS_ACCESS_KEY_ID"],
        "client_secret": os.environ["AWS_SECRET_ACCESS_KEY"],
    }
    with urllib.request.urlopen(
        LAKE + "/iceberg/v1/oauth/tokens", urllib.parse.urlencode(form).encode()
    ) as answer:
        return json.load(answer)["access_token"]


TOKEN = token()


def ask(sql, more=None):
    return urllib.request.urlopen(
        urllib.request.Request(
            LAKE + "/query",
            json.dumps({"query": sql, **(more or {})}).encode(),
            {
                "Authorization": "Bearer " + TOKEN,
                "Accept": STREAM,
                "Content-Type": "application/json",
            },
        )
    )


def table(sql, more=None):
    with ask(sql, more) as answer:
        assert answer.headers["Content-Type"] == STREAM
        read = pa.ipc.open_stream(answer).read_all()
        read.validate(full=True)
        return read


UTC = datetime.timezone.utc
EVERY_TYPE = [
    ("true", "boolean", pa.bool_(), True),
    ("TINYINT '-128'", "tinyint", pa.int8(), -128),
    ("SMALLINT '32767'", "smallint", pa.int16(), 32767),
    ("-2147483648", "integer", pa.int32(), -2147483648),
    ("9223372036854775807", "bigint", pa.int64(), 9223372036854775807),
    ("REAL '1.5'", "float", pa.float32(), 1.5),
    ("DOUBLE '-2.5E-300'", "double", pa.float64(), -2.5e-300),
    ("infinity()", "double", pa.float64(), float("inf")),
    ("DECIMAL '-12.345'", "decimal", pa.decimal128(5, 3), decimal.Decimal("-12.345")),
    (
        "CAST('-99999999999999999999999999999999999999' AS decimal(38, 0))",
        "decimal",
        pa.decimal128(38, 0),
        decimal.Decimal("-99999999999999999999999999999999999999"),
    ),
    ("'Zoë \"\n'", "varchar", pa.string(), 'Zoë "\n'),
    ("''", "varchar", pa.string(), ""),
    ("CAST('ab' AS char(4))", "char", pa.string(), "ab  "),
    ("X'00ff'", "varbinary", pa.binary(), b"\x00\xff"),
    ("DATE '1969-12-31'", "date", pa.date32(), datetime.date(1969, 12, 31)),
    (
        "TIMESTAMP '1969-12-31 23:59:59.999'",
        "timestamp",
        pa.timestamp("us"),
        datetime.datetime(1969, 12, 31, 23, 59, 59, 999000),
    ),
    (
        "TIMESTAMP '2024-02-29 01:02:03.123456'",
        "timestamp",
        pa.timestamp("us"),
        datetime.datetime(2024, 2, 29, 1, 2, 3, 123456),
    ),
    ("TIMESTAMP '2024-02-29 01:02:03.123456789'", "timestamp", pa.timestamp("ns"), 1709168523123456789),
    (
        "TIMESTAMP '2024-02-29 01:02:03.5 +02:00'",
        "timestamp with time zone",
        pa.timestamp("us", "UTC"),
        datetime.datetime(2024, 2, 28, 23, 2, 3, 500000, UTC),
    ),
    (
        "TIMESTAMP '2024-07-01 12:00:00 Europe/Berlin'",
        "timestamp with time zone",
        pa.timestamp("us", "UTC"),
        datetime.datetime(2024, 7, 1, 10, 0, tzinfo=UTC),
    ),
    ("TIME '23:59:59.999'", "time", pa.time64("us"), datetime.time(23, 59, 59, 999000)),
    ("INTERVAL '1' DAY", "interval day to second", pa.string(), "1 00:00:00.000"),
    ("ARRAY[1, NULL]", "array", pa.string(), "[1, null]"),
    ("MAP(ARRAY['a'], ARRAY[1])", "map", pa.string(), "{a=1}"),
    ("CAST(ROW(1, 'x') AS ROW(a integer, b varchar))", "row", pa.string(), "{a=1, b=x}"),
    ("JSON '{\"a\": 1}'", "json", pa.string(), '{"a":1}'),
    ("UUID '12151fd2-7586-11e9-8f9e-2a86e4085a59'", "uuid", pa.string(), "12151fd2-7586-11e9-8f9e-2a86e4085a59"),
]


def plain(value):
    """Nanoseconds as their number: Python's datetime has none."""
    if pa.types.is_timestamp(value.type) and value.type.unit == "ns":
        return value.value
    return value.as_py()


def every_type():
    columns = ", ".join(f"{sql} AS c{i}" for i, (sql, *_) in enumerate(EVERY_TYPE))
    # Each value once and NULL of its type once: in the rows of one batch, and of no value at all.
    for where, rows in (("IN (1, 2)", 2), ("= 2", 1), ("= 3", 0)):
        nullable = ", ".join(
            f"IF(i = 1, {sql}, NULL) AS c{i}" for i, (sql, *_) in enumerate(EVERY_TYPE)
        )
        read = table(f"SELECT {nullable} FROM (VALUES 1, 2) t(i) WHERE i {where} ORDER BY i")
        assert read.num_rows == rows, (where, read.num_rows)
        for i, (sql, athena, _, value) in enumerate(EVERY_TYPE):
            assert read.field(i).metadata == {b"athena.type": athena.encode()}, (sql, read.field(i))
            expected = {2: [value, None], 1: [None], 0: []}[rows]
            got = [plain(cell) if cell.is_valid else None for cell in read.column(i)]
            assert got == expected, (sql, got)
    read = table("SELECT " + columns)
    for i, (sql, _, arrow, value) in enumerate(EVERY_TYPE):
        assert read.field(i).type == arrow, (sql, read.field(i).type)
        assert plain(read.column(i)[0]) == value, (sql, read.column(i)[0])


def many_batches():
    rows = 3_500
    with ask(f"SELECT x, CAST(x AS varchar) AS s, x % 3 = 0 AS b FROM UNNEST(sequence(1, {rows})) t(x)") as answer:
        batches = list(pa.ipc.open_stream(answer))
    assert len(batches) > 1
    read = pa.Table.from_batches(batches)
    assert read.column("x").to_pylist() == list(range(1, rows + 1))
    assert read.column("s").to_pylist() == [str(x) for x in range(1, rows + 1)]
    assert read.column("b").to_pylist() == [x % 3 == 0 for x in range(1, rows + 1)]


def a_page():
    with ask("SELECT x FROM UNNEST(sequence(1, 9)) t(x)", {"maxRows": 4}) as answer:
        link = answer.headers["Link"]
        assert pa.ipc.open_stream(answer).read_all().num_rows == 4
    request = urllib.request.Request(
        LAKE + link[1 : link.index(">")], headers={"Authorization": "Bearer " + TOKEN, "Accept": STREAM}
    )
    with urllib.request.urlopen(request) as answer:
        assert pa.ipc.open_stream(answer).read_all().column("x").to_pylist() == [5, 6, 7, 8, 9]


def what_is_not_held():
    """Years beyond what nanoseconds in 64 bits reach are refused by name."""
    try:
        ask("SELECT TIMESTAMP '2400-01-01 00:00:00.123456789' AS late")
        raise AssertionError("it was answered")
    except urllib.error.HTTPError as error:
        assert error.code == 406, error
        told = json.load(error)
        assert told["error"] == "NotAcceptable" and "late" in told["message"], told


def who_may():
    def refused(authorization):
        try:
            urllib.request.urlopen(
                urllib.request.Request(
                    LAKE + "/query?query=SELECT%201", headers={"Authorization": authorization}
                )
            )
            raise AssertionError(authorization)
        except urllib.error.HTTPError as error:
            assert error.code == 401, error
            assert "Bearer" in error.headers["WWW-Authenticate"]
            assert json.load(error)["error"] == "NotAuthorizedException"

    session, key, proof, sealed = TOKEN.split(".")
    for wrong in (
        "x",
        TOKEN[:-8] + "AAAAAAAA",
        f"{session}.{sealed}",
        f"{session}.{key}.{proof[:-4]}AAAA.{sealed}",
        f"{session}.AKIAAAAAAAAAAAAAAAAA.{proof}.{sealed}",
    ):
        refused("Bearer " + wrong)


every_type()
many_batches()
a_page()
what_is_not_held()
who_may()
print("arrow: all right")
