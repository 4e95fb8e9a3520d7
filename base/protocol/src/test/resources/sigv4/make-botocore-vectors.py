"""Writes botocore.vectors: requests as botocore signs them, for TestSigV4Vectors.

Run by hand with an installed boto3: python3 make-botocore-vectors.py > botocore.vectors
"""

import io
import sys

import boto3
from botocore.awsrequest import AWSResponse
from botocore.config import Config

KEY = "AKIAEXAMPLE0000000001"
SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
TOKEN = "FwoGZXIvYXdzEXAMPLE/token+with=signs"


class Raw(io.BytesIO):
    def stream(self, **kwargs):
        yield self.read()


def write(name, service, token, request):
    body = request.body
    if body is None:
        body = b""
    elif hasattr(body, "read"):
        if hasattr(body, "seek"):
            body.seek(0)
        body = body.read()
    if isinstance(body, str):
        body = body.encode()
    url = request.url
    scheme, rest = url.split("://", 1)
    host, _, path = rest.partition("/")
    headers = []
    for key, value in request.headers.items():
        if isinstance(value, bytes):
            value = value.decode("latin-1")
        headers.append((key, value))
    if not any(key.lower() == "host" for key, _ in headers):
        headers.append(("Host", host))
    print("case: " + name)
    print("service: " + service)
    if token:
        print("token: " + token)
    print("request: " + request.method + " /" + path)
    for key, value in headers:
        if key.lower() == "user-agent":
            continue
        print("header: " + key + ": " + value)
    print("body: " + body.hex())
    print()


def client(service, endpoint, token=None, region="eu-west-3", **config):
    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name=region,
        aws_access_key_id=KEY,
        aws_secret_access_key=SECRET,
        aws_session_token=token,
        config=Config(retries={"max_attempts": 0}, **config),
    )


def capture(name, service, call, endpoint="http://127.0.0.1:4566", token=None, **config):
    made = client(service, endpoint, token, **config)

    def before_send(request, **kwargs):
        write(name, service, token, request)
        return AWSResponse(request.url, 500, {}, Raw(b""))

    made.meta.events.register("before-send", before_send)
    try:
        call(made)
    except Exception as error:
        if "500" not in str(error):
            print(name, repr(error), file=sys.stderr)


def presign(name, method, params, endpoint="http://127.0.0.1:4566", token=None, version="s3v4", **config):
    made = client("s3", endpoint, token, signature_version=version, **config)
    url = made.generate_presigned_url(method, Params=params, ExpiresIn=600)

    class Request:
        pass

    request = Request()
    request.method = "PUT" if method == "put_object" else "GET"
    request.url = url
    request.headers = {}
    request.body = b"presigned" if method == "put_object" else b""
    write(name, "s3", token, request)


path = {"s3": {"addressing_style": "path"}}
capture("get", "s3", lambda c: c.get_object(Bucket="b-one", Key="a.txt"), **path)
capture("get range and version", "s3", lambda c: c.get_object(Bucket="b-one", Key="dir/a b+c.txt", Range="bytes=0-3", VersionId="abc+/="), **path)
capture("get odd keys", "s3", lambda c: c.get_object(Bucket="b-one", Key="a//b/../c/./%41 ~é日.txt"), **path)
capture("get slash at the front", "s3", lambda c: c.get_object(Bucket="b-one", Key="/x"), **path)
capture("list", "s3", lambda c: c.list_objects_v2(Bucket="b-one", Prefix="year=2024/ü &+", Delimiter="/", StartAfter="a=b"), **path)
capture("list buckets", "s3", lambda c: c.list_buckets(), **path)
capture("put over http", "s3", lambda c: c.put_object(Bucket="b-one", Key="a.txt", Body=b"hello world", Metadata={"k": "v  w"}), **path)
capture("put over http, session", "s3", lambda c: c.put_object(Bucket="b-one", Key="a.txt", Body=b"hello world"), token=TOKEN, **path)
capture("put with sha256", "s3", lambda c: c.put_object(Bucket="b-one", Key="a.txt", Body=b"hello world", ChecksumAlgorithm="SHA256"), **path)
capture("put stream over https", "s3", lambda c: c.put_object(Bucket="b-one", Key="a.txt", Body=io.BytesIO(b"hello world")), endpoint="https://127.0.0.1:4566", **path)
capture("put stream over https with sha1", "s3", lambda c: c.put_object(Bucket="b-one", Key="a.txt", Body=io.BytesIO(b"hello" * 100), ChecksumAlgorithm="SHA1"), endpoint="https://127.0.0.1:4566", **path)
capture("put empty stream over https", "s3", lambda c: c.put_object(Bucket="b-one", Key="a.txt", Body=io.BytesIO(b"")), endpoint="https://127.0.0.1:4566", **path)
capture("put, payload signing on https", "s3", lambda c: c.put_object(Bucket="b-one", Key="a.txt", Body=b"hello world"), endpoint="https://127.0.0.1:4566", s3={"payload_signing_enabled": True, "addressing_style": "path"})
capture("delete objects", "s3", lambda c: c.delete_objects(Bucket="b-one", Delete={"Objects": [{"Key": "a"}, {"Key": "b&c"}]}), **path)
capture("virtual host", "s3", lambda c: c.get_object(Bucket="b-one", Key="a b.txt"), endpoint="http://localhost:4566", s3={"addressing_style": "virtual"})
capture("copy", "s3", lambda c: c.copy_object(Bucket="b-one", Key="b.txt", CopySource={"Bucket": "b-one", "Key": "a ü.txt"}), **path)
capture("glue", "glue", lambda c: c.get_table(DatabaseName="d", Name="t"))
capture("glue, session", "glue", lambda c: c.get_tables(DatabaseName="d"), token=TOKEN)
capture("iam", "iam", lambda c: c.create_role(RoleName="r", AssumeRolePolicyDocument="{}", Description="a b+c"))
capture("sts", "sts", lambda c: c.get_caller_identity())
capture("lambda with arn", "lambda", lambda c: c.get_function(FunctionName="arn:aws:lambda:eu-west-3:000000000000:function:f:1"))
capture("lambda invoke", "lambda", lambda c: c.invoke(FunctionName="f", Payload=b'{"a":1}', Qualifier="$LATEST"))
capture("scheduler", "scheduler", lambda c: c.list_schedules(GroupName="a b", MaxResults=5))
presign("presigned get", "get_object", {"Bucket": "b-one", "Key": "dir/a b+c é.txt", "ResponseContentType": "text/plain; charset=utf-8"}, **path)
presign("presigned get, session", "get_object", {"Bucket": "b-one", "Key": "a.txt"}, token=TOKEN, **path)
presign("presigned put", "put_object", {"Bucket": "b-one", "Key": "a.txt"}, **path)
two = {"version": "s3"}
presign("old presigned get", "get_object", {"Bucket": "b-one", "Key": "dir/a b+c é.txt", "ResponseContentType": "text/plain; charset=utf-8"}, **two, **path)
presign("old presigned get, session", "get_object", {"Bucket": "b-one", "Key": "a.txt", "VersionId": "null"}, token=TOKEN, **two, **path)
presign("old presigned put", "put_object", {"Bucket": "b-one", "Key": "a.txt"}, **two, **path)
presign("old presigned get, virtual host", "get_object", {"Bucket": "b-one", "Key": "a.txt"}, endpoint="http://localhost:4566", **two, s3={"addressing_style": "virtual"})
