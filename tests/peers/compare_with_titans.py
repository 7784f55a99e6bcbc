"""Training speed of our memory beside titans-pytorch's, forward and backward, at equal state size.

    ninja -C build bench_memory && python tests/peers/compare_with_titans.py --build build

Both take x (rows, tokens, width) to queries, keys, values and gates, through the memory and the
output projection, and back to the gradients of x and of all parameters. Heads, their width and the
numbers of state (weights and momentum of a head: two layers, d x m and m x d) are the same; ours as
`deep` is the same memory, as `feature`, our default, m is twice as wide so that d x m is as large.

titans-pytorch is tried at several chunks, plain and with its refresh of weights inside a call. Three
of its ways take turns with ours: its fastest, our chunk, and our chunk with a refresh at each, which
is the work that ours do. Its gates are one number a chunk, and without a refresh all its gradients are
taken at the weights of the start of a call; ours are exact, token by token (`feature`), or taken at
the start of each chunk (`deep`).

Times are of wall and of processor. On a busy machine torch's threads wait for one another, spinning,
and both times of two threads overstate our lead several times over; there, compare --threads 1 by
processor time.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import time
import warnings

warnings.filterwarnings("ignore")
import torch
from titans_pytorch import NeuralMemory
from titans_pytorch.memory_models import MemoryMLP


def processor_seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


class Peer:
    """NeuralMemory at a chunk; `refresh`: tokens after which gradients see the new weights."""

    def __init__(self, sizes, chunk, refresh):
        self.name = f"chunk {chunk}" + (f", weights of every {refresh} tokens" if refresh else "")
        self.tokens = sizes.rows * sizes.tokens
        torch.manual_seed(1)
        model = MemoryMLP(sizes.head_dim, depth=2, expansion_factor=sizes.hidden / sizes.head_dim)
        self.memory = NeuralMemory(dim=sizes.width, heads=sizes.heads, dim_head=sizes.head_dim,
                                   model=model, chunk_size=chunk, batch_size=refresh)
        self.x = torch.randn(sizes.rows, sizes.tokens, sizes.width, requires_grad=True)

    def step(self):
        y, _ = self.memory(self.x)
        (0.5 * y.square().sum()).backward()
        self.memory.zero_grad()
        self.x.grad = None

    def speed(self, seconds):
        """Best tokens a second of wall and of processor, at least two runs."""
        wall, processor, end = [], [], time.perf_counter() + seconds
        while len(wall) < 2 or time.perf_counter() < end:
            start, busy = time.perf_counter(), processor_seconds()
            self.step()
            wall.append(time.perf_counter() - start)
            processor.append(processor_seconds() - busy)
        return self.tokens / min(wall), self.tokens / min(processor)


def fastest(sizes):
    """Tries chunks up to the whole text, then refreshes at the best of them."""
    tried = []

    def attempt(chunk, refresh=None):
        try:
            peer = Peer(sizes, chunk, refresh)
            peer.step()
            tried.append((peer.speed(1), chunk, refresh))
        except (RuntimeError, AssertionError) as error:
            print(f"  chunk {chunk}, refresh {refresh}: {str(error).splitlines()[0]}")
            return
        (wall, processor), name = tried[-1][0], peer.name
        print(f"  {wall:9.0f} tokens/s  {processor:9.0f} per processor second  {name}", flush=True)

    for chunk in (16, 32, 64, 128, 256, 512, 1024):
        if chunk <= sizes.tokens:
            attempt(chunk)
    best = max(tried)
    if best[1] < sizes.tokens:
        attempt(best[1], best[1])
    return Peer(sizes, *max(tried)[1:])


def ours(arguments, kind):
    features = arguments.hidden * (2 if kind == "feature" else 1)
    command = [os.path.join(arguments.build, "tests", "bench_memory"), "-k", kind]
    for letter, value in (("b", arguments.rows), ("t", arguments.tokens), ("w", arguments.width),
                          ("h", arguments.heads), ("d", arguments.head_dim), ("m", features),
                          ("c", arguments.chunk), ("j", arguments.threads), ("s", arguments.seconds)):
        command += ["-" + letter, str(value)]
    time.sleep(0.5)  # torch's threads spin for a moment after their work
    found = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    return found["best"], found["best_per_cpu_second"]


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default="build", help="build folder (default: build)")
    for name, value in (("rows", 4), ("tokens", 1024), ("width", 128), ("heads", 2), ("head-dim", 32),
                        ("hidden", 64), ("chunk", 32), ("threads", 2), ("rounds", 5)):
        parser.add_argument("--" + name, type=int, default=value, help=f"(default {value})")
    parser.add_argument("--seconds", type=float, default=2, help="of each measurement (default 2)")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    print(f"{arguments.rows} x {arguments.tokens} tokens of {arguments.width}, {arguments.heads} heads of "
          f"{arguments.head_dim}, hidden {arguments.hidden}, {arguments.threads} threads, "
          f"torch {torch.__version__}")
    best, same = fastest(arguments), Peer(arguments, arguments.chunk, None)
    fresh = Peer(arguments, arguments.chunk, arguments.chunk)
    takes = {
        f"titans-pytorch, fastest ({best.name})": lambda: best.speed(arguments.seconds),
        f"titans-pytorch, our chunk ({same.name})": lambda: same.speed(arguments.seconds),
        f"titans-pytorch, our work ({fresh.name})": lambda: fresh.speed(arguments.seconds),
        f"mathgym feature, chunk {arguments.chunk}": lambda: ours(arguments, "feature"),
        f"mathgym deep, chunk {arguments.chunk}": lambda: ours(arguments, "deep"),
    }
    readings = {name: [] for name in takes}
    for _ in range(arguments.rounds):
        for name, take in takes.items():
            readings[name].append(take())
    medians = {n: [statistics.median(r[i] for r in v) for i in (0, 1)] for n, v in readings.items()}
    for name, (wall, processor) in medians.items():
        print(f"{wall:9.0f} tokens/s  {processor:9.0f} per processor second  {name}")
    names = list(takes)
    for mine in names[3:]:
        for peer in names[:3]:
            ratios = [a / b for a, b in zip(medians[mine], medians[peer])]
            print(f"{mine} / {peer}: {ratios[0]:.1f} (processor {ratios[1]:.1f})")


if __name__ == "__main__":
    main()
