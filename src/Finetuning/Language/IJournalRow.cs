namespace VanishingGradients.Finetuning.Language;

/// <summary>A line of a <see cref="JournalFile{T}"/>.</summary>
internal interface IJournalRow
{
    /// <summary>The step that it is of.</summary>
    long Step { get; }
}
