using System.Diagnostics;
using VanishingGradients.Host.Notebooks;

namespace VanishingGradients.Host;

public sealed class NotebookWriterTests : IDisposable
{
    private readonly TestNotebook _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Write_then_read_keeps_what_the_host_does_not_know()
    {
        const string text = """{"nbformat": 4, "metadata": {"zebra": {"b": 1.50, "a": [true]}}, "cells": [{"cell_type": "raw", "source": "α\nβ", "metadata": {"mine": 1}}]}""";
        string path = Path.Combine(_files.Folder, "out.ipynb");

        NotebookWriter.Write(NotebookReader.Parse(text, "a"), path);

        string written = File.ReadAllText(path);
        Assert.Contains("\"b\": 1.50", written);
        Assert.Contains("\"mine\": 1", written);
        Assert.Contains("    \"α\\n\",\n    \"β\"\n", written);
        Assert.EndsWith("}\n", written);
        Assert.Equal([path], Directory.GetFiles(_files.Folder));
    }

    [Fact]
    public void Write_twice_gives_the_same_bytes()
    {
        string first = Path.Combine(_files.Folder, "1.ipynb"), second = Path.Combine(_files.Folder, "2.ipynb");
        NotebookWriter.Write(NotebookReader.Read(_files.Write("in.ipynb", "1", "2")), first);
        NotebookWriter.Write(NotebookReader.Read(first), second);
        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(second));
    }

    /// <summary>Jupyter's own library finds nothing to complain about and would write the same bytes.</summary>
    internal static void AssertValid(string path)
    {
        const string script = """
            import io, sys, nbformat
            notebook = nbformat.read(sys.argv[1], as_version=4)
            nbformat.validate(notebook)
            text = io.StringIO()
            nbformat.write(notebook, text)
            assert text.getvalue() == open(sys.argv[1], encoding='utf-8').read(), 'Jupyter would write other bytes'
            """;
        string? python = ((string[])["/usr/bin/python3", "python3"])
            .FirstOrDefault(candidate => Python(candidate, "import nbformat").ExitCode == 0);
        Assert.SkipWhen(python is null, "Python with nbformat is not installed, so the notebook cannot be checked against it.");
        (int exitCode, string said) = Python(python!, script, path);
        Assert.True(exitCode == 0, said);
    }

    private static (int ExitCode, string Said) Python(string program, string script, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(
                new ProcessStartInfo(program, ["-c", script, .. arguments]) { RedirectStandardError = true })!;
            string said = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, said);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (-1, "not installed");
        }
    }
}
