"""Runs the handler of one function, one invocation after the other.

Started by the functions room with the site module off. Standard input and
standard output are a private channel and are taken away before any of the
function's code runs; whatever the function prints goes to the pipe behind
standard error.

A frame, in both directions, is one line of JSON with the member "size" and
then so many bytes. The first frame in says what to load, every later one is an
invocation. Lines on the output pipe that begin with the mark of this sandbox
are ours: a log message that may hold line ends, or the end of an invocation.
"""

import os
import sys
import time

import json

LOG_MAX = 256 * 1024


class Channel:
    def __init__(self):
        self.requests = os.fdopen(os.dup(0), "rb")
        self.answers = os.fdopen(os.dup(1), "wb")
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        os.dup2(2, 1)
        for stream in (sys.stdout, sys.stderr):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=True)

    def receive(self):
        line = self.requests.readline()
        if not line:
            return None, b""
        head = json.loads(line)
        return head, self.requests.read(head["size"])

    def send(self, kind, body, **head):
        head.update(kind=kind, size=len(body))
        self.answers.write(json.dumps(head).encode() + b"\n" + body)
        self.answers.flush()


class Output:
    """The pipe that all output goes to, with room for marked lines."""

    def __init__(self, mark):
        self.mark = mark.encode()

    def message(self, text):
        self._flush()
        self._write(b"log " + json.dumps(text[:LOG_MAX]).encode())

    def end(self, request_id):
        self._flush()
        self._write(b"end " + request_id.encode())

    def _flush(self):
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except (OSError, ValueError):
                continue

    def _write(self, line):
        data = self.mark + line + b"\n"
        while data:
            data = data[os.write(2, data):]


class Fault(Exception):
    """An error of the runtime itself, with AWS's name for it."""

    def __init__(self, kind, message, trace=()):
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.trace = list(trace)


class Client:
    def __init__(self, values):
        self.installation_id = values.get("installation_id")
        self.app_title = values.get("app_title")
        self.app_version_name = values.get("app_version_name")
        self.app_version_code = values.get("app_version_code")
        self.app_package_name = values.get("app_package_name")


class ClientContext:
    def __init__(self, values):
        self.custom = values.get("custom")
        self.env = values.get("env")
        client = values.get("client")
        self.client = Client(client) if client else None


class CognitoIdentity:
    cognito_identity_id = None
    cognito_identity_pool_id = None


class LambdaContext:
    def __init__(self, head):
        self.aws_request_id = head["request_id"]
        self.invoked_function_arn = head["arn"]
        self.function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = os.environ["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = os.environ["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]
        client = head.get("client_context")
        self.client_context = ClientContext(json.loads(client)) if client else None
        self.identity = CognitoIdentity()
        self._deadline = head["deadline"]

    def get_remaining_time_in_millis(self):
        return max(0, int(self._deadline - time.time() * 1000))

    def log(self, message):
        sys.stdout.write(str(message))
        sys.stdout.flush()

    def __repr__(self):
        shown = (
            "aws_request_id", "log_group_name", "log_stream_name", "function_name",
            "memory_limit_in_mb", "function_version", "invoked_function_arn",
            "client_context", "identity",
        )
        return "LambdaContext([" + ",".join(f"{n}={getattr(self, n)}" for n in shown) + "])"


current = {"request_id": ""}


def install_logging(output):
    import logging

    class Handler(logging.Handler):
        def emit(self, record):
            try:
                output.message(self.format(record))
            except Exception:
                self.handleError(record)

    class Formatter(logging.Formatter):
        converter = time.gmtime

        def format(self, record):
            record.aws_request_id = current["request_id"]
            return super().format(record)

    handler = Handler()
    handler.setFormatter(Formatter(
        "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s",
        "%Y-%m-%dT%H:%M:%S"))
    logging.getLogger().addHandler(handler)


