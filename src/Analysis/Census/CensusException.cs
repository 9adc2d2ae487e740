namespace VanishingGradients.Analysis.Census;

/// <summary>The data given for a census contradict each other or a declaration.</summary>
/// <param name="message">What is wrong, where, and what to do.</param>
public sealed class CensusException(string message) : ArgumentException(message);
