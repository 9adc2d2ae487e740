using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using TorchSharp;

namespace VanishingGradients.Torch;

/// <summary>Named random streams derived from one run seed.</summary>
/// <remarks>
/// There is no global seed: each consumer opens the stream with its own name, so a new consumer changes no other stream, and opening a name
/// again starts that stream from its beginning. The stream's seed is the first 63 bits of SHA-256 over the run seed and the name.
/// </remarks>
/// <param name="seed">The run seed.</param>
public sealed class RandomStreams(long seed)
{
    /// <summary>Stream that chooses which inputs of a data set are used.</summary>
    public const string Data = "data";

    /// <summary>Stream that draws label sets and new labels.</summary>
    public const string Labels = "labels";

    /// <summary>Stream that initialises a policy's parameters.</summary>
    public const string Initialisation = "initialisation";

    /// <summary>Stream that orders the inputs of an epoch into batches.</summary>
    public const string BatchOrder = "batch order";

    /// <summary>Stream that samples outputs from a policy.</summary>
    public const string Rollout = "rollout";

    /// <summary>The run seed.</summary>
    public long Seed { get; } = seed;

    /// <summary>A generator at the beginning of the named stream. The caller disposes it.</summary>
    /// <param name="name">One of this class's names or any other text.</param>
    public torch.Generator Open(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        TorchRuntime.EnsureLoaded();
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{Seed}/{name}"));
        return new torch.Generator(BinaryPrimitives.ReadUInt64LittleEndian(hash) >> 1);
    }

    /// <summary>Streams of a part of the run, independent of this one's and of every other part's.</summary>
    /// <param name="name">Name of the part, for example "pretraining".</param>
    public RandomStreams Part(string name)
    {
        using var generator = Open($"part {name}");
        return new RandomStreams(generator.initial_seed());
    }
}
