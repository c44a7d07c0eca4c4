"""Lambda functions as Node processes, and DynamoDB Local as a Java process, for LocalStack on a machine without Docker.

LocalStack's own executor starts a container for each function. Its place can be taken by a plugin; this one starts
`hermetic/lambda/function-process.mjs`, the same process that runs a function in the local environment. Three variables
say where things are: HOST_NODE, HOST_FUNCTION_PROCESS and HOST_DYNAMODB (a program that takes a port).
"""

import json
import os
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from localstack.runtime import hooks
from localstack.services.dynamodb.server import DynamodbServer
from localstack.services.lambda_.invocation.executor_endpoint import StatusErrorException
from localstack.services.lambda_.invocation.lambda_models import FunctionVersion, InvocationResult
from localstack.services.lambda_.invocation.plugins import RuntimeExecutorPlugin
from localstack.services.lambda_.invocation.runtime_executor import RuntimeExecutor
from localstack.utils.catalog.catalog_loader import RemoteCatalogLoader
from localstack.utils.catalog.common import AwsRemoteCatalog
from localstack.utils.common import TMP_THREADS
from localstack.utils.run import ShellCommandThread

INIT_LIMIT_SECONDS = 10

# function-process.mjs talks on descriptor 4. A descriptor of that number can only be made after the fork.
ON_DESCRIPTOR_4 = 'exec 4<&0 </dev/null; exec "$@"'


class NodeProcess:
    """A process that has loaded one function and runs one invocation at a time."""

    def __init__(self, code: Path, variables: dict[str, str]) -> None:
        self.log = tempfile.TemporaryFile()
        self.log_read = 0
        self.channel, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(
                ["sh", "-c", ON_DESCRIPTOR_4, "sh", os.environ["HOST_NODE"], os.environ["HOST_FUNCTION_PROCESS"]],
                cwd=code,
                env=variables,
                stdin=theirs,
                stdout=self.log,
                stderr=subprocess.STDOUT,
            )
        self.lines = self.channel.makefile("rb")

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def tell(self, message: dict) -> None:
        self.channel.sendall(json.dumps(message).encode() + b"\n")

    def answer(self, seconds: float) -> dict | None:
        """The next thing that it says; None when it ended without a word. Raises TimeoutError."""
        self.channel.settimeout(seconds)
        line = self.lines.readline()
        if not line:
            return None
        # The payload follows a tab: see function-process.mjs.
        head, tab, payload = line.rstrip(b"\n").partition(b"\t")
        answer = json.loads(head)
        return {**answer, "payload": payload.decode()} if tab else answer

    def new_log(self) -> str:
        """What it logged since this was last asked."""
        text = os.pread(self.log.fileno(), os.fstat(self.log.fileno()).st_size - self.log_read, self.log_read)
        self.log_read += len(text)
        return text.decode(errors="replace")

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        self.lines.close()
        self.channel.close()
        self.log.close()


class NodeExecutor(RuntimeExecutor):
    """One execution environment. A process that ended or took too long is replaced at the next invocation."""

    node: NodeProcess | None = None
    variables: dict[str, str]

    @classmethod
    def prepare_version(cls, function_version: FunctionVersion) -> None:
        function_version.config.code.prepare_for_execution()

    @classmethod
    def cleanup_version(cls, function_version: FunctionVersion) -> None:
        pass

    def start(self, env_vars: dict[str, str]) -> None:
        self.variables = {
            "PATH": os.environ["PATH"],
            **{name: str(value) for name, value in env_vars.items()},
            "LAMBDA_TASK_ROOT": str(self.code),
        }
        self._load()

    def stop(self) -> None:
        node, self.node = self.node, None
        if node:
            node.end()

    def invoke(self, payload: dict[str, str]) -> InvocationResult:
        request_id = payload["invoke-id"]
        if not self.node.alive:
            self.stop()
            self._load()
        seconds = self.function_version.config.timeout
        started = time.monotonic()
        answer = self._run(payload, seconds)
        took = (time.monotonic() - started) * 1000
        error = answer.get("error")
        logs = (
            f"START RequestId: {request_id} Version: {self.function_version.id.qualifier}\n"
            f"{self.node.new_log()}END RequestId: {request_id}\n"
            f"REPORT RequestId: {request_id}\tDuration: {took:.2f} ms\n"
        )
        result = json.dumps(error) if error else answer.get("payload", "null")
        return InvocationResult(request_id, result.encode(), is_error=bool(error), logs=logs)

    def get_logs(self) -> str:
        return self.node.new_log() if self.node else ""

    def get_address(self) -> str:
        return "127.0.0.1"

    def get_endpoint_from_executor(self) -> str:
        return "127.0.0.1"

    def get_runtime_endpoint(self) -> str:
        return ""  # The process answers on its own channel, not over HTTP.

    @property
    def code(self) -> Path:
        return self.function_version.config.code.get_unzipped_code_location()

    def _load(self) -> None:
        self.node = NodeProcess(self.code, self.variables)
        try:
            answer = self.node.answer(INIT_LIMIT_SECONDS) or exit_error()
        except TimeoutError:
            answer = timeout_error("Init", INIT_LIMIT_SECONDS)
        if "error" in answer:
            raise StatusErrorException("The function did not load", json.dumps(answer["error"]).encode())

    def _run(self, payload: dict[str, str], seconds: int) -> dict:
        try:
            self.node.tell(
                {
                    "event": json.loads(payload["payload"] or "{}"),
                    "requestId": payload["invoke-id"],
                    "deadline": int(time.time() * 1000) + seconds * 1000,
                    "functionArn": payload["invoked-function-arn"],
                    "traceId": payload["trace-id"],
                }
            )
            return self.node.answer(seconds) or exit_error()
        except TimeoutError:
            self.node.process.kill()
            return timeout_error("Task", seconds)
        except ConnectionError:
            return exit_error()


def timeout_error(phase: str, seconds: int) -> dict:
    return {"error": {"errorType": "Sandbox.Timedout", "errorMessage": f"{phase} timed out after {seconds:.2f} seconds"}}


def exit_error() -> dict:
    return {"error": {"errorType": "Runtime.ExitError", "errorMessage": "Runtime exited"}}


class NodeExecutorPlugin(RuntimeExecutorPlugin):
    name = "node"

    def load(self, *args, **kwargs) -> type[RuntimeExecutor]:
        return NodeExecutor


@hooks.on_infra_start()
def dynamodb_from_maven() -> None:
    """LocalStack would download DynamoDB Local, a Java runtime and a patch for more than 20 indexes from elsewhere."""

    def start(server: DynamodbServer) -> ShellCommandThread:
        thread = ShellCommandThread([os.environ["HOST_DYNAMODB"], str(server.port)], name="dynamodb-local")
        TMP_THREADS.append(thread)  # What is in it is ended when LocalStack ends.
        thread.start()
        return thread

    DynamodbServer.do_start_thread = start


@hooks.on_infra_start()
def catalog_of_this_version() -> None:
    """Where types that it does not support are refused, LocalStack asks its makers' server what a later version
    supports, and refuses every type when there is no answer. Nothing later counts here.
    """
    nothing_later = AwsRemoteCatalog(
        schema_version="v1",
        localstack={"version": "none"},
        services={},
        cloudformation_resources={"community": {}},
    )
    RemoteCatalogLoader.get_remote_catalog = lambda _: nothing_later
