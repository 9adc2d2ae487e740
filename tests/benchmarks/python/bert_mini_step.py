"""bert_mini_step.py <plain|groups|lean> <float32|autocast> <batch> <tokens> <seconds>: steps of BERT-mini on made-up sentences."""

import sys

import torch
from torch import nn
from torch.nn import functional

import measure
from finetuning import Finetuning, Task

VOCABULARY, WIDTH, LAYERS, HEADS, INNER = 30522, 256, 4, 4, 1024


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.query, self.key, self.value, self.mix = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.inner, self.outer = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.mix_norm, self.outer_norm = nn.LayerNorm(WIDTH, 1e-12), nn.LayerNorm(WIDTH, 1e-12)

    def forward(self, x, mask):
        batch, length, _ = x.shape
        query, key, value = (
            layer(x).view(batch, length, HEADS, -1).transpose(1, 2) for layer in (self.query, self.key, self.value))
        weights = (query @ key.transpose(2, 3) / (WIDTH / HEADS) ** 0.5 + mask).softmax(-1)
        x = self.mix_norm(x + self.mix((weights @ value).transpose(1, 2).reshape(batch, length, WIDTH)))
        return self.outer_norm(x + self.outer(functional.gelu(self.inner(x))))


class Bert(nn.Module):
    def __init__(self, outputs):
        super().__init__()
        self.words, self.positions, self.types = (nn.Embedding(size, WIDTH) for size in (VOCABULARY, 512, 2))
        self.norm = nn.LayerNorm(WIDTH, 1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.pooler, self.classifier = nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, outputs)
        for parameter in self.parameters():
            if parameter.dim() == 2:
                nn.init.normal_(parameter, 0, 0.02)

    def forward(self, inputs):
        ids, mask, types = inputs.unbind(1)
        x = self.norm(self.words(ids) + self.types(types) + self.positions(torch.arange(ids.shape[1])))
        mask = (mask == 0)[:, None, None].float() * -1e30
        for layer in self.layers:
            x = layer(x, mask)
        return self.classifier(self.pooler(x[:, 0]).tanh())


way, precision, batch, tokens, seconds = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), float(sys.argv[5])
torch.manual_seed(1)
ids = torch.randint(1, VOCABULARY, (batch, tokens))
task = Task(torch.stack([ids, torch.ones_like(ids), torch.zeros_like(ids)], 1), outputs=6)
run = Finetuning(Bert(6), task, batch, autocast=precision == "autocast")
measure.steps(getattr(run, way), seconds)
