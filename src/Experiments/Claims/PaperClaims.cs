using VanishingGradients.Data;
using VanishingGradients.Experiments.Runs;

namespace VanishingGradients.Experiments.Claims;

/// <summary>The claims, from data/claims.json inside the kit.</summary>
public static class PaperClaims
{
    private const string File = "data/claims.json";
    private static readonly Lazy<IReadOnlyList<Claim>> Claims = new(() => RunJson.Read<IReadOnlyList<Claim>>(File, EmbeddedData.ReadText(File)));

    /// <summary>All claims, in the order of the paper.</summary>
    public static IReadOnlyList<Claim> All => Claims.Value;

    /// <summary>A claim.</summary>
    /// <param name="id">Its id.</param>
    /// <exception cref="ArgumentException">There is no such claim; the message lists those there are.</exception>
    public static Claim Find(string id) => All.FirstOrDefault(claim => claim.Id == id)
        ?? throw new ArgumentException($"There is no claim '{id}'. There are: {string.Join(", ", All.Select(claim => claim.Id))}.", nameof(id));
}
