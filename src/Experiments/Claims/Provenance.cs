namespace VanishingGradients.Experiments.Claims;

/// <summary>Where a value ascribed to the paper was read. The full text was not at hand when the kit was written.</summary>
public enum Provenance
{
    /// <summary>No value is known.</summary>
    None,

    /// <summary>The paper's abstract.</summary>
    Abstract,

    /// <summary>Public reviews of the paper that quote it: second-hand.</summary>
    Review,

    /// <summary>The official code, or what it computes when it is run.</summary>
    OfficialCode,

    /// <summary>Proved or computed here; not the paper's.</summary>
    Derived,
}
