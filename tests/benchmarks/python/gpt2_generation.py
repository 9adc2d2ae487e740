"""gpt2_generation.py <gpt2|small> <batch> <prompt tokens> <new tokens> <top-k, 0 for none> <seconds>: sampling with a cache; a unit is one new
token of one row."""

import sys

import torch

import measure
from gpt2 import SIZES, Gpt2, sample

size = SIZES[sys.argv[1]]
batch, prompt, new, top_k, seconds = *(int(number) for number in sys.argv[2:6]), float(sys.argv[6])
torch.manual_seed(1)
model = Gpt2(size).eval()
prompts = torch.randint(0, size.vocabulary, (batch, prompt))


def generate():
    tokens, log_probabilities = sample(model, prompts, new, top_k)
    return tokens.tolist(), log_probabilities.tolist()


measure.steps(generate, seconds, units=batch * new)
