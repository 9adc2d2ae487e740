using System.Runtime.InteropServices;

namespace VanishingGradients.Text.Generation;

/// <summary>The ids that filters see: what was there before the first new token, and the new ones.</summary>
internal sealed class DecodedIds
{
    private readonly List<int> _ids;
    private readonly int _before;

    private DecodedIds(IEnumerable<int> ids, int before) => (_ids, _before) = ([.. ids], before);

    internal ReadOnlySpan<int> All => CollectionsMarshal.AsSpan(_ids);

    internal ReadOnlySpan<int> New => All[_before..];

    internal DecodingContext Context => new(All, _before);

    /// <summary>The ids before the first new one: a decoder's start, or the prompt where the completion continues it.</summary>
    internal static DecodedIds Before(int[] prompt, int? decoderStart) =>
        decoderStart is { } start ? new([start], 1) : new(prompt, prompt.Length);

    internal void Add(int id) => _ids.Add(id);

    /// <summary>These ids and one more.</summary>
    internal DecodedIds With(int id) => new(_ids.Append(id), _before);
}
