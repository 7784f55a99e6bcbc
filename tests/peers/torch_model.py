"""The model in plain torch: a reference to hold the engine against, readable like the equations.

    model = load_checkpoint("run/checkpoint")          # config.json + model.safetensors
    loss = model.loss(batch)                           # batch: dict of (B, T) tensors
    loss.backward()
    gradients = to_disk_names(model, {n: p.grad for n, p in model.named_parameters()})

Shapes: B rows, T tokens, D hidden_size, H heads, N = B T tokens, E experts, K experts per token,
F width of a feed-forward layer, V vocabulary. Linear weights are (out, in).

Modules are named so that state_dict() has Hugging Face's tensor names, but for the experts, which
are held as (E, 2F, D) and (E, D, F) and split into experts.<e>.{gate,up,down}_proj on disk.
"""

import json
import math
import os
from types import SimpleNamespace

import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from torch import nn

EXPERT_METHODS = ("loop", "bmm", "grouped", "dense")
ATTENTION_METHODS = ("eager", "sdpa", "sdpa-padded")
PAD_SEGMENT = -1

CONFIG_DEFAULTS = {
    "q_lora_rank": None,
    "n_routed_experts": None,
    "n_shared_experts": None,
    "n_group": None,
    "topk_group": None,
    "first_k_dense_replace": 0,
    "scoring_func": "sigmoid",
    "topk_method": "noaux_tc",
    "norm_topk_prob": True,
    "routed_scaling_factor": 1.0,
    "rope_theta": 10000.0,
    "rope_scaling": None,
    "tie_word_embeddings": False,
    "rms_norm_eps": 1e-6,
    "mathgym": {},
}


def make_config(fields):
    config = SimpleNamespace(**{**CONFIG_DEFAULTS, **fields})
    config.causal = config.mathgym.get("causal", True)
    return config


def yarn_mscale(factor, mscale):
    return 0.1 * mscale * math.log(factor) + 1.0 if factor > 1 and mscale else 1.0


