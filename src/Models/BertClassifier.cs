using System.Globalization;
using System.Text.Json.Nodes;
using TorchSharp.Modules;
using VanishingGradients.Models.HuggingFace;
using VanishingGradients.Models.Tracing;
using static TorchSharp.torch;

namespace VanishingGradients.Models;

/// <summary>What sequence classifiers of BERT's family have in common: embeddings, blocks, and a head on the first token.</summary>
/// <remarks>
/// Inputs are int64 of shape [B, R, T]: row 0 holds token ids, row 1 the attention mask (1 for tokens, 0 for padding). Padding at the end
/// costs next to nothing.
/// </remarks>
public abstract class BertClassifier : Policy
{
    // Inputs that go through the blocks together: enough for full speed, and all that are hardly longer, so that little padding is computed.
    private const int Bucket = 32;
    private const double LikeLength = 1.1;

    private readonly (ScalarType Type, Device? Device) _made;
    private readonly string _rows;

    private protected BertClassifier(string name, ScalarType type, Device? device, int positions, params string[] rows)
        : base(name)
    {
        (_made, Positions, _rows, Rows) = ((type, device), positions, string.Join(", ", rows), rows.Length);
    }

    /// <summary>Most tokens of an input.</summary>
    public int Positions { get; }

    /// <summary>Token ids.</summary>
    public int Vocabulary => checked((int)Words.shape[0]);

    /// <summary>Its shape as a Hugging Face <c>config.json</c>, without which its weights cannot be read; classes have no names.</summary>
    public abstract JsonObject Configuration { get; }

    /// <summary>The number R of rows of an input: ids, mask and, where the model has them, token types.</summary>
    internal int Rows { get; }

    private protected override bool IsMovable => false;

    /// <summary>Table of the words' embeddings, shape [V, d].</summary>
    private protected abstract Parameter Words { get; }

    /// <summary>Logits of the outputs.</summary>
    /// <param name="inputs">Shape [B, R, T].</param>
    /// <returns>Shape [B, K].</returns>
    /// <exception cref="ArgumentException">Another shape or type, or more tokens than positions.</exception>
    public override Tensor forward(Tensor inputs)
    {
        // Inputs do not see each other, so that those of like length can go together and hardly any padding is computed.
        Require(inputs);
        var lengths = Lengths(inputs);
        var pass = new ForwardPass(traced: false);
        long[] order = [.. Enumerable.Range(0, lengths.Length).OrderBy(i => lengths[i]).Select(i => (long)i)];
        Tensor[] buckets = [.. Buckets(order, lengths).Select(rows =>
            inputs.index_select(0, tensor(rows, device: inputs.device)).narrow(2, 0, lengths[rows[^1]]))];
        var logits = cat([.. buckets.Zip(Embed(buckets, pass), (tokens, words) => Forward(tokens, words, pass))]);
        return logits.index_select(0, tensor(order, device: inputs.device).argsort());
    }

    /// <inheritdoc />
    public override PolicyTrace Trace(Tensor inputs)
    {
        Require(inputs);
        var pass = new ForwardPass(traced: true);
        var tokens = inputs.narrow(2, 0, Lengths(inputs).Max());
        return new PolicyTrace(Forward(tokens, pass.Embedding("word embeddings", tokens.select(1, 0), Words), pass), pass.Layers);
    }

    /// <summary>Writes a Hugging Face folder, from which Python loads the model too. A tokenizer is written along by
    /// <c>PretrainedClassifier.Save</c>.</summary>
    /// <param name="folder">The folder; it is made if need be. Each file in it is replaced as a whole.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public void Save(string folder) => ModelFolder.Save(folder, Configuration, this);

    /// <summary>Logits of inputs whose words are embedded.</summary>
    /// <param name="tokens">Shape [B, R, T].</param>
    /// <param name="words">Shape [B, T, d].</param>
    /// <param name="pass">The forward pass.</param>
    /// <returns>Shape [B, K].</returns>
    private protected abstract Tensor Forward(Tensor tokens, Tensor words, ForwardPass pass);

