using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Scripting;

namespace VanishingGradients.Host.Engine;

/// <summary>A chain of C# submissions: each sees what those before it declared.</summary>
internal sealed class CSharpSession
{
    private readonly ErrorReport _errors;
    private readonly string _folder;
    private ScriptOptions _options;
    private ScriptState<object>? _state;

    /// <param name="folder">Where relative paths in <c>#r</c> and <c>#load</c> start.</param>
    /// <param name="errors">Words errors.</param>
    public CSharpSession(string folder, ErrorReport errors)
    {
        _errors = errors;
        _folder = folder;
        _options = ScriptOptions.Default
            .WithLanguageVersion(LanguageVersion.Latest)
            .WithOptimizationLevel(OptimizationLevel.Release)
            .WithAllowUnsafe(true)
            .WithEmitDebugInformation(true)
            .WithFileEncoding(Encoding.UTF8)
            .WithMetadataResolver(ScriptMetadataResolver.Default.WithBaseDirectory(folder))
            .WithSourceResolver(ScriptSourceResolver.Default.WithBaseDirectory(folder))
            .WithReferences(AssemblyReferences.Platform)
            .WithImports(
                "System",
                "System.Text",
                "System.Collections",
                "System.Collections.Generic",
                "System.Threading.Tasks",
                "System.Linq",
                "Microsoft.DotNet.Interactive.Kernel");
    }

    /// <param name="code">C#, with top-level statements, declarations and <c>#r</c> lines.</param>
    /// <param name="name">What stands for a file name in error messages.</param>
    /// <exception cref="CellFailure">The code does not compile, or it threw.</exception>
    public async Task<ScriptValue> RunAsync(string code, string name)
    {
        AssemblyReferences.Check(code, _folder);
        _options = _options.WithFilePath(name);
        Script<object> script = _state is null
            ? CSharpScript.Create<object>(code, _options)
            : _state.Script.ContinueWith<object>(code, _options);

        Diagnostic[] errors = [.. script.Compile().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];
        if (errors.Length > 0)
            throw new CellFailure(_errors.Of(errors));

        _state = _state is null
            ? await script.RunAsync(catchException: _ => true)
            : await script.RunFromAsync(_state, catchException: _ => true);
        if (_state.Exception is { } exception)
            throw new CellFailure(_errors.Of(exception, name));
        return new ScriptValue(EndsInValue(script), _state.ReturnValue);
    }

    private static bool EndsInValue(Script script)
    {
        Compilation compilation = script.GetCompilation();
        SyntaxTree tree = compilation.SyntaxTrees.Last();
        return tree.GetCompilationUnitRoot().Members.LastOrDefault() is GlobalStatementSyntax { Statement: ExpressionStatementSyntax last }
            && last.SemicolonToken.IsMissing
            && compilation.GetSemanticModel(tree).GetTypeInfo(last.Expression).Type?.SpecialType != SpecialType.System_Void;
    }
}
