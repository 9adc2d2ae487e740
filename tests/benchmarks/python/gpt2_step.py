"""gpt2_step.py <gpt2|small> <batch> <tokens> <seconds>: next-token training, cross-entropy, clipped gradients and AdamW; a unit is one token."""

import sys

import torch
from torch import nn
from torch.nn import functional

import measure
from gpt2 import SIZES, Gpt2

size = SIZES[sys.argv[1]]
batch, tokens, seconds = int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
torch.manual_seed(1)
model = Gpt2(size)
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-5)
ids = torch.randint(0, size.vocabulary, (batch, tokens + 1))


def train():
    optimizer.zero_grad()
    hidden, _ = model.hidden(ids[:, :-1])
    logits, labels = model.logits(hidden).flatten(0, 1), ids[:, 1:].flatten()
    loss = functional.cross_entropy(logits, labels)
    loss.backward()
    norm = nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    accuracy = (logits.detach().argmax(-1) == labels).float().mean()
    return loss.item(), accuracy.item(), norm.item()


measure.steps(train, seconds, units=batch * tokens)
