namespace VanishingGradients.Experiments.Sweeps;

public sealed class SlurmScriptTests
{
    [Fact]
    public void Text_all_options_are_requests_of_sbatch()
    {
        var options = new SlurmOptions
        {
            Partition = "gpu",
            TimeLimit = TimeSpan.FromSeconds(90),
            Notice = TimeSpan.FromSeconds(30),
            Cpus = 4,
            MemoryMiB = 2048,
            Throttle = 8,
            Extra = ["--account=lab"],
        };

        var program = new RunProgram("dotnet", ["it's.dll"]);
        var lines = SlurmScript.Text(options, program, "/s/pretrained", "/s/slurm", "/s/slurm/runs.txt", runs: 20).Split('\n');

        Assert.Equal("#!/bin/bash", lines[0]);
        string[] requests =
        [
            "--array=0-19%8", "--cpus-per-task=4", "--requeue", "--signal=B:USR1@30", "--partition=gpu", "--time=2", "--mem=2048M", "--account=lab",
            "--output=\"/s/slurm/%A_%a.log\"",
        ];
        Assert.All(requests, request => Assert.Contains($"#SBATCH {request}", lines));
        Assert.Contains("export VG_THREADS=4", lines);
        Assert.Contains(@"'dotnet' 'it'\''s.dll' 'run' ""$run"" '--pretrained' '/s/pretrained' &", lines);
    }

    [Fact]
    public void Text_defaults_leave_the_cluster_its_own()
    {
        var text = SlurmScript.Text(new SlurmOptions(), new RunProgram("dotnet", []), "/p", "/s", "/s/runs.txt", runs: 1);

        Assert.Contains("#SBATCH --array=0-0\n", text, StringComparison.Ordinal);
        Assert.All(["--partition", "--time", "--mem"], option => Assert.DoesNotContain(option, text, StringComparison.Ordinal));
    }

    [Fact]
    public void Merge_options_ofTheClusterAreThoseOfTheRuns()
    {
        var options = new SlurmOptions { Partition = "gpu", Cpus = 4, Throttle = 2, Extra = ["--account=lab"] };

        var lines = SlurmScript.Merge(options, new RunProgram("dotnet", ["kit.dll"]), "/a sweep", "/a sweep/slurm").Split('\n');

        string[] requests = ["--cpus-per-task=1", "--partition=gpu", "--account=lab", "--output=\"/a sweep/slurm/results_%j.log\""];
        Assert.All(requests, request => Assert.Contains($"#SBATCH {request}", lines));
        Assert.DoesNotContain(lines, line => line.Contains("--array", StringComparison.Ordinal));
        Assert.Contains("exec 'dotnet' 'kit.dll' 'sweep' '/a sweep' '--merge'", lines);
    }
}
