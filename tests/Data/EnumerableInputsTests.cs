using static TorchSharp.torch;

namespace VanishingGradients.Data;

public sealed class EnumerableInputsTests
{
    [Fact]
    public void New_rewardThatIsNaN_namesInputAndOutput() =>
        Fails("output 1 for input 0 is NaN", new double[,] { { 0, double.NaN } }, new double[,] { { 1, 0 } });

    [Fact]
    public void New_targetsThatDoNotSumToOne_namesTheInput() =>
        Fails("input 0 sum to 0.5", new double[,] { { 0, 1 } }, new double[,] { { 0.5, 0 } });

    [Fact]
    public void New_negativeTarget_throws() => Fails("is -1", new double[,] { { 0, 1 } }, new double[,] { { 2, -1 } });

    [Fact]
    public void New_otherNumberOfRows_throws() => Fails("1 inputs", new double[,] { { 0, 1 }, { 0, 1 } }, new double[,] { { 1, 0 } });

    private static void Fails(string expected, double[,] rewards, double[,] targets)
    {
        using var inputs = zeros(1, 2);
        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => new EnumerableInputs(inputs, rewards, targets)).Message, StringComparison.Ordinal);
    }
}
