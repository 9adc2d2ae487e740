"""gpt2_generation.py <gpt2|small> <batch> <prompt tokens> <new tokens> <seconds>: sampling with a cache; a unit is one new token of one row."""

import sys

import torch

import measure
from gpt2 import SIZES, Gpt2

size = SIZES[sys.argv[1]]
batch, prompt, new, seconds = int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), float(sys.argv[5])
torch.manual_seed(1)
model = Gpt2(size).eval()
prompts = torch.randint(0, size.vocabulary, (batch, prompt))


@torch.inference_mode()
def generate():
    hidden, cache = model.hidden(prompts)
    for step in range(new):
        if step > 0:
            hidden, cache = model.hidden(token, cache)
        token = model.logits(hidden[:, -1]).softmax(-1).multinomial(1)


measure.steps(generate, seconds, units=batch * new)
