"""gpt2_step.py <gpt2|small> <batch> <tokens> <seconds>: steps of next-token training with AdamW."""

import sys

import torch
from torch.nn import functional

import measure
from gpt2 import SIZES, Gpt2

size = SIZES[sys.argv[1]]
batch, tokens, seconds = int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
torch.manual_seed(1)
model = Gpt2(size)
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4)
ids = torch.randint(0, size.vocabulary, (batch, tokens + 1))


def train():
    optimizer.zero_grad()
    hidden, _ = model.hidden(ids[:, :-1])
    functional.cross_entropy(model.logits(hidden).flatten(0, 1), ids[:, 1:].flatten()).backward()
    optimizer.step()


measure.steps(train, seconds)
