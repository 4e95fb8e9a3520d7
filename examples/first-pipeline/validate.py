"""Looks at the header of the file that has landed and says whether it is the one that the table expects."""

import csv
import io

import boto3

EXPECTED = ["id", "name", "email", "created_at", "status"]

s3 = boto3.client("s3")


def handler(event, context):
    bucket = event["detail"]["bucket"]["name"]
    key = event["detail"]["object"]["key"]
    body = s3.get_object(Bucket=bucket, Key=key)["Body"].read().decode("utf-8")
    header = next(csv.reader(io.StringIO(body)))
    print(f"s3://{bucket}/{key} has the header {header}")
    return {"status": "Success" if header == EXPECTED else "Fail", "key": key}
