#!/usr/bin/env python3
"""Prints an OpenAPI document in YAML, as large as the largest that people keep: 1,000 operations in 10 MB.

    ./large.py [OPERATIONS] > large.yaml

Each operation has parameters, a body and answers of its own, with descriptions and examples that hold; and refers to
components, some of which refer to themselves."""
import sys

TYPES = [
    ("type: string", "Anna"),
    ("type: string\n{i}format: uuid", "3f0e7c52-9a41-4d7b-8c66-1b2f5d90e8a4"),
    ("type: string\n{i}format: date-time", '"2025-10-31T08:30:00Z"'),
    ("type: string\n{i}pattern: ^[a-z][a-z0-9-]*$\n{i}maxLength: 40", "a-name-of-some-length"),
    ("type: string\n{i}enum: [open, closed, held]", "open"),
    ("type: integer\n{i}minimum: 0\n{i}maximum: 100000", "4711"),
    ("type: number\n{i}multipleOf: 0.01", "12.34"),
    ("type: boolean", "true"),
    ("type: array\n{i}items:\n{i}  type: string\n{i}minItems: 1\n{i}uniqueItems: true", "[red, green]"),
    ("type: object\n{i}additionalProperties:\n{i}  type: integer", "{one: 1, two: 2}"),
]
WORDS = "a value that says of the order where it is kept and who has seen it since it was placed".split()


def prose(seed, words):
    return " ".join(WORDS[(seed * 7 + n * 3) % len(WORDS)] for n in range(words))


def properties(seed, count, indent):
    pad = " " * indent
    for n in range(count):
        kind, example = TYPES[(seed + n) % len(TYPES)]
        print(f"{pad}field_{n}:")
        print(pad + "  " + kind.replace("{i}", pad + "  "))
        print(f"{pad}  description: {prose(seed + n, 12)}")
        print(f"{pad}  example: {example}")


def body(seed, count, indent):
    pad = " " * indent
    print(f"{pad}content:\n{pad}  application/json:\n{pad}    schema:\n{pad}      type: object")
    print(f"{pad}      required: [field_0, field_1]\n{pad}      properties:")
    properties(seed, count, indent + 8)
    print(f"{pad}        link:\n{pad}          $ref: '#/components/schemas/Node{seed % 100}'")
    print(f"{pad}    example:")
    for n in range(count):
        print(f"{pad}      field_{n}: {TYPES[(seed + n) % len(TYPES)][1]}")


def operation(seed, method):
    print(f"    {method}:\n      operationId: {method}Order{seed}\n      summary: {prose(seed, 6)}")
    print("      description: |")
    for line in range(6):
        print(f"        {prose(seed + line, 16)}")
    print("      parameters:\n        - $ref: '#/components/parameters/Trace'")
    for n in range(4):
        print(f"        - name: filter_{n}\n          in: query\n          description: {prose(seed + n, 10)}")
        print("          schema:\n            type: string\n            maxLength: 20")
    if method != "get":
        print("      requestBody:\n        required: true")
        body(seed, 16, 8)
    print("      responses:\n        '200':\n          description: Done")
    body(seed + 5, 30 if method == "get" else 14, 10)
    for status in ("400", "401", "404", "500"):
        print(f"        '{status}':\n          $ref: '#/components/responses/Problem'")


def components():
    print("components:\n  securitySchemes:\n    Token:\n      type: http\n      scheme: bearer")
    print("  parameters:\n    Trace:\n      name: X-Trace\n      in: header\n      schema:\n        type: string")
    print("  responses:\n    Problem:\n      description: It could not be done\n      content:\n"
          "        application/json:\n          schema:\n            $ref: '#/components/schemas/Problem'")
    print("  schemas:\n    Problem:\n      type: object\n      required: [error]\n      properties:\n"
          "        error:\n          type: string\n        message:\n          type: string")
    for n in range(100):
        print(f"    Node{n}:\n      type: object\n      required: [id]\n      properties:\n        id:\n          type: integer"
              f"\n        next:\n          $ref: '#/components/schemas/Node{(n * 7 + 1) % 100}'"
              f"\n        leaves:\n          type: array\n          items:\n            $ref: '#/components/schemas/Node{n}'")


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    print("openapi: 3.0.3\ninfo:\n  title: A large API\n  version: 1.0.0\nsecurity:\n  - Token: []\npaths:")
    for seed in range((count + 3) // 4):
        print(f"  /orders-{seed}/{{id}}:\n    parameters:\n      - name: id\n        in: path\n        required: true\n"
              "        schema:\n          type: string\n          format: uuid")
        for number, method in enumerate(("get", "put", "post", "delete")[:count - seed * 4]):
            if method == "delete":
                method = "patch"
            operation(seed * 4 + number, method)
    components()


main()