def rope_frequencies(config):
    """f_i = theta^(-2i/R), divided by `factor` where a wavelength exceeds the trained context (YaRN)."""
    width, theta, yarn = config.qk_rope_head_dim, config.rope_theta, config.rope_scaling
    frequencies = theta ** (-torch.arange(0, width, 2, dtype=torch.float64) / width)
    if yarn is None:
        return frequencies

    def pair_turning(rotations):  # the pair that turns this often over the trained context
        context = yarn["original_max_position_embeddings"]
        return width * math.log(context / (rotations * 2 * math.pi)) / (2 * math.log(theta))

    low = max(math.floor(pair_turning(yarn["beta_fast"])), 0)
    high = min(math.ceil(pair_turning(yarn["beta_slow"])), width - 1)
    ramp = (torch.arange(width // 2, dtype=torch.float64) - low) / max(high - low, 0.001)
    ramp = ramp.clamp(0, 1)
    return frequencies / yarn["factor"] * ramp + frequencies * (1 - ramp)


def rope_magnitude(config):
    """Factor on cos and sin: mscale / mscale_all_dim of YaRN, 1 where they are equal."""
    yarn = config.rope_scaling
    if yarn is None:
        return 1.0
    return yarn_mscale(yarn["factor"], yarn["mscale"]) / yarn_mscale(
        yarn["factor"], yarn["mscale_all_dim"])


def softmax_scale(config):
    scale = (config.qk_nope_head_dim + config.qk_rope_head_dim) ** -0.5
    if config.rope_scaling is not None:
        scale *= yarn_mscale(config.rope_scaling["factor"], config.rope_scaling["mscale_all_dim"]) ** 2
    return scale


def rotate_pairs(x, cos, sin):
    """Turns the interleaved pairs (2i, 2i+1) of the last axis; cos, sin: (B, T, 1, R/2)."""
    even, odd = x[..., 0::2], x[..., 1::2]
    return torch.stack((even * cos - odd * sin, even * sin + odd * cos), dim=-1).flatten(-2)


def attention_mask(segments, causal):
    """(B, 1, T, T) bool, true where query t sees key s. Padding sees padding, so no row is empty."""
    visible = segments[:, :, None] == segments[:, None, :]
    if causal:
        visible = visible.tril()
    return visible[:, None]


class RMSNorm(nn.Module):
    """y = w x / sqrt(mean(x^2) + eps)"""

    def __init__(self, width, eps):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.eps = eps

    def forward(self, x):
        return F.rms_norm(x, self.weight.shape, self.weight, self.eps)


def linear(width_in, width_out):
    return nn.Linear(width_in, width_out, bias=False)


class Attention(nn.Module):
    """Multi-head latent attention, as in training: keys and values are expanded per head.

    [c_kv, k_r] = W_kva x;  [k_nope_h, v_h] = W_kvb,h norm(c_kv);  k_r = RoPE(k_r), one for all heads
    s_h(t, s) = scale (q_nope_h k_nope_h + RoPE(q_rope_h) k_r);  y = W_o concat_h softmax(s_h) v_h
    """

    def __init__(self, config, method):
        super().__init__()
        self.heads = config.num_attention_heads
        self.nope, self.rope = config.qk_nope_head_dim, config.qk_rope_head_dim
        self.value, self.rank = config.v_head_dim, config.kv_lora_rank
        self.scale, self.causal, self.method = softmax_scale(config), config.causal, method
        width, eps = config.hidden_size, config.rms_norm_eps
        query_width = self.heads * (self.nope + self.rope)
        if config.q_lora_rank is None:
            self.q_proj = linear(width, query_width)
        else:
            self.q_a_proj = linear(width, config.q_lora_rank)
            self.q_a_layernorm = RMSNorm(config.q_lora_rank, eps)
            self.q_b_proj = linear(config.q_lora_rank, query_width)
        self.kv_a_proj_with_mqa = linear(width, self.rank + self.rope)
        self.kv_a_layernorm = RMSNorm(self.rank, eps)
        self.kv_b_proj = linear(self.rank, self.heads * (self.nope + self.value))
        self.o_proj = linear(self.heads * self.value, width)

    def queries(self, x):
        if hasattr(self, "q_proj"):
            return self.q_proj(x)
        return self.q_b_proj(self.q_a_layernorm(self.q_a_proj(x)))

    def attend(self, q, k, v, visible):
        if self.method == "eager":
            scores = q @ k.transpose(-1, -2) * self.scale  # (B, H, T, T)
            if visible is None and self.causal:
                length = q.shape[-2]
                visible = torch.ones(length, length, dtype=torch.bool, device=q.device).tril()
            if visible is not None:
                scores = scores.masked_fill(~visible, float("-inf"))
            return scores.softmax(-1) @ v
        if self.method == "sdpa-padded":  # the fused kernel wants values as wide as keys
            v = F.pad(v, (0, self.nope + self.rope - self.value))
        y = F.scaled_dot_product_attention(q, k, v, attn_mask=visible, scale=self.scale,
                                           is_causal=visible is None and self.causal)
        return y[..., : self.value]

    def forward(self, x, cos, sin, visible):
        rows, length, _ = x.shape
        q = self.queries(x).view(rows, length, self.heads, self.nope + self.rope)
        q_nope, q_rope = q.split((self.nope, self.rope), dim=-1)
        latent, k_rope = self.kv_a_proj_with_mqa(x).split((self.rank, self.rope), dim=-1)
        kv = self.kv_b_proj(self.kv_a_layernorm(latent))
        kv = kv.view(rows, length, self.heads, self.nope + self.value)
        k_nope, v = kv.split((self.nope, self.value), dim=-1)
        k_rope = rotate_pairs(k_rope[:, :, None], cos, sin).expand(-1, -1, self.heads, -1)
        q = torch.cat((q_nope, rotate_pairs(q_rope, cos, sin)), dim=-1)
        k = torch.cat((k_nope, k_rope), dim=-1)
        y = self.attend(q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2), visible)
        return self.o_proj(y.transpose(1, 2).reshape(rows, length, self.heads * self.value))


class FeedForward(nn.Module):
    """SwiGLU: y = W_down (silu(W_gate x) * W_up x)"""

    def __init__(self, width, inner):
        super().__init__()
        self.gate_proj = linear(width, inner)
        self.up_proj = linear(width, inner)
        self.down_proj = linear(inner, width)

    def forward(self, x):
        return self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))


