"""The SQL steps of four documented projects over files as their jobs leave them: every row of every table, view and answer is
compared, and the errors that the projects run into."""

import datetime
import io
import time
import uuid
from decimal import Decimal

import boto3
import pyarrow as pa
import pyarrow.parquet as pq

s3 = boto3.client("s3")
athena = boto3.client("athena")
MARK = uuid.uuid4().hex[:8]
BUCKET = f"rows-{MARK}"
LAKE, RETAIL, SHOP, TRUSTED, REFINED = (f"{name}_{MARK}" for name in ("data_lake", "retail", "shop", "trusted", "refined"))


def put(key, text):
    s3.put_object(Bucket=BUCKET, Key=key, Body=text.encode())


def parquet(key, **columns):
    """A file as Spark leaves it: no column is required."""
    out = io.BytesIO()
    pq.write_table(pa.table({name: pa.array(values, kind) for name, (kind, values) in columns.items()}), out)
    s3.put_object(Bucket=BUCKET, Key=key, Body=out.getvalue())


def run(sql, database="default"):
    started = athena.start_query_execution(
        QueryString=sql,
        QueryExecutionContext={"Database": database},
        ResultConfiguration={"OutputLocation": f"s3://{BUCKET}/results/"},
    )["QueryExecutionId"]
    deadline = time.monotonic() + 120
    while True:
        execution = athena.get_query_execution(QueryExecutionId=started)["QueryExecution"]
        if execution["Status"]["State"] not in ("QUEUED", "RUNNING"):
            return execution
        assert time.monotonic() < deadline, sql


def query(sql, database="default"):
    """Names of the columns, their types, and all rows as texts."""
    execution = run(sql, database)
    assert execution["Status"]["State"] == "SUCCEEDED", (sql, execution["Status"])
    answer = athena.get_query_results(QueryExecutionId=execution["QueryExecutionId"])["ResultSet"]
    rows = [tuple(cell.get("VarCharValue") for cell in row["Data"]) for row in answer["Rows"]]
    types = [column["Type"] for column in answer["ResultSetMetadata"]["ColumnInfo"]]
    if not sql.lstrip().upper().startswith(("SELECT", "WITH")):
        return (), types, rows
    return rows[0], types, rows[1:]


def same(sql, database, columns, expected, types=None):
    names, found_types, rows = query(sql, database)
    assert names == tuple(columns.split()), (sql, names)
    assert rows == expected, (sql, rows)
    assert types is None or found_types == types.split(), (sql, found_types)


def fails(sql, database, *words):
    status = run(sql, database)["Status"]
    assert status["State"] == "FAILED", (sql, status)
    for word in words:
        assert word in status["StateChangeReason"], (sql, status)


def rejected(sql, database, word):
    """What is no statement does not even start."""
    try:
        run(sql, database)
    except athena.exceptions.InvalidRequestException as error:
        assert word in str(error), error
        return
    raise AssertionError(sql)


def users_and_orders():
    moment = datetime.datetime
    query(f"CREATE DATABASE {LAKE}")
    parquet("processed/users/part-0.parquet", id=(pa.int64(), [1, 2, 3]), name=(pa.string(), ["User One", "User Two", "User Three"]),
            email=(pa.string(), [f"user{i}@example.com" for i in (1, 2, 3)]),
            created_at=(pa.string(), [f"2024-01-0{i} 09:00:00" for i in (5, 6, 7)]))
    parquet("processed/orders/part-0.parquet", id=(pa.int32(), [101, 102, 103, 104]), user_id=(pa.int32(), [1, 1, 2, 4]),
            amount=(pa.decimal128(10, 2), [Decimal(x) for x in ("19.99", "5.01", "100.00", "42.50")]),
            created_at=(pa.timestamp("us"), [moment(2024, 2, 1, 10), moment(2024, 2, 3, 11, 30), moment(2024, 2, 3, 12), moment(2024, 2, 5, 8, 15)]))
    query(f"CREATE EXTERNAL TABLE users_processed (id INT, name STRING, email STRING, created_at TIMESTAMP)"
          f" STORED AS PARQUET LOCATION 's3://{BUCKET}/processed/users/'", LAKE)
    query(f"CREATE EXTERNAL TABLE orders_processed (id INT, user_id INT, amount DECIMAL(10,2), created_at TIMESTAMP)"
          f" STORED AS PARQUET LOCATION 's3://{BUCKET}/processed/orders/'", LAKE)
    joined = ("SELECT u.name, COUNT(o.id) AS order_count, SUM(o.amount) AS total_spent FROM users_processed u"
              " LEFT JOIN orders_processed o ON u.id = o.user_id GROUP BY u.name ORDER BY total_spent DESC")
    same(joined, LAKE, "name order_count total_spent",
         [("User Two", "1", "100.00"), ("User One", "2", "25.00"), ("User Three", "0", None)], "varchar bigint decimal")
    location = run(joined, LAKE)["ResultConfiguration"]["OutputLocation"]
    text = s3.get_object(Bucket=BUCKET, Key=location.split("/", 3)[3])["Body"].read().decode()
    assert text.splitlines()[-1] == '"User Three","0",', text
    same("SELECT * FROM orders_processed ORDER BY id", LAKE, "id user_id amount created_at", [
        ("101", "1", "19.99", "2024-02-01 10:00:00.000"), ("102", "1", "5.01", "2024-02-03 11:30:00.000"),
        ("103", "2", "100.00", "2024-02-03 12:00:00.000"), ("104", "4", "42.50", "2024-02-05 08:15:00.000")],
        "integer integer decimal timestamp")
    same("SELECT id, name, email FROM users_processed ORDER BY id", LAKE, "id name email",
         [(str(i), name, f"user{i}@example.com") for i, name in ((1, "User One"), (2, "User Two"), (3, "User Three"))])
    fails("SELECT created_at FROM users_processed", LAKE, "HIVE_BAD_DATA", "created_at")
    query(f"CREATE EXTERNAL TABLE orders_wrong (id INT, amount DECIMAL(10,2)) STORED AS PARQUET LOCATION 's3://{BUCKET}/wrong/'", LAKE)
    parquet("wrong/part-0.parquet", id=(pa.int32(), [1]), amount=(pa.float64(), [1.5]))
    fails("SELECT amount FROM orders_wrong", LAKE, "HIVE_BAD_DATA", "amount")


