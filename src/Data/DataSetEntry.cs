namespace VanishingGradients.Data;

/// <summary>A data set of the catalogue.</summary>
/// <param name="Id">Short name, such as <c>mnist</c>.</param>
/// <param name="Title">What it is, in one line.</param>
/// <param name="Licence">Licence of the data.</param>
/// <param name="Attribution">Whom to cite, and how.</param>
/// <param name="Files">The files.</param>
public sealed record DataSetEntry(string Id, string Title, string Licence, string Attribution, IReadOnlyList<DataFileEntry> Files)
{
    /// <summary>The file of this data set with the given name.</summary>
    /// <param name="name">Last part of the path, such as <c>t10k-labels-idx1-ubyte.gz</c>.</param>
    /// <exception cref="ArgumentException">The data set has no such file; the message lists those it has.</exception>
    public DataFileEntry File(string name) =>
        Files.FirstOrDefault(file => file.Path[(file.Path.LastIndexOf('/') + 1)..] == name)
        ?? throw new ArgumentException(
            $"Data set '{Id}' has no file '{name}'. It has: {string.Join(", ", Files.Select(file => file.Path))}.",
            nameof(name));
}
