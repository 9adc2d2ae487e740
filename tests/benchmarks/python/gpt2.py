"""GPT-2 (pre-norm transformer decoder, tied output embedding) with random weights and a cache of keys and values."""

from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional


@dataclass
class Size:
    layers: int
    width: int
    heads: int
    vocabulary: int
    context: int


SIZES = {"gpt2": Size(12, 768, 12, 50257, 1024), "small": Size(4, 128, 4, 5000, 256)}


class Block(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.heads = size.heads
        self.attention_norm, self.inner_norm = nn.LayerNorm(size.width), nn.LayerNorm(size.width)
        self.qkv, self.mix = nn.Linear(size.width, 3 * size.width), nn.Linear(size.width, size.width)
        self.inner, self.outer = nn.Linear(size.width, 4 * size.width), nn.Linear(4 * size.width, size.width)

    def forward(self, x, past):
        batch, length, width = x.shape
        query, key, value = (
            part.view(batch, length, self.heads, -1).transpose(1, 2) for part in self.qkv(self.attention_norm(x)).split(width, 2))
        if past is not None:
            key, value = torch.cat([past[0], key], 2), torch.cat([past[1], value], 2)
        scores = query @ key.transpose(2, 3) / (width // self.heads) ** 0.5
        if length > 1:
            future = torch.ones(length, key.shape[2], dtype=torch.bool).triu(key.shape[2] - length + 1)
            scores = scores.masked_fill(future, float("-inf"))
        x = x + self.mix((scores.softmax(-1) @ value).transpose(1, 2).reshape(batch, length, width))
        return x + self.outer(functional.gelu(self.inner(self.inner_norm(x)), approximate="tanh")), (key, value)


class Gpt2(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.size = size
        self.words, self.positions = nn.Embedding(size.vocabulary, size.width), nn.Embedding(size.context, size.width)
        self.blocks = nn.ModuleList(Block(size) for _ in range(size.layers))
        self.norm = nn.LayerNorm(size.width)
        for parameter in self.parameters():
            if parameter.dim() == 2:
                nn.init.normal_(parameter, 0, 0.02)

    def hidden(self, ids, cache=None):
        """Hidden states of the given tokens and the cache with them."""
        start = 0 if cache is None else cache[0][0].shape[2]
        x = self.words(ids) + self.positions(torch.arange(start, start + ids.shape[1]))
        kept = []
        for block, past in zip(self.blocks, cache or [None] * len(self.blocks)):
            x, both = block(x, past)
            kept.append(both)
        return self.norm(x), kept

    def logits(self, hidden):
        return hidden @ self.words.weight.t()


@torch.inference_mode()
def sample(model, prompts, new, top_k=0):
    """Draws completions with a cache; the tokens and their log-probabilities under the whole softmax, shape [batch, new] each."""
    tokens, log_probabilities = [], []
    hidden, cache = model.hidden(prompts)
    for step in range(new):
        if step > 0:
            hidden, cache = model.hidden(tokens[-1], cache)
        log_p = model.logits(hidden[:, -1]).log_softmax(-1)
        filtered = log_p if top_k == 0 else log_p.masked_fill(log_p < log_p.topk(top_k).values[:, -1:], float("-inf"))
        tokens.append(filtered.softmax(-1).multinomial(1))
        log_probabilities.append(log_p.gather(1, tokens[-1]))
    return torch.cat(tokens, 1), torch.cat(log_probabilities, 1)
