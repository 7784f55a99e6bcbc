"""Writes tests/fixtures/model_<variant>/: small models with their logits, loss and gradients.

    python tests/peers/make_model_fixture.py

Logits and gradients come from Hugging Face's DeepseekV3ForCausalLM / DeepseekV2ForCausalLM (fp32,
eager attention), which load the very folder that is written. torch_model.py must agree with them,
or nothing is written. Each folder has

    config.json, model.safetensors    the model, Hugging Face's names
    io.safetensors                    ids, targets, segments, positions (B, T) int32,
                                      loss_weights (B, T) 0 or 1, logits (B, T, V),
                                      loss (1) = sum(w CE) / sum(w), grad.<name> of each parameter
    provenance.json                   versions, seed, and how far the two programs are apart

Logits of padding (segment -1) are zero in the file, as no program owes them a value.
"""

import json
import os
import platform
import warnings

import safetensors
import torch
import torch.nn.functional as F
import transformers
from safetensors.torch import save_file

import torch_model as tm

FIXTURES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "fixtures")
TOLERANCE = 1e-5  # relative L2; two fp32 programs with sums in another order differ by some 1e-6
MIN_MARGIN = 1e-3  # of the choice of experts, see tm.choice_margin()
ROWS, LENGTH = 3, 18

BASE = {
    "architectures": ["DeepseekV3ForCausalLM"],
    "model_type": "deepseek_v3",
    "vocab_size": 64,
    "hidden_size": 32,
    "intermediate_size": 40,
    "moe_intermediate_size": 8,
    "num_hidden_layers": 2,
    "num_nextn_predict_layers": 0,
    "num_attention_heads": 2,
    "num_key_value_heads": 2,
    "q_lora_rank": 24,
    "kv_lora_rank": 20,
    "qk_nope_head_dim": 12,
    "qk_rope_head_dim": 8,
    "v_head_dim": 16,
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
    "attention_bias": False,
    "attention_dropout": 0.0,
    "max_position_embeddings": 256,
    "rope_theta": 10000.0,
    "rope_scaling": None,
    "tie_word_embeddings": False,
    "rms_norm_eps": 1e-6,
    "initializer_range": 0.02,
    "bos_token_id": 0,
    "eos_token_id": 1,
    "torch_dtype": "float32",
    "mathgym": {"causal": True, "aux_loss_alpha": 0.0},
}
YARN = {"type": "yarn", "factor": 4.0, "original_max_position_embeddings": 64, "beta_fast": 32,
        "beta_slow": 1, "mscale": 1.0, "mscale_all_dim": 1.0}
VARIANTS = {
    # low-rank queries, untied, three of twelve experts from two of four groups
    "v3": {"num_hidden_layers": 3, "n_routed_experts": 12, "num_experts_per_tok": 3, "n_group": 4,
           "topk_group": 2, "moe_intermediate_size": 4, "routed_scaling_factor": 2.5},
    # full queries, YaRN, tied
    "v3_yarn_tied": {"q_lora_rank": None, "rope_scaling": YARN, "tie_word_embeddings": True,
                     "n_group": 4, "topk_group": 2, "num_experts_per_tok": 2,
                     "n_shared_experts": 2},
    # softmax gate, greedy; mscale over mscale_all_dim scales cos and sin
    "v2": {"architectures": ["DeepseekV2ForCausalLM"], "model_type": "deepseek_v2",
           "q_lora_rank": None, "scoring_func": "softmax", "topk_method": "greedy",
           "norm_topk_prob": False, "n_shared_experts": 2, "routed_scaling_factor": 1.5,
           "rope_scaling": {**YARN, "mscale": 0.707}},
    # softmax gate, groups by their best expert
    "v2_groups": {"architectures": ["DeepseekV2ForCausalLM"], "model_type": "deepseek_v2",
                  "scoring_func": "softmax", "topk_method": "group_limited_greedy",
                  "norm_topk_prob": False, "n_group": 4, "topk_group": 2,
                  "routed_scaling_factor": 4.0},
    # several problems a row, padding, and the optimiser's step
    "packed": {"q_lora_rank": None, "tie_word_embeddings": True},
    # no causal mask, packed, padding
    "encoder": {"tie_word_embeddings": True, "mathgym": {"causal": False, "aux_loss_alpha": 0.0}},
}
PACKED = ("packed", "encoder")


