using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using VanishingGradients.Finetuning;
using VanishingGradients.Models;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Experiments.Runs;

/// <summary>A pretrained policy and its log that many runs share, locked for one of them. Those with another number of threads have another: their
/// bits differ.</summary>
internal sealed class PretrainedEntry : IDisposable
{
    private const string LogName = "log";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly string _path;
    private readonly IDisposable _lock;

    private PretrainedEntry(string path, IDisposable taken) => (_path, _lock) = (path, taken);

    /// <summary>Gives a policy the pretraining of a run: the shared one, or where that is missing its own, which is kept for the runs to come.</summary>
    /// <param name="folder">The shared folder; made where it is missing.</param>
    /// <param name="options">The run.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="pretrain">Pretrains the policy.</param>
    /// <param name="wait">Called once where another run has the entry and this one has to wait.</param>
    /// <param name="cancellation">Stops the wait.</param>
    /// <returns>The log of the pretraining, and whether it is the shared one.</returns>
    /// <exception cref="RunFileException">The entry is damaged or cannot be written.</exception>
    internal static (MetricsLog Log, bool IsShared) Share(
        string folder, RunDescription options, nn.Module policy, Func<MetricsLog> pretrain, Action wait, CancellationToken cancellation)
    {
        using var entry = Take(folder, options, wait, cancellation);
        if (File.Exists(entry._path))
        {
            return (entry.CopyTo(policy), true);
        }

        var log = pretrain();
        entry.Store(policy, log);
        return (log, false);
    }

    /// <inheritdoc />
    public void Dispose() => _lock.Dispose();

    private static PretrainedEntry Take(string folder, RunDescription options, Action wait, CancellationToken cancellation)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"{options.PretrainingKey} {TorchRuntime.Threads}");
        var path = Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..32]);
        RunJson.Writing(folder, () => Directory.CreateDirectory(folder));
        for (var first = true; ; first = false)
        {
            try
            {
                var entry = new PretrainedEntry($"{path}.safetensors", FolderLock.Take($"{path}.lock"));
                entry.RemoveLeftovers();
                return entry;
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

    // A process that was killed while it wrote could not.
    private void RemoveLeftovers()
    {
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(_path)!, $"{Path.GetFileName(_path)}.*.tmp"))
        {
            File.Delete(file);
        }
    }

    private MetricsLog CopyTo(nn.Module policy)
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

    private void Store(nn.Module policy, MetricsLog log)
    {
        using var state = PolicyState.Of(policy);
        using var rows = tensor(Enumerable.Range(0, log.Count).SelectMany(row => log.Names.Select(name => log[name][row])).ToArray());
        CheckpointFile.Write(_path, RunJson.Write(log.Names), new Dictionary<string, Tensor>(state.Tensors) { [LogName] = rows });
    }
}
