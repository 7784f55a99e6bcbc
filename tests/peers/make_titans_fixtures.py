"""Writes tests/fixtures/titans/<kind>.safetensors: outputs and outer gradients of titans-pytorch.

    python tests/peers/make_titans_fixtures.py

NeuralMemory of titans-pytorch with a chunk and a batch of one token is the paper's recurrence

    S_t = eta_t S_{t-1} - theta_t grad l(M_{t-1}; k_t, v_t),   M_t = (1 - alpha_t) M_{t-1} + S_t
    y_t = M_t(q_t)

without any staleness. Its inner model is replaced by one without the fast gain of its LayerNorm, and
its loss by l = 1/2 ||M(k) - v||^2, the sum that the equations here have and not the mean. No
convolution, no activation, no norms of q and k: what is left is the recurrence alone, in float64.

    linear   M(k) = k W
    deep     M(k) = k + LN(gelu(k W1) W2), LN without gain

Each file has x (B, T, D), the projections and gate weights as the library names them, the initial
memory (winit.*), y (B, T, D), the cotangent of y, and grad.<name> of all of these.
"""

import json
import os
import platform
from importlib.metadata import version

import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from titans_pytorch import NeuralMemory
from torch import nn

ROWS, TOKENS, WIDTH, HIDDEN = 2, 13, 8, 12
EPS = 2.0**-17  # of the LayerNorm: a number that float32 has, as the scalars of our kernels are
FOLDER = os.path.join(os.path.dirname(__file__), "..", "fixtures", "titans")


class Linear(nn.Module):
    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.randn(WIDTH, WIDTH) * 0.2)

    def forward(self, x):
        return x @ self.w


class Deep(nn.Module):
    def __init__(self):
        super().__init__()
        self.w1 = nn.Parameter(torch.randn(WIDTH, HIDDEN) * 0.5)
        self.w2 = nn.Parameter(torch.randn(HIDDEN, WIDTH) * 0.5)

    def forward(self, x):
        return x + F.layer_norm(F.gelu(x @ self.w1) @ self.w2, (WIDTH,), eps=EPS)


def half_square(prediction, target):
    return 0.5 * (prediction - target).pow(2).sum(dim=-1)


def build(inner, max_rate):
    return NeuralMemory(
        dim=WIDTH,
        chunk_size=1,
        batch_size=1,
        model=inner,
        store_memory_loss_fn=half_square,
        default_step_transform_max_lr=max_rate,
        pre_rmsnorm=False,
        mem_model_norm_add_residual=False,
    ).double()


def tensors_of(memory):
    """By the library's names, without the indices of its Sequentials."""
    names = [n for n, _ in memory.memory_model.named_parameters()]
    found = {}
    for name, parameter in memory.named_parameters():
        if name.startswith("memory_model."):
            continue  # the template; what is trained is memory_model_parameters
        if name.startswith("memory_model_parameters."):
            name = "winit." + names[int(name.rsplit(".", 1)[1])]
        found[name.replace(".0.", ".")] = parameter
    return found


def write(kind, inner, max_rate):
    torch.manual_seed(5)
    memory = build(inner(), max_rate)
    x = torch.randn(ROWS, TOKENS, WIDTH, dtype=torch.float64, requires_grad=True)
    parameters = tensors_of(memory)
    with torch.no_grad():  # what is stored is float32: nothing is lost on the way
        for tensor in (x, *parameters.values()):
            tensor.copy_(tensor.float().double())
    cotangent = torch.randn(ROWS, TOKENS, WIDTH).double()
    y, _ = memory(x)
    names = ["x", *parameters]
    gradients = torch.autograd.grad((y * cotangent).sum(), [x, *parameters.values()])
    out = {"y": y, "cotangent": cotangent, "x": x, **parameters}
    out.update({"grad." + name: g for name, g in zip(names, gradients)})
    out = {name: t.detach().contiguous() for name, t in out.items()}
    save_file(out, os.path.join(FOLDER, kind + ".safetensors"))
    return {name: list(t.shape) for name, t in out.items()}


def main():
    os.makedirs(FOLDER, exist_ok=True)
    shapes = {"linear": write("linear", Linear, 0.5), "deep": write("deep", Deep, 0.1)}
    provenance = {
        "maker": "tests/peers/make_titans_fixtures.py",
        "python": platform.python_version(),
        "torch": torch.__version__,
        "titans-pytorch": version("titans-pytorch"),
        "tensors": shapes,
    }
    with open(os.path.join(FOLDER, "provenance.json"), "w") as file:
        json.dump(provenance, file, indent=2)
        file.write("\n")


if __name__ == "__main__":
    main()
