using TorchSharp.Modules;
using static TorchSharp.torch;

namespace VanishingGradients.Models.Language.T5;

/// <summary>Attention without biases whose scores are not divided by √width: the initialisation of the queries does that.</summary>
internal sealed class T5Attention(T5Model model, string name)
{
    private readonly int _heads = model.Options.Heads;
    private readonly Parameter _query = model.Add($"{name}.q.weight", Inner(model), model.Options.Hidden);
    private readonly Parameter _key = model.Add($"{name}.k.weight", Inner(model), model.Options.Hidden);
    private readonly Parameter _value = model.Add($"{name}.v.weight", Inner(model), model.Options.Hidden);
    private readonly Parameter _output = model.Add($"{name}.o.weight", model.Options.Hidden, Inner(model));

    /// <summary>Keys and values of hidden states [B, T, d].</summary>
    internal KeyValues Read(Tensor hidden) => new(Heads(hidden, _key), Heads(hidden, _value));

    /// <summary>What queries gather.</summary>
    /// <param name="hidden">States of the queries, shape [B, T, d].</param>
    /// <param name="memory">What they attend to, S positions.</param>
    /// <param name="bias">Added to the scores; broadcasts to [B, heads, T, S].</param>
    /// <returns>Shape [B, T, d].</returns>
    internal Tensor Attend(Tensor hidden, KeyValues memory, Tensor bias)
    {
        var queries = Heads(hidden, _query);
        // A learned bias gets its gradient only where attention is written out.
        var isWritten = is_grad_enabled() && (model.HasSecondDerivatives || bias.requires_grad);
        var gathered = isWritten
            ? (queries.Times(memory.Keys.transpose(2, 3)) + bias).softmax(-1).Times(memory.Values)
            : nn.functional.scaled_dot_product_attention(queries * Math.Sqrt(queries.shape[3]), memory.Keys, memory.Values, bias);
        return nn.functional.linear(gathered.transpose(1, 2).flatten(2), _output);
    }

    private Tensor Heads(Tensor hidden, Parameter weight)
    {
        var projected = nn.functional.linear(hidden, weight);
        return projected.view(projected.shape[0], projected.shape[1], _heads, -1).transpose(1, 2);
    }

    private static long Inner(T5Model model) => (long)model.Options.Heads * model.Options.HeadWidth;
}
