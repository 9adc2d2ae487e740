using TorchSharp;
using VanishingGradients.Torch;

namespace VanishingGradients.Text.Generation;

/// <summary>One completion while it grows.</summary>
internal sealed class CompletionRow
{
    private readonly int _place;
    private readonly GenerationOptions _options;
    private readonly DecodedIds _ids;
    private readonly List<double> _logProbabilities = [];
    private readonly double[]? _uniforms;

    /// <summary>Begins a completion.</summary>
    /// <param name="place">Place of the prompt among all.</param>
    /// <param name="prompt">Its ids.</param>
    /// <param name="decoderStart">See <see cref="Models.Language.LanguageModel.DecoderStart"/>.</param>
    /// <param name="options">How completions are generated.</param>
    /// <param name="streams">Random streams; null for greedy search.</param>
    internal CompletionRow(int place, int[] prompt, int? decoderStart, GenerationOptions options, RandomStreams? streams)
    {
        (_place, Prompt, _options, _ids) = (place, prompt, options, DecodedIds.Before(prompt, decoderStart));
        if (streams is not null)
        {
            using var generator = streams.Open($"completion {place}");
            using var uniforms = torch.rand(options.MaxNewTokens, torch.ScalarType.Float64, generator: generator);
            _uniforms = uniforms.data<double>().ToArray();
        }
    }

    internal int[] Prompt { get; }

    internal bool IsFinished { get; private set; }

    /// <summary>The newest id.</summary>
    internal int Last => _ids.All[^1];

    internal Completion Completion() => new([.. _ids.New], Last == _options.EndId, [.. _logProbabilities]);

    /// <summary>Chooses the next token.</summary>
    /// <param name="logits">Logits of the batch.</param>
    /// <param name="row">Its row there.</param>
    internal GeneratedToken Choose(LogitRows logits, int row)
    {
        var temperature = _options.Decoding.Temperature?.Value ?? 1;
        var filtered = logits.Copy(row);
        var normaliser = logits.LogSumExp(filtered, temperature);
        logits.Exclude(row, filtered);
        foreach (var filter in logits.Filters)
            filter.Apply(_ids.Context, filtered);
        var id = _uniforms is null ? TokenChoice.Greedy(filtered) : TokenChoice.Sample(filtered, _uniforms[_ids.New.Length]);

        _ids.Add(id);
        _logProbabilities.Add(logits[row, id] / temperature - normaliser);
        IsFinished = id == _options.EndId || _ids.New.Length == _options.MaxNewTokens;
        return new GeneratedToken(_place, id, _logProbabilities[^1]);
    }
}
