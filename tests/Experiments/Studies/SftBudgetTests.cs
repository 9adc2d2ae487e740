namespace VanishingGradients.Experiments.Studies;

public sealed class SftBudgetTests
{
    internal static SftBudget Budget(double labels, double steps, params double[] gains) =>
        new("digits", steps / 100, labels / 500, LabelChoice.Random, steps, labels, gains, gains);

    [Fact]
    public void SmallestReaching_aTableMadeByHand_keepsWhatNoCheaperBudgetBeats()
    {
        SftBudget[] table =
        [
            Budget(500, 100, 1, 1), Budget(500, 40, 0.99, 0.97), Budget(500, 10, 0.99, 0.9),
            Budget(250, 100, 1, 0.97), Budget(250, 40, 0.95, 0.96), Budget(100, 100, 0.94, 0.98), Budget(5, 100, 0.1, 0.2),
        ];
        Assert.Equal(
            [(100.0, 100.0), (500, 40)],
            SftBudget.SmallestReaching(table, 0.96).Select(budget => (budget.Labels, budget.Steps)));
    }

    [Fact]
    public void SmallestReaching_aShareThatNoneReaches_isEmpty() =>
        Assert.Empty(SftBudget.SmallestReaching([Budget(5, 10, 0.5), Budget(500, 10, 0.9)], 0.96));

    [Fact]
    public void Table_ofBudgets_hasLabelsDownAndStepsAcross()
    {
        var (values, labels, steps) = PartialSftGrid.Table(
            [Budget(0, 0, 0), Budget(500, 10, 3), Budget(5, 100, 2), Budget(5, 10, 1), Budget(500, 100, 4)], budget => budget.Gains[0]);
        Assert.Equal([0.01, 1], labels);
        Assert.Equal([0.1, 1], steps);
        Assert.Equal(new double[,] { { 1, 2 }, { 3, 4 } }, values);
    }
}
