using System.Text.Json.Nodes;
using VanishingGradients.Host.Execution;
using VanishingGradients.Host.Notebooks;

namespace VanishingGradients.Host;

/// <summary>One notebook of cells that succeed, run once for all tests that look at its results.</summary>
public sealed class ResultsRun : IAsyncLifetime
{
    private static readonly Dictionary<string, string> Sources = new()
    {
        ["number"] = "6 * 7",
        ["statement"] = "var seven = 7;",
        ["state"] = "seven * 6",
        ["usings"] = "new StringBuilder().Append(new List<int> { 1, 2 }.Sum()).ToString()",
        ["void"] = "Console.WriteLine(\"said\")",
        ["null"] = "(string)null",
        ["anonymous"] = "new { Name = \"a\", Values = new[] { 1, 2 } }",
        ["display"] = "display(1, \"text/plain\"); 2.Display(); \"<b>3</b>\".DisplayAs(\"text/html\"); display(HTML(\"<i>4</i>\")); CSS(\"p { }\"); Javascript(\"x = 5\");",
        ["update"] = "var shown = display(\"old\");",
        ["updated"] = "shown.Update(\"new\");",
        ["table"] = "new[] { (Seed: 1, Reward: 0.5) }.DisplayTable();",
        ["languages"] = "#!markdown\n**x**\n#!html\n<p>y</p>\n#!javascript\nlet z;",
        ["progress"] = "for (int i = 0; i <= 3; i++) { Console.Write($\"\\rstep {i}\"); }\nConsole.Error.Write(\"warned\");",
        ["native"] = "[System.Runtime.InteropServices.DllImport(\"libc\")] static extern int puts(string text);\nif (!OperatingSystem.IsWindows()) puts(\"from C\");",
        ["place"] = "Console.Write(System.IO.Path.GetFullPath(\"runs/1\") + \" \" + Environment.GetEnvironmentVariable(\"VG_SCALE\"));",
        ["cancellation"] = "using System.Threading;\n(AppDomain.CurrentDomain.GetData(\"VanishingGradients.Cancellation\") is CancellationToken { CanBeCanceled: true } token)\n"
            + "    && token == Microsoft.DotNet.Interactive.KernelInvocationContext.Current.CancellationToken",
        ["bundle"] = """"
            using System.IO;
            public sealed class TypeFormatterSourceAttribute(Type source) : Attribute { public Type FormatterSourceType => source; }
            public sealed class Convention(string mimeType, string text)
            {
                public string MimeType => mimeType;
                public bool Format(object value, TextWriter writer) { writer.Write(text); return text.Length > 0; }
            }
            public sealed class ChartFormatters
            {
                public IEnumerable<object> CreateTypeFormatters() =>
                    [new Convention("text/html", "<svg/>"), new Convention("image/png", "iVBORw0="), new Convention("image/jpeg", ""), new Convention("application/vnd.plotly.v1+json", """{"data": [1]}""")];
            }
            [TypeFormatterSource(typeof(ChartFormatters))]
            public sealed class Chart { public override string ToString() => "a chart"; }
            new Chart()
            """",
        ["html"] = "public sealed class Report { public string ToHtml() => \"<h1>r</h1>\"; }\nnew Report()",
        ["kit"] = "",
        ["stream"] = """
            using VanishingGradients.Notebook;
            using VanishingGradients.Text;
            using VanishingGradients.Text.Generation;
            var words = new WordTokenizer(["a", "b"]);
            using (var stream = new TokenStream(words, [[2], [3]]))
            {
                for (var token = 0; token < 3; token++)
                {
                    stream.Report(new GeneratedToken(0, 2, 0));
                    stream.Report(new GeneratedToken(1, 3, 0));
                }
            }
            """,
    };

    private readonly TestNotebook _files = new();

    /// <summary>The executed notebook's file.</summary>
    public string Output => Path.Combine(_files.Folder, "out.ipynb");

    internal RecordingObserver Observer { get; } = new();

    internal Notebooks.Notebook Notebook { get; private set; } = null!;

    public bool Succeeded { get; private set; }

    public async ValueTask InitializeAsync()
    {
        string kit = Path.Combine(RepositoryFolder.Path, "artifacts", "kit").Replace('\\', '/');
        Sources["kit"] = $"#r \"{kit}/VanishingGradients.Kernel.dll\"\n"
            + "using Microsoft.Data.Analysis;\nConsole.Write(typeof(TorchSharp.torch.Tensor).Assembly.Location);\n"
            + "new DataFrame(new StringDataFrameColumn(\"name\", new[] { \"a<b\" }), new DoubleDataFrameColumn(\"x\", new[] { 0.5 }))";
        string path = _files.WriteFile(
            "in.ipynb", TestNotebook.Json([.. Sources.Select(pair => TestNotebook.CodeCell(pair.Key, pair.Value))]).ToJsonString());

        Notebook = NotebookReader.Read(path);
        var options = new RunOptions { Environment = new Dictionary<string, string> { ["VG_SCALE"] = "smoke" } };
        Succeeded = await new NotebookRun(path, Notebook, options, Observer).RunAsync(TestContext.Current.CancellationToken);
        NotebookWriter.Write(Notebook, Output);
    }

    /// <summary>The outputs of the cell of that name.</summary>
    public JsonObject[] Outputs(string name)
    {
        int index = Sources.Keys.ToList().IndexOf(name);
        return [.. Notebook.Cells[index].Outputs.Select(output => output!.AsObject())];
    }

    public ValueTask DisposeAsync()
    {
        _files.Dispose();
        return ValueTask.CompletedTask;
    }
}
