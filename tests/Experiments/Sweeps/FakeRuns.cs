using VanishingGradients.Experiments.Runs;

namespace VanishingGradients.Experiments.Sweeps;

/// <summary>Sweeps whose runs are a shell script that keeps the contract of the commands run and work.</summary>
/// <remarks>
/// The run's environment tells what it does: work (appends to a list when it starts and ends, then finishes), fail, or wait (until it is
/// terminated or, at work for a launcher, its input ends; then it keeps a checkpoint, with which it finishes when started again).
/// </remarks>
internal static class FakeRuns
{
    private const string Script = """
        if [ "$1" = sweep ]; then echo "$3" > "$2/results.csv"; exit 0; fi
        mode=$1
        exec 3<&0
        execute() {
          sweep=$(dirname "$(dirname "$1")")
          cd "$1" || return 1
          rm -f error.txt
          echo "start $1" >> "$sweep/events"
          if grep -q '"fail"' config.json; then echo 'the reward is not finite' > error.txt; echo 'stack trace' >&2; return 1; fi
          if grep -q '"crash"' config.json; then echo 'Segmentation fault' >&2; return 139; fi
          if grep -q '"wait"' config.json && [ ! -e checkpoint ]; then
            trap 'touch checkpoint; echo "stop $1" >> "$sweep/events"; exit 130' TERM
            if [ "$mode" = work ]; then (cat; kill -TERM $$) <&3 >/dev/null 2>&1 & fi
            touch waiting
            while :; do sleep 0.02; done
          fi
          sleep 0.1
          echo "{\"threads\": $VG_THREADS, \"process\": $$}" > result.json
          echo "end $1" >> "$sweep/events"
        }
        if [ "$1" = run ]; then execute "$2"; exit; fi
        while read -r folder; do
          execute "$folder" || exit
          echo done
        done
        """;

    internal static RunProgram Program(TemporaryFolder folder) => new("/bin/sh", [folder.Write("run.sh", Script)]);

    internal static Sweep Sweep(TemporaryFolder folder, params string[] runs) => Sweeps.Sweep.Create(
        folder["sweep"], runs.Index().ToDictionary(run => $"run{run.Index}", run => new RunOptions { Environment = run.Item }));

    /// <summary>What the runs wrote down: start, end, stop.</summary>
    internal static string[] Events(Sweep sweep)
    {
        var path = Path.Combine(sweep.Folder, "events");
        return File.Exists(path) ? File.ReadAllLines(path) : [];
    }

    /// <summary>Waits until some of the runs wait to be terminated.</summary>
    internal static async Task WaitingAsync(Sweep sweep, int count)
    {
        while (sweep.Runs.Count(run => File.Exists(Path.Combine(sweep.FolderOf(run), "waiting"))) < count)
            await Task.Delay(10);
    }
}
