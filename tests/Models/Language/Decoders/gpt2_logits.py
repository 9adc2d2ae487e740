"""Logits of a saved GPT-2 in plain PyTorch: python3 gpt2_logits.py FOLDER ID,ID,... writes one JSON list for every position.

Reads config.json and model.safetensors without any library of Hugging Face's. Ends with 77 where PyTorch is not installed.
"""

import json
import pathlib
import struct
import sys

try:
    import torch
    from torch.nn import functional
except ImportError:
    sys.exit(77)


def safetensors(path):
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8:8 + length])
    numbers = memoryview(bytearray(data[8 + length:]))
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            assert entry["format"] == "pt"
            continue
        assert entry["dtype"] == "F32"
        begin, end = entry["data_offsets"]
        tensors[name] = torch.frombuffer(numbers[begin:end], dtype=torch.float32).view(entry["shape"])
    return tensors


def logits(config, weights, ids):
    def norm(x, name):
        return functional.layer_norm(
            x, x.shape[-1:], weights[name + ".weight"], weights[name + ".bias"], config["layer_norm_epsilon"])

    def linear(x, name):
        return x @ weights[name + ".weight"] + weights[name + ".bias"]

    words, count, heads = weights["transformer.wte.weight"], len(ids), config["n_head"]
    x = words[ids] + weights["transformer.wpe.weight"][:count]
    future = torch.ones(count, count, dtype=torch.bool).triu(1)
    for layer in range(config["n_layer"]):
        name = f"transformer.h.{layer}"
        query, key, value = (
            part.view(count, heads, -1).transpose(0, 1)
            for part in linear(norm(x, name + ".ln_1"), name + ".attn.c_attn").split(config["n_embd"], 1))
        scores = (query @ key.transpose(1, 2) / query.shape[-1] ** 0.5).masked_fill(future, float("-inf"))
        mixed = (scores.softmax(-1) @ value).transpose(0, 1).reshape(count, -1)
        x = x + linear(mixed, name + ".attn.c_proj")
        inner = functional.gelu(linear(norm(x, name + ".ln_2"), name + ".mlp.c_fc"), approximate="tanh")
        x = x + linear(inner, name + ".mlp.c_proj")
    return norm(x, "transformer.ln_f") @ words.t()


folder = pathlib.Path(sys.argv[1])
torch.set_num_threads(1)
print(json.dumps(logits(
    json.loads((folder / "config.json").read_text()), safetensors(folder / "model.safetensors"),
    [int(each) for each in sys.argv[2].split(",")]).tolist()))
