"""Holds our program against torch_model.py: the same numbers, and who trains faster.

    python tests/peers/compare_with_torch.py agree --build build [--preset tiny small]
    python tests/peers/compare_with_torch.py speed --build build [--preset tiny small]
    python tests/peers/compare_with_torch.py speed --no-mathgym             torch by itself

agree: writes a checkpoint with random weights and a packed batch, runs
`<build>/tests/model_dump CHECKPOINT IN.safetensors OUT.safetensors`, and compares logits, loss and
the gradient of every parameter (relative L2 per tensor). Exits with 1 above the bar.

speed: training steps (forward, backward, clipping, AdamW, gate bias) on the same batch shape. First
every way to run the model in torch is tried, eager and compiled; the fastest of each then takes
turns with `mathgym bench train --preset P --steps N --json` for the given rounds. Tokens a second
are B T a step on both sides, padding included, whatever layout torch uses for these problems.
"""

import argparse
import itertools
import json
import logging
import os
import shlex
import statistics
import subprocess
import sys
import tempfile
import time

import torch
from safetensors.torch import load_file, save_file

import torch_model as tm

COMMON = {
    "architectures": ["DeepseekV3ForCausalLM"],
    "model_type": "deepseek_v3",
    "vocab_size": 384,
    "num_hidden_layers": 4,
    "num_nextn_predict_layers": 0,
    "q_lora_rank": None,
    "n_routed_experts": 8,
    "n_shared_experts": 1,
    "num_experts_per_tok": 2,
    "n_group": 1,
    "topk_group": 1,
    "first_k_dense_replace": 1,
    "moe_layer_freq": 1,
    "scoring_func": "sigmoid",
    "topk_method": "noaux_tc",
    "norm_topk_prob": True,
    "routed_scaling_factor": 1.0,
    "hidden_act": "silu",
    "max_position_embeddings": 1024,
    "rope_theta": 10000.0,
    "rope_scaling": None,
    "tie_word_embeddings": True,
    "rms_norm_eps": 1e-6,
    "initializer_range": 0.02,
    "bos_token_id": 259,
    "eos_token_id": 257,
    "pad_token_id": 256,
    "mathgym": {"causal": True, "aux_loss_alpha": 0.0},
}
# Our presets of these names, but for the weight of the balance loss: the loss compared is cross-entropy.
PRESETS = {
    "tiny": {**COMMON, "hidden_size": 128, "num_attention_heads": 4, "num_key_value_heads": 4,
             "kv_lora_rank": 64, "qk_nope_head_dim": 32, "qk_rope_head_dim": 16, "v_head_dim": 32,
             "intermediate_size": 384, "moe_intermediate_size": 64},
    "small": {**COMMON, "hidden_size": 512, "num_attention_heads": 8, "num_key_value_heads": 8,
              "kv_lora_rank": 128, "qk_nope_head_dim": 32, "qk_rope_head_dim": 32,
              "v_head_dim": 64, "intermediate_size": 1024, "moe_intermediate_size": 128},
}
BATCHES = 8  # different batches that a timed run goes through
MIN_MARGIN = 1e-5  # of the choice of experts: rounding (some 1e-7) must not change it


def make_batch(rows, length, generator, mean=16):
    """Problems of mean - 4 to mean + 4 tokens packed into each row, padding where none fits."""
    batch = {name: torch.zeros(rows, length, dtype=torch.int64)
             for name in ("ids", "targets", "positions")}
    batch["segments"] = torch.full((rows, length), tm.PAD_SEGMENT)
    batch["loss_weights"] = torch.zeros(rows, length)
    for row in range(rows):
        start = 0
        for segment in itertools.count():
            size = int(torch.randint(mean - 4, mean + 5, (1,), generator=generator))
            if start + size > length:
                break
            text = torch.randint(0, 256, (size + 1,), generator=generator)
            here = (row, slice(start, start + size))
            batch["ids"][here], batch["targets"][here] = text[:-1], text[1:]
            batch["positions"][here] = torch.arange(size)
            batch["segments"][here] = segment
            batch["loss_weights"][here] = 1
            start += size
    return batch


def one_problem_a_row(batch, problems, width):
    """The same problems unpacked, `problems` rows of `width`, so that attention needs no mask."""
    rows = {name: torch.zeros(problems, width, dtype=batch[name].dtype)
            for name in ("ids", "targets", "loss_weights")}
    at = 0
    for row, segments in enumerate(batch["segments"]):
        for segment in range(int(segments.max()) + 1):
            chosen = segments == segment
            for name, tensor in rows.items():
                tensor[at, : int(chosen.sum())] = batch[name][row, chosen]
            at += 1
    return rows


# ---------------------------------------------------------------------------------- agree


