"""Secrets Manager by boto3. Without an argument: what each operation answers, who may, and which errors there are; it leaves
a secret behind. With "after": that secret is there as it was, in a lake that was killed in between."""

import json
import string
import sys
import time
import uuid

import boto3
from botocore.exceptions import ClientError

sm = boto3.client("secretsmanager")
iam = boto3.client("iam")
kms = boto3.client("kms")
glue = boto3.client("glue")
ACCOUNT = boto3.client("sts").get_caller_identity()["Account"]
KEPT = "kept/one"
TOKENS = [str(uuid.UUID(int=i)) for i in range(10)]


def refused(code, words, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        told = error.response["Error"]
        assert told["Code"] == code, told
        assert words in told["Message"], told
        return
    raise AssertionError(f"{code} was expected: {arguments}")


def value(name, **which):
    return sm.get_secret_value(SecretId=name, **which)["SecretString"]


def stages(name):
    return {
        version: sorted(labels)
        for version, labels in sm.describe_secret(SecretId=name)["VersionIdsToStages"].items()
    }


def after():
    answer = sm.get_secret_value(SecretId=KEPT)
    assert answer["SecretString"] == "second", answer
    assert answer["VersionId"] == TOKENS[1]
    assert sm.get_secret_value(SecretId=KEPT, VersionStage="AWSPREVIOUS")["SecretBinary"] == b"\x00first"
    assert sm.describe_secret(SecretId="kept/going")["DeletedDate"]
    assert stages(KEPT) == {TOKENS[0]: ["AWSPREVIOUS"], TOKENS[1]: ["AWSCURRENT"]}


def versions():
    made = sm.create_secret(Name="app/db", SecretString="one", ClientRequestToken=TOKENS[0], Description="The app's database")
    arn = made["ARN"]
    prefix = f"arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:app/db-"
    assert arn.startswith(prefix) and len(arn) == len(prefix) + 6, arn
    assert made["VersionId"] == TOKENS[0]
    again = sm.create_secret(Name="app/db", SecretString="one", ClientRequestToken=TOKENS[0])
    assert again["ARN"] == arn, "the same request again"
    refused("ResourceExistsException", "already in use for a version", sm.create_secret,
            Name="app/db", SecretString="two", ClientRequestToken=TOKENS[0])
    refused("ResourceExistsException", "the secret app/db already exists", sm.create_secret, Name="app/db", SecretString="x")
    for name in ("app/db", arn, arn[:-7]):
        assert value(name) == "one", name

    assert sm.put_secret_value(SecretId="app/db", SecretString="two", ClientRequestToken=TOKENS[1])["VersionStages"] == ["AWSCURRENT"]
    sm.put_secret_value(SecretId="app/db", SecretString="two", ClientRequestToken=TOKENS[1])
    refused("ResourceExistsException", "already in use", sm.put_secret_value,
            SecretId="app/db", SecretString="other", ClientRequestToken=TOKENS[1])
    assert stages(arn) == {TOKENS[0]: ["AWSPREVIOUS"], TOKENS[1]: ["AWSCURRENT"]}
    assert value(arn, VersionStage="AWSPREVIOUS") == "one" and value(arn, VersionId=TOKENS[0]) == "one"
    refused("InvalidRequestException", "not associated", sm.get_secret_value,
            SecretId=arn, VersionId=TOKENS[0], VersionStage="AWSCURRENT")
    refused("ResourceNotFoundException", "staging label: AWSPENDING", sm.get_secret_value, SecretId=arn, VersionStage="AWSPENDING")

    sm.put_secret_value(SecretId=arn, SecretString="three", ClientRequestToken=TOKENS[2], VersionStages=["AWSPENDING"])
    assert value(arn) == "two" and value(arn, VersionStage="AWSPENDING") == "three"
    refused("InvalidParameterException", "RemoveFromVersionId can't be empty", sm.update_secret_version_stage,
            SecretId=arn, VersionStage="AWSCURRENT", MoveToVersionId=TOKENS[2])
    refused("InvalidParameterException", "completely removed", sm.update_secret_version_stage,
            SecretId=arn, VersionStage="AWSCURRENT", RemoveFromVersionId=TOKENS[1])
    sm.update_secret_version_stage(SecretId=arn, VersionStage="AWSCURRENT", MoveToVersionId=TOKENS[2], RemoveFromVersionId=TOKENS[1])
    sm.update_secret_version_stage(SecretId=arn, VersionStage="AWSPENDING", RemoveFromVersionId=TOKENS[2])
    assert stages(arn) == {TOKENS[1]: ["AWSPREVIOUS"], TOKENS[2]: ["AWSCURRENT"]}
    shown = sm.list_secret_version_ids(SecretId=arn)["Versions"]
    assert [each["VersionId"] for each in shown] == TOKENS[1:3]
    paged = []
    token = {}
    while True:
        page = sm.list_secret_version_ids(SecretId=arn, IncludeDeprecated=True, MaxResults=1, **token)
        paged += [each["VersionId"] for each in page["Versions"]]
        if "NextToken" not in page:
            break
        token = {"NextToken": page["NextToken"]}
    assert paged == TOKENS[:3], paged

    assert "VersionId" not in sm.update_secret(SecretId=arn, Description="Another")
    assert sm.update_secret(SecretId=arn, SecretString="four", ClientRequestToken=TOKENS[3])["VersionId"] == TOKENS[3]
    told = sm.describe_secret(SecretId=arn)
    assert told["Description"] == "Another" and "KmsKeyId" not in told and "LastAccessedDate" in told
    assert stages(arn) == {TOKENS[2]: ["AWSPREVIOUS"], TOKENS[3]: ["AWSCURRENT"]}

    refused("InvalidParameterException", "both a binary", sm.create_secret, Name="x", SecretString="x", SecretBinary=b"x")
    refused("InvalidRequestException", "either SecretString or SecretBinary", sm.put_secret_value, SecretId=arn)
    refused("ValidationException", "Invalid name", sm.create_secret, Name="a b")
    refused("ResourceNotFoundException", "can't find the specified secret", sm.get_secret_value, SecretId="nothing")
    refused("ResourceNotFoundException", "can't find", sm.get_secret_value, SecretId=arn[:-1] + ("a" if arn[-1] != "a" else "b"))
    refused("InvalidParameterException", "AddReplicaRegions", sm.create_secret, Name="x", AddReplicaRegions=[{"Region": "eu-west-1"}])
    refused("NotImplementedException", "RotateSecret", sm.rotate_secret, SecretId=arn)
    empty = sm.create_secret(Name="empty")
    assert "VersionId" not in empty
    refused("ResourceNotFoundException", "staging label: AWSCURRENT", sm.get_secret_value, SecretId="empty")


def deletion():
    sm.create_secret(Name="short", SecretString="x")
    refused("InvalidParameterException", "between 7 and 30", sm.delete_secret, SecretId="short", RecoveryWindowInDays=6)
    refused("InvalidParameterException", "in conjunction", sm.delete_secret, SecretId="short", RecoveryWindowInDays=7, ForceDeleteWithoutRecovery=True)
    due = sm.delete_secret(SecretId="short", RecoveryWindowInDays=7)["DeletionDate"]
    assert 6.9 * 86400 < due.timestamp() - time.time() < 7.1 * 86400
    for call in (sm.get_secret_value, sm.delete_secret):
        refused("InvalidRequestException", "marked for deletion", call, SecretId="short")
    refused("InvalidRequestException", "already scheduled for deletion", sm.create_secret, Name="short", SecretString="y")
    assert "short" not in [each["Name"] for each in sm.list_secrets()["SecretList"]]
    assert "short" in [each["Name"] for each in sm.list_secrets(IncludePlannedDeletion=True)["SecretList"]]
    sm.restore_secret(SecretId="short")
    assert value("short") == "x"
    arn = sm.delete_secret(SecretId="short", ForceDeleteWithoutRecovery=True)["ARN"]
    refused("ResourceNotFoundException", "can't find", sm.describe_secret, SecretId="short")
    sm.delete_secret(SecretId="short", ForceDeleteWithoutRecovery=True)
    assert sm.create_secret(Name="short", SecretString="y")["ARN"] != arn
    sm.delete_secret(SecretId="short", ForceDeleteWithoutRecovery=True)


def lists():
    for i in range(5):
        sm.create_secret(Name=f"list/{i}", SecretString=str(i), Description="Number " + "abcde"[i],
                         Tags=[{"Key": "team", "Value": "even" if i % 2 == 0 else "odd"}])

    def names(**how):
        return [each["Name"] for page in sm.get_paginator("list_secrets").paginate(**how) for each in page["SecretList"]]

    mine = [{"Key": "name", "Values": ["list/"]}]
    all_five = [f"list/{i}" for i in range(5)]
    assert names(Filters=mine) == all_five
    assert names(Filters=mine, PaginationConfig={"PageSize": 2}) == all_five
    assert names(Filters=mine, SortOrder="desc") == all_five[::-1]
    assert names(Filters=[{"Key": "tag-value", "Values": ["odd"]}]) == ["list/1", "list/3"]
    assert names(Filters=mine + [{"Key": "tag-value", "Values": ["!odd"]}]) == ["list/0", "list/2", "list/4"]
    assert names(Filters=[{"Key": "description", "Values": ["number c"]}]) == ["list/2"]
    assert names(Filters=[{"Key": "all", "Values": ["NUMBER D"]}]) == ["list/3"]
    refused("InvalidNextTokenException", "token", sm.list_secrets, NextToken="x" * 20)
    batch = sm.batch_get_secret_value(SecretIdList=["list/0", "list/nothing", "list/1"])
    assert [each["SecretString"] for each in batch["SecretValues"]] == ["0", "1"]
    assert [(each["SecretId"], each["ErrorCode"]) for each in batch["Errors"]] == [("list/nothing", "ResourceNotFoundException")]
    read = []
    token = {}
    while True:
        page = sm.batch_get_secret_value(Filters=mine, MaxResults=2, **token)
        read += [each["SecretString"] for each in page["SecretValues"]]
        if "NextToken" not in page:
            break
        token = {"NextToken": page["NextToken"]}
    assert read == list("01234"), read

    sm.tag_resource(SecretId="list/0", Tags=[{"Key": "a", "Value": "1"}, {"Key": "team", "Value": "none"}])
    sm.untag_resource(SecretId="list/0", TagKeys=["a", "not there"])
    assert sm.describe_secret(SecretId="list/0")["Tags"] == [{"Key": "team", "Value": "none"}]
    refused("InvalidParameterException", "aws:", sm.tag_resource, SecretId="list/0", Tags=[{"Key": "aws:x", "Value": "1"}])


def passwords():
    kinds = [string.ascii_lowercase, string.ascii_uppercase, string.digits, string.punctuation]
    for length in (4, 32, 4096):
        made = sm.get_random_password(PasswordLength=length)["RandomPassword"]
        assert len(made) == length and all(any(c in kind for c in made) for kind in kinds), made
    assert len(sm.get_random_password()["RandomPassword"]) == 32
    only = sm.get_random_password(ExcludePunctuation=True, ExcludeUppercase=True, ExcludeNumbers=True, ExcludeCharacters="abc")["RandomPassword"]
    assert set(only) <= set(string.ascii_lowercase) - set("abc"), only
    refused("InvalidParameterException", "too short", sm.get_random_password, PasswordLength=3)


def user(name, *statements):
    iam.create_user(UserName=name)
    if statements:
        iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": statements}))
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return lambda service: boto3.client(service, aws_access_key_id=key["AccessKeyId"], aws_secret_access_key=key["SecretAccessKey"])


def allow(actions, resource="*", **condition):
    return {"Effect": "Allow", "Action": actions, "Resource": resource, **({"Condition": condition} if condition else {})}


def permissions():
    arn = sm.create_secret(Name="team/a", SecretString="a", Tags=[{"Key": "team", "Value": "a"}])["ARN"]
    sm.create_secret(Name="team/b", SecretString="b", Tags=[{"Key": "team", "Value": "b"}])
    nobody = user("nobody")("secretsmanager")
    for call in (nobody.get_secret_value, nobody.describe_secret, nobody.delete_secret, nobody.get_resource_policy, nobody.restore_secret,
                 nobody.list_secret_version_ids, nobody.put_secret_value, nobody.update_secret, nobody.delete_resource_policy):
        refused("AccessDeniedException", "is not authorized to perform: secretsmanager:", call, SecretId="team/a")
    refused("AccessDeniedException", "CreateSecret", nobody.create_secret, Name="mine")
    refused("AccessDeniedException", "ListSecrets", nobody.list_secrets)
    refused("AccessDeniedException", "GetRandomPassword", nobody.get_random_password)

    tagged = user("tagged", allow("secretsmanager:GetSecretValue", StringEquals={"aws:ResourceTag/team": "a"}))("secretsmanager")
    assert tagged.get_secret_value(SecretId="team/a")["SecretString"] == "a"
    refused("AccessDeniedException", "GetSecretValue", tagged.get_secret_value, SecretId="team/b")
    maker = user("maker", allow("secretsmanager:CreateSecret", f"arn:aws:secretsmanager:*:*:secret:dev/mine-??????"))("secretsmanager")
    assert maker.create_secret(Name="dev/mine", SecretString="x")["ARN"]
    refused("AccessDeniedException", "CreateSecret", maker.create_secret, Name="prod/mine")
    refused("AccessDeniedException", "TagResource", maker.create_secret, Name="dev/mine", Tags=[{"Key": "a", "Value": "b"}])
    current = user("current", allow("secretsmanager:GetSecretValue", StringEquals={"secretsmanager:VersionStage": "AWSCURRENT"}))("secretsmanager")
    assert current.get_secret_value(SecretId="team/b")["SecretString"] == "b"
    refused("AccessDeniedException", "GetSecretValue", current.get_secret_value, SecretId="team/b", VersionStage="AWSPREVIOUS")

    # The secret's own policy opens it to a user, and closes it to one who has a permission.
    sm.put_resource_policy(SecretId=arn, ResourcePolicy=json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:user/nobody"}, "Action": "secretsmanager:GetSecretValue", "Resource": "*"},
        {"Effect": "Deny", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:user/tagged"}, "Action": "secretsmanager:*", "Resource": "*"}]}))
    assert nobody.get_secret_value(SecretId=arn)["SecretString"] == "a"
    refused("AccessDeniedException", "explicit deny", tagged.get_secret_value, SecretId=arn)
    assert "nobody" in sm.get_resource_policy(SecretId=arn)["ResourcePolicy"]
    some = user("some", allow(["secretsmanager:BatchGetSecretValue"]), allow("secretsmanager:GetSecretValue", StringEquals={"aws:ResourceTag/team": "b"}))("secretsmanager")
    batch = some.batch_get_secret_value(SecretIdList=["team/a", "team/b"])
    assert [each["Name"] for each in batch["SecretValues"]] == ["team/b"]
    assert [each["ErrorCode"] for each in batch["Errors"]] == ["AccessDeniedException"]
    sm.delete_resource_policy(SecretId=arn)
    assert "ResourcePolicy" not in sm.get_resource_policy(SecretId=arn)
    refused("AccessDeniedException", "GetSecretValue", nobody.get_secret_value, SecretId=arn)
    public = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "secretsmanager:GetSecretValue", "Resource": "*"}]})
    refused("PublicPolicyException", "broad access", sm.put_resource_policy, SecretId=arn, ResourcePolicy=public, BlockPublicPolicy=True)
    refused("MalformedPolicyDocumentException", "", sm.put_resource_policy, SecretId=arn, ResourcePolicy="{")
    assert not sm.validate_resource_policy(ResourcePolicy=public)["PolicyValidationPassed"]
    assert not sm.validate_resource_policy(SecretId=arn, ResourcePolicy="{")["PolicyValidationPassed"]


