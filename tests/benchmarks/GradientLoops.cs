using TorchSharp.Modules;
using VanishingGradients.Data;
using VanishingGradients.Models;
using static TorchSharp.torch;

namespace VanishingGradients.Benchmarks;

/// <summary>Per-input gradient norms by backward passes through the parameters: one forward pass per input, its graph shared by all of them.</summary>
internal static class GradientLoops
{
    /// <summary>Norms for expected reward, supervised loss, surrogate and entropy, by one backward pass each.</summary>
    internal static double[][] ByObjective(Mlp policy, EnumerableInputs inputs) => ForEach(policy, inputs, (logits, rewards, targets, parameters) =>
    {
        var logP = nn.functional.log_softmax(logits.to(ScalarType.Float64), -1);
        var p = logP.exp();
        // At the rollout policy itself no ratio is clipped.
        var old = p.detach();
        var advantage = rewards - (old * rewards).sum();
        Tensor[] objectives = [(p * rewards).sum(), -(targets * logP).sum(), (old * (logP - logP.detach()).exp() * advantage).sum(), -(p * logP).sum()];
        var norms = objectives.Select((objective, i) =>
        {
            var gradients = autograd.grad([objective], parameters, retain_graph: i < objectives.Length - 1);
            return stack([.. gradients.Select(gradient => gradient.norm())]).norm();
        });
        return [.. stack([.. norms]).to(ScalarType.Float64).data<double>()];
    });

    /// <summary>The same and γ, from the K rows of the Jacobian of the logits.</summary>
    internal static double[][] ByLogit(Mlp policy, EnumerableInputs inputs) => ForEach(policy, inputs, (logits, rewards, targets, parameters) =>
    {
        var outputs = (int)logits.shape[0];
        var rows = Enumerable.Range(0, outputs).Select(k =>
            cat([.. autograd.grad([logits[k]], parameters, retain_graph: k < outputs - 1).Select(gradient => gradient.reshape(-1))]));
        var jacobian = stack([.. rows]);
        var gram = jacobian.mm(jacobian.t()).to(ScalarType.Float64);
        var logP = nn.functional.log_softmax(logits.detach().to(ScalarType.Float64), -1);
        var p = logP.exp();
        var expectedReward = p * (rewards - (p * rewards).sum());
        var directions = stack([expectedReward, p - targets, expectedReward, -p * (logP - (p * logP).sum())]);
        var norms = (directions.mm(gram) * directions).sum(1).clamp_min(0).sqrt();
        return [.. norms.data<double>(), Math.Sqrt(linalg.eigvalsh(gram)[outputs - 1].item<double>())];
    });

    private static double[][] ForEach(Mlp policy, EnumerableInputs inputs, Func<Tensor, Tensor, Tensor, Parameter[], double[]> norms)
    {
        Parameter[] parameters = [.. policy.parameters()];
        return [.. Enumerable.Range(0, inputs.Count).Select(i =>
        {
            using var scope = NewDisposeScope();
            return norms(policy.call(inputs.Inputs.narrow(0, i, 1))[0], inputs.Rewards[i], inputs.Targets[i], parameters);
        })];
    }
}
