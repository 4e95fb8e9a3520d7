"""The crawlers of six documented projects: what each finds is compared name by name and type by type, and every table is
then read by SQL, row for row."""

import json
import time
import uuid

import boto3

s3 = boto3.client("s3")
iam = boto3.client("iam")
glue = boto3.client("glue")
athena = boto3.client("athena")
MARK = uuid.uuid4().hex[:8]
BUCKET = f"crawls-{MARK}"


def put(key, text):
    s3.put_object(Bucket=BUCKET, Key=key, Body=text.encode())


def query(sql, database="default"):
    """The rows of a statement, as texts, None for NULL."""
    run = athena.start_query_execution(
        QueryString=sql,
        QueryExecutionContext={"Database": database},
        ResultConfiguration={"OutputLocation": f"s3://{BUCKET}/results/"},
    )["QueryExecutionId"]
    deadline = time.monotonic() + 120
    state = {"State": "QUEUED"}
    while state["State"] in ("QUEUED", "RUNNING"):
        assert time.monotonic() < deadline, sql
        state = athena.get_query_execution(QueryExecutionId=run)["QueryExecution"]["Status"]
    assert state["State"] == "SUCCEEDED", (sql, state)
    rows = athena.get_query_results(QueryExecutionId=run)["ResultSet"]["Rows"]
    values = [tuple(cell.get("VarCharValue") for cell in row["Data"]) for row in rows]
    return values[1:] if sql.startswith("SELECT") else values


def begin(name, database, path, prefix=""):
    glue.create_crawler(
        Name=name,
        Role=role,
        DatabaseName=database,
        TablePrefix=prefix,
        Targets={"S3Targets": [{"Path": f"s3://{BUCKET}/{path}"}]},
    )
    glue.start_crawler(Name=name)


def finish(*names):
    deadline = time.monotonic() + 120
    for name in names:
        crawler = {"State": "RUNNING"}
        while crawler["State"] != "READY":
            assert time.monotonic() < deadline, name
            crawler = glue.get_crawler(Name=name)["Crawler"]
        assert crawler["LastCrawl"]["Status"] == "SUCCEEDED", crawler


def tables(database):
    return sorted(table["Name"] for table in glue.get_tables(DatabaseName=database)["TableList"])


def table(database, name, columns, keys="", **parameters):
    """Checks names and types of columns and partition keys, and what the table says of its files."""
    found = glue.get_table(DatabaseName=database, Name=name)["Table"]

    def shown(those):
        return ", ".join(f"{column['Name']} {column['Type']}" for column in those)

    assert shown(found["StorageDescriptor"]["Columns"]) == columns, found
    assert shown(found.get("PartitionKeys", [])) == keys, found
    for key, value in parameters.items():
        key = "skip.header.line.count" if key == "skip" else key
        assert found["Parameters"].get(key) == value, found
    return found


trust = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "glue.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ],
}
rights = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": ["s3:*", "glue:*", "logs:*"], "Resource": "*"}],
}
role = iam.create_role(
    RoleName=f"AWSGlueServiceRole-{MARK}", AssumeRolePolicyDocument=json.dumps(trust)
)["Role"]["Arn"]
iam.put_role_policy(
    RoleName=f"AWSGlueServiceRole-{MARK}", PolicyName="all", PolicyDocument=json.dumps(rights)
)
s3.create_bucket(Bucket=BUCKET)
for database in ("project1_db", "data_lake_db", "pipeline_db", "retail_db", "shop_db", "movies_db"):
    glue.create_database(DatabaseInput={"Name": database})

# The first project: a CSV of people, in a folder that has a key of its own.
put("raw/", "")
put(
    "raw/people.csv",
    "id,name,email,created_at,status\n"
    "1,Ada Example,ada@example.com,2024-01-01,active\n"
    "2,Ben Example,ben@example.com,2024-01-02,inactive\n"
    "3,Cleo Example,,2024-01-03,active\n"
    "4,Dan Example,dan@example.com,2024-01-04,active\n"
    "5,Eve Example,eve@example.com,2024-01-05,ACTIVE\n"
    "6,Finn Example,finn@example.com,2024-01-06,inactive\n",
)
begin("csv-crawler", "project1_db", "raw/")

# The second: JSON lines beside CSV, a folder each.
put(
    "lake/users/u1.json",
    '{"id":1,"name":"User One","email":"user1@example.com","created_at":"2024-01-05 09:00:00"}\n'
    '{"id":2,"name":"User Two","email":"user2@example.com","created_at":"2024-01-06 09:00:00"}\n'
    '{"id":3,"name":"User Three","email":"user3@example.com","created_at":"2024-01-07 09:00:00"}\n'
    '{"id":4,"name":"User Four","email":null,"created_at":"2024-01-08 09:00:00"}\n',
)
put(
    "lake/orders/o1.csv",
    "id,user_id,amount,created_at\n"
    "101,1,19.99,2024-02-01 10:00:00\n"
    "102,1,5.01,2024-02-03 11:30:00\n"
    "103,2,100.00,2024-02-03 12:00:00\n"
    "104,4,42.50,2024-02-05 08:15:00\n",
)
put("lake/products/p1.csv", "id,name,price\n10,Lamp,19.99\n11,Pen,5.01\n12,Desk,100.00\n13,Chair,42.50\n")
for name in ("users", "orders", "products"):
    begin(f"{name}-crawler", "data_lake_db", f"lake/{name}/")

