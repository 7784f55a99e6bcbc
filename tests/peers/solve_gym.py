"""Solves the gym's problems from their printed questions alone, with Python's integers and fractions
(and sympy where a solver says so), and compares with the gym's answers.

    python tests/peers/solve_gym.py --build build/release --topic numbers --count 100000
    python tests/peers/solve_gym.py --build build/release --family gcd --level 3 --count 1000

Each solvers/<topic>.py has SOLVERS = {family: function(question) -> answer}. An answer is compared as
text; where a solver returns something else than str, solvers.same(answer, gold) decides. A family in
SLOW (those that need sympy) gets --slow-count items. Levels take turns. Exit status 1 on any
disagreement or on a family without a solver."""
import argparse
import importlib
import json
import subprocess
import sys

sys.path.insert(0, __file__.rsplit("/", 1)[0])
TOPICS = ["basics", "arithmetic", "numbers", "algebra", "calculus", "logic", "games", "words",
          "series"]


def problems(binary, family, level, count, seed):
    command = [binary, "gen-problems", "--task", f"{family}:{level}", "--count", str(count),
               "--seed", str(seed)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        for line in process.stdout:
            yield json.loads(line)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed")


def check(binary, module, family, levels, count, seed):
    solve, same = module.SOLVERS[family], getattr(module, "same", lambda a, gold: a == gold)
    done = wrong = 0
    for level in levels:
        for problem in problems(binary, family, level, -(-count // len(levels)), seed):
            answer = solve(problem["question"])
            done += 1
            if not same(answer, problem["answer"]):
                wrong += 1
                if wrong <= 5:
                    print(f"  {family}:{level} {problem['question']!r}: gym {problem['answer']!r}, "
                          f"here {answer!r}")
    print(f"{family:28} {done:8} problems, {wrong} disagreements", flush=True)
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", default="build/release")
    parser.add_argument("--topic", choices=TOPICS)
    parser.add_argument("--family")
    parser.add_argument("--level", type=int)
    parser.add_argument("--count", type=int, default=100000)
    parser.add_argument("--slow-count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    binary = options.build + "/mathgym"
    listing = subprocess.run([binary, "tasks", "--json"], capture_output=True, check=True, text=True)
    wrong = 0
    for task in map(json.loads, listing.stdout.splitlines()):
        family, topic = task["family"], task["topic"]
        if options.topic not in (None, topic) or options.family not in (None, family):
            continue
        module = importlib.import_module("solvers." + topic)
        if family not in module.SOLVERS:
            print(f"{family}: no solver")
            wrong += 1
            continue
        levels = [options.level] if options.level else range(1, task["levels"] + 1)
        slow = family in getattr(module, "SLOW", ())
        wrong += check(binary, module, family, levels,
                       options.slow_count if slow else options.count, options.seed)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
