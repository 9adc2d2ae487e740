using Microsoft.DotNet.Interactive;
using VanishingGradients.Host.Engine;
using VanishingGradients.Host.Protocol;

namespace VanishingGradients.Host;

/// <summary>Cells run in the tests' own process: quick, and enough for everything that does not depend on processes.</summary>
public sealed class CellRunnerTests : IDisposable
{
    private readonly TestNotebook _files = new();
    private readonly List<EngineMessage> _sent = [];
    private readonly CellRunner _runner;

    public CellRunnerTests()
    {
        _runner = new CellRunner(_files.Folder, _sent.Add);
        KernelInvocationContext.Current = new KernelInvocationContext(1, _sent.Add, TestContext.Current.CancellationToken);
    }

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Run_code_that_does_not_compile_reports_every_error_with_its_line()
    {
        CellError error = await FailAsync("var a = 1;\n\nint b = \"text\";\nmissing();");

        Assert.Equal("CompilationError", error.Name);
        Assert.Equal(3, error.Line);
        Assert.EndsWith("(and 1 more)", error.Message);
        Assert.StartsWith("cell 1, line 3, column 9: CS0029", error.Traceback[0]);
        Assert.StartsWith("cell 1, line 4, column 1: CS0103", error.Traceback[1]);
    }

    [Fact]
    public async Task Run_code_that_throws_reports_type_message_and_line()
    {
        CellError error = await FailAsync("int Divide(int a, int b)\n{\n    return a / b;\n}\nawait Task.Yield();\nDivide(1, 0)");

        Assert.Equal(("DivideByZeroException", 3), (error.Name, error.Line));
        Assert.Equal("System.DivideByZeroException: Attempted to divide by zero.", error.Traceback[0]);
        Assert.Equal("   at Divide(Int32 a, Int32 b) in cell 1, line 3", error.Traceback[1]);
        Assert.Equal("   at cell 1, line 6", error.Traceback[2]);
        Assert.Equal(3, error.Traceback.Count);
    }

    [Fact]
    public async Task Run_code_that_throws_with_a_cause_tells_both()
    {
        CellError error = await FailAsync("throw new InvalidOperationException(\"outer\", new FormatException(\"inner\"));");
        Assert.Contains("caused by System.FormatException: inner", error.Traceback);
    }

    [Fact]
    public async Task Run_value_whose_formatting_throws_reports_the_cell()
    {
        CellError error = await FailAsync(
            "public class Bad { public string ToHtml() => throw new FormatException(\"no html\"); }\nnew Bad()");
        Assert.Equal(("FormatException", "no html"), (error.Name, error.Message));
    }

    [Fact]
    public async Task Run_reference_to_a_package_says_what_to_do_instead()
    {
        CellError error = await FailAsync("using System;\n#r \"nuget: Newtonsoft.Json, 13.0.4\"");
        Assert.Equal(2, error.Line);
        Assert.Contains("restores no packages", error.Message);
    }

    [Fact]
    public async Task Run_reference_to_a_kit_not_built_names_the_command_that_builds_it()
    {
        CellError error = await FailAsync("#r \"../artifacts/kit/VanishingGradients.Kernel.dll\"");
        Assert.Contains("the kit is not built", error.Message);
        Assert.EndsWith("dotnet build VanishingGradients.Kernel.csproj", error.Message);
    }

    [Fact]
    public async Task Run_reference_to_a_missing_file_says_where_paths_start() =>
        Assert.Contains("relative to the notebook's folder", (await FailAsync("#r \"other.dll\"")).Message);

    [Theory]
    [InlineData("a.csx", "int imported = 41;")]
    [InlineData("a.cs", "int imported = 41;")]
    [InlineData("a.dib", "#!meta\n\n{\"kernelInfo\":{\n\"x\": {}\n}}\n\n#!markdown\n\n# Text\n\n#!csharp\n\nint imported = 41;")]
    public async Task Import_file_declares_what_the_file_declares(string name, string content)
    {
        _files.WriteFile(name, content);
        await _runner.RunAsync($"#!import {name}\nimported + 1", "csharp", "cell 1");
        Assert.Equal("42", Plain(_sent.OfType<CellResult>().Single().Data));
    }

    [Fact]
    public async Task Import_notebook_runs_its_code_cells()
    {
        _files.Write("a.ipynb", "int imported = 41;", "imported++;");
        await _runner.RunAsync("#!import a.ipynb\nimported", "csharp", "cell 1");
        Assert.Equal("42", Plain(_sent.OfType<CellResult>().Single().Data));
    }

    [Fact]
    public async Task Import_file_with_an_error_names_the_file_and_both_lines()
    {
        _files.WriteFile("a.csx", "\nmissing();");
        CellError error = await FailAsync("var one = 1;\n#!import a.csx");
        Assert.Equal(2, error.Line);
        Assert.StartsWith("#!import a.csx, line 2: CS0103", error.Message);
    }

    [Theory]
    [InlineData("#!import a.csx", "imports itself")]
    [InlineData("#!import b.csx", "no such file")]
    [InlineData("#!import c.txt", "only .cs, .csx, .dib and .ipynb")]
    [InlineData("#!import d.ipynb", "not valid JSON")]
    public async Task Import_unusable_file_says_why(string cell, string expected)
    {
        _files.WriteFile("a.csx", "#!import a.csx");
        _files.WriteFile("c.txt", "");
        _files.WriteFile("d.ipynb", "{");
        Assert.Contains(expected, (await FailAsync(cell)).Message);
    }

    private static string Plain(System.Text.Json.Nodes.JsonObject bundle) => bundle["text/plain"]!.GetValue<string>();

    private async Task<CellError> FailAsync(string code) =>
        (await Assert.ThrowsAsync<CellFailure>(() => _runner.RunAsync(code, "csharp", "cell 1"))).Error;
}
