using VanishingGradients.Data;
using VanishingGradients.Torch;

namespace VanishingGradients.Experiments.Language;

/// <summary>How a <see cref="SmallLanguageTask"/> is made. The task and all defaults are the kit's own choice.</summary>
public sealed record SmallLanguageTaskOptions : LanguageTaskOptions
{
    /// <summary>Animals that the texts speak of, at most 24; with 6 times of the day there are 6 times as many prompts. <value>16.</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1 or above 24.</exception>
    public int Animals
    {
        get;
        init => field = value >= 1 && value <= SmallLanguageTask.Animals.Count
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(Animals), value, $"{nameof(Animals)} must be from 1 to {SmallLanguageTask.Animals.Count}, the number there are names of.");
    } = 16;

    /// <summary>Verbs, and as many adverbs, that pretraining teaches for every animal, from 1 to 11 of the 12 there are. The policy then
    /// spreads over their pairs. <value>4.</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1 or above 11: an unusual prompt needs a word that is not taught.</exception>
    public int WordsPerAnimal
    {
        get;
        init => field = value >= 1 && value < SmallLanguageTask.Verbs.Count
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(WordsPerAnimal), value, $"{nameof(WordsPerAnimal)} must be from 1 to {SmallLanguageTask.Verbs.Count - 1}.");
    } = 4;

    /// <summary>Share of the prompts whose completion has a verb and an adverb that pretraining did not teach for the animal: the small
    /// reward-std group; rounded down. <value>0.25.</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside of 0 to 1.</exception>
    public double UntaughtShare
    {
        get;
        init => field = value is >= 0 and <= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(UntaughtShare), value, $"{nameof(UntaughtShare)} must be from 0 to 1.");
    } = 0.25;

    /// <summary>Texts of the pretraining corpus. <value>4096.</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int PretrainingTexts { get; init => field = OptionCheck.AtLeastOne(value, nameof(PretrainingTexts)); } = 4096;

    /// <inheritdoc />
    public override LanguageTask Create(RandomStreams streams) => SmallLanguageTask.Draw(this, streams);
}
