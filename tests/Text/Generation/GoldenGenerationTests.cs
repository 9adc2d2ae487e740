using System.Text.Json;
using VanishingGradients.Golden;
using VanishingGradients.Models.Language;
using VanishingGradients.Models.Language.Decoders;
using VanishingGradients.Models.Language.T5;

namespace VanishingGradients.Text.Generation;

/// <summary>Greedy and beam search against Hugging Face's <c>generate</c>, id by id.</summary>
[Trait("Category", "Golden")]
public sealed class GoldenGenerationTests
{
    private const double Tolerance = 1e-4;

    public static TheoryData<string> Folders => [.. GoldenData.GoldenFolders("gpt2"), .. GoldenData.GoldenFolders("t5")];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Generate_everyCase_idsAndScoresEqualHuggingFace(string name)
    {
        var folder = GoldenData.GoldenFolder(name);
        using var reference = new GoldenReference(folder);
        using LanguageModel model = name.StartsWith("t5", StringComparison.Ordinal) ? T5Model.Load(folder) : Gpt2.Load(folder);
        foreach (var test in reference.Json.GetProperty("generation").EnumerateArray())
        {
            CompletionGenerator generator = new(model, Options(model, test));
            if (test.GetProperty("num_beams").GetInt32() == 1)
                CheckGreedy(generator, test, model);
            else
                CheckBeams(generator, test, model);
        }
    }

    [Fact]
    public void Greedy_stories_idsAndTextEqualLlama2c()
    {
        using var reference = new GoldenReference(GoldenData.GoldenFolder("stories260K"));
        var folder = Path.Combine(GoldenData.DataFolder("models"), "stories260K");
        using var model = Llama2cFile.Read(Path.Combine(folder, "stories260K.bin"));
        var tokenizer = LlamaTokenizer.Load(Path.Combine(folder, "tok512.bin"));
        foreach (var test in reference.Json.GetProperty("cases").EnumerateArray())
        {
            var expected = Ids(test.GetProperty("greedy_ids"));
            var prompt = tokenizer.Encode(test.GetProperty("prompt").GetString()!);
            Assert.Equal(Ids(test.GetProperty("prompt_ids")), prompt);
            CompletionGenerator generator = new(model, new() { MaxNewTokens = expected.Length });
            var completion = Assert.Single(generator.Greedy([prompt]));
            Assert.Equal(expected, completion.Ids);
            Assert.Equal(test.GetProperty("text").GetString(), tokenizer.Decode([.. prompt, .. completion.Ids]));
        }
    }

    private static void CheckGreedy(CompletionGenerator generator, JsonElement test, LanguageModel model)
    {
        var completions = generator.Greedy(Prompts(test));
        Assert.Equal(Expected(test, model), completions.Select(completion => completion.Ids));
        Assert.Equal(completions.Select(completion => completion.Ids[^1] == generator.Options.EndId), completions.Select(completion => completion.Ended));
        var sums = Numbers(test.GetProperty("sum_logprobs_recomputed"));
        Assert.All(completions, (completion, i) => Assert.Equal(sums[i], completion.LogProbabilities.Sum(), Tolerance * Math.Abs(sums[i])));
    }

    private static void CheckBeams(CompletionGenerator generator, JsonElement test, LanguageModel model)
    {
        BeamOptions beams = new()
        {
            Beams = test.GetProperty("num_beams").GetInt32(),
            LengthPenalty = test.GetProperty("length_penalty").GetDouble(),
            EarlyStopping = test.GetProperty("early_stopping").ValueKind switch
            {
                JsonValueKind.True => EarlyStopping.WhenFull,
                JsonValueKind.False => EarlyStopping.WhenUnlikely,
                _ => EarlyStopping.WhenImpossible,
            },
        };
        BeamCompletion[] found = [.. generator.Search(Prompts(test), beams).SelectMany(completions => completions)];
        Assert.Equal(Expected(test, model), found.Select(completion => completion.Ids));
        var scores = Numbers(test.GetProperty("sequences_scores"));
        Assert.All(found, (completion, i) => Assert.Equal(scores[i], completion.Score, Tolerance * Math.Abs(scores[i])));
    }

    /// <summary>Hugging Face's minimal length counts the prompt with its padding, or the start of a decoder.</summary>
    private static GenerationOptions Options(LanguageModel model, JsonElement test)
    {
        var end = test.GetProperty("eos_token_id").GetInt32();
        var before = model.DecoderStart is null ? test.GetProperty("input_ids")[0].GetArrayLength() : 1;
        var fewest = test.TryGetProperty("min_new_tokens", out var tokens) ? tokens.GetInt32()
            : test.TryGetProperty("min_length", out var length) ? length.GetInt32() - before
            : 0;
        return new GenerationOptions
        {
            MaxNewTokens = test.GetProperty("max_new_tokens").GetInt32(),
            EndId = end,
            Decoding = new() { MinNewTokens = fewest > 0 ? new(fewest, end) : null },
        };
    }

    private static int[][] Prompts(JsonElement test) =>
    [
        .. test.GetProperty("input_ids").EnumerateArray().Zip(
            test.GetProperty("attention_mask").EnumerateArray(),
            (ids, mask) => Ids(ids).Zip(Ids(mask)).Where(token => token.Second == 1).Select(token => token.First).ToArray()),
    ];

    /// <summary>The new ids of every row, without what fills it after the end.</summary>
    private static IEnumerable<int[]> Expected(JsonElement test, LanguageModel model)
    {
        var before = model.DecoderStart is null ? test.GetProperty("input_ids")[0].GetArrayLength() : 1;
        return test.GetProperty("sequences").EnumerateArray().Zip(
            test.GetProperty("generated_lengths_including_eos").EnumerateArray(),
            (row, length) => Ids(row)[before..(before + length.GetInt32())]);
    }

    private static int[] Ids(JsonElement ids) => [.. ids.EnumerateArray().Select(id => id.GetInt32())];

    private static double[] Numbers(JsonElement numbers) => [.. numbers.EnumerateArray().Select(number => number.GetDouble())];
}
