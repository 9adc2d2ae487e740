namespace VanishingGradients.Experiments.Studies;

/// <summary>What a <see cref="LogisticBudgetRule"/> depends on.</summary>
[Flags]
public enum BudgetTerms
{
    /// <summary>On nothing: the mean.</summary>
    None = 0,

    /// <summary>On the logarithm of the share of labelled inputs.</summary>
    Labels = 1,

    /// <summary>On the logarithm of the share of SFT steps.</summary>
    Steps = 2,
}
