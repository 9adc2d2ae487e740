using System.Text.Json.Serialization;
using VanishingGradients.Finetuning;
using VanishingGradients.Finetuning.Language;
using VanishingGradients.Models.Language;
using VanishingGradients.Torch;

namespace VanishingGradients.Experiments.Language;

/// <summary>How a stage finetunes a language model: pure data.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(SupervisedLanguageMethod), "supervised")]
[JsonDerivedType(typeof(ReinforcementLanguageMethod), "reinforcement")]
public abstract record LanguageMethod
{
    /// <summary>Prepares the training; nothing is trained yet. The caller disposes it.</summary>
    /// <param name="model">The model to train, in place.</param>
    /// <param name="task">The task, on whose prompts it is trained.</param>
    /// <param name="streams">The stage's random streams.</param>
    /// <param name="journal">Keeps what is found prompt by prompt; null for nothing. It stays the caller's.</param>
    /// <returns>The training and the number of prompts it uses.</returns>
    public abstract (ITraining Training, int Inputs) Start(LanguageModel model, LanguageTask task, RandomStreams streams, PromptJournal? journal = null);

    /// <summary>Refuses what cannot be trained, before anything of the run is. <value>Refuses nothing.</value></summary>
    /// <param name="model">The model.</param>
    /// <param name="task">The task.</param>
    /// <exception cref="LanguageExampleException">A prompt or a completion does not fit the model.</exception>
    /// <exception cref="ArgumentException">Options contradict each other, the model or the task.</exception>
    public virtual void Check(LanguageModel model, LanguageTask task)
    {
    }
}