def compare_tensors(ours, expected, real):
    """[(relative L2, name)], worst first; a tensor that is absent or misshapen is infinitely far."""
    distances = []
    for name, tensor in expected.items():
        got = ours.get(name)
        if got is None or got.numel() != tensor.numel():
            distances.append((float("inf"), f"{name} (missing or of another size)"))
            continue
        got = got.double().view(tensor.shape)
        if name == "logits":
            got, tensor = got[real], tensor[real]
        difference = float((got - tensor).norm())
        size = float(tensor.norm())
        distance = difference / size if size > 0 else difference
        distances.append((distance if distance == distance else float("inf"), name))
    unknown = [name for name in ours if name.startswith("grad.") and name not in expected]
    return sorted(distances + [(float("inf"), f"{n} (of no parameter)") for n in unknown],
                  reverse=True)


def reference(folder, rows, length):
    """A batch without near ties between experts, and what torch makes of it."""
    model = tm.load_checkpoint(folder)
    for seed in range(100):
        batch = make_batch(rows, length, torch.Generator().manual_seed(seed))
        with torch.no_grad():
            model(batch["ids"], batch["segments"], batch["positions"])
        if tm.choice_margin(model) > MIN_MARGIN:
            break
    else:
        raise SystemExit("every batch has a token near a tie between experts; use fewer rows")
    results = []
    for precision in (torch.float32, torch.float64):
        model.to(precision).zero_grad()
        logits = model(batch["ids"], batch["segments"], batch["positions"])
        loss = model.loss(batch, logits)
        loss.backward()
        gradients = tm.to_disk_names(model, {n: p.grad for n, p in model.named_parameters()})
        results.append({"logits": logits.detach().double(), "loss": loss.detach().reshape(1).double(),
                        **{f"grad.{n}": g.double() for n, g in gradients.items()}})
    return batch, *results


def agree(arguments):
    dump = os.path.join(arguments.build, "tests", "model_dump")
    failed = False
    for preset in arguments.preset:
        with tempfile.TemporaryDirectory() as work:
            folder = os.path.join(work, "checkpoint")
            model = tm.Model(tm.make_config(PRESETS[preset]))
            tm.randomise(model, seed=1)
            tm.save_checkpoint(model, PRESETS[preset], folder)
            batch, single, double = reference(folder, rows=4, length=64)
            given = {name: t if name == "loss_weights" else t.to(torch.int32)
                     for name, t in batch.items()}
            source, result = os.path.join(work, "in.safetensors"), os.path.join(work, "out.safetensors")
            save_file(given, source)
            done = subprocess.run([dump, folder, source, result])
            if done.returncode != 0:
                raise SystemExit(f"{dump} failed with {done.returncode} on preset {preset}")
            ours = load_file(result)
        real = batch["segments"] != tm.PAD_SEGMENT
        distances = compare_tensors(ours, single, real)
        exact = dict((name, d) for d, name in compare_tensors(ours, double, real))
        peer = dict((name, d) for d, name in compare_tensors(single, double, real))
        print(f"{preset}: {len(distances)} tensors, bar {arguments.bar:g} (relative L2)")
        print("  to torch fp32   to torch fp64   torch fp32 to fp64")
        by_name = {name: d for d, name in distances}
        shown = [n for n in ("logits", "loss") if n in by_name]
        for name in shown + [n for _, n in distances[:5] if n not in shown]:
            print(f"  {by_name[name]:13.2e}   {exact.get(name, float('inf')):13.2e}   "
                  f"{peer.get(name, float('nan')):18.2e}   {name}")
        over = [name for d, name in distances if not d <= arguments.bar]
        failed = failed or bool(over)
        print(f"  {'FAILED: ' + str(len(over)) + ' over the bar' if over else 'agrees'}")
    return 1 if failed else 0


# ---------------------------------------------------------------------------------- speed


class Trainer:
    """One way to train in torch."""

    def __init__(self, preset, batches, compiled, experts, attention, layout, optimiser):
        self.name = " ".join(("compile" if compiled else "eager", experts, attention, layout, optimiser))
        self.batches, self.layout, self.step_number = batches[layout], layout, 0
        self.model = tm.Model(tm.make_config(PRESETS[preset]), experts, attention)
        self.start_training()
        matrices = [p for p in self.model.parameters() if p.ndim >= 2]
        vectors = [p for p in self.model.parameters() if p.ndim < 2]
        self.optimiser = torch.optim.AdamW(
            [{"params": matrices, "weight_decay": 0.1}, {"params": vectors, "weight_decay": 0.0}],
            lr=1e-4, betas=(0.9, 0.95), **{optimiser: True})
        self.loss = torch.compile(self.model.loss) if compiled else self.model.loss

    def start_training(self):
        """Weights as training starts from, so that experts are loaded as evenly as then."""
        torch.manual_seed(1)
        with torch.no_grad():
            for parameter in self.model.parameters():
                if parameter.ndim >= 2:
                    parameter.normal_(std=self.model.config.initializer_range)

    def step(self):
        batch = self.batches[self.step_number % len(self.batches)]
        self.step_number += 1
        loss = self.loss(batch)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimiser.step()
        self.optimiser.zero_grad()
        self.model.update_gate_bias(batch["loss_weights"] > 0, 1e-3)
        return float(loss.detach())

    def seconds_a_step(self, steps):
        start = time.perf_counter()
        for _ in range(steps):
            self.step()
        return (time.perf_counter() - start) / steps


