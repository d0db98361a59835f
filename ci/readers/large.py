"""Writes a record of 5,000 cases, each with an exchange and every 50th with a finding, to standard output."""
import json

RUN = "6d0f2b54-0000-4000-8000-000000005000"
sequence = 0


def emit(kind, **fields):
    global sequence
    sequence += 1
    target = {} if kind in ("run", "summary") else {"target": "crew"}
    print(json.dumps({"type": kind, "run": RUN, **target, "seq": sequence, "t": 1000 * sequence, **fields}))


def body(text):
    return {"text": text, "length": len(text), "sha256": "0" * 64}


emit("run", version="0.1.0", started="2026-11-24T08:30:00.000Z", options={}, seed=1, level="should",
     contract={"name": "crewai-amp", "sha256": "0" * 64, "title": "CrewAI AMP API", "version": "1.0.0", "sources": []})
emit("target", url="https://crew.example", bundled=False)
for number in range(5000):
    case = f"suite-{number % 20}.reject.inputs.*.rule-{number}"
    emit("case", id=case, suite=f"suite-{number % 20}", title=f"POST /kickoff refuses odd value number {number}", level="must",
         basis={"operation": "startCrewExecution", "pointer": "#/paths/~1kickoff/post", "line": 68, "words": "post:"})
    emit("exchange", n=number + 1, case=case, operation="startCrewExecution", attempt=1,
         request={"method": "POST", "url": "https://crew.example/kickoff", "headers": [], "body": body('{"inputs":{"topic":7}}')},
         outcome="answered", started=1000 * sequence, ended=1000 * sequence + 700,
         response={"status": 422, "headers": [["Content-Type", "application/json"]], "body": body('{"error":1,"message":"no"}')})
    failed = number % 50 == 0
    if failed:
        emit("finding", case=case, level="must", aspect="schema", title="the answer's error is no string", expected="a string",
             found="the number 1", place="response", body_pointer="/error", exchange=number + 1)
    emit("verdict", case=case, verdict="failed" if failed else "passed", duration=700, findings=int(failed))
emit("summary", exit=1, counts={"passed": 4900, "failed": 100, "errored": 0, "skipped": 0, "waived": 0},
     executions={"started": 0, "possibly": 0, "cap": 10}, duration=5000000)
