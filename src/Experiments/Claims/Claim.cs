namespace VanishingGradients.Experiments.Claims;

/// <summary>A claim of the paper, or one derived from it, and how the kit measures it.</summary>
/// <param name="Id">Short name with small letters, digits and hyphens.</param>
/// <param name="Section">Where in the paper, as far as that is known.</param>
/// <param name="Statement">The claim in the kit's words.</param>
/// <param name="Paper">The paper's value.</param>
/// <param name="Notebook">Name of the notebook that shows it, without extension.</param>
public sealed record Claim(string Id, string Section, string Statement, PaperValue Paper, string Notebook)
{
    /// <summary>The measurement, as in <see cref="ClaimMeasurements"/>; null where there is none.</summary>
    public string? Measurement { get; init; }

    /// <summary>How it is measured, in one or two sentences; why not, where there is no measurement.</summary>
    public required string How { get; init; }

    /// <summary>In what the kit's setting differs from the paper's; null where it does not. Then the best verdict is
    /// <see cref="Verdict.Partly"/>.</summary>
    public string? OtherSetting { get; init; }

    /// <summary>The rule of the verdict.</summary>
    public IReadOnlyList<Criterion> Criteria { get; init; } = [];

    /// <summary>The verdict on a measurement.</summary>
    /// <remarks>A core estimate outside its range: not reproduced. All estimates and their whole 95 % intervals inside, in the
    /// paper's setting and without <see cref="Reservations"/>: reproduced. Otherwise: partly. A smoke-scale measurement of runs shows only that the measurement works: not
    /// run.</remarks>
    /// <param name="measured">The measurement; null where there is none.</param>
    /// <exception cref="KeyNotFoundException">The measurement lacks a value that the rule names.</exception>
    public Verdict Judge(Measured? measured)
    {
        if (measured is null || !measured.IsMeaningful)
        {
            return Verdict.NotRun;
        }

        var judged = Criteria.Where(criterion => criterion.From <= measured.Scale).ToArray();
        if (judged.Any(criterion => criterion.Core && !criterion.Allows(measured[criterion.Value].Estimate)))
        {
            return Verdict.NotReproduced;
        }

        return OtherSetting is null && Reservations(measured).Count == 0 && judged.All(criterion => criterion.AllowsAll(measured[criterion.Value]))
            ? Verdict.Reproduced
            : Verdict.Partly;
    }

    /// <summary>Why a measurement, whatever its values, shows the claim at best partly: training was too short for a criterion, or runs
    /// failed.</summary>
    /// <param name="measured">The measurement.</param>
    public IReadOnlyList<string> Reservations(Measured measured)
    {
        ArgumentNullException.ThrowIfNull(measured);
        return
        [
            .. Criteria.Where(criterion => criterion.From > measured.Scale).Select(criterion => $"too short to judge {criterion.Label}"),
            .. measured.Failures.Count switch { 0 => [], 1 => new[] { "1 run failed" }, var failed => [$"{failed} runs failed"] },
        ];
    }
}
