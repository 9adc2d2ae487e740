using System.Globalization;
using System.Text.Json;

namespace VanishingGradients.Analysis.Census.Rollouts;

/// <summary>One row made sense of: its prompt, its step, and the reward and text of each completion it holds (one, unless the row holds a
/// list).</summary>
internal sealed record RolloutRow(string Key, string Prompt, long? Step, double[] Rewards, string?[] Completions)
{
    private const string NumberExpected = "the reward is not a number";

    /// <summary>Reads a row, or says what is wrong with it.</summary>
    public static RolloutRow? Parse(RolloutRecord record, RolloutColumns columns, out string? problem, out object? value)
    {
        (problem, value) = (record.Problem, record.Value);
        if (problem is not null)
            return null;
        var prompt = Text(record[columns.Prompt]);
        var key = columns.Group is null ? prompt : Text(record[columns.Group]);
        if (key is null)
        {
            problem = $"column '{columns.Group ?? columns.Prompt}' is missing or empty";
            return null;
        }

        long? step = null;
        if (columns.Step is not null)
        {
            value = record[columns.Step];
            if (!TryStep(value, out var number))
            {
                problem = $"the step in column '{columns.Step}' is not a whole number";
                return null;
            }

            step = number;
        }

        var rewards = Sum(record, columns.Rewards, out problem, out value);
        return rewards is null ? null : new(key, prompt ?? key, step, rewards, CompletionsOf(record, columns, rewards.Length));
    }

    private static double[]? Sum(RolloutRecord record, IReadOnlyList<RewardColumn> columns, out string? problem, out object? value)
    {
        double[]? sum = null;
        (problem, value) = (null, null);
        foreach (var column in columns)
        {
            value = record[column.Name];
            // TRL: a reward function that does not apply to a row gives none (NaN in a data frame), and the others are summed.
            if (columns.Count > 1 && (value is null or double.NaN))
                continue;
            var numbers = Numbers(value);
            problem = numbers switch
            {
                null => value is null ? $"column '{column.Name}' is missing or empty" : NumberExpected,
                [] => "the list of rewards is empty",
                _ when !Array.TrueForAll(numbers, double.IsFinite) => "the reward is not finite",
                _ when sum is not null && sum.Length != numbers.Length => $"column '{column.Name}' has {numbers.Length} rewards where another has {sum.Length}",
                _ => null,
            };
            if (problem is not null)
                return null;
            sum ??= new double[numbers!.Length];
            for (var i = 0; i < sum.Length; i++)
                sum[i] += column.Weight * numbers![i];
        }

        if (sum is null)
            problem = "no reward column has a value";
        return sum;
    }

    private static double[]? Numbers(object? value)
    {
        if (value is not JsonElement list || !IsList(value))
            return Number(value) is { } number ? [number] : null;
        double?[] numbers = [.. list.EnumerateArray().Select(item => Number(RolloutRecord.ValueOf(item)))];
        return numbers.Contains(null) ? null : [.. numbers.Select(number => number!.Value)];
    }

    private static double? Number(object? value) => value switch
    {
        double number => number,
        long number => number,
        // Verifiable rewards are often logged as booleans.
        bool success => success ? 1 : 0,
        string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        string text when bool.TryParse(text, out var success) => success ? 1 : 0,
        _ => null,
    };

    private static bool TryStep(object? value, out long step)
    {
        step = 0;
        return value switch
        {
            // Older TRL versions log the step as text.
            string text => long.TryParse(text, CultureInfo.InvariantCulture, out step),
            long number => (step = number) == number,
            double number => number == Math.Floor(number) && Math.Abs(number) <= 1L << 53 && (step = (long)number) == number,
            _ => false,
        };
    }

    private static string?[] CompletionsOf(RolloutRecord record, RolloutColumns columns, int count)
    {
        var value = record[columns.Completion];
        // A list beside a single reward is one chat completion; beside a list of rewards it is a list of completions.
        if (!columns.Rewards.Any(column => IsList(record[column.Name])))
            return [Text(value)];
        return value is JsonElement list && IsList(value) && list.GetArrayLength() == count
            ? [.. list.EnumerateArray().Select(item => Text(RolloutRecord.ValueOf(item)))]
            : new string?[count];
    }

    private static bool IsList(object? value) => value is JsonElement { ValueKind: JsonValueKind.Array };

    private static string? Text(object? value) => value switch
    {
        null => null,
        string text => text,
        JsonElement json => CanonicalJson.Of(json),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
