using VanishingGradients.Host.Terminal;

namespace VanishingGradients.Host;

public sealed class NotebookSelectionTests : IDisposable
{
    private readonly TestNotebook _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Find_folder_gives_its_notebooks_in_order_and_keeps_sub_folders()
    {
        _files.Write("b.ipynb");
        _files.Write("a.ipynb");
        _files.Write("exercises/a.ipynb");
        _files.Write(".ipynb_checkpoints/a-checkpoint.ipynb");

        var files = NotebookSelection.Find([_files.Folder], "out");

        Assert.Equal(
            [Path.Combine("out", "a.ipynb"), Path.Combine("out", "b.ipynb"), Path.Combine("out", "exercises", "a.ipynb")],
            files.Select(file => file.Output));
        Assert.Equal(Path.Combine("out", "a.html"), files[0].Page);
    }

    [Fact]
    public void Find_notebook_of_the_repository_keeps_its_place_below_notebooks()
    {
        _files.WriteFile("VanishingGradients.Kernel.csproj", "");
        string path = _files.Write("notebooks/exercises/a.ipynb");
        Assert.Equal(Path.Combine("out", "exercises", "a.ipynb"), Assert.Single(NotebookSelection.Find([path], "out")).Output);
    }

    [Fact]
    public void Find_same_notebook_named_twice_runs_once()
    {
        string path = _files.Write("a.ipynb");
        Assert.Single(NotebookSelection.Find([path, _files.Folder], "out"));
    }

    [Theory]
    [InlineData("missing.ipynb", "no such file or folder")]
    [InlineData("text.txt", "is no notebook")]
    [InlineData("empty", "no notebooks")]
    public void Find_argument_that_names_nothing_to_run_throws(string name, string expected)
    {
        _files.WriteFile("text.txt", "");
        Directory.CreateDirectory(Path.Combine(_files.Folder, "empty"));
        var error = Assert.Throws<ArgumentException>(() => NotebookSelection.Find([Path.Combine(_files.Folder, name)], "out"));
        Assert.Contains(expected, error.Message);
    }

    [Fact]
    public void Find_two_notebooks_with_one_output_throws()
    {
        string[] paths = [_files.Write("x/a.ipynb"), _files.Write("y/a.ipynb")];
        Assert.Contains("would both be written to", Assert.Throws<ArgumentException>(() => NotebookSelection.Find(paths, "out")).Message);
    }
}
