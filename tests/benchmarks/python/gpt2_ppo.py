"""gpt2_ppo.py <gpt2|small> <completions> <prompt tokens> <new tokens> <epochs> <minibatch> <seconds>: PPO as RL4LMs does it, a minibatch being
token transitions of any completions; value network and reference are networks of their own. A unit is one completion token of the rollout."""

import copy
import sys

import torch
from torch import nn

import measure
from gpt2 import SIZES, Gpt2, sample

DISCOUNT, LAMBDA, CLIP, KL, VALUE, NORM = 0.99, 0.95, 0.2, 0.001, 0.5, 0.5


class Value(nn.Module):
    def __init__(self, policy):
        super().__init__()
        self.body, self.head = copy.deepcopy(policy), nn.Linear(policy.size.width, 1, bias=False)

    def forward(self, hidden):
        return self.head(hidden).squeeze(-1)


size = SIZES[sys.argv[1]]
completions, prompt, new, epochs, minibatch, seconds = *(int(number) for number in sys.argv[2:7]), float(sys.argv[7])
torch.manual_seed(1)
policy = Gpt2(size)
reference, value = copy.deepcopy(policy), Value(policy)
prompts = torch.randint(2, size.vocabulary, (200, prompt))
optimizers = [torch.optim.AdamW(network.parameters(), lr=1e-5, weight_decay=1e-6) for network in (policy, value)]
parameters = [parameter for network in (policy, value) for parameter in network.parameters()]


def states(model, ids):
    """The states that the completions' tokens are predicted from, shape [batch, new, width]."""
    return model.hidden(ids[:, :-1])[0][:, prompt - 1:]


@torch.no_grad()
def rollout():
    begun = prompts[torch.randint(len(prompts), (completions,))]
    tokens, _ = sample(policy, begun, new)
    ids = torch.cat([begun, tokens], 1)
    log_p, reference_log_p = (
        model.logits(states(model, ids)).log_softmax(-1).gather(-1, tokens[..., None]).squeeze(-1) for model in (policy, reference))
    values = value(states(value.body, ids))
    rewards = -KL * (log_p - reference_log_p)
    rewards[:, -1] += (tokens % 2 == 0).float().mean(1)
    advantages, following, advantage = torch.empty_like(values), torch.zeros(completions), torch.zeros(completions)
    for step in reversed(range(new)):
        advantage = rewards[:, step] + DISCOUNT * following - values[:, step] + DISCOUNT * LAMBDA * advantage
        advantages[:, step], following = advantage, values[:, step]
    return ids, log_p, advantages, advantages + values


def train(ids, old_log_p, advantages, returns, chosen):
    row, step = chosen // new, chosen % new
    rows, place = row.unique(return_inverse=True)
    log_ps = policy.logits(states(policy, ids[rows])[place, step]).log_softmax(-1)
    log_p, old = log_ps.gather(1, ids[row, prompt + step][:, None]).squeeze(1), old_log_p[row, step]
    advantage = advantages[row, step]
    advantage = (advantage - advantage.mean()) / (advantage.std() + 1e-8)
    ratio = (log_p - old).exp()
    policy_loss = -torch.minimum(ratio * advantage, ratio.clamp(1 - CLIP, 1 + CLIP) * advantage).mean()
    value_loss = (returns[row, step] - value(states(value.body, ids[rows]))[place, step]).square().mean()
    for optimizer in optimizers:
        optimizer.zero_grad()
    (policy_loss + VALUE * value_loss).backward()
    norm = nn.utils.clip_grad_norm_(parameters, NORM)
    for optimizer in optimizers:
        optimizer.step()
    with torch.no_grad():
        entropy = -(log_ps.exp() * log_ps).sum(-1).mean()
        clipped = ((ratio - 1).abs() > CLIP).float().mean()
        return torch.stack([ratio.mean(), ratio.max(), clipped, (old - log_p).mean(), entropy, policy_loss, value_loss, norm])


def iterate():
    ids, *columns = rollout()
    steps = [
        train(ids, *columns, chosen) for _ in range(epochs) for chosen in torch.randperm(completions * new).split(minibatch)]
    return torch.stack(steps).mean(0).tolist()


measure.steps(iterate, seconds, units=completions * new)
