#!/usr/bin/env python3
"""Reads the service models of an installed botocore, keeps the facts that Tarn generates code from,
and writes them to src/main/models. The build itself needs neither Python nor botocore: run this by
hand when AWS has added something, and read the difference before committing it.

    python3 base/api/import-models.py
"""

import gzip
import json
import pathlib

import botocore

SERVICES = (
    "s3 sts iam glue athena lambda stepfunctions events scheduler kinesis firehose sqs sns logs "
    "cloudwatch lakeformation cloudformation secretsmanager kms"
).split()
METADATA = (
    "apiVersion endpointPrefix jsonVersion protocol protocols serviceFullName serviceId "
    "signingName targetPrefix xmlNamespace awsQueryCompatible"
).split()
OPERATION = "name http input output errors authtype httpChecksum unsignedPayload endpoint".split()
SHAPE = (
    "type required members payload member key value flattened error exception fault union document "
    "eventstream event xmlNamespace locationName timestampFormat enum pattern min max sensitive "
    "streaming"
).split()
MEMBER = (
    "shape location locationName flattened xmlNamespace streaming xmlAttribute idempotencyToken "
    "eventpayload eventheader hostLabel jsonvalue timestampFormat"
).split()
# What SQS's older query protocol calls things; the model only knows the names in JSON.
SQS_QUERY_NAMES = {
    "AWSAccountIds": "AWSAccountId",
    "Actions": "ActionName",
    "AttributeNames": "AttributeName",
    "Attributes": "Attribute",
    "BinaryListValues": "BinaryListValue",
    "MessageAttributeNames": "MessageAttributeName",
    "MessageAttributes": "MessageAttribute",
    "MessageSystemAttributeNames": "MessageSystemAttributeName",
    "MessageSystemAttributes": "MessageSystemAttribute",
    "QueueUrls": "QueueUrl",
    "StringListValues": "StringListValue",
    "TagKeys": "TagKey",
    "Tags": "Tag",
    "tags": "Tag",
    "queueUrls": "QueueUrl",
}


def keep(node, names):
    return {name: node[name] for name in names if name in node}


def read(service):
    versions = pathlib.Path(botocore.__file__).parent / "data" / service
    newest = sorted(version for version in versions.iterdir() if version.is_dir())[-1]
    packed = newest / "service-2.json.gz"
    if packed.exists():
        return json.loads(gzip.decompress(packed.read_bytes()))
    return json.loads((newest / "service-2.json").read_text())


def name_for_query(shapes):
    """Adds SQS's query names: of lists of structures the structure's name, else from the table."""
    for shape in shapes.values():
        for name, member in shape.get("members", {}).items():
            target = shapes[member["shape"]]
            element = target.get("member", {}).get("shape")
            if element and shapes[element]["type"] == "structure":
                member["queryName"] = element
            elif name in SQS_QUERY_NAMES:
                member["queryName"] = SQS_QUERY_NAMES[name]
        if shape["type"] == "map":
            tags = shape["key"]["shape"] == "TagKey"
            shape["key"]["locationName"] = "Key" if tags else "Name"
            shape["value"]["locationName"] = "Value"


def strip(model):
    operations = {}
    for name, operation in sorted(model["operations"].items()):
        kept = keep(operation, OPERATION)
        for side in ("input", "output"):
            if side in kept:
                kept[side] = keep(
                    kept[side], ["shape", "locationName", "xmlNamespace", "resultWrapper"]
                )
        kept["errors"] = [error["shape"] for error in kept.get("errors", [])]
        operations[name] = kept
    shapes = {}
    for name, shape in sorted(model["shapes"].items()):
        kept = keep(shape, SHAPE)
        if "members" in kept:
            kept["members"] = {n: keep(m, MEMBER) for n, m in kept["members"].items()}
        for part in ("member", "key", "value"):
            if part in kept:
                kept[part] = keep(kept[part], MEMBER)
        shapes[name] = kept
    return {
        "metadata": keep(model["metadata"], METADATA),
        "operations": operations,
        "shapes": shapes,
    }


def write(service, folder):
    model = strip(read(service))
    if service == "sqs":
        name_for_query(model["shapes"])
    lines = ["{", '"botocore":%s,' % json.dumps(botocore.__version__)]
    lines.append('"metadata":%s,' % json.dumps(model["metadata"], separators=(",", ":")))
    for part in ("operations", "shapes"):
        lines.append('"%s":{' % part)
        rows = [
            json.dumps(name) + ":" + json.dumps(value, separators=(",", ":"), ensure_ascii=False)
            for name, value in model[part].items()
        ]
        lines.append(",\n".join(rows))
        lines.append("}," if part == "operations" else "}")
    lines.append("}")
    (folder / (service + ".json")).write_text("\n".join(lines) + "\n", encoding="utf-8")


def main():
    folder = pathlib.Path(__file__).parent / "src" / "main" / "models"
    folder.mkdir(parents=True, exist_ok=True)
    for service in SERVICES:
        write(service, folder)
    print("%d models of botocore %s in %s" % (len(SERVICES), botocore.__version__, folder))


if __name__ == "__main__":
    main()