class Gate(nn.Module):
    """Chooses K experts for each token, and their weights.

    V3 (sigmoid, noaux_tc): b = s + bias chooses only; a group scores the sum of its two best b; the
    weights are s over their sum, times the scale.
    V2 (softmax): s chooses; a group scores its best s; the weights are s times the scale.
    """

    def __init__(self, config):
        super().__init__()
        self.config = config
        self.experts = config.n_routed_experts
        self.weight = nn.Parameter(torch.empty(self.experts, config.hidden_size))
        if config.topk_method == "noaux_tc":
            self.register_buffer("e_score_correction_bias", torch.zeros(self.experts))

    def scores(self, x):
        logits = x @ self.weight.t()  # (N, E)
        return logits.sigmoid() if self.config.scoring_func == "sigmoid" else logits.softmax(-1)

    def forward(self, x):
        config, scores = self.config, self.scores(x)
        choice, best_of_group = scores.detach(), 1
        if config.topk_method == "noaux_tc":
            choice, best_of_group = choice + self.e_score_correction_bias, 2
        if config.topk_method != "greedy" and (config.n_group or 1) > 1:
            grouped = choice.view(-1, config.n_group, self.experts // config.n_group)
            group_score = grouped.topk(best_of_group, dim=-1).values.sum(-1)
            kept = torch.zeros_like(group_score, dtype=torch.bool)
            kept.scatter_(1, group_score.topk(config.topk_group, dim=-1).indices, True)
            choice = grouped.masked_fill(~kept[:, :, None], float("-inf")).flatten(1)
        index = choice.topk(config.num_experts_per_tok, dim=-1).indices  # (N, K)
        weights = scores.gather(1, index)
        if config.scoring_func == "sigmoid" and config.norm_topk_prob:
            weights = weights / (weights.sum(-1, keepdim=True) + 1e-20)
        return weights * config.routed_scaling_factor, index, scores


class Experts(nn.Module):
    """y_t = sum_k w_k FFN_index_k(x_t), in four ways that differ only in speed."""

    def __init__(self, config, method):
        super().__init__()
        count, width, inner = config.n_routed_experts, config.hidden_size, config.moe_intermediate_size
        self.gate_up_proj = nn.Parameter(torch.empty(count, 2 * inner, width))
        self.down_proj = nn.Parameter(torch.empty(count, width, inner))
        self.run = getattr(self, "run_" + method)

    def forward(self, x, weights, index):
        return self.run(x, weights, index)

    @staticmethod
    def swiglu(gate_up):
        gate, up = gate_up.chunk(2, dim=-1)
        return F.silu(gate) * up

    def by_expert(self, index):
        """The N K choices sorted by expert: their order and the number for each expert."""
        flat = index.flatten()
        counts = F.one_hot(flat, len(self.gate_up_proj)).sum(0)
        return flat, flat.argsort(stable=True), counts

    def run_loop(self, x, weights, index):
        y = torch.zeros_like(x)
        for expert, (gate_up, down) in enumerate(
                zip(self.gate_up_proj.unbind(), self.down_proj.unbind())):
            token, slot = torch.where(index == expert)
            out = self.swiglu(x[token] @ gate_up.t()) @ down.t()
            y = y.index_add(0, token, out * weights[token, slot, None])
        return y

    def run_bmm(self, x, weights, index):
        """Every expert gets as many rows as the fullest one."""
        flat, order, counts = self.by_expert(index)
        rank = torch.empty_like(flat)
        starts = counts.cumsum(0) - counts
        rank[order] = torch.arange(len(flat), device=x.device) - starts[flat[order]]
        capacity = int(counts.max())
        place = flat * capacity + rank  # (N K), no two alike
        token = torch.arange(len(flat), device=x.device) // index.shape[1]
        rows = x.new_zeros(len(counts) * capacity, x.shape[1]).index_copy(0, place, x[token])
        rows = rows.view(len(counts), capacity, -1)
        out = torch.bmm(self.swiglu(torch.bmm(rows, self.gate_up_proj.transpose(1, 2))),
                        self.down_proj.transpose(1, 2))
        out = out.flatten(0, 1)[place].view(*index.shape, -1)  # (N, K, D)
        return (out * weights[:, :, None]).sum(1)

    def run_grouped(self, x, weights, index):
        _, order, counts = self.by_expert(index)
        ends = counts.cumsum(0).to(torch.int32)
        token = order // index.shape[1]
        inner = self.swiglu(F.grouped_mm(x[token], self.gate_up_proj.transpose(1, 2), offs=ends))
        out = F.grouped_mm(inner, self.down_proj.transpose(1, 2), offs=ends)
        return torch.zeros_like(x).index_add(0, token, out * weights.flatten()[order, None])

    def run_dense(self, x, weights, index):
        """Every expert for every token, weight 0 where it was not chosen: E/K times the work."""
        count, _, inner = self.down_proj.shape
        mixed = x.new_zeros(len(x), count).scatter(1, index, weights)
        gate_up = (x @ self.gate_up_proj.flatten(0, 1).t()).view(len(x), count, 2 * inner)
        hidden = self.swiglu(gate_up) * mixed[:, :, None]
        return hidden.flatten(1) @ self.down_proj.transpose(1, 2).flatten(0, 1)


class MixtureOfExperts(nn.Module):
    """y = experts(x) + shared_experts(x); no token is dropped."""

    def __init__(self, config, method):
        super().__init__()
        self.gate = Gate(config)
        self.experts = Experts(config, method)
        if config.n_shared_experts:
            inner = config.moe_intermediate_size * config.n_shared_experts
            self.shared_experts = FeedForward(config.hidden_size, inner)
        self.chosen = self.scores = None  # of the latest forward: (N, K), (N, E)

    def forward(self, x):
        flat = x.flatten(0, 1)
        weights, self.chosen, self.scores = self.gate(flat)
        y = self.experts(flat, weights, self.chosen).view_as(x)
        return y + self.shared_experts(x) if hasattr(self, "shared_experts") else y


class Block(nn.Module):
    def __init__(self, config, layer, experts, attention):
        super().__init__()
        self.input_layernorm = RMSNorm(config.hidden_size, config.rms_norm_eps)
        self.self_attn = Attention(config, attention)
        self.post_attention_layernorm = RMSNorm(config.hidden_size, config.rms_norm_eps)
        if config.n_routed_experts and layer >= config.first_k_dense_replace:
            self.mlp = MixtureOfExperts(config, experts)
        else:
            self.mlp = FeedForward(config.hidden_size, config.intermediate_size)

    def forward(self, h, cos, sin, visible):
        h = h + self.self_attn(self.input_layernorm(h), cos, sin, visible)
        return h + self.mlp(self.post_attention_layernorm(h))


class Trunk(nn.Module):
    def __init__(self, config, experts, attention):
        super().__init__()
        self.embed_tokens = nn.Embedding(config.vocab_size, config.hidden_size)
        self.layers = nn.ModuleList(
            Block(config, layer, experts, attention) for layer in range(config.num_hidden_layers))
        self.norm = RMSNorm(config.hidden_size, config.rms_norm_eps)
        self.register_buffer("frequencies", rope_frequencies(config), persistent=False)
        self.magnitude = rope_magnitude(config)

    def forward(self, ids, positions, visible):
        h = self.embed_tokens(ids)
        angles = positions[:, :, None, None] * self.frequencies  # (B, T, 1, R/2)
        cos = (angles.cos() * self.magnitude).to(h.dtype)
        sin = (angles.sin() * self.magnitude).to(h.dtype)
        for layer in self.layers:
            h = layer(h, cos, sin, visible)
        return self.norm(h)


class Model(nn.Module):
    def __init__(self, config, experts="bmm", attention="eager"):
        super().__init__()
        self.config = config
        self.model = Trunk(config, experts, attention)
        if not config.tie_word_embeddings:
            self.lm_head = linear(config.hidden_size, config.vocab_size)

    def forward(self, ids, segments=None, positions=None):
        """Logits (B, T, V). Without segments a row is one sequence (padding only at its end)."""
        visible = None if segments is None else attention_mask(segments, self.config.causal)
        if positions is None:
            positions = torch.arange(ids.shape[1], device=ids.device).expand_as(ids)
        h = self.model(ids, positions, visible)
        head = self.model.embed_tokens if self.config.tie_word_embeddings else self.lm_head
        return h @ head.weight.t()

    def loss(self, batch, logits=None):
        """sum(w CE) / sum(w) over the tokens of the batch."""
        if logits is None:
            logits = self(batch["ids"], batch.get("segments"), batch.get("positions"))
        losses = F.cross_entropy(logits.flatten(0, 1), batch["targets"].flatten(), reduction="none")
        weights = batch["loss_weights"].flatten().to(losses.dtype)
        return (losses * weights).sum() / weights.sum()

    def expert_layers(self):
        return [block.mlp for block in self.model.layers if hasattr(block.mlp, "gate")]

    def update_gate_bias(self, real, speed):
        """After a step: b_i += speed sign(mean load - load_i), over the tokens that are no padding."""
        for layer in self.expert_layers():
            bias = layer.gate.e_score_correction_bias
            load = F.one_hot(layer.chosen[real.flatten()], len(bias)).sum((0, 1)).float()
            bias += speed * torch.sign(load.mean() - load)

    def balance_loss(self, rows):
        """sum over layers of sum_i f_i P_i, with f_i = E/(K T) count_i and P_i = mean_t s_i (sigmoid
        scores over their sum). Over each of `rows` equal parts by itself, then the mean of the
        parts. For batches without padding."""
        total = 0.0
        for layer in self.expert_layers():
            count = layer.scores.shape[1]
            chosen = F.one_hot(layer.chosen, count).sum(1).to(layer.scores.dtype)  # (N, E)
            share = layer.scores
            if self.config.scoring_func == "sigmoid":
                share = share / share.sum(-1, keepdim=True)
            f = chosen.view(rows, -1, count).mean(1) * count / self.config.num_experts_per_tok
            p = share.view(rows, -1, count).mean(1)
            total = total + (f * p).sum(1).mean()
        return total


def to_disk_names(model, tensors):
    """{state_dict name: tensor} with the experts split as they are on disk."""
    disk = {}
    for name, tensor in tensors.items():
        prefix, _, last = name.rpartition(".")
        if not prefix.endswith(".experts"):
            disk[name] = tensor
            continue
        for expert, part in enumerate(tensor):
            if last == "down_proj":
                disk[f"{prefix}.{expert}.down_proj.weight"] = part
            else:
                disk[f"{prefix}.{expert}.gate_proj.weight"], disk[
                    f"{prefix}.{expert}.up_proj.weight"] = part.chunk(2)
    return {name: tensor.detach().contiguous().clone() for name, tensor in disk.items()}


def from_disk_names(model, disk):
    state = {}
    for name in model.state_dict():
        prefix, _, last = name.rpartition(".")
        if not prefix.endswith(".experts"):
            state[name] = disk[name]
            continue
        count = model.config.n_routed_experts
        part = lambda e, which: disk[f"{prefix}.{e}.{which}.weight"]
        if last == "down_proj":
            state[name] = torch.stack([part(e, "down_proj") for e in range(count)])
        else:
            state[name] = torch.stack(
                [torch.cat((part(e, "gate_proj"), part(e, "up_proj"))) for e in range(count)])
    return state


def load_checkpoint(folder, experts="bmm", attention="eager"):
    with open(os.path.join(folder, "config.json")) as file:
        model = Model(make_config(json.load(file)), experts, attention)
    disk = load_file(os.path.join(folder, "model.safetensors"))
    model.load_state_dict(from_disk_names(model, disk))
    return model


def save_checkpoint(model, fields, folder):
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "config.json"), "w") as file:
        json.dump(fields, file, indent=2)
        file.write("\n")
    save_file(to_disk_names(model, model.state_dict()), os.path.join(folder, "model.safetensors"),
              metadata={"format": "pt"})