def make_batches(rows, length):
    generator = torch.Generator().manual_seed(1)
    packed = [make_batch(rows, length, generator) for _ in range(BATCHES)]
    problems = max(int((b["segments"].max(1).values + 1).sum()) for b in packed)
    width = max(int(b["positions"].max()) + 1 for b in packed)
    return {"packed": packed, "rows": [one_problem_a_row(b, problems, width) for b in packed]}


def fastest(preset, batches, compiled, tokens):
    """Tries one choice after the other, keeping the best of each; prints what it saw.

    A loop over experts is left out of torch.compile: every number of tokens is a new program to it."""
    best, tried = None, set()

    def attempt(*way):
        nonlocal best
        if way in tried:
            return
        tried.add(way)
        try:
            torch._dynamo.reset()
            trainer = Trainer(preset, batches, compiled, *way)
            trainer.seconds_a_step(len(batches["packed"]))  # compiles, and meets every batch once
            seconds = min(trainer.seconds_a_step(4) for _ in range(3))
        except (RuntimeError, NotImplementedError) as error:
            print(f"  {' '.join(way)}: {str(error).splitlines()[0]}")
            return
        print(f"  {tokens / seconds:9.0f} tokens/s  {trainer.name}", flush=True)
        if best is None or seconds < best[0]:
            best = (seconds, way)

    for experts in tm.EXPERT_METHODS[1 if compiled else 0 :]:
        attempt(experts, "sdpa", "rows", "fused")
    experts = best[1][0]
    for attention, layout in itertools.product(tm.ATTENTION_METHODS, ("rows", "packed")):
        attempt(experts, attention, layout, "fused")
    attempt(*best[1][:3], "foreach")
    return Trainer(preset, batches, compiled, *best[1])


def run_mathgym(command, preset, steps):
    words = shlex.split(command.format(preset=preset, steps=steps))
    done = subprocess.run(words, stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{shlex.join(words)} failed with {done.returncode}")
    return float(json.loads(done.stdout.strip().splitlines()[-1])["tokens_per_second"])


def speed(arguments):
    torch.set_num_threads(arguments.threads)
    torch._logging.set_logs(dynamo=logging.ERROR, inductor=logging.ERROR)
    tokens = arguments.rows * arguments.length
    command = arguments.mathgym or shlex.quote(os.path.join(arguments.build, "mathgym")) + (
        " bench train --preset {preset} --steps {steps} --json")
    batches = make_batches(arguments.rows, arguments.length)
    summary = []
    for preset in arguments.preset:
        print(f"{preset}, batch {arguments.rows} x {arguments.length}, {arguments.threads} threads, "
              f"torch {torch.__version__}")
        kinds = [("torch eager", False)] + ([] if arguments.no_compile else [("torch.compile", True)])
        peers = {name: fastest(preset, batches, compiled, tokens) for name, compiled in kinds}
        for trainer in peers.values():
            trainer.seconds_a_step(len(batches["packed"]))
        readings = {name: [] for name in (*peers, "mathgym")}
        for _ in range(arguments.rounds):
            for name, trainer in peers.items():
                readings[name].append(tokens / trainer.seconds_a_step(arguments.steps))
            if not arguments.no_mathgym:
                time.sleep(0.5)  # torch's threads spin for a moment after their work
                readings["mathgym"].append(run_mathgym(command, preset, arguments.steps))
        medians = {name: statistics.median(values) for name, values in readings.items() if values}
        for name, values in readings.items():
            if values:
                way = f"  ({peers[name].name})" if name in peers else ""
                summary.append(f"{preset:6} {name:14} {medians[name]:9.0f} tokens/s, median of "
                               f"{len(values)} ({min(values):.0f} to {max(values):.0f}){way}")
        for name in peers:
            if "mathgym" in medians:
                summary.append(f"{preset:6} mathgym / {name}: {medians['mathgym'] / medians[name]:.2f}")
    print("\n".join(summary))
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("agree", "speed"))
    parser.add_argument("--build", default="build", help="build folder (default: build)")
    parser.add_argument("--preset", nargs="+", choices=PRESETS, default=list(PRESETS))
    parser.add_argument("--bar", type=float, default=1e-4, help="agree: relative L2 (default 1e-4)")
    parser.add_argument("--mathgym", help="speed: command with {preset} and {steps}, printing JSON with "
                        "tokens_per_second on its last line")
    parser.add_argument("--no-mathgym", action="store_true", help="speed: torch by itself")
    parser.add_argument("--no-compile", action="store_true", help="speed: leave torch.compile out")
    parser.add_argument("--rows", type=int, default=16, help="speed: B (default 16)")
    parser.add_argument("--length", type=int, default=128, help="speed: T (default 128)")
    parser.add_argument("--rounds", type=int, default=5, help="speed: rounds in turn (default 5)")
    parser.add_argument("--steps", type=int, default=20, help="speed: steps a round (default 20)")
    parser.add_argument("--threads", type=int, default=2, help="speed: torch's threads (default 2)")
    arguments = parser.parse_args()
    return agree(arguments) if arguments.what == "agree" else speed(arguments)


if __name__ == "__main__":
    sys.exit(main())
