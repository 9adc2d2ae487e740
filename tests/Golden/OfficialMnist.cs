using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json;
using VanishingGradients.Data;
using static TorchSharp.torch;

namespace VanishingGradients.Golden;

/// <summary>The official code's MNIST run with init seed 111 and data seed 192: its task, its weights, its first batches.</summary>
internal sealed class OfficialMnist : IDisposable
{
    private readonly string _folder;

    internal OfficialMnist()
    {
        _folder = Path.Combine(GoldenData.GoldenFolder("controlled_mnist_official"), "replay_i111d192");
        using var data = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, "data.json")));
        var root = data.RootElement;
        Task = new ControlledTask(
            Images("train", Ints(root, "train_indices"), Ints(root, "original_train_labels")),
            Images("t10k", Ints(root, "test_indices"), Ints(root, "test_labels")),
            [.. root.GetProperty("per_class_label_sets").EnumerateArray().Select(set => set.EnumerateArray().Select(label => label.GetInt32()).ToArray())],
            Ints(root, "finetune_train_labels"));
    }

    internal ControlledTask Task { get; }

    internal float[] Weights(string name) =>
        MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(_folder, $"{name}_weights.f32"))).ToArray();

    internal List<JsonElement> Batches(string run)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, $"{run}.json")));
        return [.. document.RootElement.GetProperty("batches").EnumerateArray().Select(batch => batch.Clone())];
    }

    public void Dispose() => Task.Dispose();

    private static int[] Ints(JsonElement root, string name) => [.. root.GetProperty(name).EnumerateArray().Select(value => value.GetInt32())];

    private static LabelledInputs Images(string split, int[] indices, int[] labels)
    {
        using var file = new GZipStream(File.OpenRead(Path.Combine(GoldenData.DataFolder("mnist"), $"{split}-images-idx3-ubyte.gz")), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        var pixels = bytes.ToArray();
        var values = new float[indices.Length * 784];
        for (var i = 0; i < indices.Length; i++)
        {
            for (var j = 0; j < 784; j++)
            {
                values[i * 784 + j] = (pixels[16 + indices[i] * 784 + j] / 255f - 0.1307f) / 0.3081f;
            }
        }

        return new LabelledInputs($"MNIST {split}", tensor(values).reshape(indices.Length, 784), labels, 10);
    }
}