def sales_by_location():
    query(f"CREATE DATABASE {RETAIL}")
    put("sales/sales_data_london.csv", "sale_id,product_id,location,quantity,Total_Sales,sale_date\n1,100,London,2,43.5,2024-11-01\n"
        "2,101,London,1,15.25,2024-11-01\n3,102,Paris,3,90.0,2024-11-02\n4,100,Leeds,1,21.75,2024-11-02\n5,103,London,4,60.5,2024-11-03\n")
    put("products/products.csv", "product_id,product_name,category,supplier,price_range\n100,Product 8,Home & Kitchen,Supplier C,21.79818545851389\n"
        "101,Product 1,Electronics,Supplier A,15.25\n102,Product 2,Toys,Supplier B,30.0\n103,Product 3,Home & Kitchen,Supplier A,15.1\n")
    csv = " ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' LOCATION 's3://{}/{}/' TBLPROPERTIES ('skip.header.line.count'='1')"
    query("CREATE EXTERNAL TABLE salessales (sale_id bigint, product_id bigint, location string, quantity bigint, total_sales double,"
          " sale_date string)" + csv.format(BUCKET, "sales"), RETAIL)
    query("CREATE EXTERNAL TABLE productproducts (product_id bigint, product_name string, category string, supplier string,"
          " price_range double)" + csv.format(BUCKET, "products"), RETAIL)
    same("SELECT * FROM salessales ORDER BY sale_id", RETAIL, "sale_id product_id location quantity total_sales sale_date", [
        ("1", "100", "London", "2", "43.5", "2024-11-01"), ("2", "101", "London", "1", "15.25", "2024-11-01"),
        ("3", "102", "Paris", "3", "90.0", "2024-11-02"), ("4", "100", "Leeds", "1", "21.75", "2024-11-02"),
        ("5", "103", "London", "4", "60.5", "2024-11-03")], "bigint bigint varchar bigint double varchar")
    same("SELECT * FROM productproducts ORDER BY product_id LIMIT 10", RETAIL, "product_id product_name category supplier price_range", [
        ("100", "Product 8", "Home & Kitchen", "Supplier C", "21.79818545851389"), ("101", "Product 1", "Electronics", "Supplier A", "15.25"),
        ("102", "Product 2", "Toys", "Supplier B", "30.0"), ("103", "Product 3", "Home & Kitchen", "Supplier A", "15.1")])
    same('SELECT location, sum(total_sales) AS "sum(Total_Sales)" FROM salessales GROUP BY 1 ORDER BY 1', RETAIL,
         "location sum(Total_Sales)", [("Leeds", "21.75"), ("London", "119.25"), ("Paris", "90.0")])
    same("SELECT p.category, sum(s.total_sales) AS total FROM salessales s JOIN productproducts p ON s.product_id = p.product_id"
         " GROUP BY p.category ORDER BY total DESC", RETAIL, "category total",
         [("Home & Kitchen", "125.75"), ("Toys", "90.0"), ("Electronics", "15.25")])


