using System.Security.Cryptography;
using System.Text;
using VanishingGradients.Finetuning;
using VanishingGradients.Models;
using static TorchSharp.torch;

namespace VanishingGradients.Experiments.Runs;

/// <summary>A pretrained policy and its log that many runs share, locked for one of them.</summary>
internal sealed class PretrainedEntry : IDisposable
{
    private const string LogName = "log";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly string _path;
    private readonly IDisposable _lock;

    private PretrainedEntry(string path, IDisposable taken) => (_path, _lock) = (path, taken);

    /// <summary>Whether the pretraining is there.</summary>
    internal bool Exists => File.Exists(_path);

    /// <summary>Takes the entry of a run, waiting while another run has it.</summary>
    /// <param name="folder">The shared folder; made where it is missing.</param>
    /// <param name="options">The run.</param>
    /// <param name="wait">Called once where it has to wait.</param>
    /// <param name="cancellation">Stops the wait.</param>
    internal static PretrainedEntry Take(string folder, RunDescription options, Action wait, CancellationToken cancellation)
    {
        var path = Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(options.PretrainingKey)))[..32]);
        RunJson.Writing(folder, () => Directory.CreateDirectory(folder));
        for (var first = true; ; first = false)
        {
            try
            {
                return new PretrainedEntry($"{path}.safetensors", FolderLock.Take($"{path}.lock"));
            }
            catch (IOException) when (File.Exists($"{path}.lock"))
            {
                if (first)
                {
                    wait();
                }

                cancellation.WaitHandle.WaitOne(Pause);
                cancellation.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>Puts the pretrained parameters into a policy.</summary>
    /// <returns>The log of the pretraining.</returns>
    /// <exception cref="RunFileException">The file is damaged.</exception>
    internal MetricsLog CopyTo(nn.Module policy)
    {
        var (text, tensors) = CheckpointFile.Read(_path);
        using var state = new PolicyState(tensors.Where(entry => entry.Key != LogName).ToDictionary());
        using var rows = tensors[LogName];
        state.CopyTo(policy);
        var log = new MetricsLog(RunJson.Read<string[]>(_path, text)[1..]);
        foreach (var row in rows.data<double>().ToArray().Chunk(log.Names.Count))
        {
            log.Add((int)row[0], row.AsSpan(1));
        }

        return log;
    }

    /// <summary>Keeps a pretrained policy for the runs to come.</summary>
    /// <exception cref="RunFileException">The file cannot be written.</exception>
    internal void Store(nn.Module policy, MetricsLog log)
    {
        using var state = PolicyState.Of(policy);
        using var rows = tensor(Enumerable.Range(0, log.Count).SelectMany(row => log.Names.Select(name => log[name][row])).ToArray());
        CheckpointFile.Write(_path, RunJson.Write(log.Names), new Dictionary<string, Tensor>(state.Tensors) { [LogName] = rows });
    }

    /// <inheritdoc />
    public void Dispose() => _lock.Dispose();
}
