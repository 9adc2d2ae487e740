"""controlled_mnist.py <plain|groups|lean> <seconds>: the paper's MNIST policy on made-up pictures, batches of 512 of 1,000 inputs."""

import sys

import torch
from torch import nn

import measure
from finetuning import Finetuning, Task

way, seconds = sys.argv[1], float(sys.argv[2])
torch.manual_seed(1)
model = nn.Sequential(nn.Linear(784, 250), nn.ReLU(), nn.Linear(250, 100), nn.ReLU(), nn.Linear(100, 10))
task = Task(torch.randn(1000, 784), outputs=10)
measure.steps(getattr(Finetuning(model, task, 512), way), seconds)
