using VanishingGradients.Data;

namespace VanishingGradients.Models.HuggingFace;

/// <summary>A model could not be had from any place.</summary>
public sealed class ModelUnavailableException : Exception
{
    internal ModelUnavailableException(string model, IReadOnlyList<DataAttempt> attempts, string remedy)
        : base(
            $"The model {model} could not be had. Tried:\n"
            + string.Concat(attempts.Select(attempt => $"- {attempt.Place}: {attempt.Outcome}\n")) + remedy,
            attempts.LastOrDefault(attempt => attempt.Error is not null)?.Error) =>
        (Model, Attempts) = (model, attempts);

    /// <summary>Name and revision of the model.</summary>
    public string Model { get; }

    /// <summary>The places tried, in order.</summary>
    public IReadOnlyList<DataAttempt> Attempts { get; }
}