# The fifth: tables named with a prefix, and a header that SQL cannot take as it stands.
put(
    "sales/sales_data_london.csv",
    "sale_id,product_id,location,quantity,Total_Sales,sale_date\n"
    "1,100,London,2,43.5,2024-11-01\n"
    "2,101,London,1,15.25,2024-11-01\n"
    "3,102,Paris,3,90.0,2024-11-02\n"
    "4,100,Leeds,1,21.75,2024-11-02\n"
    "5,103,London,4,60.5,2024-11-03\n",
)
put(
    "products/products.csv",
    "product_id,product_name,category,supplier,price_range\n"
    "100,Product 8,Home & Kitchen,Supplier C,21.79818545851389\n"
    "101,Product 1,Electronics,Supplier A,15.25\n"
    "102,Product 2,Toys,Supplier B,30.0\n"
    "103,Product 3,Home & Kitchen,Supplier A,15.1\n",
)
begin("sales-crawler", "retail_db", "sales/", "sales")
begin("product-crawler", "retail_db", "products/", "product")

# The seventh: a shop's sales, what its visitors looked at, and the log of its server.
put("shop/sales/s.csv", "id,sku,customer,qty\n1,501,C1,2\n2,502,C2,1\n3,501,C2,4\n")
put(
    "shop/navigation/n.json",
    '{"session":"s1","page":"home"}\n{"session":"s1","page":"product"}\n'
    '{"session":"s1","page":"buy"}\n{"session":"s2","page":"home"}\n',
)
put(
    "shop/access/access.log",
    "".join(
        f'10.0.0.{i} - - [10/Oct/2024:13:55:3{i} +0000] "GET /page/{i} HTTP/1.1" {status} {100 + i}\n'
        for i, status in enumerate((200, 200, 500, 404, 500))
    ),
)
begin("shop-crawler", "shop_db", "shop/")

# The eighth: pipes between cells, \N for nothing, folders by date that have no names.
HEADER = "id|tituloPincipal|anoLancamento|genero|notaMedia|numeroVotos|personagem|anoNascimento|anoFalecimento|profissao|titulosMaisConhecidos"
put(
    "RAW/Local/CSV/Movies/2023/7/7/movies.csv",
    HEADER + "\n"
    "tt9000001|Casa Vazia|2019|Horror,Mystery|6.4|1200|Ana|1980|\\N|actress|tt9000001\n"
    "tt9000001|Casa Vazia|2019|Horror,Mystery|6.4|1200|Rui|1975|\\N|actor|tt9000001\n"
    "tt9000002|Noite Longa|2021|Drama,Horror|5.5|300|Eva|1990|\\N|actress|tt9000002\n"
    "tt9000003|Mar Calmo|2020|Drama|7.9|5000|Leo|1969|\\N|actor|tt9000003\n"
    "tt9000004|Sem Data|\\N|Horror|4.2|80|Ian|1988|\\N|actor|tt9000004\n"
    "tt9000005|Eco|2019|Horror|3.9|45|Bia|\\N|\\N|actress|tt9000005\n",
)
begin("movies-crawler", "movies_db", "RAW/Local/CSV/Movies/")

finish("csv-crawler", "users-crawler", "orders-crawler", "products-crawler")
assert tables("project1_db") == ["raw"]
table(
    "project1_db",
    "raw",
    "id bigint, name string, email string, created_at string, status string",
    classification="csv",
    delimiter=",",
    skip="1",
)
assert query('SELECT status, count(*) FROM "raw" GROUP BY 1 ORDER BY 1', "project1_db") == [
    ("ACTIVE", "1"),
    ("active", "3"),
    ("inactive", "2"),
]
assert query('SELECT * FROM "raw" WHERE id = 3', "project1_db") == [
    ("3", "Cleo Example", "", "2024-01-03", "active")
]

assert tables("data_lake_db") == ["orders", "products", "users"]
table("data_lake_db", "users", "id int, name string, email string, created_at string", classification="json")
table("data_lake_db", "orders", "id bigint, user_id bigint, amount double, created_at string", classification="csv")
table("data_lake_db", "products", "id bigint, name string, price double", skip="1")
assert query(
    "SELECT u.name, count(*), round(sum(o.amount), 2) FROM users u JOIN orders o ON o.user_id = u.id"
    " GROUP BY u.name ORDER BY u.name",
    "data_lake_db",
) == [("User Four", "1", "42.5"), ("User One", "2", "25.0"), ("User Two", "1", "100.0")]
assert query("SELECT email FROM users ORDER BY id DESC LIMIT 1", "data_lake_db") == [(None,)]
assert query("SELECT * FROM products ORDER BY id LIMIT 1", "data_lake_db") == [("10", "Lamp", "19.99")]

