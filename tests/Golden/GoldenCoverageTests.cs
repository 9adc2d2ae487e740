using System.Text.RegularExpressions;
using VanishingGradients.Models.Safetensors;

namespace VanishingGradients.Golden;

/// <summary>Reference values that no test reads would look like passed ones.</summary>
[Trait("Category", "Golden")]
public sealed partial class GoldenCoverageTests
{
    /// <summary>What the kit does not have.</summary>
    private static readonly string[] NotOfTheKit = ["metrics"];

    /// <summary>Kinds of folders of which tests read every set of tensors, and what else is in them.</summary>
    private static readonly Dictionary<string, string[]> Models = new()
    {
        ["gpt2_"] = ["warp"],
        ["t5_"] = ["buckets", "position_bias"],
        ["bert_cls"] = [],
        ["bert_reg"] = [],
    };

    private static readonly string[] OtherKinds =
        ["controlled_mnist_official", "mlp", "resnet18", "rl", "stories260K", "tokenizer_bert", "tokenizer_gpt2", "tokenizer_t5_unigram"];

    private static string Root => Path.GetDirectoryName(GoldenData.GoldenFolder("rl"))!;

    [Fact]
    public void Folders_ofAnyKind_areReadByTests()
    {
        string[] kinds = [.. Models.Keys, .. OtherKinds, .. NotOfTheKit];
        Assert.DoesNotContain(Directory.GetDirectories(Root).Select(folder => Path.GetFileName(folder))
, folder => !kinds.Any(kind => folder.StartsWith(kind, StringComparison.Ordinal)));
    }

    [Fact]
    public void Tensors_ofModels_areReadByTests()
    {
        foreach (var (kind, others) in Models)
        {
            foreach (var folder in GoldenData.GoldenFolders(kind))
            {
                using var reference = SafetensorsFile.Open(Path.Combine(Root, folder, "expected.safetensors"));
                string[] sets = [.. GoldenData.GoldenSets(kind).Where(set => set.Folder == folder).Select(set => set.Set)];
                Assert.NotEmpty(sets);
                string[] read = [.. sets, .. sets.Select(set => $"cache{set}"), .. others];
                Assert.Empty(reference.Entries.Keys.Select(name => name.Split('.')[0]).Except(read).Select(name => $"{folder}: {name}"));
            }
        }
    }

    [Fact]
    public void Files_ofReinforcementLearning_areNamedInTests()
    {
        var tests = Path.Combine(RepositoryFolder.Path, "tests");
        HashSet<string> named =
        [
            .. Directory.EnumerateFiles(tests, "*.cs", SearchOption.AllDirectories)
                .SelectMany(file => Read().Matches(File.ReadAllText(file)))
                .Select(match => match.Groups["name"].Value),
        ];
        Assert.Empty(Directory.GetFiles(GoldenData.GoldenFolder("rl"), "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Except(named));
    }

    [GeneratedRegex(@"RlGolden\.Cases\(""(?<name>\w+)""\)|""(?<name>\w+)\.json""")]
    private static partial Regex Read();
}
