namespace VanishingGradients.Benchmarks;

/// <summary>Time and memory of a language model's supervised step and of sampling over the number of rows and their length.</summary>
internal static class TokenScaling
{
    private const int Rows = 16;
    private const int Length = 64;
    private static readonly int[] Counts = [1, 4, 16, 64, 256];
    private static readonly int[] Lengths = [16, 32, 64, 128, 192];

    internal static int Run(string[] arguments) => ScalingSeries.Run(
        "token",
        [
            Series($"training, rows of {Length} tokens", "rows", Counts, rows => Training(rows, rows, Length)),
            Series($"training, {Rows} rows", "tokens", Lengths, length => Training(length, Rows, length)),
            Series($"sampling {Length} tokens after 32", "rows", Counts, rows => Sampling(rows, rows, Length)),
            Series($"sampling after 32 tokens, {Rows} rows", "tokens", Lengths, length => Sampling(length, Rows, length)),
        ],
        arguments);

    private static ScalingSeries Series(string work, string growing, int[] sizes, Func<int, ScalingPoint> point) =>
        new($"GPT-2 4 x 128, {work}", growing, [.. sizes.Select(point)]);

    private static ScalingPoint Training(int size, int rows, int length) => Point(size, rows * length, "gpt2_step", "small", $"{rows}", $"{length}");

    private static ScalingPoint Sampling(int size, int rows, int length) =>
        Point(size, rows * length, "gpt2_generation", "small", $"{rows}", "32", $"{length}", "0");

    private static ScalingPoint Point(int size, int tokens, params string[] program) => new(size, tokens, tokens, 0, program);
}
