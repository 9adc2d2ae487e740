namespace VanishingGradients.Analysis.Census;

/// <summary>What to do about vanishing inputs, in plain language.</summary>
internal static class VanishingAdvice
{
    public static IEnumerable<string> For(bool allMinimum, bool allMaximum, bool flat)
    {
        if (allMinimum)
        {
            yield return "At the lowest reward: identical rewards give a policy gradient of zero, so reinforcement finetuning alone will not move these inputs. "
                + "Do supervised finetuning on them first; a small share of labelled inputs and a part of the steps may be enough.";
        }

        if (allMaximum)
        {
            yield return "At the highest reward: nothing is left to learn there. Drop these inputs, or resample them away before the update "
                + "as DAPO's dynamic sampling does.";
        }

        if (flat)
        {
            yield return "Flat between: the reward does not tell the completions of these inputs apart. Check the reward function, use a finer one, "
                + "or do supervised finetuning on them.";
        }

        if (!(allMinimum || allMaximum || flat))
            yield return "No input is dead: every one has completions of different reward, so its policy gradient need not vanish.";
    }
}
