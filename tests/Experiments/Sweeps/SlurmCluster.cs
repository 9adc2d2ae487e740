using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace VanishingGradients.Experiments.Sweeps;

/// <summary>A Slurm cluster of one node on the loopback interface, run by the user of the tests; nothing where Slurm is not installed.</summary>
public sealed class SlurmCluster : IAsyncLifetime
{
    private static readonly string[] Programs = ["munged", "slurmctld", "slurmd", "sbatch", "squeue", "scancel", "scontrol", "sinfo"];
    private readonly TemporaryFolder _folder = new();
    private readonly List<Process> _daemons = [];

    /// <summary>Why there is no cluster; null where there is one.</summary>
    internal static string? Missing { get; } = Programs.FirstOrDefault(program => !IsInstalled(program)) is { } program
        ? $"{program} is missing: install slurm-wlm and munge to run this test."
        : null;

    public async ValueTask InitializeAsync()
    {
        if (Missing is not null || OperatingSystem.IsWindows())
            return;
        _folder.Write("munge.key", RandomNumberGenerator.GetBytes(128));
        File.SetUnixFileMode(_folder["munge.key"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _folder.Write("slurm.conf", Configuration());
        _folder.Write("cgroup.conf", $"CgroupPlugin=cgroup/v1\nCgroupMountpoint={Folder("cgroup")}\n");
        Environment.SetEnvironmentVariable("SLURM_CONF", _folder["slurm.conf"]);
        // --force: the folder is closed to other users, which munged otherwise minds.
        await StartAsync(
            $"munged --foreground --force --num-threads=1 --key-file={_folder["munge.key"]} --socket={_folder["munge.socket"]} " +
            $"--pid-file={_folder["munge.pid"]} --log-file={_folder["munge.log"]} --seed-file={_folder["munge.seed"]}",
            () => File.Exists(_folder["munge.socket"]));
        await StartAsync("slurmctld -D -c", () => Output("sinfo", "--noheader").Length > 0);
        await StartAsync("slurmd -D -N localhost", () => Output("sinfo", "--noheader", "--format=%T").Trim() == "idle");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var daemon in _daemons.AsEnumerable().Reverse())
        {
            daemon.Kill();
            await daemon.WaitForExitAsync();
            daemon.Dispose();
        }

        Environment.SetEnvironmentVariable("SLURM_CONF", null);
        _folder.Dispose();
    }

    /// <summary>What a command says; empty where it fails.</summary>
    internal static string Output(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : "";
    }

    private static bool IsInstalled(string program) => $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/usr/local/sbin"
        .Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));

    private string Configuration() => $"""
        ClusterName=tests
        SlurmctldHost=localhost(127.0.0.1)
        SlurmctldPort={FreePort()}
        SlurmdPort={FreePort()}
        SlurmUser={Environment.UserName}
        SlurmdUser={Environment.UserName}
        AuthInfo=socket={_folder["munge.socket"]},cred_expire=1
        StateSaveLocation={Folder("state")}
        SlurmdSpoolDir={Folder("spool")}
        SlurmctldPidFile={_folder["slurmctld.pid"]}
        SlurmdPidFile={_folder["slurmd.pid"]}
        SlurmctldLogFile={_folder["slurmctld.log"]}
        SlurmdLogFile={_folder["slurmd.log"]}
        ProctrackType=proctrack/linuxproc
        TaskPlugin=task/none
        JobAcctGatherType=jobacct_gather/none
        AccountingStorageType=accounting_storage/none
        MpiDefault=none
        ReturnToService=2
        SchedulerType=sched/builtin
        SchedulerParameters=sched_interval=1,batch_sched_delay=0,sched_min_interval=0
        SelectType=select/cons_tres
        SelectTypeParameters=CR_CPU
        SlurmdParameters=config_overrides
        NodeName=localhost NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
        PartitionName=main Nodes=localhost Default=YES MaxTime=INFINITE State=UP

        """;

    private async Task StartAsync(string command, Func<bool> isReady)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"exec {command} >/dev/null 2>&1"]);
        start.Environment["PATH"] += ":/usr/sbin:/usr/local/sbin";
        var daemon = Process.Start(start)!;
        _daemons.Add(daemon);
        while (!isReady())
        {
            if (daemon.HasExited)
                throw new InvalidOperationException($"'{command}' ended with exit code {daemon.ExitCode}:\n{Logs()}");
            await Task.Delay(100);
        }
    }

    private string Logs() => string.Join('\n', Directory.GetFiles(_folder.Path, "*.log").Select(File.ReadAllText));

    private string Folder(string name) => Directory.CreateDirectory(_folder[name]).FullName;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
