using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.PolicyGradient;

/// <summary>Draws inputs: in shuffled passes through all of them, or each from all.</summary>
/// <param name="inputs">The number of inputs.</param>
/// <param name="withReplacement">Whether each is drawn from all.</param>
/// <param name="stream">The random stream.</param>
internal sealed class InputOrder(int inputs, bool withReplacement, Generator stream)
{
    private const string PassName = "input pass";

    /// <summary>What is left of the pass under way.</summary>
    internal int[] Pass { get; set; } = [];

    /// <summary>The next inputs. A pass's last inputs and the next pass's first may stand together, so an input may come twice.</summary>
    internal int[] Next(int count)
    {
        if (withReplacement)
        {
            using var drawn = randint(0, inputs, count, ScalarType.Int32, generator: stream);
            return drawn.data<int>().ToArray();
        }

        var next = new List<int>(count);
        while (next.Count < count)
        {
            if (Pass.Length == 0)
            {
                using var order = randperm(inputs, ScalarType.Int32, generator: stream);
                Pass = order.data<int>().ToArray();
            }

            var taken = Math.Min(count - next.Count, Pass.Length);
            next.AddRange(Pass[..taken]);
            Pass = Pass[taken..];
        }

        return [.. next];
    }

    internal void Capture(IDictionary<string, Tensor> tensors) => tensors[PassName] = tensor(Pass, ScalarType.Int32);

    internal void Restore(TrainingState state) => Pass = state.Tensor(PassName).data<int>().ToArray();
}