def shop_and_logs():
    query(f"CREATE DATABASE {SHOP}")
    put("shop/sales/s.csv", "id,sku,customer,qty\n1,501,C1,2\n2,502,C2,1\n3,501,C2,4\n")
    put("shop/navigation/n.json", "".join(f'{{"session":"{s}","page":"{p}"}}\n' for s, p in (("s1", "home"), ("s1", "product"), ("s1", "buy"), ("s2", "home"))))
    put("shop/logs/access.log", "".join(
        f'10.0.0.{i} - - [01/Nov/2024:10:00:0{i} +0000] "GET /p{i} HTTP/1.1" {status} {i}00\n' for i, status in enumerate((200, 200, 500, 404, 500), 1)))
    query("CREATE EXTERNAL TABLE sales (id int, sku int, customer string, qty int) ROW FORMAT DELIMITED FIELDS TERMINATED BY ','"
          f" LOCATION 's3://{BUCKET}/shop/sales/' TBLPROPERTIES ('skip.header.line.count'='1')", SHOP)
    query("CREATE EXTERNAL TABLE navigation (session string, page string) ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'"
          f" LOCATION 's3://{BUCKET}/shop/navigation/'", SHOP)
    query("CREATE EXTERNAL TABLE access (clientip string, ident string, auth string, `timestamp` string, verb string, request string,"
          " httpversion string, response string, bytes string) ROW FORMAT SERDE 'com.amazonaws.glue.serde.GrokSerDe'"
          " WITH SERDEPROPERTIES ('input.format'='%{COMMONAPACHELOG}')"
          " STORED AS INPUTFORMAT 'org.apache.hadoop.mapred.TextInputFormat'"
          " OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'"
          f" LOCATION 's3://{BUCKET}/shop/logs/'", SHOP)
    customers = "(VALUES ('C1', 'FR'), ('C2', 'BR')) c(id, country)"
    inventory = "(VALUES (501, 10), (502, 0)) i(sku, stock)"
    same("SELECT * FROM sales ORDER BY id", SHOP, "id sku customer qty", [("1", "501", "C1", "2"), ("2", "502", "C2", "1"), ("3", "501", "C2", "4")])
    same(f"SELECT c.country, sum(s.qty) AS units FROM sales s JOIN {customers} ON s.customer = c.id GROUP BY 1 ORDER BY 1 DESC", SHOP,
         "country units", [("FR", "2"), ("BR", "5")])
    same(f"SELECT s.sku, sum(s.qty) AS sold, max(i.stock) AS stock FROM sales s JOIN {inventory} ON s.sku = i.sku GROUP BY 1 ORDER BY 1", SHOP,
         "sku sold stock", [("501", "6", "10"), ("502", "1", "0")])
    same("SELECT response, count(*) AS lines FROM access GROUP BY 1 ORDER BY 1 DESC", SHOP, "response lines", [("500", "2"), ("404", "1"), ("200", "2")])
    same('SELECT clientip, "timestamp", verb, request, httpversion, response, bytes FROM access ORDER BY clientip', SHOP,
         "clientip timestamp verb request httpversion response bytes",
         [(f"10.0.0.{i}", f"01/Nov/2024:10:00:0{i} +0000", "GET", f"/p{i}", "1.1", str(status), f"{i}00") for i, status in enumerate((200, 200, 500, 404, 500), 1)])
    same("SELECT session, count_if(page = 'buy') > 0 AS buys FROM navigation GROUP BY 1 ORDER BY 1", SHOP, "session buys", [("s1", "true"), ("s2", "false")])