    /// <summary>The last hidden state of the first token, shape [B, d]: the head reads no other, so the last block computes no other.</summary>
    private protected static Tensor FirstThrough(IReadOnlyList<BertBlock> blocks, Tensor tokens, Tensor hidden, ForwardPass pass)
    {
        var padding = tokens.select(1, 1).eq(0).unsqueeze(1).unsqueeze(1);
        for (var layer = 0; layer < blocks.Count; layer++)
        {
            hidden = blocks[layer].Forward(hidden, padding, pass, wanted: layer < blocks.Count - 1 ? hidden.shape[1] : 1);
        }

        return hidden.select(1, 0);
    }

    /// <summary>The embeddings of the positions of every input, shape [B, T, d].</summary>
    private protected static Tensor EmbedPositions(Tensor tokens, Parameter table, ForwardPass pass) => pass.Embedding(
        "position embeddings", arange(tokens.shape[2], device: tokens.device).expand(tokens.shape[0], tokens.shape[2]), table);

    /// <summary>Names of classes that have none, as Hugging Face makes them.</summary>
    private protected static JsonObject LabelNames(int outputs) => new(Enumerable.Range(0, outputs).Select(output =>
        KeyValuePair.Create<string, JsonNode?>(output.ToString(CultureInfo.InvariantCulture), $"LABEL_{output}")));

    /// <summary>BERT's initialisation: weights normal, shifts 0, scales 1; the embedding of id 0, padding, is 0.</summary>
    private protected void Initialise(double std, Generator initialisation)
    {
        ArgumentNullException.ThrowIfNull(initialisation);
        using var noGrad = no_grad();
        foreach (var (name, parameter) in named_parameters())
        {
            if (parameter.dim() == 2)
            {
                Initialisation.DrawNormal(parameter, std, initialisation);
            }
            else
            {
                parameter.fill_(name.EndsWith("norm.weight", StringComparison.OrdinalIgnoreCase) ? 1 : 0);
            }
        }

        Words[0].zero_();
    }

    private protected Parameter Add(string name, params long[] shape)
    {
        var parameter = new Parameter(empty(shape, dtype: _made.Type, device: _made.Device));
        register_parameter(name, parameter);
        return parameter;
    }

    private protected Affine AddAffine(string name, params long[] shape) =>
        new(name, Add($"{name}.weight", shape), Add($"{name}.bias", shape[0]));

    private static IEnumerable<long[]> Buckets(long[] order, long[] lengths)
    {
        for (var (start, end) = (0, 0); start < order.Length; start = end)
        {
            end = Math.Min(start + Bucket, order.Length);
            while (end < order.Length && lengths[order[end]] <= LikeLength * lengths[order[start]])
            {
                end++;
            }

            yield return order[start..end];
        }
    }

    // One lookup for all buckets: its gradient has the size of the whole table.
    private IEnumerable<Tensor> Embed(Tensor[] buckets, ForwardPass pass)
    {
        var ids = cat([.. buckets.Select(tokens => tokens.select(1, 0).reshape(-1))]);
        var embedded = pass.Embedding("word embeddings", ids, Words).split([.. buckets.Select(tokens => tokens.shape[0] * tokens.shape[2])]);
        return buckets.Zip(embedded, (tokens, rows) => rows.view(tokens.shape[0], tokens.shape[2], -1));
    }

    private void Require(Tensor inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (inputs.dtype != ScalarType.Int64 || inputs.dim() != 3 || inputs.shape[1] != Rows || inputs.shape[2] < 1)
        {
            throw ShapeCheck.Unreadable(this, $"Int64 rows ({_rows}) of shape [B, {Rows}, T]", inputs);
        }

        if (inputs.shape[2] > Positions)
        {
            throw new ArgumentException(
                $"Inputs of {inputs.shape[2]} tokens are too long for {Positions} positions; cut them off.", nameof(inputs));
        }
    }

    // Up to the last token that is not padding; at least 1.
    private static long[] Lengths(Tensor inputs)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var ends = inputs.select(1, 1).ne(0).to(ScalarType.Int64) * arange(1, inputs.shape[2] + 1, device: inputs.device);
        return ends.amax([1]).clamp_min(1).cpu().data<long>().ToArray();
    }
}
