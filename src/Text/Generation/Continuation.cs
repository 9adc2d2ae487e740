namespace VanishingGradients.Text.Generation;

/// <summary>One more token after a beam.</summary>
/// <param name="Beam">Place of the beam among those of its prompt.</param>
/// <param name="Id">The token.</param>
/// <param name="LogProbability">Of all new tokens together.</param>
internal readonly record struct Continuation(int Beam, int Id, double LogProbability);
