using System.Runtime.InteropServices;
using System.Text.Json;
using VanishingGradients.Data;

namespace VanishingGradients.Golden;

/// <summary>The official code's MNIST run with init seed 111 and data seed 192: its task, its weights, its first batches.</summary>
internal sealed class OfficialMnist : IDisposable
{
    private static readonly Lazy<ImageDataset> Mnist = new(() => GoldenData.Mnist());

    private readonly string _folder;

    internal OfficialMnist()
    {
        _folder = Path.Combine(GoldenData.GoldenFolder("controlled_mnist_official"), "replay_i111d192");
        using var data = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, "data.json")));
        var root = data.RootElement;
        Task = new ControlledTask(
            Images("train", Ints(root, "train_indices"), Ints(root, "original_train_labels")),
            Images("test", Ints(root, "test_indices"), Ints(root, "test_labels")),
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
        using var all = PixelNormalisation.Mnist.Apply(split == "train" ? Mnist.Value.Train : Mnist.Value.Test!);
        using var chosen = all.Select(indices);
        Assert.Equal(labels, chosen.Labels);
        return new LabelledInputs(split, chosen.Inputs.alias(), labels, 10);
    }
}