def make_batch(vocabulary, packed, seed):
    generator = torch.Generator().manual_seed(seed)
    shape = (ROWS, LENGTH)
    batch = {
        "ids": torch.randint(0, vocabulary, shape, generator=generator),
        "targets": torch.randint(0, vocabulary, shape, generator=generator),
        "segments": torch.zeros(shape, dtype=torch.int64),
        "positions": torch.arange(LENGTH).repeat(ROWS, 1),
        "loss_weights": (torch.rand(shape, generator=generator) < 0.6).float(),
    }
    if packed:
        for row, lengths in enumerate(((7, 1, 10), (5, 6, 4), (9,))):
            batch["segments"][row] = tm.PAD_SEGMENT
            batch["positions"][row] = 0
            start = 0
            for segment, length in enumerate(lengths):
                batch["segments"][row, start : start + length] = segment
                batch["positions"][row, start : start + length] = torch.arange(length)
                start += length
        padding = batch["segments"] == tm.PAD_SEGMENT
        batch["loss_weights"][padding] = 0
        batch["ids"][padding] = 0
        batch["targets"][padding] = 0
    return batch


def run_own(model, batch):
    model.zero_grad()
    logits = model(batch["ids"], batch["segments"], batch["positions"])
    loss = model.loss(batch, logits)
    loss.backward()
    gradients = {name: p.grad for name, p in model.named_parameters()}
    return logits.detach(), loss.detach(), tm.to_disk_names(model, gradients)


def run_transformers(folder, config, batch):
    """Each segment by itself, so that packing, masks and positions are checked too."""
    kind = {"deepseek_v3": transformers.DeepseekV3ForCausalLM,
            "deepseek_v2": transformers.DeepseekV2ForCausalLM}[config.model_type]
    peer, info = kind.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager",
                                      output_loading_info=True)
    for what in ("missing_keys", "unexpected_keys", "mismatched_keys"):
        assert not info[what], (what, info[what])
    peer.eval()
    logits = torch.zeros(ROWS, LENGTH, config.vocab_size)
    for row, segment in sorted(
            {(r, s) for r in range(ROWS) for s in batch["segments"][r].tolist()}):
        if segment == tm.PAD_SEGMENT:
            continue
        chosen = batch["segments"][row] == segment
        length = int(chosen.sum())
        mask = None if config.causal else torch.zeros(1, 1, length, length)
        alone = peer(input_ids=batch["ids"][row, chosen][None], attention_mask=mask, use_cache=False)
        logits[row, chosen] = alone.logits[0]
    weights = batch["loss_weights"]
    losses = F.cross_entropy(logits.flatten(0, 1), batch["targets"].flatten(), reduction="none")
    loss = (losses.view_as(weights) * weights).sum() / weights.sum()
    loss.backward()
    gradients = tm.to_disk_names(
        tm.Model(config), {name: p.grad for name, p in peer.named_parameters()})
    return logits.detach(), loss.detach(), gradients


def relative(a, b):
    return float((a.double() - b.double()).norm() / b.double().norm())


def model_with_clear_choices(config, batch):
    """The first seed with which no token is near a tie between two experts."""
    for seed in range(1, 1000):
        model = tm.Model(config)
        tm.randomise(model, seed)
        with torch.no_grad():
            model(batch["ids"], batch["segments"], batch["positions"])
        if tm.choice_margin(model) > MIN_MARGIN:
            return model, seed
    raise SystemExit("no seed keeps every token away from a tie")


def adamw_reference(model, batch):
    """Three AdamW steps on one batch: the losses before each, the parameters after the first.

    Betas .9/.95, eps 1e-8, learning rate 1e-3, decay 0.1 on matrices (embedding included), global
    norm clipped to 1 (torch divides by norm + 1e-6), gate bias left alone."""
    matrices = [p for p in model.parameters() if p.ndim >= 2]
    vectors = [p for p in model.parameters() if p.ndim < 2]
    groups = [{"params": matrices, "weight_decay": 0.1}, {"params": vectors, "weight_decay": 0.0}]
    optimiser = torch.optim.AdamW(groups, lr=1e-3, betas=(0.9, 0.95), eps=1e-8)
    out, losses = {}, []
    for step in range(3):
        _, loss, _ = run_own(model, batch)
        losses.append(loss)
        norm = torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        if step == 0:
            named = {name: p for name, p in model.named_parameters()}
            out = {f"adamw.{n}": t for n, t in tm.to_disk_names(model, named).items()}
            out["adamw_grad_norm"] = norm.reshape(1)
    out["adamw_losses"] = torch.stack(losses)
    return out


