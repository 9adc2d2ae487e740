namespace VanishingGradients.Data;

/// <summary>One place where a data file was looked for in vain.</summary>
/// <param name="Place">Folder, address or package.</param>
/// <param name="Outcome">Why it did not give the file.</param>
/// <param name="Error">The error behind it, or null where the place simply had no such file or was not asked.</param>
public sealed record DataAttempt(string Place, string Outcome, Exception? Error = null);
