using static TorchSharp.torch;

namespace VanishingGradients.Finetuning;

/// <summary>The metrics of a step from the passes over its batch, and those of an epoch from its steps.</summary>
internal static class BatchMetrics
{
    /// <summary>One step's metrics in the order of <see cref="StepMetrics.Columns"/> without test, float64, shape [M]; not read to the
    /// host.</summary>
    /// <param name="whole">The pass over the whole batch.</param>
    /// <param name="groups">The passes over the small and the large reward-std group, null where the batch has no such input; empty
    /// without groups.</param>
    /// <param name="parameters">The parameters, shape [P].</param>
    internal static Tensor Of(GroupPass whole, IReadOnlyList<GroupPass?> groups, Tensor parameters)
    {
        var parametersNorm = GroupPass.Norm(parameters);
        var gradientNorm = whole.GradientNorm();
        return stack([
            whole.Mean(GroupPass.Loss), whole.Mean(GroupPass.Accuracy), whole.Mean(GroupPass.Objective), whole.Mean(GroupPass.Kl),
            parametersNorm, gradientNorm, gradientNorm / parametersNorm, whole.Mean(GroupPass.Reward),
            .. groups.SelectMany(group => OfGroup(group, parametersNorm))]);
    }

    /// <summary>The mean of every metric over the steps of an epoch; NaN where no step has a value.</summary>
    /// <param name="steps">One tensor of <see cref="Of"/> per step; read to the host at once.</param>
    /// <param name="epoch">The epoch, for messages.</param>
    /// <exception cref="DivergedException">A metric of the whole batch is not finite.</exception>
    internal static double[] OfEpoch(IReadOnlyList<Tensor> steps, int epoch)
    {
        using var scope = NewDisposeScope();
        var table = stack([.. steps]).cpu().data<double>().ToArray().Chunk((int)steps[0].shape[0]).ToArray();
        double[] row = [.. table[0].Select((_, metric) => Mean(table.Select(step => step[metric]), metric >= StepMetrics.Batch.Count))];
        var undefined = Array.FindIndex(row, 0, StepMetrics.Batch.Count, value => !double.IsFinite(value));
        return undefined < 0
            ? row
            : throw new DivergedException(
                $"'{StepMetrics.Batch[undefined]}' is {row[undefined]} in epoch {epoch}: the run has diverged. Choose a smaller learning rate, or look at the rewards.");
    }

    // A batch may hold no input of a group; its metrics are NaN then and do not count.
    private static double Mean(IEnumerable<double> steps, bool ofGroup) =>
        ofGroup ? steps.Where(value => !double.IsNaN(value)).DefaultIfEmpty(double.NaN).Average() : steps.Average();

    private static IEnumerable<Tensor> OfGroup(GroupPass? group, Tensor parametersNorm)
    {
        if (group is null)
        {
            return Enumerable.Repeat(tensor(double.NaN, ScalarType.Float64), StepMetrics.Group.Count);
        }

        var norm = group.GradientNorm();
        return [
            norm, group.Mean(GroupPass.Objective), group.Mean(GroupPass.Accuracy), norm / parametersNorm,
            group.Mean(GroupPass.RewardStd), group.Mean(GroupPass.Reward)];
    }
}
