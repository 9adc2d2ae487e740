using System.Buffers.Binary;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Models.Language.Decoders;

/// <summary>Llama checkpoints of llama2.c (Karpathy 2023), version 0: seven whole numbers, then all matrices in float32.</summary>
/// <remarks>
/// The format keeps the two entries of a rotary pair adjacent, the kit keeps them half a head apart (see <see cref="Rotation"/>): rows of the
/// query and key matrices change places on the way. A head that is not the table of word embeddings is told by a negative vocabulary.
/// </remarks>
public static class Llama2cFile
{
    private const int Numbers = 7;

    private static readonly string[] LayerParts =
    [
        "input_layernorm", "self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.o_proj", "post_attention_layernorm",
        "mlp.gate_proj", "mlp.down_proj", "mlp.up_proj",
    ];

    /// <summary>Reads a model.</summary>
    /// <param name="path">The file, such as <c>stories260K.bin</c>.</param>
    /// <param name="type">Type of the parameters, to which weights of another are converted; float32 unless asked.</param>
    /// <param name="device">Where the parameters live; null for the processor.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no such checkpoint, or damaged.</exception>
    public static Llama Read(string path, ScalarType type = ScalarType.Float32, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        using var stream = File.OpenRead(path);
        var options = ReadHeader(stream, path);
        RequireLength(stream, path, options);
        var model = new Llama(options, type, device);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var parameters = model.state_dict();
        foreach (var (name, heads) in Sections(options))
        {
            if (name is null)
            {
                stream.Seek(TableNumbers(options) * sizeof(float), SeekOrigin.Current);
                continue;
            }

            using var values = empty(parameters[name].shape);
            stream.ReadExactly(values.bytes);
            parameters[name].copy_(heads == 0 ? values : Regrouped(values, heads, 2));
        }

        return model;
    }

    /// <summary>Writes a model whole or not at all.</summary>
    /// <param name="path">The file; an earlier one of that name is replaced.</param>
    /// <param name="model">The model; numbers of another precision are converted to float32.</param>
    /// <exception cref="ArgumentException">The format has no place for its <see cref="LlamaOptions.RotaryBase"/> or
    /// <see cref="LlamaOptions.NormEpsilon"/>: readers assume 10000 and 1e-5.</exception>
    public static void Write(string path, Llama model)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(model);
        var options = model.Options;
        LlamaOptions assumed = new();
        if (options.RotaryBase != assumed.RotaryBase || options.NormEpsilon != assumed.NormEpsilon)
        {
            throw new ArgumentException(
                $"Readers of the format assume a rotary base of {assumed.RotaryBase} and an epsilon of {assumed.NormEpsilon}; "
                + $"the model has {options.RotaryBase} and {options.NormEpsilon}. Save it as a Hugging Face folder.",
                nameof(model));
        }

        AtomicFile.Write(path, stream =>
        {
            using var noGrad = no_grad();
            using var scope = NewDisposeScope();
            WriteHeader(stream, options);
            var parameters = model.state_dict();
            foreach (var (name, heads) in Sections(options))
            {
                var values = name is null ? RotaryTables(options) : parameters[name];
                var ordered = heads == 0 ? values : Regrouped(values, heads, values.shape[0] / heads / 2);
                stream.Write(ordered.to(ScalarType.Float32).cpu().contiguous().bytes);
            }
        });
    }

    /// <summary>What follows the header: parameters with the number of rotary heads in them, and null for the rotary tables.</summary>
    private static IEnumerable<(string? Name, int Heads)> Sections(LlamaOptions options)
    {
        yield return ("model.embed_tokens.weight", 0);
        foreach (var part in LayerParts)
        {
            var heads = part switch { "self_attn.q_proj" => options.Heads, "self_attn.k_proj" => options.KeyValueHeads, _ => 0 };
            for (var layer = 0; layer < options.Layers; layer++)
            {
                yield return ($"model.layers.{layer}.{part}.weight", heads);
            }
        }

        yield return ("model.norm.weight", 0);
        yield return (null, 0);
        if (!options.TiedEmbeddings)
        {
            yield return ("lm_head.weight", 0);
        }
    }

    /// <summary>The rows of every head, read in groups of so many, by their place in the group.</summary>
    private static Tensor Regrouped(Tensor matrix, int heads, long group) =>
        matrix.view(heads, -1, group, matrix.shape[1]).transpose(1, 2).reshape(matrix.shape);

    private static LlamaOptions ReadHeader(Stream stream, string path)
    {
        Span<byte> header = stackalloc byte[Numbers * sizeof(int)];
        if (stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length)
        {
            throw new InvalidDataException($"'{path}' has {stream.Length} bytes, fewer than the header of a llama2.c checkpoint.");
        }

        var numbers = new int[Numbers];
        for (var i = 0; i < Numbers; i++)
        {
            numbers[i] = BinaryPrimitives.ReadInt32LittleEndian(header[(i * sizeof(int))..]);
        }

        try
        {
            LlamaOptions options = new()
            {
                Hidden = numbers[0],
                FeedForward = numbers[1],
                Layers = numbers[2],
                Heads = numbers[3],
                KeyValueHeads = numbers[4],
                Vocabulary = Math.Abs(numbers[5]),
                TiedEmbeddings = numbers[5] > 0,
                Positions = numbers[6],
            };
            options.Validate();
            return options;
        }
        catch (ArgumentException error)
        {
            throw new InvalidDataException($"'{path}' is no llama2.c checkpoint of version 0: {error.Message}", error);
        }
    }

    private static void WriteHeader(Stream stream, LlamaOptions options)
    {
        Span<byte> number = stackalloc byte[sizeof(int)];
        foreach (var value in new[]
        {
            options.Hidden, options.FeedForward, options.Layers, options.Heads, options.KeyValueHeads,
            options.TiedEmbeddings ? options.Vocabulary : -options.Vocabulary, options.Positions,
        })
        {
            BinaryPrimitives.WriteInt32LittleEndian(number, value);
            stream.Write(number);
        }
    }

    // Before the model is made: a damaged header must not ask for memory that the file cannot fill.
    private static void RequireLength(FileStream stream, string path, LlamaOptions options)
    {
        Int128 shared = options.KeyValueHeads * (options.Hidden / options.Heads);
        Int128 layer = options.Hidden * (2 + 2 * (Int128)options.Hidden + 2 * shared + 3 * (Int128)options.FeedForward);
        var numbers = options.Layers * layer + options.Hidden * ((options.TiedEmbeddings ? 1 : 2) * (Int128)options.Vocabulary + 1);
        var expected = Numbers * sizeof(int) + (numbers + TableNumbers(options)) * sizeof(float);
        if (stream.Length != expected)
        {
            throw new InvalidDataException(
                $"'{path}' has {stream.Length} bytes; {expected} are expected for {options}. It is cut off, or no llama2.c checkpoint of "
                + "version 0.");
        }
    }

    private static long TableNumbers(LlamaOptions options) => (long)options.Positions * (options.Hidden / options.Heads);

    // Old readers take the angles from the file.
    private static Tensor RotaryTables(LlamaOptions options)
    {
        var width = options.Hidden / options.Heads;
        var angles = arange(options.Positions, ScalarType.Float64).unsqueeze(1)
            * pow(options.RotaryBase, arange(0, width, 2, ScalarType.Float64) / -width);
        return stack([angles.cos(), angles.sin()]);
    }
}
