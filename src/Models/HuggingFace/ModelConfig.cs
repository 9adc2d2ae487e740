using System.Globalization;
using System.Text.Json;

namespace VanishingGradients.Models.HuggingFace;

/// <summary>A Hugging Face <c>config.json</c>. A property that is absent or null has the default that the caller gives, if any.</summary>
public sealed class ModelConfig
{
    private readonly string _path;
    private readonly JsonElement _root;

    internal ModelConfig(string path, JsonElement root) => (_path, _root) = (path, root);

    /// <summary>The kind of model, such as <c>gpt2</c> or <c>t5</c>.</summary>
    /// <exception cref="InvalidDataException">The file does not tell.</exception>
    public string ModelType => Text("model_type");

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no JSON object.</exception>
    public static ModelConfig Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(path));
            return json.RootElement.ValueKind == JsonValueKind.Object
                ? new ModelConfig(path, json.RootElement.Clone())
                : throw new InvalidDataException($"'{path}' is no configuration of a model: it holds no JSON object.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"'{path}' is no configuration of a model: {error.Message}", error);
        }
    }

    /// <summary>Names of all properties.</summary>
    public IEnumerable<string> Names => _root.EnumerateObject().Select(property => property.Name);

    /// <summary>Whether a property is there and not null.</summary>
    /// <param name="name">Name of the property.</param>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>A whole number.</summary>
    /// <param name="name">Name of the property.</param>
    /// <param name="absent">Its value where it is absent; null where it must be there.</param>
    /// <exception cref="InvalidDataException">It is missing or no whole number; the message names it.</exception>
    public int Int(string name, int? absent = null) =>
        Find(name) is not { } value ? absent ?? throw Missing(name)
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number
        : throw Unexpected(name, value, "a whole number");

    /// <summary>A number.</summary>
    /// <param name="name">Name of the property.</param>
    /// <param name="absent">Its value where it is absent; null where it must be there.</param>
    /// <exception cref="InvalidDataException">It is missing or no number; the message names it.</exception>
    public double Number(string name, double? absent = null) =>
        Find(name) is not { } value ? absent ?? throw Missing(name)
        : value.ValueKind == JsonValueKind.Number ? value.GetDouble()
        : throw Unexpected(name, value, "a number");

    /// <summary>True or false.</summary>
    /// <param name="name">Name of the property.</param>
    /// <param name="absent">Its value where it is absent.</param>
    /// <exception cref="InvalidDataException">It is neither; the message names it.</exception>
    public bool Bool(string name, bool absent) =>
        Find(name) is not { } value ? absent
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
        : throw Unexpected(name, value, "true or false");

    /// <summary>A text.</summary>
    /// <param name="name">Name of the property.</param>
    /// <param name="absent">Its value where it is absent; null where it must be there.</param>
    /// <exception cref="InvalidDataException">It is missing or no text; the message names it.</exception>
    public string Text(string name, string? absent = null) =>
        Find(name) is not { } value ? absent ?? throw Missing(name)
        : value.ValueKind == JsonValueKind.String ? value.GetString()!
        : throw Unexpected(name, value, "a text");

    /// <summary>One of several values, chosen by a text.</summary>
    /// <param name="name">Name of the property.</param>
    /// <param name="absent">The text where it is absent.</param>
    /// <param name="choices">What each text stands for.</param>
    /// <exception cref="InvalidDataException">It is another text; the message names it and the supported ones.</exception>
    public T Choose<T>(string name, string absent, IReadOnlyDictionary<string, T> choices)
    {
        ArgumentNullException.ThrowIfNull(choices);
        var text = Text(name, absent);
        return choices.TryGetValue(text, out var chosen)
            ? chosen
            : throw Bad($"'{name}' is '{text}'; '{string.Join("' or '", choices.Keys)}' is expected.");
    }

    /// <summary>Names of the labels of a classifier in the order of its outputs, from <c>id2label</c>.</summary>
    /// <value>Two where the property is absent, as in Hugging Face.</value>
    /// <exception cref="InvalidDataException">The property is no object of texts named 0, 1, ….</exception>
    public IReadOnlyList<string> Labels
    {
        get
        {
            if (Section("id2label") is not { } labels)
            {
                return ["LABEL_0", "LABEL_1"];
            }

            return [.. Enumerable.Range(0, labels.Names.Count()).Select(
                output => labels.Text(output.ToString(CultureInfo.InvariantCulture)))];
        }
    }

    /// <summary>An object within; null where it is absent.</summary>
    /// <param name="name">Name of the property.</param>
    /// <exception cref="InvalidDataException">It is no object; the message names it.</exception>
    public ModelConfig? Section(string name) =>
        Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Object ? new ModelConfig($"{_path}': '{name}", value)
        : throw Unexpected(name, value, "an object");

    /// <summary>Whole numbers; a single one counts as a list of one, an absent property as none.</summary>
    /// <param name="name">Name of the property.</param>
    /// <exception cref="InvalidDataException">It is neither; the message names it.</exception>
    public IReadOnlyList<int> Ints(string name) =>
        Find(name) is not { } value ? []
        : value.ValueKind != JsonValueKind.Array ? [Int(name)]
        : [.. value.EnumerateArray().Select(each =>
            each.ValueKind == JsonValueKind.Number && each.TryGetInt32(out var number) ? number : throw Unexpected(name, value, "whole numbers"))];

    /// <summary>A special token of a tokenizer's configuration, given as a text or as an object with its <c>content</c>; null where it is
    /// absent.</summary>
    /// <param name="name">Name of the property, such as <c>eos_token</c>.</param>
    /// <exception cref="InvalidDataException">It is neither; the message names it.</exception>
    internal string? Token(string name) =>
        Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Object ? Section(name)!.Text("content")
        : Text(name);

    /// <summary>Requires a text to have one value.</summary>
    /// <param name="name">Name of the property.</param>
    /// <param name="expected">The value.</param>
    /// <exception cref="InvalidDataException">It is missing or another; the message names it.</exception>
    public void Expect(string name, string expected)
    {
        if (Text(name) is var text && text != expected)
        {
            throw Bad($"'{name}' is '{text}'; '{expected}' is expected.");
        }
    }

    /// <summary>Requires a property to have one value.</summary>
    /// <param name="name">Name of the property.</param>
    /// <param name="expected">The value.</param>
    /// <param name="absent">Its value where it is absent.</param>
    /// <exception cref="InvalidDataException">It is another; the message names it.</exception>
    public void Expect(string name, bool expected, bool absent)
    {
        if (Bool(name, absent) != expected)
        {
            throw Bad($"'{name}' is {!expected}; {expected} is expected.");
        }
    }

    internal JsonElement? Find(string name) =>
        _root.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private InvalidDataException Missing(string name) => Bad($"'{name}' is missing.");

    private InvalidDataException Unexpected(string name, JsonElement value, string expected) =>
        Bad($"'{name}' is {value.GetRawText()}; {expected} is expected.");

    private InvalidDataException Bad(string problem) => new($"'{_path}': {problem}");
}
