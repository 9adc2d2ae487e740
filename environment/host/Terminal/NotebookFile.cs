namespace VanishingGradients.Host.Terminal;

/// <summary>A notebook to run and where its results go.</summary>
/// <param name="Path">The notebook, as the user named it or as found in the folder named.</param>
/// <param name="Output">The executed notebook; the page stands beside it.</param>
internal sealed record NotebookFile(string Path, string Output)
{
    /// <summary>The page beside the executed notebook.</summary>
    public string Page => System.IO.Path.ChangeExtension(Output, ".html");
}
