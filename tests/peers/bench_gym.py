"""Items a CPU second of one core: the gym beside reasoning-gym (RG) and mathematics_dataset (DM).

    python tests/peers/bench_gym.py rg --build build/release
    python tests/peers/bench_gym.py dm --build build/release

Each peer's task is timed for --seconds at its defaults, then ours at its default level, in turn, --rounds
times; medians, ratios, and their geometric means. RG 0.1.25 runs on any sympy; DM 1.0.1 needs sympy 1.5,
so it wants an environment of its own."""
import argparse
import json
import math
import statistics
import subprocess
import time

# peer's task: our family. The second group is what needs sympy there.
RG_LIGHT = {"chain_sum": "chain_sum", "products": "products", "gcd": "gcd", "lcm": "lcm",
            "prime_factorization": "prime_factorization", "power_function": "power",
            "fraction_simplification": "fraction_simplification",
            "decimal_chain_sum": "decimal_sum", "base_conversion": "base_conversion",
            "count_bits": "count_bits", "bitwise_arithmetic": "bitwise",
            "basic_arithmetic": "arithmetic", "leg_counting": "leg_counting"}
RG_SYMPY = {"simple_equations": "simple_equations", "polynomial_equations": "polynomial_roots",
            "polynomial_multiplication": "polynomial_expand",
            "simple_integration": "integral_polynomial"}
DM_LIGHT = {"arithmetic__add_or_sub": "add_or_sub", "arithmetic__mul": "mul",
            "numbers__gcd": "gcd", "numbers__lcm": "lcm", "numbers__is_prime": "is_prime",
            "numbers__base_conversion": "base_conversion",
            "numbers__div_remainder": "div_remainder", "numbers__place_value": "place_value",
            "numbers__round_number": "round_number"}
DM_SYMPY = {"algebra__linear_1d": "simple_equations", "algebra__linear_2d": "linear_2d",
            "algebra__polynomial_roots": "polynomial_roots",
            "polynomials__expand": "polynomial_expand", "calculus__differentiate": "derivative"}


def ours(build):
    lines = subprocess.run([build + "/mathgym", "bench", "gym", "--json"], check=True,
                           capture_output=True, text=True).stdout.splitlines()
    return {r["family"]: r["items_per_second"] for r in map(json.loads, lines)}


def timed(make, seconds):
    make()
    start, done = time.process_time(), 0
    while time.process_time() - start < seconds:
        make()
        done += 1
    return done / (time.process_time() - start)


def rg_makers():
    import reasoning_gym
    for task in {**RG_LIGHT, **RG_SYMPY}:
        data = reasoning_gym.create_dataset(task, size=10**9, seed=42)
        index = iter(range(10**9))
        yield task, lambda data=data, index=index: data[next(index)]


def dm_makers():
    from absl import flags
    from mathematics_dataset import generate
    from mathematics_dataset.modules import modules

    def flatten(tree, prefix):
        for name, item in tree.items():
            if isinstance(item, dict):
                yield from flatten(item, prefix + name + "__")
            else:
                yield prefix + name, item

    flags.FLAGS(["bench_gym"])
    made = dict(flatten(modules.train(lambda interval: interval), ""))
    for task in {**DM_LIGHT, **DM_SYMPY}:
        yield task, lambda module=made[task]: generate.sample_from_module(module)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("peer", choices=["rg", "dm"])
    parser.add_argument("--build", default="build/release")
    parser.add_argument("--seconds", type=float, default=0.5)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    groups = {"rg": (RG_LIGHT, RG_SYMPY), "dm": (DM_LIGHT, DM_SYMPY)}[options.peer]
    makers = dict({"rg": rg_makers, "dm": dm_makers}[options.peer]())
    theirs, mine = {}, {}
    for _ in range(options.rounds):
        for task, make in makers.items():
            theirs.setdefault(task, []).append(timed(make, options.seconds))
        for family, rate in ours(options.build).items():
            mine.setdefault(family, []).append(rate)
    for title, group in zip(("light", "sympy"), groups):
        ratios = []
        for task, family in group.items():
            a, b = statistics.median(theirs[task]), statistics.median(mine[family])
            ratios.append(b / a)
            print(f"{task:28} {a:12.0f}   {family:28} {b:12.0f}   {b / a:10.0f}x")
        print(f"{title}: geometric mean {math.exp(statistics.mean(map(math.log, ratios))):.0f}x\n")


if __name__ == "__main__":
    main()
