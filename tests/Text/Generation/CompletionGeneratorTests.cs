using TorchSharp;
using VanishingGradients.Models.Language;
using VanishingGradients.Models.Language.Decoders;
using VanishingGradients.Torch;

namespace VanishingGradients.Text.Generation;

public sealed class CompletionGeneratorTests : IDisposable
{
    private const int End = 19;
    private static readonly int[][] Prompts = [[3, 1, 4], [1, 5, 9, 2, 6], [7], [3, 1, 4], [18, 2]];

    private readonly DecoderOnlyModel _model = TinyDecoders.Draw("gpt2");
    private readonly GenerationOptions _options = new()
    {
        MaxNewTokens = 12,
        EndId = End,
        Decoding = new() { Temperature = new(1.5), TopK = new(8), TopP = new(0.9) },
    };

    public void Dispose() => _model.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(16)]
    public void Sample_batchesOfAnySize_completionsOfAPromptAreTheSame(int batchSize)
    {
        var expected = Sample(_options, Prompts);
        var completions = Sample(_options with { BatchSize = batchSize }, Prompts);
        Assert.Equal(expected.Select(completion => completion.Ids), completions.Select(completion => completion.Ids));
        Assert.NotEqual(completions[0].Ids, completions[3].Ids);
        Assert.Equal(expected[0].Ids, Sample(_options, Prompts[..1])[0].Ids);
        Assert.NotEqual(expected[0].Ids, new CompletionGenerator(_model, _options).Sample(Prompts, new RandomStreams(2))[0].Ids);
    }

    [Fact]
    public void Sample_end_isTheLastIdAndTold()
    {
        var completions = Sample(_options, [.. Enumerable.Repeat(Prompts[0], 40)]);
        Assert.Contains(completions, completion => completion.Ended);
        Assert.Contains(completions, completion => !completion.Ended);
        Assert.All(completions, completion =>
        {
            Assert.Equal(completion.Ended ? completion.Ids.Length - 1 : -1, Array.IndexOf(completion.Ids, End));
            Assert.True(completion.Ended || completion.Ids.Length == 12);
            Assert.Equal(completion.Ids.Length, completion.LogProbabilities.Length);
        });
        var fewest = _options with { Decoding = _options.Decoding with { MinNewTokens = new(5, End) } };
        Assert.All(Sample(fewest, [.. Enumerable.Repeat(Prompts[0], 40)]), completion => Assert.True(completion.Ids.Length > 5));
    }

    [Fact]
    public void Sample_logProbabilities_areThoseOfThePolicyAtItsTemperatureBeforeOtherFilters()
    {
        var completions = Sample(_options with { Decoding = _options.Decoding with { RepetitionPenalty = new(1.3) } }, Prompts);
        using var scope = torch.NewDisposeScope();
        var rows = TokenRows.PadRight([.. completions.Select(completion => completion.Ids)]);
        var logits = _model.Project(_model.HiddenStates(TokenRows.PadLeft(Prompts), rows)) / 1.5;
        var expected = torch.nn.functional.log_softmax(logits, -1).gather(2, rows.Ids.unsqueeze(2)).squeeze(2);
        for (var row = 0; row < Prompts.Length; row++)
        {
            for (var t = 0; t < completions[row].Ids.Length; t++)
                Assert.Equal(expected[row, t].item<double>(), completions[row].LogProbabilities[t], 1e-5);
        }
    }

    [Fact]
    public void Sample_frequencies_areTheProbabilitiesOfThePolicy()
    {
        const int draws = 3000;
        CompletionGenerator generator = new(_model, new() { MaxNewTokens = 1, BatchSize = draws });
        var drawn = generator.Sample([.. Enumerable.Repeat(Prompts[2], draws)], new RandomStreams(3));
        using var scope = torch.NewDisposeScope();
        using var state = _model.Start(TokenRows.PadLeft(Prompts[2..3]));
        var probabilities = torch.nn.functional.softmax(state.Logits[0], -1).data<double>().ToArray();
        // Five standard errors of a frequency.
        Assert.All(probabilities, (probability, id) =>
            Assert.Equal(probability, drawn.Count(completion => completion.Ids[0] == id) / (double)draws, 5 * Math.Sqrt(0.25 / draws)));
    }

    [Fact]
    public void Greedy_progress_isToldEveryTokenInOrder()
    {
        Recorder progress = new();
        var completions = new CompletionGenerator(_model, _options).Greedy(Prompts, progress);
        for (var i = 0; i < Prompts.Length; i++)
        {
            var told = progress.Tokens.Where(token => token.Prompt == i).ToList();
            Assert.Equal(completions[i].Ids, told.Select(token => token.Id));
            Assert.Equal(completions[i].LogProbabilities, told.Select(token => token.LogProbability));
        }
    }

    [Fact]
    public void Greedy_cancelled_stopsBeforeTheNextToken()
    {
        using CancellationTokenSource source = new();
        Recorder progress = new() { OnReport = source.Cancel };
        CompletionGenerator generator = new(_model, _options);
        Assert.Throws<OperationCanceledException>(() => generator.Greedy(Prompts[..1], progress, source.Token));
        Assert.Single(progress.Tokens);
        Assert.Throws<OperationCanceledException>(() => generator.Sample(Prompts, new RandomStreams(1), cancellation: source.Token));
        Assert.Throws<OperationCanceledException>(() =>
            new CompletionGenerator(_model, new()).Search(Prompts, new(), source.Token));
    }

    [Fact]
    public void Search_oneBeam_isGreedySearch()
    {
        CompletionGenerator generator = new(_model, new() { MaxNewTokens = 9, Decoding = new() { NoRepeatNgram = new(2) } });
        var greedy = generator.Greedy(Prompts);
        var beams = generator.Search(Prompts, new() { Beams = 1 });
        Assert.Equal(greedy.Select(completion => completion.Ids), beams.Select(found => Assert.Single(found).Ids));
        Assert.All(beams, (found, i) => Assert.Equal(greedy[i].LogProbabilities.Sum(), found[0].LogProbability, 1e-4));
    }

    [Fact]
    public void Search_asManyBeamsAsPairs_findsTheMostProbablePair()
    {
        CompletionGenerator generator = new(_model, new() { MaxNewTokens = 2 });
        var found = Assert.Single(generator.Search(Prompts[..1], new() { Beams = 20 }));
        using var scope = torch.NewDisposeScope();
        int[][] pairs = [.. from first in Enumerable.Range(0, 20) from second in Enumerable.Range(0, 20) select new[] { first, second }];
        var rows = TokenRows.PadRight(pairs);
        var hidden = _model.HiddenStates(TokenRows.PadLeft([.. pairs.Select(_ => Prompts[0])]), rows);
        var scores = torch.nn.functional.log_softmax(_model.Project(hidden), -1).gather(2, rows.Ids.unsqueeze(2)).sum([1, 2]);
        var best = scores.argsort(0, descending: true).data<long>().Take(20).Select(pair => pairs[pair]);
        Assert.Equal(best, found.Select(completion => completion.Ids));
    }

    [Fact]
    public void Prompts_thatCannotBeContinued_areRefusedByPlace()
    {
        Refused([[1], []], 1, "empty");
        Refused([[1, 20]], 0, "id 20 at place 1");
        Refused([[-1]], 0, "outside of the vocabulary");
        Refused([[1], [2], [.. new int[139]]], 2, "too long for a context of 150");
        Assert.Single(new CompletionGenerator(_model, _options).Greedy([[.. new int[138]]]));

        void Refused(int[][] prompts, int place, string expected)
        {
            CompletionGenerator generator = new(_model, _options with { Decoding = new() });
            foreach (var generate in (Action[])[() => generator.Greedy(prompts), () => generator.Search(prompts, new())])
            {
                var error = Assert.Throws<PromptException>(generate);
                Assert.Equal(place, error.Prompt);
                Assert.Contains(expected, error.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Options_thatDoNotFit_areRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new CompletionGenerator(_model, new() { EndId = 20 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GenerationOptions { MaxNewTokens = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new BeamOptions { LengthPenalty = double.NaN });
        var error = Assert.Throws<ArgumentException>(() => new CompletionGenerator(_model, _options).Search(Prompts, new()));
        Assert.Contains("sampling", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void New_moreTokensBeforeTheEndThanThereMayBe_throws()
    {
        GenerationOptions Options(int least) => new() { MaxNewTokens = 4, EndId = 1, Decoding = new() { MinNewTokens = new(least, 1) } };
        Assert.Equal(4, new CompletionGenerator(_model, Options(4)).Options.MaxNewTokens);
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new CompletionGenerator(_model, Options(5)));
        Assert.Contains("MaxNewTokens is 4, but Decoding.MinNewTokens asks for 5", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Greedy_divergedModel_saysSo()
    {
        using (torch.no_grad())
            _model.parameters().First().fill_(double.NaN);
        CompletionGenerator generator = new(_model, new());
        Assert.Contains("diverged", Assert.Throws<NonFiniteLogitException>(() => generator.Greedy(Prompts)).Message, StringComparison.Ordinal);
        Assert.Contains("diverged", Assert.Throws<NonFiniteLogitException>(() => generator.Search(Prompts, new())).Message, StringComparison.Ordinal);
    }

    private IReadOnlyList<Completion> Sample(GenerationOptions options, int[][] prompts) =>
        new CompletionGenerator(_model, options).Sample(prompts, new RandomStreams(1));

    private sealed class Recorder : IProgress<GeneratedToken>
    {
        internal List<GeneratedToken> Tokens { get; } = [];

        internal Action? OnReport { get; init; }

        public void Report(GeneratedToken value)
        {
            Tokens.Add(value);
            OnReport?.Invoke();
        }
    }
}
