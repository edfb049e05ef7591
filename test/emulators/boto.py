"""AWS's own Python client, for the tests to look at an AWS by another way than the code under test.

Reads one call a line, {"service", "operation", "parameters"}, and answers each with one line: {"result"} or {"error": {"code", "message"}}.
Lists come whole, however many pages they have. The address, the region and the keys are in the environment.
"""

import datetime
import json
import os
import sys

import botocore.session
from botocore.config import Config
from botocore.exceptions import ClientError

session = botocore.session.get_session()
config = Config(read_timeout=120, retries={"total_max_attempts": 1}, parameter_validation=False)
clients = {}


def client(service):
    if service not in clients:
        clients[service] = session.create_client(service, endpoint_url=os.environ["AWS_ENDPOINT_URL"], config=config)
    return clients[service]


def call(service, operation, parameters):
    if client(service).can_paginate(operation):
        return client(service).get_paginator(operation).paginate(**parameters).build_full_result()
    result = getattr(client(service), operation)(**parameters)
    result.pop("ResponseMetadata")
    return result


def answer(request):
    try:
        return {"result": call(**request)}
    except ClientError as error:
        return {"error": {"code": error.response["Error"]["Code"], "message": error.response["Error"]["Message"]}}


def to_json(value):
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.timezone.utc).isoformat().replace("+00:00", "Z")
    raise TypeError(type(value))


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line)), default=to_json), flush=True)
