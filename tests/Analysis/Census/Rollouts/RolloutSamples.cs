using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Parquet;
using Parquet.Schema;
using Parquet.Serialization;

namespace VanishingGradients.Analysis.Census.Rollouts;

/// <summary>Small files in the layouts the frameworks write.</summary>
internal static class RolloutSamples
{
    public static string JsonLines(this TemporaryFolder folder, string name, params IEnumerable<object> rows) =>
        folder.Write(name, string.Concat(rows.Select(row => JsonSerializer.Serialize(row) + "\n")));

    public static string Gzip(this TemporaryFolder folder, string name, string text)
    {
        using var gzip = new GZipStream(File.Create(folder[name]), CompressionLevel.Fastest);
        gzip.Write(Encoding.UTF8.GetBytes(text));
        return folder[name];
    }

    /// <summary>What TRL's GRPO trainer logs: one column per reward function, a null where a function does not apply.</summary>
    public static string Trl(this TemporaryFolder folder, int step, params (string Prompt, string Completion, double? Accuracy, double? Format)[] rows) =>
        folder.Parquet(
            $"completions_{step:00000}.parquet",
            new(
                new DataField<long>("step"),
                new DataField<string>("prompt"),
                new DataField<string>("completion"),
                new DataField<double?>("accuracy_reward"),
                new DataField<double?>("format_reward"),
                new DataField<double>("advantage")),
            rows.Select(row => new Dictionary<string, object?>
            {
                ["step"] = (long)step,
                ["prompt"] = row.Prompt,
                ["completion"] = row.Completion,
                ["accuracy_reward"] = row.Accuracy,
                ["format_reward"] = row.Format,
                ["advantage"] = 0.5,
            }));

    public static string Parquet(this TemporaryFolder folder, string name, ParquetSchema schema, IEnumerable<Dictionary<string, object?>> rows)
    {
        using var file = File.Create(folder[name]);
        ParquetSerializer.SerializeUntypedAsync([.. rows], schema, file, new ParquetOptions { RowGroupSize = 2 }).GetAwaiter().GetResult();
        return folder[name];
    }
}
