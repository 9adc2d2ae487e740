using VanishingGradients.Rewards;

namespace VanishingGradients.Analysis.Census;

/// <summary>The inputs whose reward std is at most ε, whose expected gradient therefore vanishes, split by the reward they are stuck
/// at.</summary>
/// <remarks>With ε = 0 the three kinds are exact: all rewards equal the lowest, all equal the highest, all equal something
/// between.</remarks>
public sealed class VanishingInputs
{
    private VanishingInputs(InputCensus census, double epsilon)
    {
        Epsilon = epsilon;
        Inputs = census.Count;
        var rows = new[] { new List<int>(), new List<int>(), new List<int>() };
        for (var row = 0; row < census.Count; row++)
        {
            var kind = Classify(census.RewardMeans[row], census.RewardStds[row], epsilon, census.Range);
            if (kind == VanishingKind.Unknown)
                Unknown++;
            if (kind is VanishingKind.None or VanishingKind.Unknown)
                continue;
            rows[(int)kind - 1].Add(row);
            Completions += census.Ddof is null ? 0 : census.Completions[row];
            Identical += census.RewardStds[row] == 0 ? 1 : 0;
        }

        (AllMinimum, AllMaximum, Flat) = (rows[0], rows[1], rows[2]);
        foreach (var count in census.Completions)
            CompletionsOfCensus += count;
    }

    /// <summary>The threshold on the std, in units of reward.</summary>
    public double Epsilon { get; }

    /// <summary>Number of inputs in the census.</summary>
    public int Inputs { get; }

    /// <summary>Rows stuck at the lowest reward, ascending; see <see cref="VanishingKind.AllMinimum"/>.</summary>
    public IReadOnlyList<int> AllMinimum { get; }

    /// <summary>Rows stuck at the highest reward, ascending; see <see cref="VanishingKind.AllMaximum"/>.</summary>
    public IReadOnlyList<int> AllMaximum { get; }

    /// <summary>Rows stuck between, ascending; see <see cref="VanishingKind.Flat"/>.</summary>
    public IReadOnlyList<int> Flat { get; }

    /// <summary>Number of vanishing inputs of all three kinds.</summary>
    public int Count => AllMinimum.Count + AllMaximum.Count + Flat.Count;

    /// <summary>Vanishing inputs whose std is exactly 0; the others have 0 &lt; std ≤ ε.</summary>
    public int Identical { get; }

    /// <summary>Inputs with a single completion, which are never counted as vanishing.</summary>
    public int Unknown { get; }

    /// <summary>Share of vanishing inputs among those whose std is known; NaN when none is.</summary>
    public double Share => Inputs == Unknown ? double.NaN : (double)Count / (Inputs - Unknown);

    /// <summary>Completions spent on vanishing inputs; 0 for exact statistics.</summary>
    public long Completions { get; }

    /// <summary>Share of all completions spent on vanishing inputs; NaN for exact statistics.</summary>
    public double CompletionShare => CompletionsOfCensus == 0 ? double.NaN : (double)Completions / CompletionsOfCensus;

    /// <summary>The vanishing rows of all three kinds, ascending.</summary>
    public IReadOnlyList<int> Rows => [.. AllMinimum.Concat(AllMaximum).Concat(Flat).Order()];

    private long CompletionsOfCensus { get; }

    /// <summary>The kind of one input.</summary>
    /// <param name="mean">Its reward mean.</param>
    /// <param name="std">Its reward std; NaN when unknown.</param>
    /// <param name="epsilon">Threshold on the std, at least 0, and tolerance at the ends of the range; both in units of reward.</param>
    /// <param name="range">The declared range of the reward. When both ends are the same, a constant reward counts as the lowest.</param>
    public static VanishingKind Classify(double mean, double std, double epsilon, RewardRange range)
    {
        if (!(epsilon >= 0 && double.IsFinite(epsilon)))
            throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "The std threshold must be a finite number not below 0.");
        return std switch
        {
            double.NaN => VanishingKind.Unknown,
            _ when std > epsilon => VanishingKind.None,
            _ when mean <= range.Minimum + epsilon => VanishingKind.AllMinimum,
            _ when mean >= range.Maximum - epsilon => VanishingKind.AllMaximum,
            _ => VanishingKind.Flat,
        };
    }

    internal static VanishingInputs Of(InputCensus census, double epsilon) => new(census, epsilon);
}