def movies():
    query(f"CREATE DATABASE {TRUSTED}")
    query(f"CREATE DATABASE {REFINED}")
    parquet("trusted/csv/part-0.parquet", id=(pa.string(), ["tt9000001", "tt9000002"]), tituloPincipal=(pa.string(), ["Casa Vazia", "Noite Longa"]),
            anoLancamento=(pa.int32(), [2019, 2021]), genero=(pa.string(), ["Horror,Mystery", "Drama,Horror"]),
            notaMedia=(pa.float32(), [6.4, 5.5]), numeroVotos=(pa.int32(), [1200, 300]))
    day = datetime.date
    parquet("trusted/json/part-0.parquet", id=(pa.int64(), [900001, 900002, 900003, 900005]),
            title=(pa.string(), ["Casa Vazia", "Noite Longa", "Noite Longa", "Porta"]), overview=(pa.string(), list("abce")),
            genres=(pa.string(), ["Terror, Mistério", "Terror", "Terror", "Terror"]), popularity=(pa.float64(), [45.6, 12.3, 20.1, 3.2]),
            release_date=(pa.date32(), [day(2019, 10, 31), day(2021, 3, 15), day(2021, 8, 1), None]))
    query("CREATE EXTERNAL TABLE tb_csv (id string, tituloPincipal string, anoLancamento integer, genero string, notaMedia float,"
          f" numeroVotos integer) STORED AS PARQUET LOCATION 's3://{BUCKET}/trusted/csv/'", TRUSTED)
    query("CREATE EXTERNAL TABLE tb_json (id int, title string, overview string, genres string, popularity double, release_date date)"
          f" STORED AS PARQUET LOCATION 's3://{BUCKET}/trusted/json/'", TRUSTED)
    same("SELECT * FROM tb_csv ORDER BY id", TRUSTED, "id titulopincipal anolancamento genero notamedia numerovotos", [
        ("tt9000001", "Casa Vazia", "2019", "Horror,Mystery", "6.4", "1200"), ("tt9000002", "Noite Longa", "2021", "Drama,Horror", "5.5", "300")],
        "varchar varchar integer varchar float integer")
    same("SELECT * FROM tb_json ORDER BY id", TRUSTED, "id title overview genres popularity release_date", [
        ("900001", "Casa Vazia", "a", "Terror, Mistério", "45.6", "2019-10-31"), ("900002", "Noite Longa", "b", "Terror", "12.3", "2021-03-15"),
        ("900003", "Noite Longa", "c", "Terror", "20.1", "2021-08-01"), ("900005", "Porta", "e", "Terror", "3.2", None)],
        "integer varchar varchar varchar double date")
    both = "FROM tb_csv c JOIN tb_json j ON c.tituloPincipal = j.title"
    query(f"CREATE OR REPLACE VIEW fact_popularidade AS SELECT c.id AS id_csv, j.id AS id_json, c.numeroVotos, j.popularity, c.notaMedia {both}", TRUSTED)
    query(f"CREATE OR REPLACE VIEW dim_tempo AS SELECT c.id AS id_csv, c.anoLancamento, j.release_date {both}", TRUSTED)
    same("SELECT * FROM fact_popularidade ORDER BY id_json", TRUSTED, "id_csv id_json numeroVotos popularity notaMedia", [
        ("tt9000001", "900001", "1200", "45.6", "6.4"), ("tt9000002", "900002", "300", "12.3", "5.5"), ("tt9000002", "900003", "300", "20.1", "5.5")])
    same("SELECT * FROM dim_tempo ORDER BY id_csv, release_date", TRUSTED, "id_csv anoLancamento release_date", [
        ("tt9000001", "2019", "2019-10-31"), ("tt9000002", "2021", "2021-03-15"), ("tt9000002", "2021", "2021-08-01")])
    rejected("CREATE OR REPLACE TEMP VIEW v AS SELECT 1 AS x", TRUSTED, "'TEMP'")
    rejected("REATE OR REPLACE VIEW v AS SELECT 1 AS x", TRUSTED, "'REATE'")

    # The refined zone: the three sets joined on the title's id, which two films share.
    query(f"CREATE TABLE {REFINED}.joined_df WITH (format = 'PARQUET', external_location = 's3://{BUCKET}/refined/joined/') AS"
          " SELECT n.id_csv, n.titulopincipal, f.numerovotos, f.popularity, CAST(f.notamedia AS double) AS notamedia, t.anolancamento, t.release_date"
          f" FROM (SELECT c.id AS id_csv, c.tituloPincipal {both}) n JOIN fact_popularidade f ON n.id_csv = f.id_csv JOIN dim_tempo t ON f.id_csv = t.id_csv", TRUSTED)
    casa = ("tt9000001", "Casa Vazia", "1200", "45.6", "6.400000095367432", "2019", "2019-10-31")
    noite = [("tt9000002", "Noite Longa", "300", popularity, "5.5", "2021", date)
             for popularity in ("12.3", "20.1") for date in ("2021-03-15", "2021-08-01") for _ in range(2)]
    same("SELECT * FROM joined_df ORDER BY id_csv, popularity, release_date", REFINED,
         "id_csv titulopincipal numerovotos popularity notamedia anolancamento release_date", [casa] + noite)
    same("SELECT anolancamento, titulopincipal, max(numerovotos) AS votes, max(popularity) AS popularity FROM joined_df"
         " GROUP BY 1, 2 ORDER BY 1 DESC", REFINED, "anolancamento titulopincipal votes popularity",
         [("2021", "Noite Longa", "300", "20.1"), ("2019", "Casa Vazia", "1200", "45.6")])
    same("SELECT DISTINCT notamedia FROM joined_df ORDER BY 1", REFINED, "notamedia", [("5.5",), ("6.400000095367432",)], "double")
    same("SELECT DISTINCT notamedia FROM tb_csv ORDER BY 1", TRUSTED, "notamedia", [("5.5",), ("6.4",)], "float")


s3.create_bucket(Bucket=BUCKET)
users_and_orders()
sales_by_location()
shop_and_logs()
movies()
print("rows: all right")
