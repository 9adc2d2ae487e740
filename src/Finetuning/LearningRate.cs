namespace VanishingGradients.Finetuning;

internal static class LearningRate
{
    internal static double Require(double learningRate) => double.IsFinite(learningRate) && learningRate > 0
        ? learningRate
        : throw new ArgumentOutOfRangeException(nameof(learningRate), learningRate, "The learning rate must be a finite number above 0.");
}
