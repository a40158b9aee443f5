#!/usr/bin/env python3
"""ask.py - one request to the API of the agent, held against doc/openapi.yaml

    ask.py SOCKET TOKEN|- TARGET [HEADER: VALUE]...

Prints the status and the ETag, the head, and the body. Fails when the
description has no such path, status, head or body. METHOD in the environment is
another method than GET.
"""
import http.client
import json
import os
import re
import socket
import sys

import jsonschema
import yaml


class Unix(http.client.HTTPConnection):
    """HTTP on a unix socket."""

    def __init__(self, path):
        super().__init__("localhost", timeout=30)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(30)
        self.sock.connect(self.path)


def as_json_schema(node):
    """OpenAPI 3.0 says nullable where JSON Schema has a type more."""
    if isinstance(node, list):
        return [as_json_schema(item) for item in node]
    if not isinstance(node, dict):
        return node
    node = {key: as_json_schema(value) for key, value in node.items()}
    if node.pop("nullable", False):
        node["type"] = [node["type"], "null"]
    return node


def described(document, target, method, status):
    """What the document says of such an answer."""
    path = target.split("?")[0]
    responses = {"default": document["components"]["responses"]["Refused"]}
    for template, item in document["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path):
            responses = item.get(method.lower(), item["get"])["responses"]
    response = responses.get(str(status)) or responses["default"]
    if "$ref" in response:
        response = document["components"]["responses"][
            response["$ref"].split("/")[-1]]
    return response


def main(path, token, target, *headers):
    with open(os.environ["TOP_SRCDIR"] + "/doc/openapi.yaml") as file:
        document = as_json_schema(yaml.safe_load(file))
    method = os.environ.get("METHOD", "GET")
    connection = Unix(path)
    connection.putrequest(method, target)
    for header in headers:
        connection.putheader(*header.split(": ", 1))
    if token != "-":
        connection.putheader("Authorization", "Bearer " + token)
    connection.endheaders()
    answer = connection.getresponse()
    body = answer.read().decode()
    print(answer.status, answer.getheader("ETag", ""))
    print(answer.headers, end="")
    print(body)
    response = described(document, target, method, answer.status)
    for name in response.get("headers", {}):
        assert answer.getheader(name), name + " is missing"
    if "content" not in response or method == "HEAD":
        assert body == "", "no body is described"
        return
    schema = dict(response["content"]["application/json"]["schema"])
    schema["components"] = document["components"]
    jsonschema.validate(json.loads(body), schema)


main(*sys.argv[1:])
