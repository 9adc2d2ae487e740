using System.Text.RegularExpressions;

namespace VanishingGradients;

/// <summary>The folders of src are floors: each may use only those before it.</summary>
public sealed partial class FloorsTests
{
    private static readonly string[] Floors =
        ["Torch", "Data", "Models", "Text", "Rewards", "Analysis", "Finetuning", "Experiments", "Notebook"];

    private static readonly string Source = Path.Combine(RepositoryFolder.Path, "src");

    [Fact]
    public void Source_everyFolder_isAFloor() =>
        Assert.Empty(Directory.GetDirectories(Source).Select(folder => Path.GetFileName(folder)).Except(Floors));

    [Fact]
    public void Source_noFile_namesALaterFloor()
    {
        var violations =
            from file in Directory.EnumerateFiles(Source, "*.cs", SearchOption.AllDirectories)
            let name = Path.GetRelativePath(Source, file).Replace('\\', '/')
            let floor = Array.IndexOf(Floors, name.Split('/')[0])
            from used in NamedFloors(File.ReadAllText(file)).Distinct()
            where Array.IndexOf(Floors, used) > floor
            select $"{name} uses {used}";
        Assert.Empty(violations);
    }

    [Theory]
    [InlineData("using VanishingGradients.Notebook;", "Notebook")]
    [InlineData("var options = new Finetuning.TrainerOptions();", "Finetuning")]
    [InlineData("var most = row.Finetuning.TrainerOptions;")]
    [InlineData("var count = Rewards.Length;")]
    public void NamedFloors_text_areThoseItNames(string text, params string[] expected) => Assert.Equal(expected, NamedFloors(text));

    /// <summary>Floors named in full, or as the first part of the name of one of their types.</summary>
    private static IEnumerable<string> NamedFloors(string text) =>
        from Match match in FloorDotName().Matches(text)
        let floor = match.Groups["floor"].Value
        where Array.IndexOf(Floors, floor) >= 0
            && (match.Groups["root"].Success || HasType(floor, match.Groups["type"].Value))
        select floor;

    private static bool HasType(string floor, string type) =>
        Directory.Exists(Path.Combine(Source, floor))
        && Directory.EnumerateFiles(Path.Combine(Source, floor), $"{type}.cs", SearchOption.AllDirectories).Any();

    [GeneratedRegex(@"(?<![\w.])(?<root>VanishingGradients\.)?(?<floor>[A-Z]\w*)\b(\.(?<type>[A-Z]\w*))?")]
    private static partial Regex FloorDotName();
}
