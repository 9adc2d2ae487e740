using static TorchSharp.torch;

namespace VanishingGradients.Data;

/// <summary>n inputs whose K outputs can be enumerated, with the reward of each output and the distribution that SFT imitates.</summary>
public sealed class EnumerableInputs : IDisposable
{
    /// <summary>Puts inputs, rewards and targets together.</summary>
    /// <param name="inputs">Shape [n, ...]. It belongs to this object from now on.</param>
    /// <param name="rewards">r(x, y), n rows of K finite numbers.</param>
    /// <param name="targets">Distribution for SFT, n rows of K probabilities that sum to 1.</param>
    /// <param name="isSmall">Whether an input belongs to the small reward-std group; null puts all inputs into the large group.</param>
    /// <exception cref="ArgumentException">Shapes do not fit, a reward is not finite, or a row of targets is no distribution; the message
    /// names the input.</exception>
    public EnumerableInputs(Tensor inputs, double[,] rewards, double[,] targets, IReadOnlyList<bool>? isSmall = null)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(rewards);
        ArgumentNullException.ThrowIfNull(targets);
        Count = checked((int)inputs.shape[0]);
        Outputs = rewards.GetLength(1);
        if (Count == 0 || Outputs < 2)
        {
            throw new ArgumentException(
                $"{Count} inputs with {Outputs} outputs given; at least one input and two outputs are needed.", nameof(inputs));
        }

        RequireShape(rewards, nameof(rewards));
        RequireShape(targets, nameof(targets));
        if (isSmall is not null && isSmall.Count != Count)
        {
            throw new ArgumentException($"Groups are given for {isSmall.Count} inputs, but there are {Count}.", nameof(isSmall));
        }

        for (var i = 0; i < Count; i++)
        {
            RequireRow(i, rewards, targets);
        }

        IsSmall = isSmall is null ? new bool[Count] : [.. isSmall];
        Inputs = inputs.DetachFromDisposeScope();
        Rewards = tensor(rewards).DetachFromDisposeScope();
        Targets = tensor(targets).DetachFromDisposeScope();
    }

    /// <summary>The number n of inputs.</summary>
    public int Count { get; }

    /// <summary>The number K of outputs.</summary>
    public int Outputs { get; }

    /// <summary>Shape [n, ...].</summary>
    public Tensor Inputs { get; }

    /// <summary>r(x, y), float64, shape [n, K].</summary>
    public Tensor Rewards { get; }

    /// <summary>Distribution that SFT imitates, float64, shape [n, K].</summary>
    public Tensor Targets { get; }

    /// <summary>Whether input i belongs to the small reward-std group.</summary>
    public IReadOnlyList<bool> IsSmall { get; }

    /// <summary>A copy of some of the inputs, in the given order.</summary>
    /// <param name="positions">Positions, each from 0 to n − 1, at least one.</param>
    public EnumerableInputs Select(IReadOnlyList<int> positions)
    {
        ArgumentNullException.ThrowIfNull(positions);
        using var index = tensor(positions.Select(position => (long)position).ToArray());
        return new EnumerableInputs(
            Inputs.index_select(0, index), Table(Rewards, index), Table(Targets, index), [.. positions.Select(position => IsSmall[position])]);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Inputs.Dispose();
        Rewards.Dispose();
        Targets.Dispose();
    }

    private static double[,] Table(Tensor values, Tensor index)
    {
        using var rows = values.index_select(0, index);
        var table = new double[rows.shape[0], rows.shape[1]];
        Buffer.BlockCopy(rows.data<double>().ToArray(), 0, table, 0, table.Length * sizeof(double));
        return table;
    }

    private void RequireShape(double[,] table, string name)
    {
        if (table.GetLength(0) != Count || table.GetLength(1) != Outputs)
        {
            throw new ArgumentException(
                $"'{name}' is {table.GetLength(0)} x {table.GetLength(1)}, but there are {Count} inputs and {Outputs} outputs.", name);
        }
    }

    private void RequireRow(int input, double[,] rewards, double[,] targets)
    {
        var sum = 0.0;
        for (var k = 0; k < Outputs; k++)
        {
            if (!double.IsFinite(rewards[input, k]))
            {
                throw new ArgumentException(
                    $"The reward of output {k} for input {input} is {rewards[input, k]}; rewards must be finite.", nameof(rewards));
            }

            if (!(targets[input, k] >= 0))
            {
                throw new ArgumentException($"The target probability of output {k} for input {input} is {targets[input, k]}; it must be at least 0.", nameof(targets));
            }

            sum += targets[input, k];
        }

        if (Math.Abs(sum - 1) > 1e-9)
        {
            throw new ArgumentException($"The target probabilities of input {input} sum to {sum}, not to 1.", nameof(targets));
        }
    }
}