def keys():
    first, second = (kms.create_key()["KeyMetadata"]["KeyId"] for _ in range(2))
    arn = sm.create_secret(Name="sealed", SecretString="one", KmsKeyId=first)["ARN"]
    assert sm.describe_secret(SecretId=arn)["KmsKeyId"] == first
    reader = user("reader", allow("secretsmanager:*"))("secretsmanager")
    refused("AccessDeniedException", "Access to KMS is not allowed", reader.get_secret_value, SecretId=arn)
    refused("AccessDeniedException", "Access to KMS is not allowed", reader.put_secret_value, SecretId=arn, SecretString="x")
    sm.update_secret(SecretId=arn, KmsKeyId=second)
    kms.disable_key(KeyId=first)
    assert value(arn) == "one", "it is under the other key now"
    kms.disable_key(KeyId=second)
    refused("DecryptionFailure", "can't decrypt", sm.get_secret_value, SecretId=arn)
    refused("EncryptionFailure", "can't encrypt", sm.put_secret_value, SecretId=arn, SecretString="two")
    kms.enable_key(KeyId=second)
    assert value(arn) == "one"
    refused("EncryptionFailure", "can't encrypt", sm.create_secret, Name="unsealed", SecretString="x", KmsKeyId="alias/nothing")
    aliases = [each["AliasName"] for each in kms.list_aliases()["Aliases"]]
    assert "alias/aws/secretsmanager" in aliases, aliases


