"""Turns `bazel aquery --output=jsonproto` into compile_commands.json. Usage: ... EXECUTION_ROOT"""
import json
import sys

actions = json.load(sys.stdin).get("actions", [])
commands = {}
for action in actions:
    arguments = action.get("arguments", [])
    sources = [a for a in arguments if a.endswith(".cc") and not a.startswith("-")]
    if sources:
        commands[sources[-1]] = {
            "directory": sys.argv[1],
            "file": sources[-1],
            "arguments": arguments,
        }
json.dump([commands[f] for f in sorted(commands)], sys.stdout, indent=1)
