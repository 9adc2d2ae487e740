using System.Text.Json;
using System.Text.Json.Nodes;
using VanishingGradients.Models.Safetensors;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Models.HuggingFace;

/// <summary>A folder as Hugging Face's libraries write it: <c>config.json</c>, weights in safetensors, whole or in shards, and mostly the
/// files of a tokenizer.</summary>
public sealed class ModelFolder
{
    internal const string ConfigFile = "config.json";
    internal const string WeightFile = "model.safetensors";
    internal const string IndexFile = "model.safetensors.index.json";

    /// <summary>Names under which tokenizers keep their files.</summary>
    internal static readonly IReadOnlyList<string> TokenizerNames =
    [
        "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "vocab.json", "merges.txt", "vocab.txt",
        "spiece.model", "tokenizer.model",
    ];

    private ModelFolder(string path, ModelConfig config, IReadOnlyList<string> weights)
    {
        (Path, Config, WeightFiles) = (path, config, weights);
        TokenizerFiles = [.. TokenizerNames.Where(name => System.IO.File.Exists(System.IO.Path.Combine(path, name)))];
    }

    /// <summary>Full path of the folder.</summary>
    public string Path { get; }

    /// <summary>Its <c>config.json</c>.</summary>
    public ModelConfig Config { get; }

    /// <summary>Names of the files with weights: one, or all shards.</summary>
    public IReadOnlyList<string> WeightFiles { get; }

    /// <summary>Names of the tokenizer's files that are there.</summary>
    public IReadOnlyList<string> TokenizerFiles { get; }

    /// <summary>Full path of one of its files.</summary>
    /// <param name="name">Name of the file.</param>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Opens a folder. Weights are only read when they are loaded.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="FileNotFoundException">The configuration, the weights or some shards are not there; the message names
    /// them.</exception>
    /// <exception cref="InvalidDataException">The configuration or the index of the shards is damaged.</exception>
    public static ModelFolder Open(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        path = System.IO.Path.GetFullPath(path);
        var config = System.IO.Path.Combine(path, ConfigFile);
        if (!System.IO.File.Exists(config))
        {
            throw new FileNotFoundException($"'{path}' is no folder of a model: it has no {ConfigFile}.", config);
        }

        return new ModelFolder(path, ModelConfig.Read(config), Weights(path));
    }

    /// <summary>Writes a folder with configuration and weights, from which Python loads the model too.</summary>
    /// <param name="path">The folder; it is made if need be. Each file in it is replaced as a whole.</param>
    /// <param name="config">The configuration.</param>
    /// <param name="module">The model, its parameters named as Hugging Face names them.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Save(string path, JsonObject config, nn.Module module)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(module);
        Directory.CreateDirectory(path);
        // Python refuses weights that do not say which library's layout they have.
        var layout = new Dictionary<string, string> { ["format"] = "pt" };
        SafetensorsWriter.Write(System.IO.Path.Combine(path, WeightFile), module.state_dict(), layout);
        AtomicFile.Write(System.IO.Path.Combine(path, ConfigFile), stream => JsonSerializer.Serialize(
            stream, config, new JsonSerializerOptions { WriteIndented = true }));
    }

    /// <summary>Copies the tokenizer's files to another folder, each replaced as a whole.</summary>
    /// <param name="to">The folder, which exists; nothing is copied to this one itself.</param>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    internal void CopyTokenizer(string to)
    {
        foreach (var name in System.IO.Path.GetFullPath(to) == Path ? [] : TokenizerFiles)
        {
            using var source = System.IO.File.OpenRead(File(name));
            AtomicFile.Write(System.IO.Path.Combine(to, name), source.CopyTo);
        }
    }

    /// <summary>Sets every parameter and persistent buffer of a module from the weights; they may be of another precision.</summary>
    /// <param name="module">The module; it is disposed where the weights do not fit it.</param>
    /// <param name="names">The module's name of a tensor of the files, null for one to leave aside; without it names are equal.</param>
    /// <returns>The module.</returns>
    /// <exception cref="SafetensorsException">A file is damaged, or tensors are missing, left over, or of another shape or kind; the
    /// message lists them all.</exception>
    /// <exception cref="ModelMemoryException">There is not enough memory.</exception>
    public T Load<T>(T module, Func<string, string?>? names = null)
        where T : nn.Module
    {
        ArgumentNullException.ThrowIfNull(module);
        List<SafetensorsFile> files = [];
        try
        {
            foreach (var name in WeightFiles)
            {
                files.Add(SafetensorsFile.Open(File(name)));
            }

            ModuleWeights.Load(WeightFiles is [var only] ? File(only) : Path, files, module, names);
            return module;
        }
        catch (Exception error) when (FailedAllocation.Is(error))
        {
            ModelMemoryException memory = new(module, error);
            module.Dispose();
            throw memory;
        }
        catch
        {
            module.Dispose();
            throw;
        }
        finally
        {
            files.ForEach(file => file.Dispose());
        }
    }

    private static IReadOnlyList<string> Weights(string path)
    {
        if (System.IO.File.Exists(System.IO.Path.Combine(path, WeightFile)))
        {
            return [WeightFile];
        }

        var index = System.IO.Path.Combine(path, IndexFile);
        if (!System.IO.File.Exists(index))
        {
            throw new FileNotFoundException(
                $"'{path}' has neither {WeightFile} nor {IndexFile}. Other formats of weights, such as pytorch_model.bin, are not read; "
                + "convert them to safetensors.",
                System.IO.Path.Combine(path, WeightFile));
        }

        var shards = ShardIndex.Read(index);
        string[] missing = [.. shards.Where(shard => !System.IO.File.Exists(System.IO.Path.Combine(path, shard)))];
        return missing.Length == 0
            ? shards
            : throw new FileNotFoundException(
                $"'{path}' lacks {missing.Length} of {shards.Count} shards: {string.Join(", ", missing)}.",
                System.IO.Path.Combine(path, missing[0]));
    }
}
