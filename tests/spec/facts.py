#!/usr/bin/env python3
"""Prints what a published OpenAPI document says apart from its words: one fact a line, sorted.

    ./facts.py ../../../shared/contracts/published-2025-10.base.yaml > facts-2025-10.txt

A fact is a JSON pointer and the JSON value there, or `has` and a member of a list of plain values, whose order
means nothing. Left out are prose, examples, servers, tags and extensions. facts.c follows the same rules. Needs
python3-yaml."""
import json
import sys

import yaml

PROSE = {"title", "summary", "description", "example", "examples", "contact", "license", "termsOfService",
         "externalDocs", "servers", "tags"}
# What stands under these are names, not fields.
MAPS = {"paths", "responses", "content", "headers", "links", "callbacks", "properties", "schemas", "parameters",
        "requestBodies", "securitySchemes"}


class Reader(yaml.SafeLoader):
    """YAML in which dates are texts."""


Reader.yaml_implicit_resolvers = {
    letter: [(tag, expression) for tag, expression in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()}


def spell(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def step(pointer, token):
    return pointer + "/" + str(token).replace("~", "~0").replace("/", "~1")


def facts_of_list(node, pointer):
    for index, item in enumerate(node):
        if not isinstance(item, (dict, list)):
            yield f"{pointer} has {spell(item)}"
        elif isinstance(item, dict) and "name" in item and "in" in item:
            yield from facts(item, step(pointer, f"{item['in']} {item['name']}"), False)
        else:
            yield from facts(item, step(pointer, index), False)


def facts(node, pointer, names):
    if isinstance(node, dict) and node:
        for key, value in node.items():
            if names or not (key in PROSE or key.startswith("x-")):
                yield from facts(value, step(pointer, key), not names and key in MAPS)
    elif isinstance(node, list) and node:
        yield from facts_of_list(node, pointer)
    else:
        yield f"{pointer} = {spell(node)}"


with open(sys.argv[1], encoding="utf-8") as file:
    document = yaml.load(file, Reader)
print("\n".join(sorted(facts(document, "", False))))
