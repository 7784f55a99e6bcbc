"""Holds reasoning-gym's own golds against exact mathematics, through our verifier.

    python tests/peers/judge_reasoning_gym.py --build build/release --count 3000

Each item's question is solved here with Fractions; `mathgym verify` judges RG's gold as the response. A
gold that is refused is wrong: it is printed with what the question comes to."""
import argparse
import ast
import json
import math
import os
import re
import subprocess
import tempfile
from fractions import Fraction

import reasoning_gym

OPERATORS = {ast.Add: lambda a, b: a + b, ast.Sub: lambda a, b: a - b, ast.Mult: lambda a, b: a * b,
             ast.Div: lambda a, b: a / b}


def value(node):
    if isinstance(node, ast.BinOp):
        return OPERATORS[type(node.op)](value(node.left), value(node.right))
    if isinstance(node, ast.UnaryOp):
        return -value(node.operand)
    return Fraction(node.value)


def expression(question):
    formula = max(re.findall(r"[-(\d][\d\s()+*/-]*[\d)]", question), key=len)
    return value(ast.parse(formula.strip(), mode="eval").body)


def over_numbers(function):
    return lambda question: function(*map(int, re.findall(r"\d+", question)))


TASKS = {"chain_sum": expression, "products": expression, "basic_arithmetic": expression,
         "gcd": over_numbers(math.gcd), "lcm": over_numbers(math.lcm)}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", default="build/release")
    parser.add_argument("--count", type=int, default=3000)
    options = parser.parse_args()
    for task, solve in TASKS.items():
        data = reasoning_gym.create_dataset(task, size=options.count, seed=7)
        records = [{"question": data[i]["question"], "answer": str(solve(data[i]["question"])),
                    "response": data[i]["answer"], "metadata": {"answer_kind": "rational"}}
                   for i in range(options.count)]
        with tempfile.TemporaryDirectory() as folder:
            path, verdicts = os.path.join(folder, "in.jsonl"), os.path.join(folder, "out.jsonl")
            with open(path, "w") as file:
                file.writelines(json.dumps(record) + "\n" for record in records)
            subprocess.run([options.build + "/mathgym", "verify", "-o", verdicts, path], check=True,
                           stdout=subprocess.DEVNULL)
            judged = [json.loads(line) for line in open(verdicts)]
        wrong = [record for record, verdict in zip(records, judged) if verdict["reward"] != 1.0]
        print(f"{task:20} {len(records)} golds, {len(wrong)} wrong")
        for record in wrong[:2]:
            print(f"    {record['question']!r}: RG {record['response']}, exact {record['answer']}")


if __name__ == "__main__":
    main()