# What was kept as Parquet is crawled too: of the first project, and of the fourth, which has changed its texts.
query(
    "UNLOAD (SELECT * FROM \"raw\" WHERE status = 'active')"
    f" TO 's3://{BUCKET}/processed/parquet/' WITH (format = 'PARQUET')",
    "project1_db",
)
query(
    "UNLOAD (SELECT CAST(id AS integer) AS id, upper(name) AS name, lower(email) AS email, created_at"
    " FROM (VALUES (1, 'ada example', 'ADA@EXAMPLE.COM', '2024-03-01'), (4, 'dan example', 'Dan@Example.com',"
    " '2024-03-04'), (5, 'eve example', 'eve@example.com', '2024-03-05')) AS t (id, name, email, created_at))"
    f" TO 's3://{BUCKET}/pipeline/processed/parquet/' WITH (format = 'PARQUET')",
    "pipeline_db",
)
begin("parquet-crawler", "project1_db", "processed/parquet/")
begin("processed-crawler", "pipeline_db", "pipeline/processed/parquet/")
finish("parquet-crawler", "processed-crawler")
table(
    "project1_db",
    "parquet",
    "id bigint, name string, email string, created_at string, status string",
    classification="parquet",
)
assert query("SELECT id, status FROM parquet ORDER BY id", "project1_db") == [
    ("1", "active"),
    ("3", "active"),
    ("4", "active"),
]
assert tables("pipeline_db") == ["parquet"]
table("pipeline_db", "parquet", "id int, name string, email string, created_at string")
assert query("SELECT * FROM pipeline_db.parquet ORDER BY id") == [
    ("1", "ADA EXAMPLE", "ada@example.com", "2024-03-01"),
    ("4", "DAN EXAMPLE", "dan@example.com", "2024-03-04"),
    ("5", "EVE EXAMPLE", "eve@example.com", "2024-03-05"),
]

finish("sales-crawler", "product-crawler")
assert tables("retail_db") == ["productproducts", "salessales"]
table(
    "retail_db",
    "salessales",
    "sale_id bigint, product_id bigint, location string, quantity bigint, total_sales double, sale_date string",
)
table(
    "retail_db",
    "productproducts",
    "product_id bigint, product_name string, category string, supplier string, price_range double",
)
assert query(
    "SELECT category, sum(total_sales) FROM salessales JOIN productproducts USING (product_id)"
    " GROUP BY category ORDER BY 2 DESC",
    "retail_db",
) == [("Home & Kitchen", "125.75"), ("Toys", "90.0"), ("Electronics", "15.25")]
assert query("SELECT * FROM productproducts ORDER BY product_id LIMIT 1", "retail_db") == [
    ("100", "Product 8", "Home & Kitchen", "Supplier C", "21.79818545851389")
]

finish("shop-crawler")
assert tables("shop_db") == ["access", "navigation", "sales"]
table("shop_db", "sales", "id bigint, sku bigint, customer string, qty bigint", skip="1")
table("shop_db", "navigation", "session string, page string", classification="json")
assert query("SELECT sku, sum(qty) FROM sales GROUP BY sku ORDER BY sku", "shop_db") == [("501", "6"), ("502", "1")]
assert query(
    "SELECT count(DISTINCT session), count(DISTINCT CASE WHEN page = 'buy' THEN session END) FROM navigation",
    "shop_db",
) == [("2", "1")]
log = glue.get_table(DatabaseName="shop_db", Name="access")["Table"]
assert log["StorageDescriptor"]["SerdeInfo"]["SerializationLibrary"] == "com.amazonaws.glue.serde.GrokSerDe", log
assert query("SELECT CAST(response AS integer), count(*) FROM access GROUP BY 1 ORDER BY 1", "shop_db") == [
    ("200", "2"),
    ("404", "1"),
    ("500", "2"),
]

finish("movies-crawler")
assert tables("movies_db") == ["movies"]
table(
    "movies_db",
    "movies",
    "id string, titulopincipal string, anolancamento bigint, genero string, notamedia double, numerovotos bigint,"
    " personagem string, anonascimento bigint, anofalecimento string, profissao string,"
    " titulosmaisconhecidos string",
    keys="partition_0 string, partition_1 string, partition_2 string",
    classification="csv",
    delimiter="|",
)
assert query(
    "SELECT DISTINCT id, tituloPincipal, numeroVotos, partition_0, partition_1 FROM movies"
    " WHERE genero LIKE '%Horror%' AND anoLancamento > 2019",
    "movies_db",
) == [("tt9000002", "Noite Longa", "300", "2023", "7")]
print("crawls: all right")
