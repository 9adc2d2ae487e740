using System.Diagnostics;
using System.Text.Json;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Models.Language.Decoders;

/// <summary>What the kit saves is what other programs read.</summary>
public sealed class PythonReadsTests
{
    private const string Python = "/usr/bin/python3";
    private const int NoPyTorch = 77;

    [Fact]
    public async Task Save_gpt2_pythonComputesTheSameLogits()
    {
        Assert.SkipUnless(File.Exists(Python), $"There is no {Python}.");
        using var folder = new TemporaryFolder();
        using var stream = new RandomStreams(1).Open(RandomStreams.Initialisation);
        using var model = new Gpt2(TinyDecoders.Gpt2Options, stream);
        model.Save(folder.Path);

        int[] ids = [3, 17, 0, 5, 5, 19, 8];
        var script = Path.Combine(RepositoryFolder.Path, "tests/Models/Language/Decoders/gpt2_logits.py");
        ProcessStartInfo start = new(Python, [script, folder.Path, string.Join(',', ids)]) { RedirectStandardOutput = true, RedirectStandardError = true };
        // The kit's own libtorch is another version.
        start.Environment.Remove("LD_LIBRARY_PATH");
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.SkipWhen(process.ExitCode == NoPyTorch, $"{Python} has no torch (Debian: python3-torch).");
        Assert.True(process.ExitCode == 0, await errors);

        var theirs = JsonSerializer.Deserialize<float[][]>(await output)!;
        // Not across an await: both belong to a thread.
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using TokenRows rows = TokenRows.PadRight([ids]);
        var ours = model.Project(model.HiddenStates(rows))[0];
        Assert.Equal<long>([theirs.Length, theirs[0].Length], ours.shape);
        Assert.True(ours.allclose(tensor(theirs.SelectMany(row => row).ToArray()).view(ours.shape), rtol: 1e-4, atol: 1e-4));
        Assert.True(ours.std().item<float>() > 0.1f);
    }
}
