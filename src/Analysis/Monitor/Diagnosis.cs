namespace VanishingGradients.Analysis.Monitor;

/// <summary>A diagnosis of a run.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Signatures">The failure signatures found.</param>
/// <param name="Text">Verdict, evidence and advice in plain language.</param>
public sealed record Diagnosis(TrainingVerdict Verdict, IReadOnlyList<FailureSignature> Signatures, string Text)
{
    /// <summary>The text.</summary>
    public override string ToString() => Text;
}
