using static TorchSharp.torch;

namespace VanishingGradients.Models;

/// <summary>A copy of a policy's parameters and buffers, such as the running statistics of batch normalisation.</summary>
public sealed class PolicyState : IDisposable
{
    /// <summary>A state made of given tensors.</summary>
    /// <param name="tensors">Parameters and buffers by the names of the policy's <c>state_dict()</c>. They belong to this object from now
    /// on.</param>
    public PolicyState(IReadOnlyDictionary<string, Tensor> tensors) => Tensors = tensors;

    /// <summary>Parameters and buffers by name.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors { get; }

    /// <summary>Copies a policy's parameters and buffers.</summary>
    /// <param name="policy">The policy.</param>
    public static PolicyState Of(nn.Module policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        using var noGrad = no_grad();
        return new PolicyState(policy.state_dict().ToDictionary(
            entry => entry.Key, entry => entry.Value.detach().clone().DetachFromDisposeScope()));
    }

    /// <summary>Puts the copy into a policy of the same shape; its parameters stay where they are in memory.</summary>
    /// <param name="policy">The policy.</param>
    /// <exception cref="ArgumentException">Names, shapes or number types differ; the message names the first that does, and nothing is
    /// changed.</exception>
    public void CopyTo(nn.Module policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var targets = policy.state_dict();
        if (targets.Keys.Except(Tensors.Keys).Concat(Tensors.Keys.Except(targets.Keys)).FirstOrDefault() is { } lone)
        {
            throw new ArgumentException(
                $"'{lone}' is in only one of the policy and its saved state: they are of different policies.", nameof(policy));
        }

        foreach (var (name, target) in targets)
        {
            if (!target.shape.SequenceEqual(Tensors[name].shape) || target.dtype != Tensors[name].dtype)
            {
                throw new ArgumentException(
                    $"'{name}' is {target.dtype} [{string.Join(", ", target.shape)}] in the policy, but {Tensors[name].dtype} " +
                    $"[{string.Join(", ", Tensors[name].shape)}] in its saved state.", nameof(policy));
            }
        }

        using var noGrad = no_grad();
        foreach (var (name, target) in targets)
        {
            target.copy_(Tensors[name]);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var tensor in Tensors.Values)
        {
            tensor.Dispose();
        }
    }
}
