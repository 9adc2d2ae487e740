using System.Globalization;

namespace VanishingGradients.Analysis.Census.Rollouts;

/// <summary>Which columns of a file hold what.</summary>
internal sealed record RolloutColumns(string? Prompt, string? Completion, IReadOnlyList<RewardColumn> Rewards, string? Step, string? Group)
{
    private static readonly string[] PromptNames = ["prompt", "input", "question", "query", "instruction", "problem"];
    private static readonly string[] CompletionNames = ["completion", "output", "response", "generation", "completions", "outputs", "responses"];
    private static readonly string[] RewardNames = ["reward", "rewards", "score", "scores"];
    private static readonly string[] StepNames = ["step", "global_step"];

    public static RolloutColumns Detect(string path, RolloutRecord first, RolloutCensusOptions options)
    {
        string[] names = [.. first.Fields.Keys];
        var group = Declared(options.GroupColumn);
        var prompt = Declared(options.PromptColumn) ?? Known(PromptNames);
        if (prompt is null && group is null)
            throw Missing("prompt", nameof(options.PromptColumn), PromptNames);
        var completion = Declared(options.CompletionColumn) ?? Known(CompletionNames);
        var step = Declared(options.StepColumn) ?? Known(StepNames);
        if (options.RewardColumns is { Count: > 0 } declared)
            return new(prompt, completion, [.. declared.Select(column => column with { Name = Declared(column.Name)! })], step, group);
        if (Known(RewardNames) is { } reward)
            return new(prompt, completion, [new(reward)], step, group);

        string[] others =
        [
            .. names.Except([prompt, completion, step, group]).OfType<string>()
                .Where(name => !name.Contains("advantage", StringComparison.OrdinalIgnoreCase)),
        ];
        string[] named = [.. others.Where(name => name.Contains("reward", StringComparison.OrdinalIgnoreCase))];
        // TRL logs a column per reward function, named after the function, beside whatever else the function chose to log.
        string[] rewards = named.Length > 0 ? named : [.. others.Where(name => IsNumber(first[name]))];
        return rewards.Length == 1 || named.Length > 0
            ? new(prompt, completion, [.. rewards.Select(name => new RewardColumn(name))], step, group)
            : throw Missing("reward", nameof(options.RewardColumns), RewardNames);

        string? Known(string[] known) => known.FirstOrDefault(names.Contains);

        string? Declared(string? name) => name is null || names.Contains(name)
            ? name
            : throw new RolloutFormatException(path, $"there is no column '{name}'. The columns are: {string.Join(", ", names)}.");

        RolloutFormatException Missing(string what, string option, string[] known) => new(
            path, $"no {what} column was recognised (known names: {string.Join(", ", known)}). The columns are: {string.Join(", ", names)}. Set {option}.");
    }

    public override string ToString()
    {
        List<string> parts = [];
        if (Group is not null)
            parts.Add($"group '{Group}'");
        if (Prompt is not null)
            parts.Add($"prompt '{Prompt}'");
        if (Completion is not null)
            parts.Add($"completion '{Completion}'");
        parts.Add("reward " + string.Join(" + ", Rewards.Select(column => column.Weight == 1
            ? $"'{column.Name}'"
            : string.Create(CultureInfo.InvariantCulture, $"{column.Weight} × '{column.Name}'"))));
        if (Step is not null)
            parts.Add($"step '{Step}'");
        return string.Join(", ", parts);
    }

    private static bool IsNumber(object? value) =>
        value is double or long || (value is string text && double.TryParse(text, CultureInfo.InvariantCulture, out _));
}
