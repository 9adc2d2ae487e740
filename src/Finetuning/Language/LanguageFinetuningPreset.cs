using VanishingGradients.Finetuning.PolicyGradient;
using VanishingGradients.Text;
using VanishingGradients.Text.Generation;

namespace VanishingGradients.Finetuning.Language;

/// <summary>The paper's reinforcement finetunings of one task of the GRUE benchmark: the numbers of the configurations of the paper's code
/// (RL4LMs; paper, appendix C), no data.</summary>
/// <remarks>
/// All draw from ten prompts at a time with replacement until ten times the given steps are there, and train in minibatches of 64 token
/// transitions, five times through, with AdamW. End ids are those of the paper's models, T5 and GPT-2. Hugging Face counts a T5's start token
/// as part of a length: a least length of n leaves n − 1 tokens before the end.
/// </remarks>
public sealed record LanguageFinetuningPreset
{
    private const int T5End = 1;
    private const int Gpt2End = 50256;

    private LanguageFinetuningPreset(
        string name, int promptTokens, LanguageFinetuningOptions ppo, LanguageFinetuningOptions? onSupervised = null, double topP = 0.9, int refresh = 20)
    {
        (Name, PromptTokens, Ppo, PpoOnSupervised) = (name, promptTokens, ppo, onSupervised ?? ppo);
        var mask = new NlpoOptions { TopP = topP, RefreshEvery = refresh };
        (Nlpo, NlpoOnSupervised) = (Ppo with { Nlpo = mask }, PpoOnSupervised with { Nlpo = mask });
    }

    /// <summary>The task.</summary>
    public string Name { get; }

    /// <summary>Most tokens of a prompt.</summary>
    public int PromptTokens { get; }

    /// <summary>PPO from the pretrained model.</summary>
    public LanguageFinetuningOptions Ppo { get; private init; }

    /// <summary>PPO from the supervised finetuned model, which is then the reference and the start of the value network too.</summary>
    public LanguageFinetuningOptions PpoOnSupervised { get; private init; }

    /// <summary>NLPO from the pretrained model.</summary>
    public LanguageFinetuningOptions Nlpo { get; private init; }

    /// <summary>NLPO from the supervised finetuned model.</summary>
    public LanguageFinetuningOptions NlpoOnSupervised { get; private init; }

    /// <summary>NarrativeQA, T5-base, reward ROUGE-L. The rollouts set no length, so that Hugging Face's default holds: 20 with the start
    /// token.</summary>
    public static LanguageFinetuningPreset NarrativeQa { get; } = new(
        "narrative-qa", 512,
        Options(256, 100, 2e-6, 0.001, 1, Sampling(T5End, 19, 50)),
        Options(256, 100, 5e-7, 0.001, 0.2, Sampling(T5End, 19, 50)));

    /// <summary>ToTTo, T5-base, reward SacreBLEU.</summary>
    public static LanguageFinetuningPreset Totto { get; } = new LanguageFinetuningPreset(
        "totto", 512,
        Options(256, 100, 2e-6, 0.001, 2, Sampling(T5End, 50, null, 9)),
        Options(256, 100, 5e-7, 0.01, 0.2, Sampling(T5End, 50, 50, 9))).WithNlpo(onSupervised: Sampling(T5End, 50, null, 9));

    /// <summary>CommonGen, T5-base, reward METEOR.</summary>
    public static LanguageFinetuningPreset CommonGen { get; } = new(
        "common-gen", 20,
        Options(128, 100, 2e-6, 0.001, 2, Sampling(T5End, 20, null, 4), entropy: 0.01),
        Options(128, 100, 2e-6, 0.01, 1, Sampling(T5End, 20, 50, 4), entropy: 0.01));

    /// <summary>IWSLT 2017 English to German, T5-base, reward SacreBLEU.</summary>
    public static LanguageFinetuningPreset Iwslt2017 { get; } = new LanguageFinetuningPreset(
        "iwslt-2017", 128,
        Options(512, 50, 1e-6, 0.001, 0.2, Sampling(T5End, 128, 10)),
        Options(512, 50, 5e-7, 0.001, 0.2, Sampling(T5End, 128, 5)),
        topP: 0.5).WithNlpo(onSupervised: Sampling(T5End, 128, 10));

    /// <summary>CNN/DailyMail, T5-base, reward METEOR.</summary>
    public static LanguageFinetuningPreset CnnDailyMail { get; } = new LanguageFinetuningPreset(
        "cnn-daily-mail", 512,
        Options(512, 100, 2e-6, 0.001, 0.2, Sampling(T5End, 100, 50, 49)),
        Options(512, 50, 2e-6, 0.01, 0.2, Sampling(T5End, 100, 100, 49))).WithNlpo(
            Sampling(T5End, 100, 100, 49), Sampling(T5End, 100, 100, 49), refreshOnSupervised: 30);

    /// <summary>DailyDialog, GPT-2, reward METEOR.</summary>
    public static LanguageFinetuningPreset DailyDialog { get; } = new(
        "daily-dialog", 128,
        Options(128, 50, 1e-6, 0.2, 0.5, Sampling(Gpt2End, 20, 20, 2)),
        Options(128, 50, 1e-6, 0.2, 0.05, Sampling(Gpt2End, 20, 20, 2)));

    /// <summary>IMDB, GPT-2 trained on it, reward of a sentiment classifier. Completions have 48 tokens; the default top-k of Hugging Face, 50,
    /// holds.</summary>
    public static LanguageFinetuningPreset Imdb { get; } = new(
        "imdb", 64, Options(128, 50, 1e-6, 0.1, 0.1, Sampling(Gpt2End, 48, 50, 48)), refresh: 5);

    /// <summary>All seven.</summary>
    public static IReadOnlyList<LanguageFinetuningPreset> All { get; } =
        [NarrativeQa, Totto, CommonGen, Iwslt2017, CnnDailyMail, DailyDialog, Imdb];

    private static GenerationOptions Sampling(int end, int most, int? topK, int? least = null) => new()
    {
        MaxNewTokens = most,
        EndId = end,
        Decoding = new DecodingOptions
        {
            TopK = topK is { } count ? new TopK(count) : null,
            MinNewTokens = least is { } tokens ? new MinNewTokens(tokens, end) : null,
        },
    };

    private static LanguageFinetuningOptions Options(
        int steps, int iterations, double rate, double kl, double target, GenerationOptions generation, double entropy = 0)
    {
        const int environments = 10;
        var defaults = new LanguageFinetuningOptions();
        return defaults with
        {
            Generation = generation,
            Method = defaults.Method with
            {
                Iterations = iterations,
                InputsPerRollout = environments,
                TransitionsPerRollout = environments * steps,
                Optimizer = new AdamOptions(rate, weightDecay: 1e-6),
                Kl = new KlPenaltyOptions { Coefficient = kl, Controller = new ProportionalKl(target) },
                EntropyCoefficient = entropy,
            },
        };
    }

    private LanguageFinetuningPreset WithNlpo(
        GenerationOptions? pretrained = null, GenerationOptions? onSupervised = null, int? refreshOnSupervised = null) => this with
        {
            Nlpo = Nlpo with { Generation = pretrained ?? Nlpo.Generation },
            NlpoOnSupervised = NlpoOnSupervised with
            {
                Generation = onSupervised ?? NlpoOnSupervised.Generation,
                Nlpo = NlpoOnSupervised.Nlpo! with { RefreshEvery = refreshOnSupervised ?? NlpoOnSupervised.Nlpo!.RefreshEvery },
            },
        };
}