def randomise(model, seed):
    """Weights N(0, 1/in), norms 1 + 0.1 N, gate bias 0.2 N: logits and choices that are not flat."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, tensor in model.state_dict().items():
            noise = torch.randn(tensor.shape, generator=generator)
            if tensor.ndim >= 2:
                unit = "embed_tokens" in name and not model.config.tie_word_embeddings
                tensor.copy_(noise if unit else noise * tensor.shape[-1] ** -0.5)
            elif name.endswith("e_score_correction_bias"):
                tensor.copy_(0.2 * noise)
            else:
                tensor.copy_(1 + 0.1 * noise)


def choice_margin(model):
    """How far the latest forward was from choosing another expert, over all tokens.

    Two programs that round differently agree on the choice only if this is well above 1e-6."""
    def smallest_gap(ranked, kept):  # between the last kept and the first that is not
        if ranked.shape[1] == kept:
            return float("inf")
        return float((ranked[:, kept - 1] - ranked[:, kept]).min())

    margin = float("inf")
    for layer in model.expert_layers():
        config, gate = model.config, layer.gate
        choice, best = layer.scores.detach(), 1
        if config.topk_method == "noaux_tc":
            choice, best = choice + gate.e_score_correction_bias, 2
        if config.topk_method != "greedy" and (config.n_group or 1) > 1:
            grouped = choice.view(-1, config.n_group, gate.experts // config.n_group)
            score, order = grouped.topk(best, dim=-1).values.sum(-1).sort(descending=True)
            margin = min(margin, smallest_gap(score, config.topk_group))
            order = order[:, : config.topk_group, None].expand(-1, -1, grouped.shape[2])
            choice = grouped.gather(1, order).flatten(1)
        ranked = choice.sort(descending=True).values
        margin = min(margin, smallest_gap(ranked, config.num_experts_per_tok))
    return margin