def load(name):
    """The handler "package.module.function"; the module may be written with slashes."""
    import importlib

    module_name, dot, function = name.rpartition(".")
    if not dot:
        raise Fault(
            "Runtime.MalformedHandlerName",
            f"Bad handler '{name}': not enough values to unpack (expected 2, got 1)")
    if module_name.split(".")[0] in sys.builtin_module_names:
        raise Fault(
            "Runtime.BuiltInModuleConflict",
            f"Cannot use built-in module {module_name} as a handler module")
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as e:
        raise Fault(
            "Runtime.ImportModuleError", f"Unable to import module '{module_name}': {e}") from e
    except SyntaxError as e:
        raise Fault(
            "Runtime.UserCodeSyntaxError",
            f"Syntax error in module '{module_name}': {e}",
            [shown_path(f'  File "{e.filename}" Line {e.lineno}\n    {e.text or ""}')]) from e
    found = getattr(module, function, None)
    if found is None:
        raise Fault(
            "Runtime.HandlerNotFound", f"Handler '{function}' missing on module '{module_name}'")
    return found


places = []


def shown_path(text):
    """Where the code would lie on AWS: handlers' stack traces are compared and searched for it."""
    for place, shown in places:
        text = text.replace(place, shown)
    return text


def failure(error, request_id):
    if isinstance(error, Fault):
        kind, message, trace = error.kind, error.message, error.trace
    else:
        import traceback

        frames = traceback.extract_tb(error.__traceback__)
        while frames and frames[0].filename == __file__:
            frames.pop(0)
        while frames and frames[0].filename.startswith("<frozen importlib"):
            frames.pop(0)
        if frames and "importlib" in frames[0].filename and frames[0].name == "import_module":
            frames.pop(0)
            while frames and frames[0].filename.startswith("<frozen importlib"):
                frames.pop(0)
        kind, message = type(error).__name__, str(error)
        trace = [shown_path(line) for line in traceback.format_list(frames)]
    return {
        "errorMessage": message, "errorType": kind, "requestId": request_id, "stackTrace": trace}


def tell(output, answer):
    text = "[ERROR] " + answer["errorType"]
    if answer["errorMessage"]:
        text += ": " + answer["errorMessage"]
    text += "\nTraceback (most recent call last):\n" + "".join(answer["stackTrace"])
    output.message(text.rstrip("\n"))


def plain(value):
    """What json cannot write by itself but AWS's runtime does."""
    decimal = sys.modules.get("decimal")
    if decimal and isinstance(value, decimal.Decimal):
        return float(value)
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


def encode(answer):
    """Since 3.12 AWS's runtime leaves characters beyond ASCII as they are."""
    try:
        ascii_only = sys.version_info < (3, 12)
        return json.dumps(answer, ensure_ascii=ascii_only, default=plain).encode()
    except Exception as e:
        raise Fault("Runtime.MarshalError", f"Unable to marshal response: {e}") from e


def decode(body):
    try:
        return json.loads(body or b"{}")
    except Exception as e:
        raise Fault("Runtime.UnmarshalError", f"Unable to unmarshal input: {e}") from e


def invoke(handler, head, body, channel, output):
    request_id = head["request_id"]
    current["request_id"] = request_id
    os.environ["_X_AMZN_TRACE_ID"] = head["trace"]
    try:
        result = encode(handler(decode(body), LambdaContext(head)))
        kind = "response"
    except Exception as e:
        answer = failure(e, request_id)
        tell(output, answer)
        result = json.dumps(answer).encode()
        kind = "error"
    output.end(request_id)
    channel.send(kind, result, request_id=request_id)


def answer_with(error, channel, output):
    """Code that cannot be loaded fails the invocation that it was loaded for."""
    tell(output, failure(error, ""))
    output.end("init")
    channel.send("init-error", b"")
    head, _ = channel.receive()
    if head is None:
        return
    request_id = head["request_id"]
    answer = failure(error, request_id)
    tell(output, answer)
    output.end(request_id)
    channel.send("error", json.dumps(answer).encode(), request_id=request_id)


def main():
    channel = Channel()
    head, _ = channel.receive()
    if head is None:
        return
    output = Output(head["mark"])
    sys.path[:] = head["path"]
    places.extend(head["places"])
    os.chdir(head["root"])
    install_logging(output)
    try:
        handler = load(head["handler"])
    except Exception as e:
        answer_with(e, channel, output)
        return
    output.end("init")
    channel.send("ready", b"")
    while True:
        head, body = channel.receive()
        if head is None:
            return
        invoke(handler, head, body, channel, output)


if __name__ == "__main__":
    # Modules are imported under their own names; the function may have a "main" of its own.
    main()
