namespace VanishingGradients.Experiments.Claims;

/// <summary>What a measurement says of a claim, by the claim's own rule (<see cref="Claim.Judge"/>).</summary>
public enum Verdict
{
    /// <summary>Not measured; the entry says why.</summary>
    NotRun,

    /// <summary>The estimate of a core criterion is outside its range.</summary>
    NotReproduced,

    /// <summary>Every core estimate that can be judged is inside its range, but another one or an interval reaches outside, the setting is not the
    /// paper's, or there are <see cref="Claim.Reservations"/>.</summary>
    Partly,

    /// <summary>Every estimate and its whole 95 % interval over seeds are inside their ranges.</summary>
    Reproduced,
}
