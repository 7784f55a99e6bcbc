"""Our adder as AdderBoard's own script (github.com/anadim/AdderBoard, verify.py) asks it.

    MATHGYM=build/release/mathgym RUN=runs/adder python .../verify.py tests/peers/adderboard_submission.py

Additions go one by one through a pipe to `mathgym generate`, which knows nothing of addition; what
is done here is the format: ten digits each, filled up with zeros, least significant first.
"""

import os
import subprocess

PROGRAM = os.environ.get("MATHGYM", "build/release/mathgym")
RUN = os.environ.get("RUN", "runs/adder")


def build_model():
    command = [PROGRAM, "generate", RUN, "--max-tokens", "12", "--threads", "1"]
    model = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    return model, {"name": "mathgym adder", "params": 1852, "architecture": "1 layer, MLA, d = 12"}


def add(model, a, b):
    model.stdin.write(f"{a:010d}"[::-1] + "+" + f"{b:010d}"[::-1] + "=\n")
    model.stdin.flush()
    return int(model.stdout.readline().strip()[::-1])