def connections():
    sm.create_secret(Name="db/login", SecretString=json.dumps({"username": "me", "password": "mine"}))
    # The port of a service that is closed: the login is not reached before the secret has been read.
    properties = {"JDBC_CONNECTION_URL": "jdbc:postgresql://127.0.0.1:1/db", "SECRET_ID": "db/login"}
    glue.create_connection(ConnectionInput={"Name": "db", "ConnectionType": "JDBC", "ConnectionProperties": properties})
    assert glue.get_connection(Name="db")["Connection"]["ConnectionProperties"] == properties
    refused("InvalidInputException", "failed: Connection to 127.0.0.1:1 refused", glue.test_connection, ConnectionName="db")
    tester = user("tester", allow("glue:TestConnection"))("glue")
    refused("AccessDeniedException", "secretsmanager:GetSecretValue", tester.test_connection, ConnectionName="db")


def leave():
    sm.create_secret(Name=KEPT, SecretBinary=b"\x00first", ClientRequestToken=TOKENS[0])
    sm.put_secret_value(SecretId=KEPT, SecretString="second", ClientRequestToken=TOKENS[1])
    sm.create_secret(Name="kept/going", SecretString="x")
    sm.delete_secret(SecretId="kept/going")


if sys.argv[1:] == ["after"]:
    after()
else:
    versions()
    deletion()
    lists()
    passwords()
    permissions()
    keys()
    connections()
    leave()
print("secrets: all right")
