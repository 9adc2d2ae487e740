using System.Text.Json.Nodes;
using TorchSharp.Modules;
using VanishingGradients.Models.Language;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.Language;

/// <summary>A model whose hidden states of completions are changed; those of decoding are not.</summary>
internal sealed class AlteredModel : LanguageModel
{
    private readonly LanguageModel _model;
    private readonly Func<Tensor, TokenRows, Tensor> _change;
    private readonly Action? _start;

    /// <param name="model">The model; it belongs to this one from now on.</param>
    /// <param name="change">What becomes of hidden states [B, T, d] of completions.</param>
    /// <param name="start">Called before a decoding.</param>
    public AlteredModel(LanguageModel model, Func<Tensor, TokenRows, Tensor> change, Action? start = null)
        : base("altered")
    {
        (_model, _change, _start) = (model, change, start);
        register_module("model", model);
    }

    public override int Vocabulary => _model.Vocabulary;

    public override int HiddenSize => _model.HiddenSize;

    public override int? Context => _model.Context;

    public override int? DecoderStart => _model.DecoderStart;

    public override JsonObject Configuration => _model.Configuration;

    public override Tensor HiddenStates(TokenRows prompts, TokenRows completions) => _change(_model.HiddenStates(prompts, completions), completions);

    public override Parameter OutputWords => _model.OutputWords;

    public override double OutputScale => _model.OutputScale;

    public override DecodingState Start(TokenRows prompts)
    {
        _start?.Invoke();
        return _model.Start(prompts);
    }

    public override void Advance(DecodingState state, Tensor tokens) => _model.Advance(state, tokens);

    protected override LanguageModel NewLike() => new AlteredModel(_model.Copy(), _change, _start);
}
