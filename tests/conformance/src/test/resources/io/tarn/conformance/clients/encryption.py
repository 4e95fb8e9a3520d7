"""What people do with boto3's KMS client and S3's three ways of encryption on the server."""

import io
import os

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.exceptions import ClientError

PART = 5 * 2**20
BUCKET = "encrypted"
PARTS = TransferConfig(multipart_threshold=PART, multipart_chunksize=PART)

s3 = boto3.client("s3")
kms = boto3.client("kms")
big = os.urandom(PART + 200_000)


def refused(status, code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        assert error.response["ResponseMetadata"]["HTTPStatusCode"] == status, error
        assert error.response["Error"]["Code"] == code, error
        return
    raise AssertionError(f"{code} was expected")


def read(key, **arguments):
    return s3.get_object(Bucket=BUCKET, Key=key, **arguments)["Body"].read()


# KMS by itself.
key = kms.create_key(Description="of the test")["KeyMetadata"]["Arn"]
kms.create_alias(AliasName="alias/clients", TargetKeyId=key)
sealed = kms.encrypt(
    KeyId="alias/clients", Plaintext=b"secret", EncryptionContext={"a": "b"}
)["CiphertextBlob"]
assert b"secret" not in sealed
opened = kms.decrypt(CiphertextBlob=sealed, EncryptionContext={"a": "b"})
assert opened["Plaintext"] == b"secret" and opened["KeyId"] == key
refused(400, "InvalidCiphertextException", kms.decrypt, CiphertextBlob=sealed)
data = kms.generate_data_key(KeyId=key, KeySpec="AES_256")
assert len(data["Plaintext"]) == 32
assert kms.decrypt(CiphertextBlob=data["CiphertextBlob"])["Plaintext"] == data["Plaintext"]

# A bucket whose objects are encrypted under that key.
s3.create_bucket(Bucket=BUCKET)
s3.put_bucket_encryption(
    Bucket=BUCKET,
    ServerSideEncryptionConfiguration={
        "Rules": [
            {
                "ApplyServerSideEncryptionByDefault": {
                    "SSEAlgorithm": "aws:kms",
                    "KMSMasterKeyID": key,
                }
            }
        ]
    },
)
s3.upload_fileobj(io.BytesIO(big), BUCKET, "kms", Config=PARTS)
head = s3.head_object(Bucket=BUCKET, Key="kms")
assert head["ServerSideEncryption"] == "aws:kms" and head["SSEKMSKeyId"] == key
assert read("kms") == big
assert read("kms", Range=f"bytes={PART - 10}-{PART + 9}") == big[PART - 10 : PART + 10]
s3.copy_object(
    Bucket=BUCKET, Key="s3", CopySource=f"{BUCKET}/kms", ServerSideEncryption="AES256"
)
kms.disable_key(KeyId=key)
refused(400, "KMS.DisabledException", s3.get_object, Bucket=BUCKET, Key="kms")
refused(400, "KMS.DisabledException", s3.put_object, Bucket=BUCKET, Key="new", Body=b"x")
assert read("s3") == big
kms.enable_key(KeyId=key)
assert read("kms") == big

# Keys that only the caller has.
mine = {"SSECustomerAlgorithm": "AES256", "SSECustomerKey": os.urandom(32)}
other = {"SSECustomerAlgorithm": "AES256", "SSECustomerKey": os.urandom(32)}
s3.upload_fileobj(io.BytesIO(big), BUCKET, "customer", Config=PARTS, ExtraArgs=mine)
target = io.BytesIO()
s3.download_fileobj(BUCKET, "customer", target, ExtraArgs=mine)
assert target.getvalue() == big
assert read("customer", Range="bytes=70000-140000", **mine) == big[70000:140001]
refused(400, "InvalidRequest", s3.get_object, Bucket=BUCKET, Key="customer")
refused(403, "AccessDenied", s3.get_object, Bucket=BUCKET, Key="customer", **other)
s3.copy_object(
    Bucket=BUCKET,
    Key="copied",
    CopySource=f"{BUCKET}/customer",
    CopySourceSSECustomerAlgorithm="AES256",
    CopySourceSSECustomerKey=mine["SSECustomerKey"],
    **other,
)
assert read("copied", **other) == big
print("encryption: all right")
