"""What people do with boto3's transfer manager, paginators, waiters and presigned requests."""

import io
import os
import urllib.request

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.exceptions import ClientError

PART = 5 * 2**20
BUCKET = "transfers"
PARTS = TransferConfig(
    multipart_threshold=PART, multipart_chunksize=PART, max_concurrency=8
)

s3 = boto3.client("s3")
s3.create_bucket(Bucket=BUCKET)
s3.get_waiter("bucket_exists").wait(Bucket=BUCKET)
big = os.urandom(3 * PART + 12345)


class Pipe:
    """A stream that can only be read, of a length that nobody knows."""

    def __init__(self, data):
        self.source = io.BytesIO(data)

    def read(self, size=-1):
        return self.source.read(size)


def refused(status, code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        assert error.response["ResponseMetadata"]["HTTPStatusCode"] == status, error
        assert error.response["Error"]["Code"] == code, error
        return
    raise AssertionError(f"{code} was expected")


def download(key):
    target = io.BytesIO()
    s3.download_fileobj(BUCKET, key, target, Config=PARTS)
    return target.getvalue()


# Parts by eight threads, up, down and within the lake.
seen = []
s3.upload_fileobj(io.BytesIO(big), BUCKET, "big", Config=PARTS, Callback=seen.append)
assert sum(seen) == len(big)
assert download("big") == big
s3.upload_fileobj(
    Pipe(big), BUCKET, "pipe", Config=PARTS, ExtraArgs={"ChecksumAlgorithm": "SHA256"}
)
assert download("pipe") == big
s3.copy({"Bucket": BUCKET, "Key": "big"}, BUCKET, "copied", Config=PARTS)
assert download("copied") == big

# Ranges, and a part by its number.
for spec, want in {
    "bytes=0-0": big[:1],
    "bytes=-7": big[-7:],
    f"bytes={PART}-": big[PART:],
    "bytes=5-99999999999": big[5:],
}.items():
    answer = s3.get_object(Bucket=BUCKET, Key="big", Range=spec)
    assert answer["Body"].read() == want, spec
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 206
refused(416, "InvalidRange", s3.get_object, Bucket=BUCKET, Key="big", Range=f"bytes={len(big)}-")
part = s3.get_object(Bucket=BUCKET, Key="big", PartNumber=2)
assert part["Body"].read() == big[PART : 2 * PART]
assert part["PartsCount"] == 4

# Paginators and waiters.
for number in range(7):
    s3.put_object(Bucket=BUCKET, Key=f"page/{number}/x", Body=b"")
pages = s3.get_paginator("list_objects_v2").paginate(
    Bucket=BUCKET, Prefix="page/", Delimiter="/", PaginationConfig={"PageSize": 3}
)
assert [each["Prefix"] for page in pages for each in page["CommonPrefixes"]] == [
    f"page/{number}/" for number in range(7)
]
s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
for number in range(4):
    s3.put_object(Bucket=BUCKET, Key="versions", Body=bytes([number]))
s3.delete_object(Bucket=BUCKET, Key="versions")
s3.get_waiter("object_not_exists").wait(Bucket=BUCKET, Key="versions")
pages = list(
    s3.get_paginator("list_object_versions").paginate(
        Bucket=BUCKET, Prefix="versions", PaginationConfig={"PageSize": 2}
    )
)
assert sum(len(page.get("Versions", [])) for page in pages) == 4
assert sum(len(page.get("DeleteMarkers", [])) for page in pages) == 1

# Presigned: a URL, and a form.
url = s3.generate_presigned_url(
    "get_object", {"Bucket": BUCKET, "Key": "big", "ResponseContentType": "a/b"}, 300
)
with urllib.request.urlopen(url) as answer:
    assert answer.headers["content-type"] == "a/b"
    assert answer.read() == big
post = s3.generate_presigned_post(
    BUCKET,
    "form/${filename}",
    Fields={"success_action_status": "201"},
    Conditions=[{"success_action_status": "201"}, ["content-length-range", 1, 100]],
    ExpiresIn=300,
)
lines = []
for name, value in post["fields"].items():
    lines += ["--edge", f'Content-Disposition: form-data; name="{name}"', "", value]
lines += ["--edge", 'Content-Disposition: form-data; name="file"; filename="f.txt"', ""]
lines += ["hello", "--edge--", ""]
form = urllib.request.Request(
    post["url"],
    "\r\n".join(lines).encode(),
    {"Content-Type": "multipart/form-data; boundary=edge"},
)
with urllib.request.urlopen(form) as answer:
    assert answer.status == 201
assert s3.get_object(Bucket=BUCKET, Key="form/f.txt")["Body"].read() == b"hello"

# A bucket with versions is emptied and removed by the resource.
bucket = boto3.resource("s3").Bucket(BUCKET)
bucket.object_versions.delete()
bucket.delete()
s3.get_waiter("bucket_not_exists").wait(Bucket=BUCKET)
print("transfers: all right")
