using System.Text.Json.Nodes;
using TorchSharp.Modules;
using VanishingGradients.Models.Language;
using static TorchSharp.torch;

namespace VanishingGradients.Experiments.Language;

/// <summary>A model that, where it is told to, asks for a petabyte in its forward or in its backward pass.</summary>
internal sealed class GreedyModel : LanguageModel
{
    private const long Absurd = 1L << 48;
    private readonly LanguageModel _inner;
    private readonly Func<string?> _asks;

    internal GreedyModel(LanguageModel inner, Func<string?> asks)
        : base("greedy")
    {
        (_inner, _asks) = (inner, asks);
        register_module("inner", inner);
    }

    public override int Vocabulary => _inner.Vocabulary;

    public override int HiddenSize => _inner.HiddenSize;

    public override int? Context => _inner.Context;

    public override JsonObject Configuration => _inner.Configuration;

    public override Tensor HiddenStates(TokenRows prompts, TokenRows completions) => Asking(_inner.HiddenStates(prompts, completions));

    public override Tensor HiddenStates(TokenRows prompts, TokenRows completions, Tensor places) =>
        Asking(_inner.HiddenStates(prompts, completions, places));

    internal override Tensor TrainedStates(TokenRows prompts, TokenRows completions, Tensor places) =>
        Asking(_inner.TrainedStates(prompts, completions, places));

    public override Parameter OutputWords => _inner.OutputWords;

    public override double OutputScale => _inner.OutputScale;

    public override DecodingState Start(TokenRows prompts) => _inner.Start(prompts);

    public override void Advance(DecodingState state, Tensor tokens) => _inner.Advance(state, tokens);

    protected override LanguageModel NewLike() => new GreedyModel(_inner.Copy(), _asks);

    private Tensor Asking(Tensor hidden) => _asks() switch
    {
        "forward" => hidden + empty(Absurd),
        // The gradient of a choice is as large as what it was chosen from.
        "backward" => hidden + (hidden.sum() * 0).expand(Absurd).index_select(0, tensor(new long[] { 0 })),
        _ => hidden,
    };
}