def balance_reference(model, batch):
    """The balance loss with weight 1 over the whole batch, and row by row, and its gradient."""
    out = {}
    for name, rows in (("batch", 1), ("sequence", ROWS)):
        model.zero_grad()
        model(batch["ids"], batch["segments"], batch["positions"])
        loss = model.balance_loss(rows)
        loss.backward()
        out[f"balance_{name}_loss"] = loss.detach().reshape(1)
        for parameter, p in model.named_parameters():
            if parameter.endswith("mlp.gate.weight"):
                out[f"balance_{name}_grad.{parameter}"] = p.grad.clone()
    return out


def make_variant(name):
    fields = {**BASE, **VARIANTS[name]}
    config = tm.make_config(fields)
    folder = os.path.normpath(os.path.join(FIXTURES, "model_" + name))
    batch = make_batch(config.vocab_size, name in PACKED, seed=7)
    model, seed = model_with_clear_choices(config, batch)
    tm.save_checkpoint(model, fields, folder)

    logits, loss, gradients = run_transformers(folder, config, batch)
    own_logits, own_loss, own_gradients = run_own(model, batch)
    assert gradients.keys() == own_gradients.keys()
    real = batch["segments"] != tm.PAD_SEGMENT
    worst = max(gradients, key=lambda n: relative(own_gradients[n], gradients[n]))
    apart = {"logits": relative(own_logits[real], logits[real]),
             "loss": abs(float(own_loss / loss) - 1),
             "gradient": relative(own_gradients[worst], gradients[worst])}
    for other in tm.EXPERT_METHODS:
        again = tm.load_checkpoint(folder, other, "sdpa")
        _, _, other_gradients = run_own(again, batch)
        apart["gradient"] = max([apart["gradient"]] + [
            relative(other_gradients[n], gradients[n]) for n in gradients])
    print(f"{name:14} {seed:5} {float(logits[real].std()):6.2f} {float(loss):8.5f} "
          f"{apart['logits']:9.1e} {apart['loss']:9.1e} {apart['gradient']:9.1e}  {worst}")
    if max(apart.values()) > TOLERANCE:
        raise SystemExit(f"{name}: torch_model.py and transformers are further apart than {TOLERANCE}")

    tensors = {key: batch[key].to(torch.int32) for key in ("ids", "targets", "segments", "positions")}
    tensors["loss_weights"] = batch["loss_weights"]
    tensors["logits"] = logits * real[:, :, None]
    tensors["loss"] = loss.reshape(1)
    tensors.update({f"grad.{n}": g for n, g in gradients.items()})
    if name not in PACKED:
        tensors.update(balance_reference(model, batch))
    if name == "packed":
        tensors.update(adamw_reference(model, batch))
    save_file(tensors, os.path.join(folder, "io.safetensors"))
    provenance = {
        "made_by": "tests/peers/make_model_fixture.py",
        "reference": f"transformers {fields['architectures'][0]}, fp32, eager",
        "python": platform.python_version(), "torch": torch.__version__.split("+")[0],
        "transformers": transformers.__version__, "safetensors": safetensors.__version__,
        "seed": seed, "torch_model_relative_l2": {k: float(f"{v:.1e}") for k, v in apart.items()},
    }
    with open(os.path.join(folder, "provenance.json"), "w") as file:
        json.dump(provenance, file, indent=2)
        file.write("\n")


def main():
    warnings.filterwarnings("ignore")
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    torch.set_num_threads(1)  # one order of every sum
    print(f"torch {torch.__version__}, transformers {transformers.__version__}")
    print("variant         seed  std(l)     loss  relative distance of logits, loss, worst gradient")
    for name in VARIANTS:
        make_variant(name)


if __name__ == "__main__":
    main()
