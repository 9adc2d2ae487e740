"""Finetuning for the expected reward over outputs that can be enumerated, as one writes it in plain PyTorch.

Three ways to take a step:
- plain:   one forward and one backward pass over the batch, no metrics;
- groups:  metrics of the batch and of both reward-std groups, each group with a forward and a backward pass of its own before the step;
- lean:    the same metrics, but the step's gradient is put together from those of the groups and all metrics are read at once.
"""

import torch
from torch.nn import functional


class Task:
    """Inputs in memory, a label each, rewards of +1 for the label and -1 for the rest; every tenth input is in the small group."""

    def __init__(self, inputs, outputs):
        count = len(inputs)
        self.inputs = inputs
        self.labels = torch.arange(count) % outputs
        self.rewards = 2.0 * functional.one_hot(self.labels, outputs) - 1
        self.is_small = torch.arange(count) % 10 == 0


class Finetuning:
    def __init__(self, model, task, batch_size, autocast=False):
        self.model, self.task, self.batch_size, self.autocast = model.train(), task, batch_size, autocast
        self.parameters = list(model.parameters())
        self.optimizer = torch.optim.Adam(self.parameters, lr=1e-4)
        self.batches = []

    def next_batch(self):
        if not self.batches:
            self.batches = list(torch.randperm(len(self.task.inputs)).split(self.batch_size))
        return self.batches.pop()

    def forward(self, index):
        """Log-probabilities, their exponentials and the expected reward of every input."""
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.autocast):
            logits = self.model(self.task.inputs[index])
        log_p = functional.log_softmax(logits.float(), dim=1)
        p = log_p.exp()
        return log_p, p, (p * self.task.rewards[index]).sum(1)

    def statistics(self, index, log_p, p, reward):
        labels, rewards = self.task.labels[index], self.task.rewards[index]
        with torch.no_grad():
            return {
                "loss": functional.nll_loss(log_p, labels, reduction="sum"),
                "accuracy": (log_p.argmax(1) == labels).sum(),
                "reward": reward.sum(),
                "reward_std": (p * (rewards - reward[:, None]) ** 2).sum(1).sqrt().sum(),
            }

    def plain(self):
        index = self.next_batch()
        self.optimizer.zero_grad()
        _, _, reward = self.forward(index)
        (-reward.mean()).backward()
        self.optimizer.step()

    def groups(self):
        index = self.next_batch()
        is_small = self.task.is_small[index]
        metrics = {"params_norm": norm(self.parameters).item()}
        self.with_metrics("small", index[is_small], metrics)
        self.with_metrics("large", index[~is_small], metrics)
        self.with_metrics("all", index, metrics)
        self.optimizer.step()
        return metrics

    def with_metrics(self, name, index, metrics):
        if len(index) == 0:
            return
        self.optimizer.zero_grad()
        log_p, p, reward = self.forward(index)
        (-reward.mean()).backward()
        for key, value in self.statistics(index, log_p, p, reward).items():
            metrics[f"{key}_{name}"] = value.item() / len(index)
        gradient = norm([parameter.grad for parameter in self.parameters]).item()
        metrics[f"grad_norm_{name}"] = gradient
        metrics[f"normalized_grad_norm_{name}"] = gradient / metrics["params_norm"]

    def lean(self):
        index = self.next_batch()
        is_small = self.task.is_small[index]
        total, metrics = None, [norm(self.parameters)]
        for part in (index[is_small], index[~is_small]):
            log_p, p, reward = self.forward(part)
            gradient = torch.autograd.grad(-reward.sum(), self.parameters)
            metrics += [norm(gradient) / len(part), *self.statistics(part, log_p, p, reward).values()]
            total = gradient if total is None else [left + right for left, right in zip(total, gradient)]
        metrics.append(norm(total) / len(index))
        for parameter, gradient in zip(self.parameters, total):
            parameter.grad = gradient / len(index)
        self.optimizer.step()
        return torch.stack([value.double() for value in metrics]).tolist()


def norm(tensors):
    with torch.no_grad():
        return torch.stack([tensor.norm() for tensor in tensors]).norm()
