using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using VanishingGradients.Analysis.Statistics;

namespace VanishingGradients.Analysis.Census.Rollouts;

/// <summary>Gathers rows into one entry per prompt (and step), in memory that does not grow with the number of completions.</summary>
internal sealed class RolloutCollector(RolloutCensusOptions options)
{
    private readonly Dictionary<(UInt128 High, UInt128 Low, long? Step), int> _entries = [];
    private readonly RewardAccumulator _rewards = new(successAt: options.SuccessAt);
    private readonly List<string> _inputs = [];
    private readonly List<string> _prompts = [];
    private readonly List<long?> _steps = [];
    private readonly List<ulong> _firstCompletions = [];
    private readonly List<bool> _identical = [];
    private RunningMoments _all;

    public long Completions => _all.Count;

    public void Add(RolloutRow row)
    {
        var entry = EntryOf(row);
        for (var i = 0; i < row.Rewards.Length; i++)
        {
            var hash = row.Completions[i] is { } text ? BinaryPrimitives.ReadUInt64LittleEndian(Hash(text)) : (ulong?)null;
            if (_rewards.Inputs <= entry)
                _firstCompletions.Add(hash ?? 0);
            _identical[entry] &= hash == _firstCompletions[entry];
            _rewards.Add(entry, row.Rewards[i]);
            _all = _all.Add(row.Rewards[i]);
        }
    }

    public RolloutReport ToReport(IReadOnlyList<string> files, IReadOnlyList<string> columns, long rows, long skipped, IReadOnlyList<MalformedRollout> malformed)
    {
        var range = options.Range ?? new(_all.Minimum, _all.Maximum);
        var byStep = _steps[0] is not null;
        var census = InputCensus
            .FromSamples(_rewards, range, options.Ddof, byStep ? _inputs.Zip(_steps, IdAtStep) : _inputs, options.KeepPrompts ? _prompts : null)
            .WithFlags([.. _identical.Select((same, entry) => same && _rewards[entry].Count > 1 ? InputFlags.IdenticalCompletions : InputFlags.None)]);
        if (byStep)
            census = census.WithColumn(RolloutReport.StepColumn, [.. _steps.Select(step => (double)step!.Value)]);
        return new(census, [.. _inputs], byStep ? [.. _steps.Select(step => step!.Value)] : [], options, files, columns, rows, skipped, malformed);
    }

    private static string IdAtStep(string input, long? step) => string.Create(CultureInfo.InvariantCulture, $"{input}@{step}");

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private int EntryOf(RolloutRow row)
    {
        // No two texts with the same SHA-256 are known, so prompts need not be kept to be told apart.
        var hash = Hash(row.Key);
        var step = options.PoolSteps ? null : row.Step;
        var key = (BinaryPrimitives.ReadUInt128BigEndian(hash), BinaryPrimitives.ReadUInt128BigEndian(hash.AsSpan(16)), step);
        if (_entries.TryGetValue(key, out var entry))
            return entry;
        entry = _entries.Count;
        _entries.Add(key, entry);
        _inputs.Add(options.GroupColumn is null ? Convert.ToHexStringLower(hash) : row.Key);
        _steps.Add(step);
        _identical.Add(true);
        if (options.KeepPrompts)
            _prompts.Add(row.Prompt);
        return entry;
    }
}
